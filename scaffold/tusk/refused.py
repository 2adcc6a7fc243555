"""Constructs of TuskLang's own dialects that a spec may not hold, and what else may not stand where a value does.

It is imported where a text has bare words or a fault: its expressions take longer to compile than most specs to read.
"""

import re
from typing import NamedTuple

from scaffold.tusk import codes
from scaffold.tusk.findings import Problem

_QUOTE_IT = "put it in quotes if it is a text; a spec holds values and computes nothing"
_DEFAULT = 'for a variable of the environment write @env("NAME", "default"); put a text in quotes'
_CALL = 'put it in quotes if it is a text; an operator starts with @, as in @env("NAME")'
_LINES = 'write a text of several lines as """text"""'

_NAME = r"[A-Za-z_$][\w.$]*+"
_NUMBER = r"[0-9]++(?>(?:_[0-9]++)*)(?:\.[0-9]++)?(?:[eE][-+]?[0-9]++)?(?:ms|[smhdw]|[kKMGT]i?B?)?"
_TYPE = r"(?:str(?:ing)?|int(?:eger)?|float|double|bool(?:ean)?|number|array|object|any|char|byte|[iuf](?:8|16|32|64))"


class _Construct(NamedTuple):
    sign: re.Pattern[str]
    code: str
    name: str
    hint: str = _QUOTE_IT


def _at_start(pattern: str, code: str, name: str, hint: str = _QUOTE_IT) -> _Construct:
    return _Construct(re.compile(rf"\A(?:{pattern})"), code, name, hint)


def _anywhere(pattern: str, code: str, name: str, hint: str = _QUOTE_IT) -> _Construct:
    return _Construct(re.compile(pattern), code, name, hint)


_CONSTRUCTS = [
    _at_start(r"<<", codes.HEREDOC, "a heredoc", _LINES),
    _at_start(
        r"process\.env\b|import\.meta\.env\b|os\.environ\b|ENV[.\[]|(?:std::)?env::var\(|(?:\w+\.)*getenv\(|env\(",
        codes.EXPRESSION,
        "a look into the environment",
        'write @env("NAME"), or @env("NAME", "default")',
    ),
    _anywhere(r"<=>", codes.EXPRESSION, "a comparison with `<=>`"),
    _anywhere(r"=>|->\s*\{|\bfunction\b *\w* *\(", codes.FUNCTION, "an embedded function"),
    _at_start(r"(?:function|lambda|fn|fujsen)\b\s*\w*\s*[(:]", codes.FUNCTION, "an embedded function"),
    _at_start(rf"new\s+{_NAME}(?:<[^<>\n]*>)?\(", codes.EXPRESSION, "an object made with `new`"),
    _at_start(r"await\s+(?:[@$]|\S+\Z|\S+[(\[]|\S+\s+[-+*/])", codes.EXPRESSION, "`await`"),
    _at_start(r"typeof\b", codes.EXPRESSION, "`typeof`"),
    _at_start(r"void\s+0\Z", codes.EXPRESSION, "`void`"),
    _anywhere(r"\sinstanceof\s", codes.EXPRESSION, "`instanceof`"),
    _anywhere(r"[\w)\]!]\?\.[\w\[(]", codes.EXPRESSION, "optional chaining with `?.`"),
    _anywhere(r"""\s\?\?=?(?:\s|\Z)|[\w)\]"']\?\?[\w"'@$(\[]""", codes.TERNARY, "a default with `??`", _DEFAULT),
    _at_start(r"""[^?]*\s\?(?:\s|:)|\S+\s\?\Z|[\w.$!()]+\?["'\w.$]++:["'\w.$]++\Z""", codes.TERNARY, "a ternary"),
    _at_start(r"!", codes.EXPRESSION, "a negation with `!`"),
    _anywhere(r"&&|\|\|", codes.EXPRESSION, "logic with `&&` or `||`", _DEFAULT),
    _anywhere(
        r"(?<=\s)==|==+\s*[^\s=]|[!<>]=|(?<=[ \t])[<>](?=[ \t])|[\w)\]][<>]-?[0-9.]++\Z",
        codes.EXPRESSION,
        "a comparison",
    ),
    _anywhere(r"\s(?:[-+*/%&|^:]|\*\*|<<|>>)=\s", codes.EXPRESSION, "an assignment"),
    _at_start(
        r"(?:let|const|var|my|local|val)\s+[\w$]+\s*(?::\s*\w+\s*)?=", codes.EXPRESSION, "a declaration of a variable"
    ),
    _at_start(rf"""{_NAME}\[(?:["'-]|[0-9]+\])|{_NAME}\[\w+\]\.\w""", codes.EXPRESSION, "an index in `[]`"),
    _at_start(rf"[\w.$]+\s+as\s+{_TYPE}\Z|\({_TYPE}\)\s*\S|<{_TYPE}>\s*\S", codes.EXPRESSION, "a cast"),
    _at_start(
        r"""(?![-/.~\\^])[^\s("']*+(?<=[\w>\]!])\(|\w+!\[|/(?>(?:[^/\\]|\\.)+)/[a-z]*+\.\w+\(""",
        codes.FUNCTION,
        "a call of a function",
        _CALL,
    ),
    _at_start(
        r"""(?:[bBfFrRuU]{1,2}|raw)(?:"[^"]*+"|'[^']*+')\Z|[\w.]+`[^`]*+`\Z""",
        codes.EXPRESSION,
        "a text with a prefix",
        "write the text in quotes alone; in single quotes a backslash stands for itself",
    ),
    _at_start(r"\.\.\.[\w$@(\[{]", codes.EXPRESSION, "a spread with `...`"),
    _at_start(r"""[\w$."'()\[\]]+\s\.\s["'$]""", codes.EXPRESSION, "a concatenation"),
    _anywhere(r"\s(?:<<|>>>?)\s*[0-9]+\Z", codes.EXPRESSION, "a shift of bits"),
    _anywhere(r"""[\w)\]"'}][ \t]++(?:[-+*/%^]|\*\*)[ \t]++[\w("'$@]""", codes.ARITHMETIC, "arithmetic"),
    _at_start(
        rf"(?=.[^+*/%^]*+[+*/%^])[-+]?{_NUMBER}(?>(?:(?:\*\*|[-+*/%^])[-+]?{_NUMBER})+)\Z"
        rf"|{_NAME}\*\*?[0-9.]++\Z|[0-9.]++\*\*?{_NAME}\Z|{_NAME}\*\*{_NAME}\Z",
        codes.ARITHMETIC,
        "arithmetic",
    ),
    _anywhere(r"[\[({]\Z", codes.EXPRESSION, "a block of code"),
]
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*+://\S*+\Z")
_IF = re.compile(r"(?:\A|\s)if[\s(]")
_ELSE = re.compile(r"\selse\s")
_RANGE = re.compile(r"[0-9]+\.\.[.=]?[0-9]+\Z")
_STARTS = re.compile(r"""[)\]}(,`<>&#]|\|[-+]?$|-[ \t]""")
_COLON = re.compile(r":(?:[ \t]|$)|[ \t]=[ \t]")


def refuse_words(text: str, start: int) -> None:
    """Refuse bare words that cannot be a text, so that none becomes one by accident.

    Raises:
        Problem: naming what they are.

    """
    refuse_constructs(text, start)
    if (comment := text.find(" /*")) >= 0:
        raise after_value(text[comment + 1 :], start + comment + 1)
    if bad := _STARTS.match(text):
        message = f"no value starts with `{bad[0].strip()}`"
        hint = _LINES if text[0] in "|>" else "put a text in quotes"
        raise Problem(codes.BAD_VALUE, message, start, start + 1, hint)
    if colon := _COLON.search(text):
        at = start + colon.start()
        raise Problem(codes.BARE_WORDS, "a second separator on the line", at, at + 1, "put the text in quotes")


def refuse_constructs(text: str, start: int) -> None:
    """Refuse what is code in TuskLang's dialects.

    Raises:
        Problem: naming the construct.

    """
    if _URL.match(text):
        return
    end = start + len(text)
    if _RANGE.match(text):
        raise Problem(codes.BAD_NUMBER, "this is not how a range is written", start, end, "write it as 1-10")
    for construct in _CONSTRUCTS:
        if construct.sign.search(text):
            raise Problem(construct.code, f"{construct.name} is not part of a spec", start, end, construct.hint)
    if (condition := _IF.search(text)) and _ELSE.search(text, condition.end()):
        message = "a choice with `if` and `else` is not part of a spec"
        raise Problem(codes.TERNARY, message, start, end, _QUOTE_IT)


_AFTER = [
    _at_start(r"<<", codes.HEREDOC, "a heredoc"),
    _at_start(r"\?\.", codes.EXPRESSION, "optional chaining with `?.`"),
    _at_start(r"\?\?", codes.TERNARY, "a default with `??`", _DEFAULT),
    _at_start(r"\?", codes.TERNARY, "a ternary"),
    _at_start(r"=>|->|\(", codes.FUNCTION, "an embedded function"),
    _at_start(r"\.\w+\s*\(", codes.FUNCTION, "a call on a value"),
    _at_start(r"\.\w", codes.EXPRESSION, "a property with `.`"),
    _at_start(r"\.(?:\s|\Z)", codes.EXPRESSION, "a concatenation"),
    _at_start(r"\[", codes.EXPRESSION, "an index in `[]`"),
    _at_start(r"&&|\|\||\|(?=\s*\S)", codes.EXPRESSION, "logic with `&&` or `||`", _DEFAULT),
    _at_start(r"[=!<>]=|[<>](?=[ \t]*\S)", codes.EXPRESSION, "a comparison"),
    _at_start(r"(?:as|in|is|and|or|if|instanceof)\b", codes.EXPRESSION, "an expression"),
]
_COMMENT = re.compile(r"#|//|/\*")
_ARITHMETIC = re.compile(r"[-+*/%^]")


def after_value(text: str, start: int, *, of_text: bool = False) -> Problem:
    """Return the problem with `text`, which follows a value on its line; `of_text` says that the value is a text."""
    end = start + len(text)
    if _COMMENT.match(text):
        alone = "a `/* */` comment stands on lines of its own"
        message = alone if text.startswith("/*") else "a comment after a value needs a blank before it"
        return Problem(codes.AFTER_VALUE, message, start, end, "use ` # text`")
    for construct in _AFTER:
        if construct.sign.match(text):
            return Problem(construct.code, f"{construct.name} is not part of a spec", start, end, construct.hint)
    if _ARITHMETIC.match(text):
        name = "a concatenation" if of_text and text.startswith("+") else "arithmetic"
        return Problem(codes.ARITHMETIC, f"{name} is not part of a spec", start, end, _QUOTE_IT)
    hint = {
        ",": "a line holds one statement and needs no comma",
        "}": "put the closing `}` on a line of its own",
        ";": "a line holds one statement",
    }.get(text[:1], 'one value a line; inside a string, a quote is written \\"')
    return Problem(codes.AFTER_VALUE, "unexpected text after the value", start, end, hint)
