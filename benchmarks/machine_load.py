"""How much of the machine others take while something is timed, from the kernel's processor times."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_STAT = Path("/proc/stat")
_LOOK_S = 0.3


@dataclass(frozen=True)
class ProcessorTimes:
    """Processor seconds since boot, all processors together, and when they were read.

    Attributes
    ----------
    at_s : the clock, in seconds
    busy_s : of every process on this machine
    stolen_s : that the host gave to others although this machine had work
    processors : how many there are
    """

    at_s: float
    busy_s: float
    stolen_s: float
    processors: int


@dataclass(frozen=True)
class Load:
    """What else went on during an interval, as shares of all processors.

    Attributes
    ----------
    others : taken by processes that are not part of the measurement
    stolen : taken by the host
    """

    others: float
    stolen: float

    def __str__(self) -> str:
        """Both in percent."""
        return f"{self.others:.1%} others, {self.stolen:.1%} stolen"


def parse_stat(text: str, ticks_per_s: int, at_s: float) -> ProcessorTimes:
    """Read the text of /proc/stat (proc(5)): ticks of user, nice, system, idle, iowait, irq, softirq and steal time."""
    lines = text.splitlines()
    user, nice, system, _idle, _iowait, irq, softirq, steal = map(int, lines[0].split()[1:9])
    processors = sum(line.startswith("cpu") for line in lines) - 1
    busy = user + nice + system + irq + softirq
    return ProcessorTimes(at_s, busy / ticks_per_s, steal / ticks_per_s, processors)


def load_between(before: ProcessorTimes, after: ProcessorTimes, ours_s: float) -> Load:
    """Compute the load of an interval in which the measured processes used `ours_s` processor seconds.

    Ticks are coarse, so a share may come out a little below zero; it is given as zero then.
    """
    capacity_s = (after.at_s - before.at_s) * before.processors
    others_s = after.busy_s - before.busy_s - ours_s
    stolen_s = after.stolen_s - before.stolen_s
    return Load(max(0.0, others_s / capacity_s), max(0.0, stolen_s / capacity_s))


class LoadMeter:
    """Measures the load of intervals.

    Parameters
    ----------
    ours_s : returns the processor seconds that the measured processes have used, this one with them
    """

    def __init__(self, ours_s: Callable[[], float]):
        self._ours_s = ours_s
        self.start()

    def start(self) -> None:
        """Begin an interval."""
        self._before, self._used_s = _read(), self._ours_s()

    def stop(self) -> Load:
        """Return the load since `start`."""
        return load_between(self._before, _read(), self._ours_s() - self._used_s)


def wait_for_quiet(meter: LoadMeter, limit: float, most_s: float) -> None:
    """Wait until others and the host take less than a share of the processors, but no longer than `most_s` seconds."""
    end_s = time.perf_counter() + most_s
    while time.perf_counter() < end_s:
        meter.start()
        time.sleep(_LOOK_S)
        load = meter.stop()
        if load.others + load.stolen < limit:
            return


def _read() -> ProcessorTimes:
    return parse_stat(_STAT.read_text(), os.sysconf("SC_CLK_TCK"), time.perf_counter())
