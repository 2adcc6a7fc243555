import time
from uuid import RFC_4122

from user_service.models.identifiers import new_id


def test_is_a_uuid_of_version_7() -> None:
    made = new_id()
    assert (made.version, made.variant) == (7, RFC_4122)


def test_sorts_by_time() -> None:
    first = new_id()
    time.sleep(0.002)
    assert first < new_id()


def test_holds_the_time() -> None:
    now = time.time_ns() // 1_000_000
    assert abs((new_id().int >> 80) - now) < 1000


def test_is_not_made_twice() -> None:
    assert len({new_id() for _ in range(1000)}) == 1000
