"""What field types and modifiers are called in SQL, in ORMs and in other languages, and what a spec has for them."""

import re
from collections.abc import Iterable, Mapping

from scaffold.tusk import did_you_mean


def _table(*rows: tuple[str, str]) -> dict[str, str]:
    return {word: ours for words, ours in rows for word in words.split()}


_STRING = "write string(n) for at most n characters, or text for long ones"
_DECIMAL = "write decimal(p, s): p digits in all, s of them after the point"
_REF = "write ref(entity), as in ref(team)"
_LIST = "write list(type), as in list(string(40))"
TYPES = _table(
    ("str varchar varchar2 nvarchar char nchar character bpchar citext", _STRING),
    ("longtext mediumtext tinytext clob", "write text"),
    ("integer int2 int4 int16 int32 smallint tinyint mediumint short", "write int"),
    ("int8 int64 long biginteger", "write bigint"),
    ("number num", "write int, float, or decimal(p, s) for an exact number"),
    ("double float4 float8 float32 float64 real", "write float"),
    ("numeric money currency", _DECIMAL),
    ("boolean bit", "write bool"),
    ("datetime datetimetz timestamptz instant", "write timestamp: a moment with its time zone, kept in UTC"),
    ("time timetz", "write timestamp for a moment, or string(8) for a time of day"),
    ("guid uuid4", "write uuid"),
    ("uri link href httpurl", "write url"),
    ("mail emailstr", "write email"),
    ("jsonb object dict dictionary hash map any", "write json"),
    ("array arrays set tuple slice vector", _LIST),
    ("choice choices oneof literal", "write enum(a, b) with its values"),
    ("foreign foreignkey foreign_key fk reference references relation relationship belongs_to", _REF),
    ("serial bigserial autoincrement", "leave it out: every entity has an id of its own; else write int or bigint"),
    ("bytes binary blob bytea varbinary file image", "a field holds no bytes: keep them elsewhere, and write url"),
)
_OPTIONAL = "write optional"
_REQUIRED = "leave it out: a field is required unless it is optional"
_EVERY_ENTITY = "leave it out: every entity has id, version, created_at and updated_at"
_LENGTH = "write the most characters into the type, as in string(20), and the least as min="
_ON_DELETE = "leave it out: what others refer to cannot be deleted, and the service answers 409"
MODIFIERS = _table(
    ("nullable null nillable allow_null nil blank none", _OPTIONAL),
    ("required mandatory notnull not_null nonnull non_null", _REQUIRED),
    ("index key db_index searchable", "write indexed"),
    ("uniq uniqueness unique_key unique_index", "write unique"),
    ("readonly read_only final frozen constant const", "write immutable"),
    ("on_delete ondelete on_update onupdate cascade", _ON_DELETE),
    ("foreign foreignkey foreign_key fk references belongs_to", "it is a type: write ref(entity) alone"),
    ("primary primary_key primarykey pk auto autoincrement auto_increment", _EVERY_ENTITY),
    ("auto_now auto_now_add", _EVERY_ENTITY),
    ("length size max_length maxlength maxlen min_length minlength minlen", _LENGTH),
    ("minimum ge gte gt", "write min=..."),
    ("maximum le lte lt", "write max=..."),
    ("server_default default_factory default_value initial", "write default=..."),
    ("choices values", "it is a type: write enum(a, b) with its values"),
    ("array", f"it is a type: {_LIST}"),
)
_DEFAULTS: Mapping[str, Mapping[str, str]] = {
    "timestamp": dict.fromkeys(("now", "utcnow", "current_timestamp", "datetime.now", "datetime.utcnow"), "now"),
    "date": dict.fromkeys(("now", "today", "current_date", "date.today", "datetime.today"), "today"),
    "uuid": dict.fromkeys(("uuid4", "uuid.uuid4", "gen_random_uuid", "uuid_generate_v4", "random", "auto"), "random"),
    "list": dict.fromkeys(("list", "{}", "array[]"), "[]"),
    "json": {"dict": "{}", "list": "[]"},
    "bool": dict.fromkeys(("yes", "on", "1", "y", "t"), "true") | dict.fromkeys(("no", "off", "0", "n", "f"), "false"),
}
_NO = frozenset({"false", "no", "0", "off"})
_OFF = {
    _OPTIONAL: _REQUIRED,
    _REQUIRED: _OPTIONAL,
    **dict.fromkeys(("write indexed", "write unique", "write immutable"), "leave it out"),
}
"""What is to be written for a modifier that is set to false."""
_CALLED = re.compile(r"\s*\(\s*\)\s*$")


def type_hint(text: str, known: Iterable[str]) -> str | None:
    """Say what a spec has for a type that it does not know: by its meaning, else by its spelling."""
    text = text.strip()
    word = re.split(r"[^\w-]", text.lower().replace("-", "_"), maxsplit=1)[0]
    if text.endswith("[]") or text.startswith("["):
        return _LIST
    if text.endswith("?"):
        return "leave ? out, and add optional after a comma"
    return TYPES.get(word) or did_you_mean(re.split(r"[^\w-]", text, maxsplit=1)[0] or text, known)


def modifier_hint(word: str, value: str | None, flags: Iterable[str], settings: Iterable[str]) -> str | None:
    """Say what a spec has for a modifier that it does not know; `value` is what stands after its `=`."""
    if value is None and word in settings:
        return f"write {word}=..."
    if word in flags:
        return "leave it out" if (value or "").lower() in _NO else f"write {word} alone, without a value"
    folded = re.sub(r"[\s-]+", "_", word.lower())
    meant = MODIFIERS.get(folded)
    if meant and value is not None and value.lower() in _NO:
        return _OFF.get(meant, meant)
    return meant or did_you_mean(word, (*flags, *settings))


def default_hint(kind: str, text: str) -> str | None:
    """Say how a spec writes a default that other tools write as `text`."""
    meant = _DEFAULTS.get(kind, {}).get(_CALLED.sub("", text).lower())
    return f"write default={meant}" if meant and meant != text else None
