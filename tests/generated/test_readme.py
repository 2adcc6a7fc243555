"""What a service's README says to send, the service takes."""

from pathlib import Path

import pytest

from tests.generated.services import EXAMPLES, generate, run_in

TEST = r"""
import shlex
from pathlib import Path

import httpx2


def request(line: str) -> tuple[str, str, dict[str, str], str]:
    words = shlex.split(line)
    (url,) = [word for word in words if word.startswith("localhost")]
    headers = [after for word, after in zip(words, words[1:]) if word == "-H"]
    method = words[words.index("-X") + 1] if "-X" in words else "POST"
    body = words[words.index("-d") + 1]
    return method, "/" + url.partition("/")[2], dict(each.split(": ", 1) for each in headers), body


async def test_readme(client: httpx2.AsyncClient) -> None:
    text = (Path(__file__).parents[2] / "README.md").read_text().replace("\\\n", " ")
    new, change = [request(line) for line in text.splitlines() if "curl" in line and "-d" in line]
    method, path, headers, body = new
    made = await client.request(method, path, headers=headers, content=body)
    assert made.status_code == 201, made.text
    method, path, headers, body = change
    path = path.replace("ID", made.json()["id"])
    changed = await client.request(method, path, headers=headers, content=body)
    assert (changed.status_code, changed.headers["ETag"]) == (200, '"2"'), changed.text
"""


@pytest.mark.parametrize("name", ["field-types", "minimal"])
def test_requests_of_the_readme_are_taken(name: str, tmp_path: Path) -> None:
    project = generate("shop-service", EXAMPLES / f"{name}.tusk", tmp_path)
    (project / "tests/integration/test_readme.py").write_text(TEST)
    run_in(project, "pytest", "-q", "tests/integration/test_readme.py")
