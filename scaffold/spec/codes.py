"""The codes of the spec's diagnostics, and what each means. A code never changes its meaning."""

UNKNOWN_SECTION = "S001"
UNKNOWN_KEY = "S002"
WRONG_TYPE = "S003"
NOT_A_CHOICE = "S004"
OUT_OF_RANGE = "S005"
WRONG_FORM = "S006"
NOT_A_PORT = "S007"
BAD_REFERENCE = "S008"
UNKNOWN_OPERATOR = "S009"
SECRET = "S010"  # noqa: S105  a code
TWICE_IN_LIST = "S011"
NO_VALUE = "S012"
NO_VALUE_DEFAULT = "S013"
IN_NO_SECTION = "S014"
SAME_KEY = "S015"
MISSING_FEATURE = "S016"
EXCLUDED_FEATURE = "S017"
DISAGREEMENT = "S018"
UNKNOWN_FEATURE = "S019"
BAD_OVERRIDE = "S020"
BAD_NAME = "S021"
OPPOSED = "S022"
OTHER_WORD = "S030"
NOT_YET = "S031"
NO_EFFECT = "S032"
NAME_NOTE = "S033"
OTHER_SERVICES = "S034"
CODE = "S035"
NOT_USED = "S036"
ALWAYS_ON = "S037"
ODD_NAME = "S038"
LEFT_OUT = "S039"
ENTITY_COUNT = "S050"
BAD_FIELD = "S051"
UNKNOWN_TYPE = "S052"
BAD_ARGUMENT = "S053"
UNKNOWN_MODIFIER = "S054"
BAD_LIMIT = "S055"
CONTRADICTION = "S056"
BAD_ENTITY_NAME = "S057"
SAME_NAME = "S058"
UNKNOWN_ENTITY = "S059"
CIRCLE = "S060"
SAME_ROUTE = "S061"
BAD_ENTRY_NAME = "S062"
NO_PART = "S063"
UNKNOWN_PEER = "S064"
MORE = "S099"

MEANINGS = {
    UNKNOWN_SECTION: "a section that no feature defines",
    UNKNOWN_KEY: "a key that its section does not have",
    WRONG_TYPE: "a value of the wrong type",
    NOT_A_CHOICE: "a word that is not one of the choices",
    OUT_OF_RANGE: "a number or duration below the least or above the greatest allowed",
    WRONG_FORM: "a text that does not have the form its key needs",
    NOT_A_PORT: "a number that is not a TCP port",
    BAD_REFERENCE: "a reference to the environment or a file that cannot stand there, or is malformed",
    UNKNOWN_OPERATOR: "an operator that does not exist",
    SECRET: "a secret in the spec",
    TWICE_IN_LIST: "a value that stands twice in a list",
    NO_VALUE: "a key that must have a value and has none",
    NO_VALUE_DEFAULT: "a key without a value, whose default is used",
    IN_NO_SECTION: "a key outside every section, or a section written as a key",
    SAME_KEY: "a key that is given under two names",
    MISSING_FEATURE: "a feature that needs another one, which is off",
    EXCLUDED_FEATURE: "two features that cannot be on together",
    DISAGREEMENT: "two keys that say the same thing, with different values",
    UNKNOWN_FEATURE: "a feature that does not exist",
    BAD_OVERRIDE: "a value on the command line that names no key",
    BAD_NAME: "a name that a service cannot have",
    OPPOSED: "options of the command line that contradict each other, or a feature asked for that stays off",
    OTHER_WORD: "a word of another language or tool, and what it is read as",
    NOT_YET: "a part of the spec that is known and not generated yet",
    NO_EFFECT: "a section that has no effect, because its feature is off",
    NAME_NOTE: "where the service's name comes from",
    OTHER_SERVICES: "entries that describe other services",
    CODE: "code in the spec, from which nothing is made",
    NOT_USED: "a value that is not used, because another place gives it",
    ALWAYS_ON: "a feature that is part of every service",
    ODD_NAME: "a name from which an odd one is made: an entity in the plural, a reference that ends in `_id`",
    LEFT_OUT: "a feature that another one does without",
    ENTITY_COUNT: "a model without entities, an entity without fields, or too many of them",
    BAD_FIELD: "a field that cannot be read",
    UNKNOWN_TYPE: "a field type that does not exist",
    BAD_ARGUMENT: "something in a type's brackets that cannot stand there",
    UNKNOWN_MODIFIER: "a modifier that does not exist, stands twice, or has a value too many or too few",
    BAD_LIMIT: "a min, max or default that does not fit the field",
    CONTRADICTION: "modifiers that contradict the type or each other",
    BAD_ENTITY_NAME: "a name that an entity or field cannot have",
    SAME_NAME: "two entities or columns of the same name",
    UNKNOWN_ENTITY: "a reference to an entity that does not exist",
    CIRCLE: "entities that require each other",
    SAME_ROUTE: "a URL path that another part of the service has",
    BAD_ENTRY_NAME: "a name of the user's own that an entry cannot have, or that an entity's has already",
    NO_PART: "a section that names services which take part, and not this one",
    UNKNOWN_PEER: "another service that is named, and not described",
    MORE: "findings that are not shown, because there are too many",
}
