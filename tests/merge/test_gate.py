"""No merge makes a file worse than both sides were."""

import pytest

from scaffold.merge.gate import merge_problem

PROPERTY = b"class A:\n  @property\n  def x(self): ...\n  @x.setter\n  def x(self, v): ...\n"
BRANCHES = b"if a:\n  def f(): ...\nelse:\n  def f(): ...\n"


@pytest.mark.parametrize(
    ("path", "yours", "new", "merged", "problem"),
    [
        ("a.py", b"x = 1", b"y = 1", b"x = (", "no valid Python"),
        ("a.py", b"x = 1", b"y = 1", b"return 1", "no valid Python"),
        ("a.py", b"x = (", b"y = 1", b"x = (", None),
        ("a.py", b"def f(): ...", b"def g(): ...", b"def f(): ...\ndef f(): ...", "f would be defined twice"),
        ("a.py", b"class A: ...", b"class A: ...", b"class A:\n def f(): ...\n def f(): ...", "A.f would be"),
        ("a.py", b"", b"", b"def f(): ...\nclass A:\n def f(): ...", None),
        ("a.py", PROPERTY, b"", PROPERTY, None),
        ("a.py", b"", b"", BRANCHES, None),
        ("a.toml", b"a = 1", b"b = 1", b"a = 1\na = 2", "no valid TOML"),
        ("a.toml", b"a = \xff", b"b = 1", b"a = ", None),
        ("a.toml", b"a = 1", b"b = 1", b"a = " + b"[" * 10_000, "no valid TOML"),
        ("a.json", b"{}", b"{}", b'{"a": 1, "a": 1}', "a would be defined twice"),
        ("a.json", b'{"a": 1, "a": 1}', b"{}", b'{"a": 1, "a": 1}', None),
        ("a.JSON", b"{}", b"{}", b"{", "no valid JSON"),
        ("a.yaml", b"a: 1", b"b: 1", b"a: [", "no valid YAML"),
        ("a.yml", b"a: {b: 1}", b"a: {c: 1}", b"a: {b: 1, b: 2}", "b would be defined twice"),
        ("a.yml", b"a: !own 1\n---\nb: 1", b"c: 1", b"a: !own 1\n---\nb: 1", None),
        ("a.yml", b"a: {{ x }}: [", b"c: 1", b"a: {{ x }}: [", None),
        ("a.txt", b"", b"", b"\xff", None),
    ],
)
def test_problem(path: str, yours: bytes, new: bytes, merged: bytes, problem: str | None) -> None:
    found = merge_problem(path, yours, new, merged)
    assert (found is None) == (problem is None)
    assert problem is None or (found and problem in found)
