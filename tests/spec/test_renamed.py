"""Keys and sections that a release renamed."""

from pathlib import Path

import pytest

from scaffold.catalog import Catalog, load_catalog
from scaffold.spec import Spec, check
from scaffold.spec.renamed import with_new_names
from scaffold.tusk import load, parse

MANIFEST = """\
name = "service"
title = "Service"
doc = "What every service has."

[sections.server]
doc = "Where it listens."
[sections.server.keys.port]
type = "port"
default = 8000
doc = "The port."
[sections.server.keys.tls]
type = "map"
doc = "TLS."
[sections.server.keys.tls.keys.file]
type = "string"
doc = "The certificate."

[[renamed]]
since = "0.2"
from = "listen"
to = "server"

[[renamed]]
since = "0.3"
from = "server.tcp_port"
to = "server.port"

[[renamed]]
since = "0.3"
from = "crypto.certificate"
to = "server.tls.file"

[[removed]]
since = "0.4"
key = "server.threads"
reason = "one process serves all"

[[removed]]
since = "0.4"
key = "legacy"
reason = "nobody used it"
"""


@pytest.fixture
def catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Catalog:
    monkeypatch.setenv("SCAFFOLD_CACHE_DIR", str(tmp_path / "cache"))
    (tmp_path / "pack/service").mkdir(parents=True)
    (tmp_path / "pack/service/feature.toml").write_text(MANIFEST)
    return load_catalog([tmp_path / "pack"])


def notes(spec: Spec) -> list[str]:
    assert not spec.has_errors, spec.diagnostics
    found = [each for each in spec.diagnostics if "since 0." in each.message]
    assert all(each.severity == "note" and "scaffold update" in str(each.hint) for each in found)
    return [f"{each.location.line}: {each.message}" for each in found]


def test_an_old_name_is_accepted_with_a_note(catalog: Catalog) -> None:
    spec = check(parse("[server]\ntcp_port: 8080\n"), catalog, name="shop")
    assert spec.values["server"]["port"] == 8080
    assert notes(spec) == ["2: server.tcp_port is called server.port since 0.3"]


def test_a_name_that_changed_twice_is_followed(catalog: Catalog) -> None:
    spec = check(parse("[listen]\ntcp_port: 8080\n"), catalog, name="shop")
    assert spec.values["server"]["port"] == 8080
    assert notes(spec) == [
        "1: listen is called server since 0.2",
        "2: server.tcp_port is called server.port since 0.3",
    ]


def test_a_key_that_moved_to_another_section_takes_its_old_section_along(catalog: Catalog) -> None:
    spec = check(parse('[crypto]\ncertificate: "a.pem"\n'), catalog, name="shop")
    assert spec.values["server"]["tls"] == {"file": "a.pem"}
    assert len(notes(spec)) == 1


def test_a_fault_of_the_value_is_shown_where_it_stands(catalog: Catalog) -> None:
    spec = check(parse("[listen]\n\ntcp_port: 99999\n"), catalog, name="shop")
    errors = [each for each in spec.diagnostics if each.severity == "error"]
    assert [(each.code, each.location.line) for each in errors] == [("S007", 3)]


def test_both_names_at_once_are_refused(catalog: Catalog) -> None:
    for text in ("[server]\nport: 1\ntcp_port: 2\n", "[server]\nport: 1\n[listen]\nport: 2\n"):
        spec = check(parse(text), catalog, name="shop")
        errors = [each for each in spec.diagnostics if each.severity == "error"]
        assert [each.code for each in errors] == ["S015"]
        assert "is the old name of server.port, which is given already" in errors[0].message


def test_an_old_and_a_new_section_without_a_clash_are_one(catalog: Catalog) -> None:
    spec = check(parse('[listen]\nport: 1\n[server]\ntls:\n  file: "x"\n'), catalog, name="shop")
    assert (spec.values["server"]["port"], spec.values["server"]["tls"]) == (1, {"file": "x"})


def test_the_command_line_may_use_the_old_name_and_the_project_gets_the_new_one(catalog: Catalog) -> None:
    document = parse("# mine\n[listen] # here\ntcp_port: 8080\n")
    for path in ("server.tcp_port", "server.port", "listen.tcp_port"):
        spec = check(document, catalog, name="shop", overrides={path: "9000"})
        assert spec.values["server"]["port"] == 9000
        assert spec.document.text.startswith("# mine\n[server] # here\nport: 9000\n")


def test_what_was_given_up_is_passed_over_with_the_reason(catalog: Catalog) -> None:
    spec = check(parse("[listen]\nthreads: 4\nport: 1\n[legacy]\na: 1\nb:\n  c: 2\n"), catalog, name="shop")
    assert not spec.has_errors
    assert spec.values["server"]["port"] == 1
    warnings = [
        (each.location.line, each.message, each.hint) for each in spec.diagnostics if each.severity == "warning"
    ]
    assert warnings == [
        (2, "server.threads is not used since 0.4: one process serves all", "remove it"),
        (4, "legacy is not used since 0.4: nobody used it", "remove it"),
    ]


EDITS = {
    "a key": ("[server]\n  tcp_port  =  8080   # why\n", "[server]\n  port  =  8080   # why\n"),
    "a section": ("# a\n[listen]   # b\ntcp_port: 1 // c\r\n", "# a\n[server]   # b\nport: 1 // c\r\n"),
    "a section inside": ("[listen.tls]\nfile: 'x'\n", "[server.tls]\nfile: 'x'\n"),
    "a key in braces": ("[listen]\ntls {\n  file: 'x'\n}\n", "[server]\ntls {\n  file: 'x'\n}\n"),
    "to another section": (
        '# top\n[crypto]\ncertificate: @env("CERT")\n\n[server]\nport: 1 # p\n',
        '# top\n\n[server]\nport: 1 # p\ntls:\n  file: @env("CERT")\n',
    ),
    "nothing old": ("[server]\nport: 1\n", "[server]\nport: 1\n"),
    "both": ("[server]\nport: 1\ntcp_port: 2\n", "[server]\nport: 1\ntcp_port: 2\n"),
}


@pytest.mark.parametrize(("before", "after"), EDITS.values(), ids=EDITS)
def test_the_edit_keeps_every_other_byte(before: str, after: str, catalog: Catalog) -> None:
    document = with_new_names(parse(before), catalog)
    assert document.text == after
    assert with_new_names(document, catalog).text == after


def test_an_edited_spec_means_the_same(catalog: Catalog) -> None:
    text = '[listen]\ntcp_port: 8080\n[crypto]\ncertificate: "a"\n'
    before = check(parse(text), catalog, name="shop")
    after = check(with_new_names(parse(text), catalog), catalog, name="shop")
    assert after.values == before.values
    assert notes(after) == []


def test_what_an_included_file_says_is_left_alone_and_accepted(catalog: Catalog, tmp_path: Path) -> None:
    (tmp_path / "a.tusk").write_text('@include "b.tusk"\n')
    (tmp_path / "b.tusk").write_text("[server]\ntcp_port: 8080\n")
    document = load(tmp_path / "a.tusk")
    assert with_new_names(document, catalog).text == document.text
    assert check(document, catalog, name="shop").values["server"]["port"] == 8080


BAD = {
    "a new name that is not there": (
        '[[renamed]]\nsince = "0.2"\nfrom = "x"\nto = "server.none"\n',
        "no feature defines",
    ),
    "an old name that is there": (
        '[[renamed]]\nsince = "0.2"\nfrom = "server.tls"\nto = "server.port"\n',
        "is still there",
    ),
    "no path": ('[[renamed]]\nsince = "0.2"\nfrom = "a b"\nto = "server.port"\n', "F003"),
    "a move to nowhere": (
        '[[moves]]\nsince = "0.2"\nfrom = "files/a"\nto = "files/b"\n',
        "F016.*files/b, which is not there",
    ),
    "a removed key that is there": (
        '[[removed]]\nsince = "0.2"\nkey = "server.port"\nreason = "gone"\n',
        "is still there",
    ),
    "nothing removed": ('[[removed]]\nsince = "0.2"\nreason = "gone"\n', "either `template` or `key`"),
}


@pytest.mark.parametrize(("record", "words"), BAD.values(), ids=BAD)
def test_a_record_that_does_not_fit_is_refused(record: str, words: str, catalog: Catalog, tmp_path: Path) -> None:
    (tmp_path / "pack/service/feature.toml").write_text(f"{MANIFEST}\n{record}")
    with pytest.raises(Exception, match=words):
        load_catalog([tmp_path / "pack"])
