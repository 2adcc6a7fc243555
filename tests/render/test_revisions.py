"""A file under a path that mentions `revision` is made for each revision."""

from pathlib import Path

import pytest

from scaffold.evolution import DamagedError, Revision, first_revision
from scaffold.render import render
from scaffold.spec.model import Entity, Field
from tests.render.packs import catalog, feature, spec

PATH = "files/versions/{{ revision.id }}_{{ revision.slug }}.txt.jinja"
TEXT = """\
{{ revision.parents | join(",") }}
{{ revision.before | map(attribute="name") | join(",") }} -> {{ revision.entities | map(attribute="name") | join(",") }}
{% for change in revision.changes %}
{{ change.kind }} {{ (change.after or change.before).name }}
{% endfor %}
"""


def entity(name: str) -> Entity:
    return Entity(name, f"{name}s", name.title(), name.title(), f"{name}s", (Field("name", "text"),))


def test_without_a_history_there_is_the_first_alone(tmp_path: Path) -> None:
    base = feature(tmp_path, "service", {PATH: TEXT})
    tree = render(spec("service", entities=(entity("user"),)), catalog(base))
    assert list(tree.files) == ["versions/0001_initial.txt"]
    file = tree.files["versions/0001_initial.txt"]
    assert file.content.decode() == "\n -> user\nadded user\n"
    assert (file.origin.entity, file.origin.template, file.origin.keys) == ("0001", PATH, ("models",))


def test_each_revision_sees_the_one_before(tmp_path: Path) -> None:
    base = feature(tmp_path, "service", {PATH: TEXT, "files/{{ entity.name }}.txt": "x"})
    history = (
        first_revision((entity("user"),)),
        Revision("0002_ab", "add_team", ("0001",), (entity("user"), entity("team"))),
    )
    tree = render(spec("service", entities=history[-1].entities), catalog(base), history)
    assert list(tree.files) == ["team.txt", "user.txt", "versions/0001_initial.txt", "versions/0002_ab_add_team.txt"]
    second = tree.files["versions/0002_ab_add_team.txt"]
    assert second.content.decode() == "0001\nuser -> user,team\nchanged user\nadded team\n"
    assert second.origin.entity == "0002_ab"
    first = render(spec("service", entities=history[0].entities), catalog(base)).files["versions/0001_initial.txt"]
    assert tree.files["versions/0001_initial.txt"] == first


def test_a_damaged_history_is_refused(tmp_path: Path) -> None:
    base = feature(tmp_path, "service", {PATH: TEXT})
    lost = Revision("0002_ab", "add_team", ("0001",), (entity("user"),))
    with pytest.raises(DamagedError, match=r"revision 0002_ab follows 0001, which is not before it"):
        render(spec("service", entities=lost.entities), catalog(base), (lost,))
