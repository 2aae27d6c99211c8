"""Each kernel of a Dy-DCA path: ours, tuned and default, beside stock TVM and PyTorch; and whole paths on OpenCL.

A kernel is timed alone, on operands in the layouts that it has in a network, with its workspaces given, as in an arena.
*Static* is the same kernel with height and width written into it. Stock TVM compiles the same operators for the same
target and one size by its own pipeline: without a schedule on CPUs, by dlight for OpenCL. PyTorch runs on the CPU,
whatever the target. Rates count the operations of direct convolution, two for a multiply-accumulate, whatever a kernel
does instead; the share is that of PyTorch's product of two 2048x2048 matrices in the same round, on the same threads.

A round times each contender once, in a changing order; figures are medians over rounds, ratios are paired within a
round. The load of the machine is measured in every round; a round in which others worked is repeated and counted.
Before a round, the benchmark waits for a quiet moment, but not for ever (`--wait`). On a machine that is never quiet,
`--processor-time` measures the processor seconds of this process, all threads together, in place of the clock's: they
hardly depend on others. Rates are then those of one processor, and no round is repeated.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from benchmarks.machine_load import LoadMeter, wait_for_quiet
from benchmarks.rounds import LIMIT, Measured, Round, measure_rounds

SIZES = ((54, 48), (108, 96))
BACKENDS = ("llvm", "opencl")
NETWORKS = (
    ("opencl", "any"),
    ("qcom/adreno-opencl-texture", "one"),
    ("qcom/adreno-opencl-texture", "any"),
    ("qcom/adreno-opencl-texture", "any*"),
    ("qcom/adreno-opencl", "any"),
)
"""Targets, and whether ours is compiled for one size, or for any up to it; * with the limits of the device at hand."""
NETWORK_BLOCKS = 4
PAUSE_S = 0.02
MIN_TIMED_S = 0.05
TOLERANCE = 1e-4
"""Largest error of a contender, as a part of the largest output."""

Size = tuple[int, int]


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--rounds", type=int, default=7, help="of each kernel and size (default 7)")
    parser.add_argument("--network-rounds", type=int, default=3, help="of each path (default 3; stock TVM is slow)")
    parser.add_argument("--sizes", type=_sizes, default=SIZES, metavar="HxW,HxW", help="default 54x48,108x96")
    parser.add_argument("--only", choices=(*BACKENDS, "networks"), help="measure a part alone")
    parser.add_argument(
        "--tuned", type=Path, metavar="DIR", help="a database of dydca tune, or wheel; its kernels are timed, too"
    )
    parser.add_argument("--wait", type=float, default=5, help="seconds to wait for a quiet moment (default 5)")
    parser.add_argument("--processor-time", action="store_true", help="processor seconds in place of the clock's")
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object, the last line")
    args = parser.parse_args()
    # Before the libraries are loaded; threads that wait must not take the processors from who is timed.
    os.environ |= {"TVM_NUM_THREADS": str(args.threads), "OMP_NUM_THREADS": str(args.threads)}
    os.environ["OMP_WAIT_POLICY"] = "passive"
    report: dict[str, Any] = {
        "threads": args.threads,
        "processor_time": args.processor_time,
        "load_average": [os.getloadavg()[0]],
        "kernels": [],
        "networks": [],
    }
    backends = [backend for backend in BACKENDS if args.only in (None, backend)]
    choosers = _choosers(args.tuned, backends, args.threads) if args.tuned is not None else {}
    for backend in backends:
        report["kernels"] += bench_kernels(backend, choosers.get(backend), args)
    if args.only in (None, "networks"):
        report["networks"] = bench_networks(args)
    report["load_average"].append(os.getloadavg()[0])
    print("load average {:.1f} before, {:.1f} after, our own with it".format(*report["load_average"]))
    if args.json:
        print(json.dumps(report))
    return 0


def _sizes(text: str) -> tuple[Size, ...]:
    found = [tuple(map(int, part.split("x"))) for part in text.split(",")]
    return tuple((height, width) for height, width in found)


def bench_kernels(backend: str, chooser: Any, args: argparse.Namespace) -> list[dict[str, Any]]:
    """Measure every kernel of a backend at every size, with the tuned ones of a `TunedKernels` where there is one."""
    from benchmarks import kernel_contenders as contenders
    from benchmarks.kernel_groups import path_groups

    target, device = _backend(backend, args.threads)
    product = contenders.MatrixProduct().timed
    found = []
    print(f"\n{backend}: {args.threads} threads, {args.rounds} rounds of each\n{_HEADER}")
    for group in path_groups():
        for size in args.sizes:
            timed = {
                "ours": contenders.ours(group, size, target, device),
                "static": contenders.ours(group, size, target, device, static=True),
                "stock": contenders.stock(group, size, target, device),
                "PyTorch": contenders.pytorch(group, size),
            }
            if chooser is not None:
                chooser.hits.clear()
                tuned = contenders.ours(group, size, target, device, chooser=chooser)
                if chooser.hits:  # else it would be the default again
                    timed["tuned"] = tuned
            errors = _errors(timed, contenders.exact(group, size))
            measured = measure(timed | {"matmul": product}, args.rounds, args)
            title = {"backend": backend, "group": group.name, "size": list(size), "kernels": timed["ours"].what}
            operations = 2 * group.macs_per_pixel * size[0] * size[1]
            found.append({**title, "errors": errors, **_figures(measured, operations)})
            _print_kernel(found[-1])
    return found


def bench_networks(args: argparse.Namespace) -> list[dict[str, Any]]:
    """Measure a whole path on OpenCL, ours and stock TVM's, which is compiled for one size."""
    from tvm import relax, runtime

    from benchmarks import kernel_contenders as contenders
    from benchmarks.networks import dydca
    from tvm_dydca import targets
    from tvm_dydca.opencl import devices

    found = []
    _, device = _backend("opencl", args.threads)
    print(f"\npath of {NETWORK_BLOCKS} blocks on OpenCL, {args.network_rounds} rounds of each\n{_NETWORK_HEADER}")
    for target, sizes in NETWORKS:
        for size in args.sizes:
            network = dydca("path", (NETWORK_BLOCKS,), size)
            x = np.random.default_rng(0).random((1, 3, *size), np.float32)
            inputs = [runtime.tensor(x, device)]
            with tempfile.TemporaryDirectory() as folder:
                buckets = {name: (side, side) for name, side in zip("HW", size)} if sizes == "one" else None
                resolved = _backend(target, args.threads)[0]
                own = targets.with_limits(resolved, devices()[0]) if sizes.endswith("*") else resolved
                library = _compiled(network, own, buckets, Path(folder) / "artifact")
                timed = {"ours": contenders.machine(library, inputs, device, "path_0", "ours")}
            path = network.compiled().build()["path_0"]
            module = relax.transform.BindSymbolicVars(dict(zip("HW", size)), "main")(_alone(path))
            built = contenders.stock_build(module, resolved)
            timed["stock"] = contenders.machine(built, inputs, device, "main", "stock TVM")
            (torch_network,) = network.modules()
            errors = _errors(timed, _in_float64(torch_network, x))
            measured = measure(timed, args.network_rounds, args)
            operations = 2 * torch_network.macs_per_pixel * size[0] * size[1]
            entry = {"target": target, "sizes": sizes, "size": list(size), "errors": errors}
            found.append({**entry, **_figures(measured, operations)})
            _print_network(found[-1])
    return found


def measure(timed: Mapping[str, Any], rounds: int, args: argparse.Namespace) -> Measured:
    """Measure rounds of contenders by the clock that was asked for; seconds are those of one run."""
    clock = time.process_time if args.processor_time else time.perf_counter
    meter = LoadMeter(time.process_time)
    repeats = {}
    for name, contender in timed.items():
        contender.run()
        repeats[name] = max(1, round(MIN_TIMED_S / _seconds(contender, 1, clock)))

    def one(names: Sequence[str], _attempt: int) -> Round:
        if not args.processor_time:
            wait_for_quiet(meter, LIMIT, args.wait)
        meter.start()
        seconds = {name: _seconds(timed[name], repeats[name], clock) for name in names}
        return Round(seconds, meter.stop())

    names = list(timed)
    if args.processor_time:
        turns = [[*names[k % len(names) :], *names[: k % len(names)]] for k in range(rounds)]
        return Measured(tuple(one(turn, k) for k, turn in enumerate(turns)), ())
    return measure_rounds(names, rounds, one)


def _seconds(contender: Any, repeats: int, clock: Callable[[], float]) -> float:
    time.sleep(PAUSE_S)  # until the threads of the one before sleep
    if repeats > 1:  # warmed up; what takes longer than MIN_TIMED_S is warm by itself
        contender.run()
    begin = clock()
    for _ in range(repeats):
        contender.run()
    return max(clock() - begin, 1e-6) / repeats


def _backend(name: str, threads: int) -> tuple[Any, Any]:
    import tvm

    from benchmarks.networks import cpu_target
    from tvm_dydca import targets

    return (cpu_target(threads), tvm.cpu()) if name == "llvm" else (targets.resolve(name), tvm.opencl(0))


def _choosers(folder: Path, backends: Sequence[str], threads: int) -> dict[str, Any]:
    """Open a database of tuned kernels for the backends that it is for; say which it is not for.

    Raises
    ------
    SystemExit
        Where it is for none.
    """
    from tvm_dydca.errors import InputError
    from tvm_dydca.tuning import TunedKernels

    found = {}
    for backend in backends:
        try:
            found[backend] = TunedKernels(folder, _backend(backend, threads)[0])
        except InputError as error:
            print(f"no tuned kernels for {backend}: {error}")
    if backends and not found:
        raise SystemExit(f"--tuned {folder} fits nothing that is measured")
    return found


def _compiled(network: Any, target: Any, buckets: Any, out: Path) -> Any:
    import tvm

    import tvm_dydca
    from tvm_dydca import _compat

    artifact = tvm_dydca.compile(network.compiled(), target, out=out, buckets=buckets)
    with _compat.quiet_scopes():
        return tvm.runtime.load_module(str(artifact.library))


def _alone(func: Any) -> Any:
    import tvm

    return tvm.IRModule({"main": func.with_attr("global_symbol", "main")})


def _in_float64(network: Any, x: Any) -> Any:
    import torch

    with torch.no_grad():
        return network.double()(torch.from_numpy(x).double()).numpy()


def _errors(timed: Mapping[str, Any], exact: Any) -> dict[str, float]:
    """Compare every contender's result.

    Raises
    ------
    SystemExit
        Where a contender computes something else.
    """
    found = {}
    for name, contender in timed.items():
        contender.run()
        found[name] = float(np.abs(contender.result() - exact).max() / np.abs(exact).max())
        if not found[name] <= TOLERANCE:
            raise SystemExit(f"{name} ({contender.what}) is off by {found[name]:.1e} of the largest output")
    return found


def _figures(measured: Measured, operations: int) -> dict[str, Any]:
    from benchmarks.kernel_contenders import MatrixProduct

    names = list(measured.rounds[0].seconds)
    others, stolen = measured.most_load().others, measured.most_load().stolen

    def over(name: str) -> float:
        return median(entry.seconds[name] / entry.seconds["ours"] for entry in measured.rounds)

    found = {
        "ms": {name: measured.median_seconds(name) * 1e3 for name in names},
        "gflops": {n: operations / measured.median_seconds(n) / 1e9 for n in names if n != "matmul"},
        "over_ours": {name: over(name) for name in names if name not in ("ours", "matmul")},
        "load": {"others": others, "stolen": stolen},
        "rounds": len(measured.rounds),
        "repeated": len(measured.repeated),
        "disturbed": measured.disturbed,
        "seconds": [dict(entry.seconds) for entry in measured.rounds],
    }
    if "matmul" in names:
        product = 2 * MatrixProduct.side**3
        found["gflops"]["matmul"] = product / measured.median_seconds("matmul") / 1e9
        found["share_of_matmul"] = median(
            operations / e.seconds["ours"] / (product / e.seconds["matmul"]) for e in measured.rounds
        )
    return found


_HEADER = (
    f"{'':17}{'median ms':>43}{'times as long as ours':>34}{'GFLOPS':>8}{'of':>8}{'rounds':>8}  load of others\n"
    f"{'group':8}{'H x W':>9}{'ours':>9}{'tuned':>8}{'static':>8}{'stock':>9}{'PyTorch':>9}"
    f"{'tuned':>10}{'static':>8}{'stock':>7}{'PyTorch':>9}{'ours':>8}{'matmul':>8}{'again':>8}  and stolen, most"
)

_NETWORK_HEADER = (
    f"{'target':28}{'for':>4}{'H x W':>9}{'ours ms':>10}{'stock ms':>10}{'stock / ours':>14}{'GFLOPS':>8}"
    f"{'rounds again':>14}  load of others and stolen, most"
)


def _print_kernel(entry: dict[str, Any]) -> None:
    ms, over = entry["ms"], entry["over_ours"]

    def cell(figures: dict[str, float], name: str, width: int) -> str:
        return f"{figures[name]:{width}.2f}" if name in figures else f"{'-':>{width}}"

    size = "x".join(map(str, entry["size"]))
    print(
        f"{entry['group']:8}{size:>9}{cell(ms, 'ours', 9)}{cell(ms, 'tuned', 8)}{cell(ms, 'static', 8)}"
        f"{cell(ms, 'stock', 9)}{cell(ms, 'PyTorch', 9)}{cell(over, 'tuned', 10)}{cell(over, 'static', 8)}"
        f"{over['stock']:7.1f}{cell(over, 'PyTorch', 9)}{entry['gflops']['ours']:8.0f}{entry['share_of_matmul']:8.2f}"
        f"{_load(entry, 8)}  {entry['kernels']}",
        flush=True,
    )


def _print_network(entry: dict[str, Any]) -> None:
    ms = entry["ms"]
    print(
        f"{entry['target']:28}{entry['sizes']:>4}{'x'.join(map(str, entry['size'])):>9}{ms['ours']:10.2f}"
        f"{ms['stock']:10.2f}{entry['over_ours']['stock']:14.2f}{entry['gflops']['ours']:8.1f}{_load(entry, 14)}",
        flush=True,
    )


def _load(entry: dict[str, Any], width: int) -> str:
    load = entry["load"]
    disturbed = f"; {entry['disturbed']} of {entry['rounds']} disturbed" if entry["disturbed"] else ""
    return f"{entry['repeated']:{width}}  {load['others']:.1%}, {load['stolen']:.1%}{disturbed}"


if __name__ == "__main__":
    sys.exit(main())
