"""How two sides are compared, and what becomes of their times."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from benchmarks.measure import Estimate, Pair, Scale, Times, compare

WHOLE, SMOKE = Scale(), Scale(smoke=True)


def recorder(calls: list[str], name: str) -> Callable[[], int]:
    def work() -> int:
        calls.append(name)
        return 1

    return work


def test_sides_take_turns_and_alternate_who_comes_first() -> None:
    calls: list[str] = []
    pair = Pair(raw=recorder(calls, "raw"), ours=recorder(calls, "ours"))
    times = compare(pair, SMOKE, rounds=100)
    assert calls == ["raw", "ours", "raw", "ours", "ours", "raw"]
    assert [len(values) for values in vars(times).values()] == [2, 2, 2, 2]


def test_different_results_are_refused_before_anything_is_timed() -> None:
    with pytest.raises(RuntimeError, match="raw SDK gives 1, but ours gives 2"):
        compare(Pair(raw=lambda: 1, ours=lambda: 2), SMOKE, rounds=100)


def test_only_what_is_looked_at_has_to_be_equal() -> None:
    pair = Pair(raw=lambda: 1, ours=lambda: 2, look=lambda _: 0)
    assert len(compare(pair, SMOKE, rounds=100).raw_cpu) == 2


def test_same_measures_the_raw_side_against_itself() -> None:
    calls: list[str] = []
    pair = Pair(raw=recorder(calls, "raw"), ours=recorder(calls, "ours"))
    compare(pair, Scale(smoke=True, same=True), rounds=100)
    assert set(calls) == {"raw"}


def test_times_are_of_one_unit_of_work() -> None:
    def busy() -> int:
        return sum(range(20_000))

    pair = Pair(raw=busy, ours=busy)
    one = compare(pair, WHOLE, rounds=20)
    many = compare(Pair(raw=busy, ours=busy, units=1000), WHOLE, rounds=20, batch=5)
    assert min(many.raw_wall) * 20 < min(one.raw_wall)


def test_work_over_the_budget_is_done_once() -> None:
    calls: list[str] = []
    pair = Pair(raw=recorder(calls, "raw"), ours=recorder(calls, "ours"))
    times = compare(pair, WHOLE, rounds=100, budget_s=0)
    assert calls == ["raw", "ours"]
    assert times.ratio().error == 0.0


def test_ratio_is_the_median_over_the_rounds() -> None:
    times = Times(raw_cpu=[1, 2, 4, 1], ours_cpu=[1, 1, 1, 4])
    assert times.ratio().value == 0.75
    assert times.difference().value == -0.5


def test_error_shrinks_with_the_number_of_rounds() -> None:
    few, many = Estimate.of([1, 2, 3, 4]), Estimate.of([1, 2, 3, 4] * 25)
    assert few.value == many.value == 2.5
    assert many.error < few.error / 3


@pytest.mark.parametrize(
    ("scale", "wanted", "rounds"),
    [
        (WHOLE, 60, 60),
        (Scale(factor=0.1), 60, 6),
        (Scale(factor=0.1), 20, 4),
        (Scale(factor=0.1), 2, 2),
        (SMOKE, 60, 2),
    ],
)
def test_rounds_are_scaled_but_never_too_few(
    scale: Scale, wanted: int, rounds: int
) -> None:
    assert scale.rounds(wanted) == rounds
