"""`docs/reference.md`: every section, key, field type and feature, written from the catalogue.

`python -m scaffold.spec.reference_page docs/reference.md` writes it.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from scaffold.catalog import Catalog, Feature, load_catalog
from scaffold.catalog import codes as catalog_codes
from scaffold.spec import codes, field_help
from scaffold.spec.explain import KeyInfo, SectionInfo, feature_switch, section_info
from scaffold.spec.field_help import Help
from scaffold.spec.field_types import MAX_NAME
from scaffold.spec.switches import companions
from scaffold.tusk import codes as tusk_codes


def _table(head: str, rows: Iterable[Help]) -> str:
    lines = (f"| {', '.join(f'`{text}`' for text in row.written)} | {row.meaning} |" for row in rows)
    return "\n".join((f"| {head} |", "|---|---|", *lines))


_INTRO = f"""\
# Reference of the spec

<!-- Written by `python -m scaffold.spec.reference_page docs/reference.md`; a test keeps it up to date. -->

A spec is a `.tusk` file of sections, or a Markdown guide that holds some. Every section and every key may be left out.
What is marked *planned* is known and checked, and reported as not generated yet.

## Types

| type | written | means |
|---|---|---|
| string | `"text"` | text |
| int, float | `20`, `0.1` | a number |
| bool | `true`, `false` | yes or no |
| choice | `"postgresql"` | one of the words listed |
| duration | `100ms`, `5s`, `1m`, `24h`, `30d` | a length of time; `m` is a minute |
| rate | `1000_req_per_min`, `20/s` | so many in a second, minute, hour or day |
| size | `512MB`, `2GiB` | an amount of storage; `MB` is 1000 x 1000 bytes, `MiB` 1024 x 1024 |
| port | `8080` | a TCP port, 1 to 65535 |
| url | `"https://example.org"` | an absolute URL, without a password |
| path | `"migrations"`, `"/health"` | a path with `/` between its parts, without `..` |
| list | `["a", "b"]` | values in order, none twice |
| map | lines below, deeper | keys and values |
| fields | lines below, deeper | fields as entities have them, without `unique`, `indexed` and `immutable` |
| env | `@env("NAME")`, `@env("NAME", 8080)` | an environment variable of the service, with a default if need be |
| secret | `@env.secure("NAME")`, `@file.secure("certs/")` | a secret, which never stands in the spec |

## Entities

`[models]` holds the entities; each entry of an entity is a field: a type, then modifiers, with commas between them.
Every entity also has `id`, `version`, `created_at` and `updated_at`.

{_table("field type | is", field_help.TYPES)}

{_table("modifier | says", field_help.MODIFIERS)}

A name is of small letters and digits, with one `_` between words, of at most {MAX_NAME} characters, and no word of
Python's (`class`, `import`). The database, the API and the service's own code keep some for themselves: no entity is
called `storage`, and no field `sort`. `scaffold check` names each that cannot be, says why, and says what would do.

A limit that the spec does not set is the service's alone, and no table's: rows that are longer stay, and are shown.
What a service answers to a `POST` or `PATCH` is what it stored, to the byte, on every database. So a value has one
form: -0.0 becomes 0.0, a decimal gets all its places, and the keys of JSON are sorted as PostgreSQL does it. The first
and the last moment that Python knows are refused, as PostgreSQL would keep them as infinity.

## Sections
"""


def reference_page(catalog: Catalog) -> str:
    """Write the page."""
    parts = [_INTRO]
    parts += [_section(section_info(section)) for section in catalog.sections.values()]
    parts.append("## Features\n")
    parts.append("\n".join(_features(catalog)))
    parts.append("## Diagnostics\n")
    meanings = {**tusk_codes.MEANINGS, **codes.MEANINGS, **catalog_codes.MEANINGS}
    rows = (f"| {code} | {meaning} |" for code, meaning in meanings.items())
    parts.append("\n".join(["| code | means |", "|---|---|", *rows, ""]))
    return "\n".join(parts)


def _section(info: SectionInfo) -> str:
    heading = f"### `[{info.name}]`" + (" (planned)" if info.status == "planned" else "")
    lines = [heading, "", _line(info.doc), ""]
    if info.keys:
        lines += ["| key | type | default | meaning |", "|---|---|---|---|", *map(_row, info.keys), ""]
    return "\n".join(lines)


def _row(key: KeyInfo) -> str:
    name = key.path.partition(".")[2]
    default = f"`{key.default}`" if key.default is not None else ""
    words = f"{key.type}, or {key.reference}" if key.reference else key.type
    return f"| `{name}` | {words} | {default} | {' '.join(_meaning(key))} |"


def _meaning(key: KeyInfo) -> Iterator[str]:
    if key.status == "planned":
        yield "*Planned.*"
    yield _line(key.doc)
    if key.choices:
        yield "One of " + ", ".join(f"`{word}`{_planned(key, word)}" for word in key.choices) + "."
    if key.always:
        yield f"Always `{key.default}`: {key.always}"
    if key.limits:
        yield f"{key.limits[0].upper()}{key.limits[1:]}."
    if key.aliases:
        yield "Also read: " + ", ".join(f"`{word}` as `{meaning}`" for word, meaning in key.aliases.items()) + "."
    if others := [word for word in key.also if not word.endswith("/")]:
        yield "Also written " + ", ".join(f"`{word}`" for word in others) + "."


def _planned(key: KeyInfo, word: str) -> str:
    return " (planned)" if word in key.planned_choices else ""


def _features(catalog: Catalog) -> Iterator[str]:
    yield "| feature | turned on by | needs | what it is |"
    yield "|---|---|---|---|"
    for feature in catalog.features.values():
        needs = ", ".join(f"`{need}`" for need in feature.needs)
        planned = " (planned)" if feature.status == "planned" else ""
        switch = _switch(feature, catalog)
        yield f"| `{feature.name}`{planned} | {switch} | {needs} | {feature.title}. {_line(feature.doc)} |"
    yield ""


def _switch(feature: Feature, catalog: Catalog) -> str:
    if feature.enable:
        return ", ".join(f"`{words}`" for words in feature_switch(feature))
    if feature.when is not None:
        return f"`{feature.when}`"
    return " and ".join(f"`{name}`" for name in companions(catalog, feature)) or "always on"


def _line(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(reference_page(load_catalog()), encoding="utf-8")
