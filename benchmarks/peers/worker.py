"""A contender's own process: one JSON request a line on stdin, one JSON answer a line on stdout.

Started as ``python -m benchmarks.peers.worker NAME`` with a name of `engines.ENGINES`, in the environment that has its
library. Arrays travel as .npy files. The requests, by their ``do``:

- ``load``: ``network`` (a folder), ``threads``; answers ``resident_bytes``, the process's memory before and after
- ``run``: ``image`` (float32 (1, 3, H, W) in a file), ``sizes`` (its crops [h, w] from the corner; one call each),
  ``scale`` (of the output's sides), ``repeats`` (of the whole list), ``output`` (a file for the last crop's result, or
  null); answers ``seconds`` for the list once, the mean of the repeats. A list of one size is warmed up with it, a
  longer one, whose sizes shall come as new, with the whole image.
- ``memory``: answers ``own_bytes``, the library's own figure or null, and ``peak_bytes``, the process's highest so far
- ``quit``
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.peers.engines import ENGINES, Engine


class Worker:
    """Answers the requests."""

    def __init__(self, name: str):
        self._name = name
        self._engine: Engine | None = None

    def load(self, network: str, threads: int) -> dict[str, Any]:
        before = _status_bytes("VmRSS")
        self._engine = ENGINES[self._name](Path(network), threads)
        return {"resident_bytes": [before, _status_bytes("VmRSS")]}

    def run(self, image: str, sizes: list[list[int]], scale: int, repeats: int, output: str | None) -> dict[str, Any]:
        assert self._engine is not None
        whole = np.load(image)
        inputs = [np.ascontiguousarray(whole[:, :, :h, :w]) for h, w in sizes]
        flat = np.zeros(max(whole[0].size, *(x.size for x in inputs)) * scale**2, np.float32)
        calls = [(x, _result(flat, x.shape, scale)) for x in inputs]
        if len(calls) == 1:
            self._engine.prepare((inputs[0].shape[2], inputs[0].shape[3]))
            self._engine.run(*calls[0])
        else:
            self._engine.prepare(None)
            self._engine.run(whole, _result(flat, whole.shape, scale))
        begin = time.perf_counter()
        for _ in range(repeats):
            for x, out in calls:
                result = self._engine.run(x, out)
        seconds = (time.perf_counter() - begin) / repeats
        if output is not None:
            np.save(output, result)
        return {"seconds": seconds}

    def memory(self) -> dict[str, Any]:
        assert self._engine is not None
        return {"own_bytes": self._engine.memory_bytes(), "peak_bytes": _status_bytes("VmHWM")}


def main() -> int:
    """Answer until told to quit, or until nobody is left to ask."""
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # what libraries print is no answer
    worker = Worker(sys.argv[1])
    requests: dict[str, Callable[..., dict[str, Any]]]
    requests = {"load": worker.load, "run": worker.run, "memory": worker.memory}
    for line in sys.stdin:
        request = json.loads(line)
        do = request.pop("do")
        if do == "quit":
            break
        try:
            answer = requests[do](**request)
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), file=answers)
    return 0


def _result(flat: Any, shape: tuple[int, ...], scale: int) -> Any:
    """Return the array for the result of an input (1, 3, H, W), at the start of `flat`."""
    sides = (1, 3, shape[2] * scale, shape[3] * scale)
    return flat[: np.prod(sides)].reshape(sides)


def _status_bytes(field: str) -> int:
    """Read VmRSS (now) or VmHWM (the most so far) of this process."""
    lines = Path("/proc/self/status").read_text().splitlines()
    (line,) = (line for line in lines if line.startswith(field + ":"))
    return int(line.split()[1]) * 1024


if __name__ == "__main__":
    sys.exit(main())
