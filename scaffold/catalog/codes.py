"""The codes of the catalogue's diagnostics, and what each means. A code never changes its meaning."""

UNREADABLE = "F001"
NOT_TOML = "F002"
BAD_MANIFEST = "F003"
OTHER_NAME = "F004"
SAME_FEATURE = "F005"
UNKNOWN_FEATURE = "F006"
CIRCLE = "F007"
SAME_KEY = "F008"
SECTION_DOC = "F009"
BAD_CONDITION = "F010"
UNKNOWN_KEY = "F011"
CONTRADICTION = "F012"
NOT_TESTED = "F013"
LINK = "F014"
BAD_DEFAULT = "F015"
BAD_RECORD = "F016"
BAD_STORED = "F017"

MEANINGS = {
    UNREADABLE: "a folder or manifest that cannot be read",
    NOT_TOML: "a file that is not TOML",
    BAD_MANIFEST: "a manifest with an unknown or missing key, or a value of the wrong type",
    OTHER_NAME: "a feature whose name is not its folder's",
    SAME_FEATURE: "two features of one name",
    UNKNOWN_FEATURE: "`needs`, `after`, `excludes` or `without` that name no feature",
    CIRCLE: "features that need each other",
    SAME_KEY: "two keys of a section that share a name",
    SECTION_DOC: "a section that no feature describes, or that two describe",
    BAD_CONDITION: "a `when` that is no expression, or reads what no feature defines",
    UNKNOWN_KEY: "a path to a key that no feature defines",
    CONTRADICTION: "a key whose description contradicts itself",
    NOT_TESTED: "a dependency without a tested range",
    LINK: "a symbolic link in a pack",
    BAD_DEFAULT: "a default that its own key would refuse",
    BAD_RECORD: "a record of a move, a new name or a removal that does not fit what is there",
    BAD_STORED: "a file under `stored/` that is missing, or belongs to no version of what the feature stores",
}
