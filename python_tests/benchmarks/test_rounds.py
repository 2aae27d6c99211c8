"""Rounds: whose turn it is, what is repeated, and the paired figures."""

from benchmarks.bench_path import STREAM_LEAST, STREAM_MEAN_PIXELS, STREAM_MOST, stream_sizes
from benchmarks.machine_load import Load
from benchmarks.rounds import ATTEMPTS, LIMIT, Measured, Round, measure_rounds

QUIET, NOISY = Load(0.0, 0.0), Load(LIMIT, LIMIT)


def test_a_disturbed_round_is_repeated_and_kept_apart():
    loads = [QUIET, NOISY, QUIET, Load(0.0, 2 * LIMIT), QUIET]
    found = measure_rounds(("a", "b"), 3, lambda _, attempt: Round({"a": float(attempt)}, loads[attempt]))
    assert [entry.seconds["a"] for entry in found.rounds] == [0, 2, 4]
    assert [entry.seconds["a"] for entry in found.repeated] == [1, 3]
    assert found.disturbed == 0


def test_a_machine_that_is_never_quiet_gives_its_quietest_rounds_and_says_so():
    def measure(_names, attempt):
        return Round({"a": float(attempt)}, Load(1.0 - attempt / 100, 0.0))

    found = measure_rounds(("a",), 2, measure)
    last = 2 * ATTEMPTS - 1
    assert [entry.seconds["a"] for entry in found.rounds] == [last - 1, last]
    assert len(found.repeated) == 2 * ATTEMPTS - 2
    assert found.disturbed == 2
    assert found.most_load() == Load(1.0 - (last - 1) / 100, 0.0)


def test_every_contender_begins_in_turn():
    begun = []
    measure_rounds(("a", "b", "c"), 4, lambda names, _: begun.append("".join(names)) or Round({}, QUIET))
    assert begun == ["abc", "bca", "cab", "abc"]


def test_the_ratio_is_against_the_fastest_of_each_round():
    seconds = [{"ours": 1, "x": 2, "y": 5}, {"ours": 2, "x": 9, "y": 6}, {"ours": 4, "x": 20, "y": 24}]
    found = Measured(tuple(Round(entry, QUIET) for entry in seconds), ())
    assert found.faster("ours", ("x", "y")) == 3  # of 2, 3 and 5; medians alone would say 6 / 2 or 9 / 2
    assert found.best(("x", "y")) == "y"
    assert found.median_seconds("x") == 9


def test_streams_stay_in_their_range_and_differ():
    first, second = stream_sizes(2000, 0), stream_sizes(2000, 1)
    assert first != second
    assert first == stream_sizes(2000, 0)
    for axis in (0, 1):
        sides = [size[axis] for size in first]
        assert (min(sides), max(sides)) == (STREAM_LEAST[axis], STREAM_MOST[axis])
    mean = sum(h * w for h, w in first) / len(first)
    assert abs(mean - STREAM_MEAN_PIXELS) < 0.05 * STREAM_MEAN_PIXELS
