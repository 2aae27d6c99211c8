"""The 4-block Dy-DCA path compiled by us against MNN, ONNX Runtime, OpenVINO and PyTorch, on the same threads.

Every contender is a process of its own with the same weights. A round times each of them once, one at a time: it runs
its network, warmed up, for a tenth of a second or more, and the others wait. The table shows medians over rounds, and
the median over rounds of our speed divided by that round's fastest peer. The load of the machine is measured in every
round; a round in which others worked is repeated and counted. Rates count the operations of direct convolution (two
for each multiply-accumulate), whatever a kernel does instead.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from benchmarks.machine_load import LoadMeter
from benchmarks.networks import SCALE, BenchNetwork, cpu_target, dydca
from benchmarks.peers.client import PEERS, PEERS_PYTHON, Contender, export
from benchmarks.peers.engines import MatrixProduct
from benchmarks.rounds import Measured, Round, measure_rounds

SIZES = ((108, 96), (54, 48), (53, 47), (107, 95), (270, 480))
MOST = (270, 480)
STREAM_LEAST, STREAM_MOST = (24, 24), (108, 96)
STREAM_MEAN_PIXELS = (24 + 108) * (24 + 96) // 4
IMAGE = "image.npy"
NAMES = ("ours", *PEERS, "matmul")
PAUSE_S = 0.05
MIN_TIMED_S = 0.1
TOLERANCE = 1e-3
"""Largest error of a contender, as a part of the largest output; fast convolutions in float32 come near it."""

Size = tuple[int, int]


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--rounds", type=int, default=11, help="of each size (default 11)")
    parser.add_argument("--stream-rounds", type=int, default=5, help="of the stream (default 5)")
    parser.add_argument("--patches", type=int, default=300, help="of the stream (default 300)")
    parser.add_argument("--peers-python", type=Path, default=PEERS_PYTHON, help="interpreter that has the peers")
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object, the last line")
    args = parser.parse_args()
    load_before = os.getloadavg()[0]
    network = dydca("4-block path", (4,), MOST)
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        macs, expected = _prepare(network, folder, args.threads, args.peers_python)
        workers = {n: stack.enter_context(Contender(n, args.threads, args.peers_python)) for n in NAMES}
        for worker in workers.values():
            worker.load(folder)
        errors = _errors(workers, folder, expected)
        print(f"4-block path, x{network.scale}, float32, {args.threads} threads, {args.rounds} rounds of each size")
        print(_HEADER)
        bench = _Bench(workers, folder / IMAGE)
        report: dict[str, Any] = {"threads": args.threads, "error": errors, "sizes": {}}
        for height, width in SIZES:
            found = bench.size((height, width), args.rounds)
            report["sizes"][f"{height}x{width}"] = _print(f"{height}x{width}", found, 2 * macs * height * width)
        found = bench.stream(args.patches, args.stream_rounds)
        report["sizes"]["stream"] = _print("stream", found, 2 * macs * STREAM_MEAN_PIXELS)
    print(
        f"stream: one of {args.patches} patches of random sizes, {STREAM_LEAST} to {STREAM_MOST}, "
        f"{args.stream_rounds} rounds, new sizes in each"
    )
    print("largest error against float64, as a part of the largest output: ", end="")
    print(", ".join(f"{n} {error:.1e}" for n, error in errors.items()))
    report["load_average"] = [load_before, os.getloadavg()[0]]
    print(f"load average {load_before:.1f} before, {report['load_average'][1]:.1f} after, our own with it")
    if args.json:
        print(json.dumps(report))
    return 0


class _Bench:
    """Measures rounds of the contenders; seconds are those of one call."""

    def __init__(self, workers: dict[str, Contender], image: Path):
        self._workers, self._image = workers, image
        self._meter = LoadMeter(lambda: time.process_time() + sum(w.cpu_seconds() for w in workers.values()))

    def size(self, size: Size, rounds: int) -> Measured:
        """Measure calls of one size."""
        repeats = {}
        for name in NAMES:
            self._run(name, [size])
            repeats[name] = max(1, round(MIN_TIMED_S / self._run(name, [size])))
        return measure_rounds(NAMES, rounds, lambda names, _: self._round(names, [size], repeats))

    def stream(self, patches: int, rounds: int) -> Measured:
        """Measure calls of a stream, whose sizes are new in every attempt."""
        once = dict.fromkeys(NAMES, 1)
        return measure_rounds(
            NAMES, rounds, lambda names, attempt: self._round(names, stream_sizes(patches, attempt), once)
        )

    def _round(self, names: Sequence[str], sizes: list[Size], repeats: Mapping[str, int]) -> Round:
        self._meter.start()
        seconds = {name: self._run(name, sizes[:1] if name == "matmul" else sizes, repeats[name]) for name in names}
        return Round(seconds, self._meter.stop())

    def _run(self, name: str, sizes: list[Size], repeats: int = 1) -> float:
        time.sleep(PAUSE_S)  # until the threads of the one before sleep
        return self._workers[name].run(self._image, sizes, scale=SCALE, repeats=repeats) / len(sizes)


def stream_sizes(patches: int, seed: int) -> list[Size]:
    """Draw sizes of patches, heights and widths uniform from `STREAM_LEAST` to `STREAM_MOST`."""
    drawn = np.random.default_rng(seed).integers(STREAM_LEAST, STREAM_MOST, (patches, 2), endpoint=True)
    return [(int(height), int(width)) for height, width in drawn]


def _prepare(network: BenchNetwork, folder: Path, threads: int, peers_python: Path) -> tuple[int, dict[Size, Any]]:
    """Write the network in every form, and an image; return its operations and its results in float64."""
    import torch

    import tvm_dydca

    (module,) = network.modules()
    export(module, folder, network.most, python=peers_python)
    tvm_dydca.compile(network.compiled(), cpu_target(threads), out=folder / "artifact")
    image = np.random.default_rng(0).random((1, 3, *MOST), np.float32)
    np.save(folder / IMAGE, image)
    macs = module.macs_per_pixel
    with torch.no_grad():
        exact = module.double()
        return macs, {(h, w): exact(torch.from_numpy(image[:, :, :h, :w]).double()).numpy() for h, w in SIZES}


def _errors(workers: Mapping[str, Contender], folder: Path, expected: Mapping[Size, Any]) -> dict[str, float]:
    """Compare every contender's results at every size; return the largest errors.

    Raises
    ------
    SystemExit
        Where a contender computes something else.
    """
    found = {}
    for name in ("ours", *PEERS):
        worst = 0.0
        for size, exact in expected.items():
            workers[name].run(folder / IMAGE, [size], scale=SCALE, output=folder / "result.npy")
            result = np.load(folder / "result.npy")
            worst = max(worst, float(np.abs(result - exact).max() / np.abs(exact).max()))
        if not worst <= TOLERANCE:
            raise SystemExit(f"{name} is off by {worst:.1e} of the largest output, more than {TOLERANCE:.0e}")
        found[name] = worst
    return found


_HEADER = (
    f"{'':>9}{'median ms':>10}" + "".join(f"{name:>13}" for name in PEERS) + "   ours /"
    f"{'best':>13}{'GFLOPS':>8}{'best':>6}{'large':>7}  share of{'rounds':>11}  load of others\n"
    f"{'H x W':>9}{'ours':>10}{'':52}     best{'peer':>13}{'ours':>8}{'peer':>6}{'matmul':>7}    matmul"
    f"{'repeated':>11}  and stolen, most"
)


def _print(title: str, found: Measured, operations: int) -> dict[str, Any]:
    """Print a line and return its figures."""
    ms = {name: found.median_seconds(name) * 1e3 for name in NAMES}
    best = found.best(PEERS)
    rate = {name: operations / ms[name] / 1e6 for name in ("ours", *PEERS)}
    rate["matmul"] = 2 * MatrixProduct.SIDE**3 / ms["matmul"] / 1e6
    share = median(
        operations / r.seconds["ours"] / (2 * MatrixProduct.SIDE**3 / r.seconds["matmul"]) for r in found.rounds
    )
    faster, load = found.faster("ours", PEERS), found.most_load()
    print(
        f"{title:>9}{ms['ours']:10.2f}"
        + "".join(f"{ms[name]:13.2f}" for name in PEERS)
        + f"{faster:9.2f}{best:>13}{rate['ours']:8.0f}{rate[best]:6.0f}{rate['matmul']:7.0f}{share:10.2f}"
        + f"{len(found.repeated):11}  {load.others:.1%}, {load.stolen:.1%}"
        + (f"; {found.disturbed} of {len(found.rounds)} rounds disturbed" if found.disturbed else ""),
        flush=True,
    )
    return {
        "ms": ms,
        "gflops": rate,
        "over_best_peer": faster,
        "best_peer": best,
        "share_of_matmul": share,
        "rounds": [_plain(entry) for entry in found.rounds],
        "repeated": [_plain(entry) for entry in found.repeated],
        "disturbed": found.disturbed,
    }


def _plain(entry: Round) -> dict[str, Any]:
    ms = {name: seconds * 1e3 for name, seconds in entry.seconds.items()}
    return {"ms": ms, "others": entry.load.others, "stolen": entry.load.stolen}


if __name__ == "__main__":
    sys.exit(main())
