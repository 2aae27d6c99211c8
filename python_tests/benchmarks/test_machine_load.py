"""The machine's load from two readings of the kernel's times."""

import pytest

from benchmarks.machine_load import ProcessorTimes, load_between, parse_stat

STAT = """cpu  100 20 30 4000 50 6 7 80 9 0
cpu0 50 10 15 2000 25 3 3 40 4 0
cpu1 50 10 15 2000 25 3 4 40 5 0
intr 12345 0 1
ctxt 99
"""


def test_busy_time_is_all_but_idle_waiting_and_stolen_time():
    assert parse_stat(STAT, 100, 5.0) == ProcessorTimes(5.0, (100 + 20 + 30 + 6 + 7) / 100, 0.8, 2)


def test_others_are_what_is_busy_beyond_our_own():
    before, after = ProcessorTimes(10.0, 50.0, 1.0, 4), ProcessorTimes(12.0, 55.0, 1.4, 4)
    load = load_between(before, after, 3.0)
    assert load.others == pytest.approx(2 / 8)
    assert load.stolen == pytest.approx(0.4 / 8)


def test_coarse_ticks_do_not_make_a_negative_load():
    before, after = ProcessorTimes(0.0, 0.0, 0.0, 2), ProcessorTimes(1.0, 1.99, 0.0, 2)
    assert load_between(before, after, 2.0).others == 0.0
