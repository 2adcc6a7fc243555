"""Fields whose limits leave little room, or stand where numbers, days and times end."""

NARROW = {
    "up_to_day": "date, max=1999-12-31",
    "first_days": "date, max=0001-04-10",
    "last_days": "date, min=9999-09-23",
    "hundred_days": "date, min=2026-01-01, max=2026-04-10",
    "up_to_time": "timestamp, max=1999-12-31T23:59:59Z",
    "first_moments": "timestamp, max=0001-01-01T00:00:01Z",
    "last_moments": "timestamp, min=9999-12-31T23:59:58Z",
    "three_seconds": "timestamp, min=2026-01-01T00:00:00Z, max=2026-01-01T00:00:03Z",
    "few_moments": "timestamp, min=2026-01-01T00:00:00.000001Z, max=2026-01-01T00:00:00.000100Z",
    "debt": "decimal(8, 2), max=-1.50",
    "narrow_fee": "decimal(8, 3), min=1.001, max=1.1",
    "wide_total": "decimal(38, 10), min=1234567890123456789012345678.0123456789",
    "wide_debt": "decimal(38, 0), max=-12345678901234567890123456789012345678",
    "whole_debt": "decimal(3, 0), max=0",
    "wide_share": "decimal(38, 38), min=0.9, max=0.90000000000000000000000000000000000099",
    "fraction": "float, min=0.5, max=0.51",
    "dust": "float, min=1e-12, max=2e-12",
    "distance": "float, min=1e17",
    "depth": "float, max=-1e99",
    "last_bits": "float, min=1, max=1.0000000000001",
    "temperature": "float, max=-0.1",
    "counter": "bigint, min=9223372036854774685",
    "debit": "bigint, max=-9223372036854775709",
    "padded": "int, min=-007, max=092",
}
"""Each can be unique."""

ENDS = {
    "doomsday": "date, max=9999-12-31",
    "last_day": "date, min=9999-12-31",
    "first_day": "date, max=0001-01-01",
    "last_second": "timestamp, min=9999-12-31T23:59:59Z, max=9999-12-31T23:59:59Z",
    "first_second": "timestamp, max=0001-01-01T00:00:00.000001Z",
    "greatest": "int, min=2147483647",
    "least": "bigint, max=-9223372036854775808",
    "most": "bigint, max=9223372036854774784",
    "nines": "decimal(38, 2), min=999999999999999999999999999999999999.98",
    "huge": "float, max=1e99",
    "same": "float, min=0.1, max=0.1",
}
"""With no room for unique values, or for anything beyond a limit."""

UNEVEN = {
    "price": "decimal(8, 2), min=9, indexed",
    "balance": "decimal(8, 2), max=-1, indexed",
    "moment": "timestamp, optional, indexed, min=2026-01-01T00:00:00Z, max=2026-01-01T00:00:01Z",
    "place": "decimal(5, 0), unique",
}
"""Whose texts in JSON have another order than the values."""
