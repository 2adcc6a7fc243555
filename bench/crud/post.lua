-- Each request makes another user.
local made = 0
local start = os.time() .. tostring({}):gsub("[^%w]", "")

function request()
    made = made + 1
    local body = '{"email": "' .. start .. made .. '@example.com", "full_name": "Ada Lovelace"}'
    return wrk.format("POST", "/users", { ["Content-Type"] = "application/json" }, body)
end
