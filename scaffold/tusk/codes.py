"""The codes of the language's diagnostics, and what each means. A code never changes its meaning."""

NOT_UTF8 = "T001"
TOO_LARGE = "T002"
UNREADABLE = "T003"
CONTROL_CHARACTER = "T004"
TOO_DEEP = "T005"
NOT_A_STATEMENT = "T010"
BAD_SECTION = "T011"
INDENTATION = "T012"
TAB = "T013"
DOTTED_KEY = "T014"
UNCLOSED_BLOCK = "T015"
UNMATCHED_CLOSE = "T016"
AFTER_VALUE = "T017"
UNCLOSED_COMMENT = "T018"
STRAY_ITEM = "T019"
UNCLOSED_STRING = "T020"
BAD_ESCAPE = "T021"
UNCLOSED_BRACKET = "T022"
SEPARATOR = "T023"
BARE_WORDS = "T024"
BAD_NUMBER = "T025"
BAD_RANGE = "T026"
BAD_OPERATOR = "T027"
BAD_VARIABLE = "T028"
BAD_VALUE = "T029"
CLASH = "T030"
REPEATED_KEY = "T031"
REPEATED_SECTION = "T032"
UNDEFINED_VARIABLE = "T040"
UNFILLED_HOLE = "T041"
NOT_TEXT = "T042"
TOO_MUCH_TEXT = "T043"
BOOLEAN_WORD = "T050"
ALMOST_OPERATOR = "T051"
ARITHMETIC = "T060"
TERNARY = "T061"
HEREDOC = "T062"
FUNCTION = "T063"
EXPRESSION = "T064"
INCLUDE_MISSING = "T070"
INCLUDE_OUTSIDE = "T071"
INCLUDE_CYCLE = "T072"
INCLUDE_REFUSED = "T073"
BAD_INCLUDE = "T074"
NO_BLOCKS = "T080"
NO_SUCH_PATH = "T090"
CANNOT_EDIT = "T091"
UNSAFE_FORMAT = "T092"
MORE = "T099"

MEANINGS = {
    NOT_UTF8: "the file is not UTF-8",
    TOO_LARGE: "the file is larger than 10 MB",
    UNREADABLE: "the file cannot be read",
    CONTROL_CHARACTER: "a control character or invisible mark",
    TOO_DEEP: "nested deeper than 100",
    NOT_A_STATEMENT: "a line that is not a statement",
    BAD_SECTION: "a malformed section header",
    INDENTATION: "indentation that fits no open block",
    TAB: "a tab in indentation",
    DOTTED_KEY: "a dotted key outside a directory map",
    UNCLOSED_BLOCK: "a block that is never closed",
    UNMATCHED_CLOSE: "a closing bracket without a block",
    AFTER_VALUE: "text after a value",
    UNCLOSED_COMMENT: "a comment that is never closed",
    STRAY_ITEM: "a list item outside a list, or something else inside one",
    UNCLOSED_STRING: "a string that is never closed",
    BAD_ESCAPE: "an unknown escape in a string",
    UNCLOSED_BRACKET: "a list or map that is never closed",
    SEPARATOR: "a missing comma, colon or equals sign",
    BARE_WORDS: "text without quotes where it needs them",
    BAD_NUMBER: "a malformed number",
    BAD_RANGE: "a range that ends before it starts",
    BAD_OPERATOR: "a malformed operator call",
    BAD_VARIABLE: "a malformed variable",
    BAD_VALUE: "a value that starts with a character that no value starts with",
    CLASH: "a key that stands twice with different values",
    REPEATED_KEY: "a key that stands twice with the same value",
    REPEATED_SECTION: "a section of a guide that stands again",
    UNDEFINED_VARIABLE: "a variable that is not defined before",
    UNFILLED_HOLE: "a template hole that nothing fills",
    NOT_TEXT: "a value inside a string that cannot be written as text",
    TOO_MUCH_TEXT: "variables and holes that expand to too much",
    BOOLEAN_WORD: "another word than true, false or null",
    ALMOST_OPERATOR: "a string that starts like an operator call but is not wholly one",
    ARITHMETIC: "arithmetic, which a spec does not do",
    TERNARY: "a ternary, which a spec does not do",
    HEREDOC: "a heredoc, which a spec does not have",
    FUNCTION: "an embedded function, which a spec does not have",
    EXPRESSION: "an expression, which a spec does not have",
    INCLUDE_MISSING: "an included file that is not there or cannot be read",
    INCLUDE_OUTSIDE: "an included file outside the spec's folder",
    INCLUDE_CYCLE: "files that include each other",
    INCLUDE_REFUSED: "an include where none can be read",
    BAD_INCLUDE: "an include that names no file, or stands inside a block",
    NO_BLOCKS: "a guide without a block that starts with a section",
    NO_SUCH_PATH: "an edit of a key that is not there",
    CANNOT_EDIT: "an edit that cannot be made in place",
    UNSAFE_FORMAT: "a fault of the formatter itself: what it would write reads to other values",
    MORE: "more findings than are shown",
}

MEANING_ONLY = frozenset({CLASH, UNDEFINED_VARIABLE, UNFILLED_HOLE, NOT_TEXT, TOO_MUCH_TEXT, INCLUDE_REFUSED})
"""Errors in what a document means: its text is well formed all the same, and can be formatted and edited."""
