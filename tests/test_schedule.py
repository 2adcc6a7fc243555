"""How the tests are given to those that run them."""

import pytest

from tests.schedule import spread


@pytest.mark.parametrize("workers", [1, 2, 3, 5])
@pytest.mark.parametrize("counts", [(90, 20, 7), (7, 0, 2), (3, 1, 0), (1, 5, 9), (0, 0, 0)])
def test_all_are_given_once(workers: int, counts: tuple[int, int, int]) -> None:
    items = [(weight, number) for weight, count in enumerate(counts) for number in range(count)]
    given = list(spread(items, workers, lambda item: item[0]))
    assert sorted(given) == sorted(items)


@pytest.mark.parametrize("workers", [1, 2, 3, 4])
def test_each_worker_begins_with_its_share_of_the_heaviest(workers: int) -> None:
    weights = list(spread([0] * 900 + [1] * 80 + [2] * 11, workers, lambda item: item))
    begin = 0
    for worker in range(workers):
        end = begin + (len(weights) - begin) // (workers - worker)
        share = weights[begin:end]
        assert share == sorted(share, reverse=True)
        assert 11 // workers <= share.count(2) <= -(-11 // workers)
        begin = end


def test_what_is_light_stays_in_its_order() -> None:
    assert list(spread(range(100), 3, lambda _: 0)) == list(range(100))
