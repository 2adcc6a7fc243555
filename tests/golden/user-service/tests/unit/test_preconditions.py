import re

import pytest
from starlette.requests import Request

from user_service.handlers.preconditions import ETAG_PATTERN, expected_version, is_known


@pytest.mark.parametrize(
    ("lines", "versions"),
    [
        (["*"], None),
        (['"1"'], {1}),
        (['"1", "2"'], {1, 2}),
        (['"1"', '"2"'], {1, 2}),
        (['W/"1"'], {1}),
        (['W/"1","3"'], {1, 3}),
        (['"01"'], set()),
        (['"not a version of ours"'], set()),
    ],
)
async def test_if_match(lines: list[str], versions: set[int] | None) -> None:
    headers = [(b"if-match", line.encode()) for line in lines]
    request = Request({"type": "http", "headers": headers})
    assert (await expected_version(lines[0], request)).versions == versions


@pytest.mark.parametrize("header", ["1", '"1', "", '"1" "2"', '*, "1"', "W/*"])
def test_header_that_is_no_list_of_tags(header: str) -> None:
    assert not re.search(ETAG_PATTERN, header)


@pytest.mark.parametrize(
    ("lines", "known"),
    [
        ([], False),
        (['"1"'], True),
        (['W/"1"'], True),
        (['"2", "1"'], True),
        (['"2"', '"1"'], True),
        (["*"], True),
        (['"2"'], False),
    ],
)
def test_if_none_match(lines: list[str], known: bool) -> None:  # noqa: FBT001
    headers = [(b"if-none-match", line.encode()) for line in lines]
    assert is_known('"1"', Request({"type": "http", "headers": headers})) is known
