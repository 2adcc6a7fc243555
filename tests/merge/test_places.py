"""Who is who: files that moved, on either side."""

from collections.abc import Mapping

from scaffold.merge import plan_update
from scaffold.merge.folders import folder_moves, moved_path
from scaffold.merge.identity import pair_new
from scaffold.merge.model import Records
from scaffold.merge.places import Yours, find_places, template_folders
from scaffold.merge.similarity import find_renames
from tests.merge.memory import File, MemoryTree, Standing, rendered, written

TEXT = "".join(f"line {number}\n" for number in range(20))
CHANGED = TEXT.replace("line 3\n", "other\n")
HALF = "".join(f"line {number}\n" for number in range(12)) + "".join(f"own {number}\n" for number in range(8))
FOREIGN = "".join(f"foreign {number * 7}\n" for number in range(20))


def test_the_same_content_comes_before_a_similar_one() -> None:
    old = {"a": TEXT.encode()}
    assert find_renames(old, {"b": CHANGED.encode(), "c": TEXT.encode()}) == {"a": "c"}


def test_of_equal_contents_the_closest_path_counts() -> None:
    old = {"src/a/x.py": TEXT.encode(), "src/b/y.py": TEXT.encode()}
    new = {"src/c/y.py": TEXT.encode(), "src/c/x.py": TEXT.encode(), "z": TEXT.encode()}
    assert find_renames(old, new) == {"src/a/x.py": "src/c/x.py", "src/b/y.py": "src/c/y.py"}


def test_half_alike_is_enough_and_less_is_not() -> None:
    assert find_renames({"a": TEXT.encode()}, {"b": HALF.encode(), "c": FOREIGN.encode()}) == {"a": "b"}
    assert find_renames({"a": TEXT.encode()}, {"c": FOREIGN.encode()}) == {}


def test_line_ends_do_not_count_and_blank_files_say_nothing() -> None:
    crlf = TEXT.replace("\n", "\r\n").encode()
    assert find_renames({"a": TEXT.encode(), "e": b"", "s": b"\n\n"}, {"b": crlf, "f": b"", "t": b"\n\n"}) == {"a": "b"}


def test_a_folder_moves_with_most_of_its_files() -> None:
    moves = {"a/1": "b/1", "a/2": "b/2", "a/3": "c/3"}
    assert folder_moves(moves, []) == {"a": "b"}
    assert folder_moves(moves, ["a/4"]) == {}
    assert folder_moves({"a/1": "a/2"}, []) == {}


def test_a_folder_speaks_for_those_around_it() -> None:
    assert folder_moves({"src/a/sub/1": "src/b/sub/1"}, ["src/c"]) == {"src/a": "src/b", "src/a/sub": "src/b/sub"}
    assert folder_moves({"a/1": "1"}, []) == {"a": ""}


def test_the_innermost_folder_counts() -> None:
    folders = {"a": "x", "a/b": "y"}
    assert [moved_path(path, folders) for path in ("a/1", "a/b/1", "ab/1", "1")] == ["x/1", "y/1", "ab/1", "1"]


def pairs(base: dict[str, File], new: dict[str, File], records: Records = Records()) -> dict[str, str]:  # noqa: B008
    return pair_new(written(rendered(base)), rendered(new), records)


def test_an_identity_that_was_swapped_by_a_record() -> None:
    base = {"one": File("1", entity="a", template="t"), "two": File("2", entity="b", template="t")}
    new = {"one": File("2", entity="a", template="t"), "two": File("1", entity="b", template="t")}
    assert pairs(base, new, Records(entities={"a": "b", "b": "a"})) == {"one": "two", "two": "one"}


def test_records_are_followed_to_their_end() -> None:
    records = Records(templates={("service", "a"): ("service", "b"), ("service", "b"): ("other", "c")})
    base, new = {"old": File("x", template="a")}, {"new": File(FOREIGN, template="c")}
    files = rendered(new)
    files = {path: file._replace(origin=file.origin._replace(feature="other")) for path, file in files.items()}
    assert pair_new(written(rendered(base)), files, records) == {"old": "new"}


def test_a_record_of_the_past_does_no_harm() -> None:
    records = Records(entities={"user": "account"})
    file = File(TEXT, entity="user", template="t")
    assert pairs({"f": file}, {"f": file}, records) == {"f": "f"}


def test_templates_of_another_entity_are_not_taken_for_renamed() -> None:
    assert pairs({"a": File(TEXT, entity="a", template="t")}, {"b": File(TEXT, entity="b", template="t")}) == {}
    assert pairs({"a": File(TEXT, template="t")}, {"b": File(CHANGED, template="u")}) == {"a": "b"}


def test_the_templates_left_a_folder_only_if_nothing_is_in_it() -> None:
    assert template_folders({"a/1": "b/1", "a/2": "b/2"}, ["b/1", "b/2"]) == {"a": "b"}
    assert template_folders({"a/1": "b/1", "a/2": "b/2"}, ["b/1", "b/2", "a/new"]) == {}


def places(yours: Standing, moved: dict[str, str] | None = None) -> dict[str, str]:
    base = written(rendered({"d/a": TEXT, "d/b": FOREIGN, "d/__init__.py": ""}), moved)
    return dict(find_places(base, Yours(MemoryTree(yours), base.files)).at)


def test_what_is_too_small_to_know_is_beside_its_neighbours() -> None:
    found = places({"e/a": TEXT, "e/b": "all new\n", "e/__init__.py": "", "other/__init__.py": ""})
    assert found == {"d/a": "e/a", "d/b": "e/b", "d/__init__.py": "e/__init__.py"}


def test_what_the_lock_knows_comes_first() -> None:
    yours = {"d/a": TEXT, "moved": "something else\n", "d/b": FOREIGN, "d/__init__.py": ""}
    assert places(yours, {"d/a": "moved"})["d/a"] == "moved"
    assert places({**yours, "moved/x": ""} | {"d/a": TEXT}, {"d/a": "gone"})["d/a"] == "d/a"


def test_a_copy_of_a_file_that_is_still_there_is_no_move() -> None:
    assert places({"d/a": TEXT, "copy": TEXT, "d/b": FOREIGN, "d/__init__.py": ""})["d/a"] == "d/a"


def test_a_move_keeps_the_name_or_the_suffix() -> None:
    rest = {"d/b": FOREIGN, "d/__init__.py": ""}
    assert places({"a.txt": TEXT, **rest})["d/a"] == "a.txt"
    assert places({"other": TEXT, **rest})["d/a"] == "other"
    assert "d/a" not in places({"other.txt": TEXT, **rest})


def folders(base: dict[str, File | str], yours: Standing) -> Mapping[str, str]:
    known = written(rendered(base))
    return find_places(known, Yours(MemoryTree(yours), known.files)).folders


def test_a_folder_in_which_something_is_left_has_not_moved() -> None:
    base: dict[str, File | str] = {"d/a": TEXT, "d/b": FOREIGN}
    moved: Standing = {"e/a": TEXT, "e/b": FOREIGN}
    assert folders(base, moved) == {"d": "e"}
    assert folders(base, {**moved, "d/own": "mine\n"}) == {}


def test_one_file_that_moved_does_not_speak_for_those_that_were_deleted() -> None:
    base: dict[str, File | str] = {"d/a": TEXT, "d/b": FOREIGN, "d/c": "c\n", "d/d": "d\n"}
    assert folders(base, {"e/a": TEXT}) == {}
    assert folders(base, {"e/a": TEXT, "e/b": FOREIGN, "e/c": "c\n"}) == {"d": "e"}


def test_a_packages_own_file_that_moved_alone_gives_the_package_no_other_name() -> None:
    base = {"shop/__init__.py": TEXT, "shop/main.py": FOREIGN, "shop/x.py": "X = 1\n"}
    yours: Standing = {"docs/__init__.py": TEXT, "shop/main.py": FOREIGN + "import shop.x\n", "shop/x.py": "X = 1\n"}
    new = {**base, "shop/main.py": "import shop.x\n" + FOREIGN}
    plan = plan_update(written(rendered(base)), MemoryTree(yours), rendered(new))
    changed = plan.changes["shop/main.py"]
    assert changed is not None
    assert changed.content.decode().startswith("import shop.x\n")
