"""Where packs come from: paths, repositories, URLs, and the copy in the user's cache folder."""

from pathlib import Path
from shutil import rmtree

import pytest

from scaffold.foreign import PackError, find_pack, newer_pack, recorded_pack, render_pack
from scaffold.foreign.source import read_source
from scaffold.foreign.submodules import bring
from tests.foreign.conftest import Release, git, write
from tests.foreign.templates import COOKIECUTTER_V1, COPIER_V1, Files

ADDRESSES = {
    "gh:owner/name": ("https://github.com/owner/name.git", "name"),
    "gh:/owner/name.git": ("https://github.com/owner/name.git", "name"),
    "gl:group/part/name": ("https://gitlab.com/group/part/name.git", "name"),
    "git+https://git.example.org/x": ("https://git.example.org/x", "x"),
    "git@git.example.org:team/x.git": ("git@git.example.org:team/x.git", "x"),
    "ssh://git@git.example.org/team/x": ("ssh://git@git.example.org/team/x", "x"),
    "https://git.example.org/x.git#subdirectory=a/b": ("https://git.example.org/x.git", "b"),
}


@pytest.mark.parametrize(("text", "meant"), ADDRESSES.items())
def test_addresses(text: str, meant: tuple[str, str]) -> None:
    source = read_source(text)
    assert (source.url, source.name, source.path) == (*meant, None)


def test_a_path_is_recorded_as_a_whole_path(copier_pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(copier_pack.parent)
    assert find_pack("copier-template").record.source == str(copier_pack)


BAD = {
    "": "a pack needs a path or a URL",
    "https://user:token@git.example.org/x": "holds a password",
    "ftp://git.example.org/x": "no address that a pack can have",
    "x#subdirectory=../y": "'..'",
    "/nowhere/at/all": "there is no pack at /nowhere/at/all",
}


@pytest.mark.parametrize(("text", "words"), BAD.items())
def test_an_address_that_cannot_be_is_refused(text: str, words: str) -> None:
    with pytest.raises(PackError) as caught:
        find_pack(text)
    assert words in str(caught.value)


def test_a_folder_without_templates_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"no copier\.yml, no cookiecutter\.json"):
        find_pack(str(write(tmp_path / "empty", {"a": "a"})))


def test_an_unknown_version_is_refused_with_a_suggestion(copier_pack: Path) -> None:
    with pytest.raises(PackError, match=r'no tag, branch or commit v1.0.1\n  hint: did you mean "v1.0.0"'):
        find_pack(str(copier_pack), ref="v1.0.1")


def test_a_folder_has_no_versions(tmp_path: Path) -> None:
    root = write(tmp_path / "pack", COPIER_V1)
    assert (find_pack(str(root)).record.commit, find_pack(str(root)).version) == (None, None)
    with pytest.raises(PackError, match="no git repository"):
        find_pack(str(root), ref="v1")


def test_a_folder_that_changed_is_said(tmp_path: Path) -> None:
    root = write(tmp_path / "pack", COPIER_V1)
    record = find_pack(str(root)).record
    assert recorded_pack(record).notes == ()
    write(root, {"template/new.txt": "new"})
    assert recorded_pack(record).notes == (f"{root} has changed since the project was made from it",)


def test_changes_that_are_not_committed_are_not_used_and_said(copier_pack: Path) -> None:
    write(copier_pack, {"template/README.md.jinja": "changed"})
    pack = find_pack(str(copier_pack))
    assert "changed" not in (pack.root / "template/README.md.jinja").read_text()
    assert pack.notes == (f"{copier_pack} has changes that are not committed; they are not used",)


def test_a_repository_without_a_commit_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "empty", {"copier.yml": "x: 1"})
    git(tmp_path / "empty", "init", "--quiet")
    with pytest.raises(PackError, match="without a commit"):
        find_pack(str(tmp_path / "empty"))


def test_a_url_is_fetched_once_and_rendered_again_without_it(copier_pack: Path) -> None:
    url = f"file://{copier_pack}"
    pack = find_pack(url, ref="v1.0.0")
    made = render_pack(pack.record, {"project_name": "Shop"})
    assert b"_src_path: file://" in made.files[".copier-answers.yml"].content
    rmtree(copier_pack)
    assert render_pack(made.record).files == made.files
    offline = newer_pack(made.record)
    assert offline.record.commit == made.record.commit
    assert offline.notes[0].endswith("; what was fetched before is used")
    with pytest.raises(PackError, match="cannot be fetched"):
        find_pack(url)


def test_a_damaged_mirror_is_fetched_again(copier_pack: Path, cache: Path, tmp_path: Path) -> None:
    url = f"file://{copier_pack}"
    record = find_pack(url).record
    mirror = next((cache / "packs").glob("*.git"))
    for damage in ("HEAD", "objects"):
        (mirror / damage).rename(tmp_path / damage)
        assert find_pack(url).record == record
    (copier_pack / ".git/objects").rename(tmp_path / "gone")
    with pytest.raises(PackError, match="cannot be read"):
        find_pack(str(copier_pack))


def test_a_mirror_learns_of_new_versions(copier_pack: Path, release: Release) -> None:
    url = f"file://{copier_pack}"
    first = find_pack(url)
    commit = release("copier-template", {"template/x": "x"}, "v3.0.0")
    assert newer_pack(first.record).record.commit == commit
    branch = find_pack(url, ref="main")
    write(copier_pack, {"template/y": "y"})
    git(copier_pack, "add", "--all")
    git(copier_pack, "commit", "--quiet", "-m", "on the branch")
    assert newer_pack(branch.record).version != branch.version


def test_the_copy_in_the_cache_is_made_anew_where_somebody_changed_it(copier_pack: Path) -> None:
    record = find_pack(str(copier_pack), ref="v1.0.0").record
    changed = recorded_pack(record).root / "template/README.md.jinja"
    changed.write_text("changed")
    assert (recorded_pack(record).root / "template/README.md.jinja").read_text() != "changed"


def test_a_commit_that_is_gone_is_said(copier_pack: Path) -> None:
    record = find_pack(str(copier_pack)).record._replace(commit="0" * 40)
    with pytest.raises(PackError, match="has no commit 0000000"):
        recorded_pack(record)


def test_a_pack_that_changed_its_kind_is_not_updated_to(copier_pack: Path, release: Release) -> None:
    record = find_pack(str(copier_pack)).record
    release("copier-template", {"copier.yml": None, "cookiecutter.json": "{}"}, "v3.0.0")
    with pytest.raises(PackError, match="is a pack for cookiecutter now; this project was made by copier"):
        newer_pack(record)


def test_what_git_says_of_a_commit_names_it(copier_pack: Path) -> None:
    write(copier_pack, {"template/x": "x"})
    git(copier_pack, "add", "--all")
    git(copier_pack, "commit", "--quiet", "-m", "more")
    described = git(copier_pack, "describe", "--tags")
    pack = find_pack(str(copier_pack), ref=described)
    assert (pack.record.commit, pack.version) == (git(copier_pack, "rev-parse", "HEAD"), described)


def add_submodule(folder: Path, address: Path, path: str) -> None:
    git(folder, "-c", "protocol.file.allow=always", "submodule", "add", "--quiet", str(address), path)
    git(folder, "commit", "--quiet", "-m", "with a submodule")


def test_submodules_of_a_copier_template_come_along(copier_pack: Path, tmp_path: Path, release: Release) -> None:
    release("inner", {"z": "z"}, "v1")
    release("other", {"x": "x"}, "v1")
    add_submodule(tmp_path / "repositories/other", tmp_path / "repositories/inner", "in")
    add_submodule(copier_pack, tmp_path / "repositories/other", "template/sub")
    pack = find_pack(str(copier_pack), ref="main")
    assert pack.notes == ()
    assert [(pack.root / "template/sub" / path).read_text() for path in ("x", "in/z")] == ["x", "z"]


def test_a_submodule_on_this_machine_is_no_part_of_a_template_from_elsewhere(
    copier_pack: Path, tmp_path: Path, release: Release
) -> None:
    release("other", {"x": "x"}, "v1")
    add_submodule(copier_pack, tmp_path / "repositories/other", "template/sub")
    elsewhere = read_source("https://git.example.org/a/b.git")
    left_out = bring(elsewhere, copier_pack, {"template/sub": "0" * 40})
    assert left_out == (f"template/sub (it leads to {tmp_path}/repositories/other, on this machine)",)


def test_a_submodule_of_a_cookiecutter_template_is_left_out_and_said(
    cookiecutter_pack: Path, tmp_path: Path, release: Release
) -> None:
    release("other", {"x": "x"}, "v1")
    add_submodule(cookiecutter_pack, tmp_path / "repositories/other", "sub")
    pack = find_pack(str(cookiecutter_pack), ref="main")
    assert pack.notes == (f"{cookiecutter_pack}: the submodule sub is left out",)


KINDS = {
    "behave's features": ({"features/steps/a.py": "", "features/environment.py": ""}, None),
    "a package called service": ({"service/main.py": ""}, None),
    "a feature": ({"features/a/feature.toml": ""}, "scaffold"),
    "a folder over a built-in feature": ({"service/files/README.md.jinja": ""}, "scaffold"),
}


@pytest.mark.parametrize(("files", "kind"), KINDS.values(), ids=KINDS)
def test_a_folder_is_a_pack_of_ours_only_if_it_says_so(tmp_path: Path, files: Files, kind: str | None) -> None:
    root = write(tmp_path / "pack", files)
    if kind is None:
        with pytest.raises(PackError, match="is no pack of templates"):
            find_pack(str(root))
    else:
        assert find_pack(str(root)).kind == kind


def test_of_two_formats_the_one_that_made_a_project_counts(tmp_path: Path, release: Release) -> None:
    files = {**COOKIECUTTER_V1, "copier.yml": "x: 1\n"}
    release("both", files, "v1")
    source = str(tmp_path / "repositories/both")
    assert find_pack(source).kind == "copier"
    made = find_pack(source, kind="cookiecutter")
    assert made.kind == "cookiecutter"
    assert {newer_pack(made.record).kind, recorded_pack(made.record).kind} == {"cookiecutter"}


def test_the_users_abbreviations_of_cookiecutter_are_known(
    copier_pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tmp_path / "rc"
    settings.write_text(f"abbreviations:\n  ours: {copier_pack.parent}/{{0}}\n")
    monkeypatch.setenv("COOKIECUTTER_CONFIG", str(settings))
    assert find_pack("ours:copier-template").record.source == str(copier_pack)
    settings.write_text("abbreviations: [\n")
    with pytest.raises(PackError, match="cookiecutter's settings cannot be read"):
        find_pack("ours:copier-template")


def test_a_newer_release_than_the_one_that_a_project_is_pinned_to_is_said(copier_pack: Path) -> None:
    pinned = find_pack(str(copier_pack), ref="v1.0.0").record
    again = newer_pack(pinned)
    note = "copier-template is pinned to v1.0.0, and v2.0.0 is there: scaffold update --unpin takes it"
    assert (again.version, again.notes) == ("v1.0.0", (note,))
    free = newer_pack(pinned, unpin=True)
    assert (free.version, free.record.ref, free.notes) == ("v2.0.0", None, ())
    assert newer_pack(find_pack(str(copier_pack), ref="main").record).notes == ()
    assert newer_pack(find_pack(str(copier_pack), ref="v2.0.0").record).notes == ()


def test_a_cache_folder_that_cannot_be_written_is_said(
    copier_pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SCAFFOLD_CACHE_DIR", str(tmp_path / "file"))
    for source in (f"file://{copier_pack}", str(copier_pack)):
        with pytest.raises(PackError, match="set SCAFFOLD_CACHE_DIR"):
            find_pack(source)


def test_a_tree_that_leads_out_of_itself_is_refused(tmp_path: Path) -> None:
    import pygit2

    repository = pygit2.init_repository(str(tmp_path / "evil"), bare=True)
    blob = repository.create_blob(b"x: 1\n").raw
    inner = b"100644 out\x00" + blob
    tree = repository.odb.write(pygit2.enums.ObjectType.TREE, inner)
    top = b"40000 ..\x00" + tree.raw + b"100644 copier.yml\x00" + blob
    root = repository.odb.write(pygit2.enums.ObjectType.TREE, top)
    who = pygit2.Signature("x", "x@example.org")
    repository.create_commit("refs/heads/main", who, who, "evil", root, [])
    with pytest.raises(PackError, match=r"'\.\.' is no path"):
        find_pack(str(tmp_path / "evil"), ref="main")
    assert not list(tmp_path.rglob("out"))


def test_values_that_a_template_does_not_ask_for_are_recorded(tmp_path: Path) -> None:
    root = write(tmp_path / "pack", {"copier.yml": "_min_copier_version: '9.0'\n", "a.jinja": "{{ name }}\n"})
    made = render_pack(find_pack(str(root)).record, {"name": "Shop"})
    assert (made.files["a"].content, made.answers) == (b"Shop\n", {"name": "Shop"})
    assert render_pack(made.record).files == made.files


def test_a_temporary_folder_that_cannot_be_written_is_said(
    copier_pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = find_pack(str(copier_pack))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    with pytest.raises(PackError, match=r"cannot be rendered in .*nowhere: No such file or directory"):
        render_pack(pack.record, {"project_name": "Shop"})


def test_a_tree_that_has_no_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Thirty objects of git that name 10 ** 15 files."""
    import pygit2

    monkeypatch.setattr("scaffold.foreign.repository.MAX_FILES", 2000)
    repository = pygit2.init_repository(str(tmp_path / "evil"), bare=True)
    inner = repository.odb.write(
        pygit2.enums.ObjectType.TREE, b"100644 copier.yml\x00" + repository.create_blob(b"x: 1\n").raw
    )
    for _ in range(15):
        inner = repository.odb.write(
            pygit2.enums.ObjectType.TREE, b"".join(b"40000 %d\x00" % number + inner.raw for number in range(10))
        )
    who = pygit2.Signature("x", "x@example.org")
    repository.create_commit("refs/heads/main", who, who, "evil", inner, [])
    with pytest.raises(PackError, match="more than 2,000 files"):
        find_pack(str(tmp_path / "evil"), ref="main")


@pytest.mark.parametrize("limit", ["MAX_FILES", "MAX_BYTES", "MAX_DEPTH"])
def test_a_folder_that_has_no_end_is_refused(tmp_path: Path, limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"scaffold.foreign.folder.{limit}", 3)
    root = write(tmp_path / "pack", {"copier.yml": "x: 1\n", "a/b/c/d/e": "1", "f": "2", "g": "3"})
    with pytest.raises(PackError, match="the pack pack has more than"):
        find_pack(str(root))
