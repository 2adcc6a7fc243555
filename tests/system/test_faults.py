"""What is wrong with the spec of a system as a whole."""

from pathlib import Path

import pytest

from scaffold.system.reading import read_system
from scaffold.tusk import load
from tests.system.specs import SHOP, catalogs, read


@pytest.mark.parametrize(
    ("text", "code", "message", "hint"),
    [
        (
            f'{SHOP}[ordr_service.models]\nx: {{ y: "int" }}\n',
            "W001",
            "the system has no service ordr_service",
            'did you mean "order_service"?',
        ),
        (
            f"{SHOP}[order_service]\nx: 1\n",
            "W002",
            "[order_service] is for one service, and says nothing of it by itself",
            "write sections such as [order_service.models]",
        ),
        (
            SHOP.replace('order_service: "what they buy"', 'json: "what they buy"'),
            "W003",
            "a service cannot be called json: json is a module of Python's standard library, which it would hide",
            "json_service would do",
        ),
        ('[system]\nname: "shop"\n', "W004", "the system has no service", "name them below [services]"),
    ],
)
def test_is_told(text: str, code: str, message: str, hint: str) -> None:
    found = [each for each in read(text).diagnostics if each.severity == "error" and each.code == code]
    assert [(each.message, each.hint) for each in found] == [(message, hint)]


def test_other_files_are_not_included(tmp_path: Path) -> None:
    (tmp_path / "more.tusk").write_text('[user_service.models]\nuser: { name: "text" }\n')
    file = tmp_path / "system.tusk"
    file.write_text('@include "more.tusk"\n[system]\nname: "shop"\n[services]\nuser_service: ""\n')
    found = [each.code for each in read_system(load(file), catalogs()).diagnostics if each.severity == "error"]
    assert found == ["W005"]
