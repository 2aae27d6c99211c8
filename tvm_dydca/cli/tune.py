"""``dydca tune MODEL``: measure kernels on a device, and keep the fastest ones in a database for ``dydca compile``."""

from __future__ import annotations

import argparse
import contextlib
import os
import time
from dataclasses import asdict
from typing import Any

from tvm_dydca.cli import remote
from tvm_dydca.cli.output import progress, table
from tvm_dydca.errors import DydcaError, InputError, MissingDependencyError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("model", metavar="MODEL", help="checkpoint of dydca fit, or .pth of the paper's released code")
    parser.add_argument(
        "--work-dir", required=True, metavar="DIR", help="the database; a job that was stopped goes on from there"
    )
    parser.add_argument(
        "--target",
        default="llvm",
        help="llvm for this machine's CPU, opencl, qcom/adreno-opencl, or a TVM target in JSON",
    )
    parser.add_argument(
        "--host", metavar="TRIPLE", help="tune for another machine, as dydca compile --host; needs --rpc"
    )
    parser.add_argument("--dtype", default="float32", metavar="TYPE", help="float32 (default) or, for OpenCL, float16")
    parser.add_argument("--bounds", metavar="H=A:B,W=A:B", help="as for dydca compile")
    parser.add_argument("--buckets", metavar="H=A:B[@T],W=A:B[@T]", help="as for dydca compile")
    parser.add_argument(
        "--threshold", default="70", metavar="H[,H]", help="for a released .pth, as for dydca compile (default 70)"
    )
    parser.add_argument(
        "--trials", type=int, default=16, metavar="N", help="candidates to measure of each kernel (default 16)"
    )
    parser.add_argument(
        "--batch",
        type=int,
        default=8,
        metavar="N",
        help="candidates to compile, then to measure in one session; what a kill or a lost device costs (default 8)",
    )
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="of the order of candidates (default 0)")
    remote.add_arguments(parser)
    remote.add_key(parser)


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Tune, print what it brought, return it."""
    from tvm_dydca import hosts
    from tvm_dydca.cli.compile import read_buckets, read_thresholds
    from tvm_dydca.importer import Bounds, load_network

    _check_packages()
    from tvm_dydca.tuning import Settings, tune

    settings = Settings(trials=args.trials, batch=args.batch, seed=args.seed)
    network = load_network(
        args.model,
        thresholds=read_thresholds(args.threshold),
        bounds=Bounds.parse(args.bounds) if args.bounds else None,
    )
    target = hosts.resolve(args.target, args.host)
    if hosts.host_of(target) is not None and args.rpc is None:
        raise InputError("kernels for another machine are measured there: give --rpc HOST:PORT, or leave --host out")
    buckets = read_buckets(args.buckets) if args.buckets else None
    begin = time.perf_counter()
    bars = _Bars()
    try:
        with _source(args) as source, contextlib.closing(bars):
            found = tune(
                network, target, args.work_dir, source, settings, buckets=buckets, dtype=args.dtype, observer=bars
            )
    except KeyboardInterrupt:
        raise DydcaError(f"interrupted; start it again to go on from {args.work_dir}") from None
    figures = _figures(found, args.work_dir, bars.losses, time.perf_counter() - begin)
    print(f"tuned {args.model} for {args.target}: {args.work_dir}")
    print(task_table(figures["tasks"]))
    print(table(figure_rows(figures)))
    return figures


def _check_packages() -> None:
    for name in ("xgboost", "cloudpickle", "psutil", "tornado"):
        try:
            __import__(name)
        except ImportError:
            raise MissingDependencyError(f"tuning needs {name}: pip install 'tvm_dydca[tune]'") from None


@contextlib.contextmanager
def _source(args: argparse.Namespace) -> Any:
    from tvm_dydca.rpc import Tracker
    from tvm_dydca.rpc.tracker import DEFAULT_KEY
    from tvm_dydca.tuning.devices import Farm, this_machine

    if args.rpc is not None:
        key = args.key or os.environ.get("TVM_TRACKER_KEY") or DEFAULT_KEY
        yield Farm(Tracker.parse(args.rpc), key, args.rpc_timeout)
    else:
        with this_machine(args.rpc_timeout) as server:
            yield server


class _Bars:
    """An observer with a progress bar a task."""

    def __init__(self) -> None:
        self._bars: dict[Any, Any] = {}
        self.losses = 0

    def begun(self, task: Any, tried: int, trials: int) -> None:
        """Open a bar."""
        bar = progress(trials, str(task.key), "trial")
        bar.update(min(tried, trials))
        self._bars[task.key] = bar

    def tried(self, task: Any, tried: int, result: Any) -> None:
        """Move it, with the best time so far."""
        bar = self._bars[task.key]
        bar.update(min(tried, bar.total) - bar.n)
        if result.default_s is not None:
            bar.set_postfix_str(f"best {result.leader_s * 1e6:.0f} us, default {result.default_s * 1e6:.0f} us")

    def ended(self, task: Any, result: Any) -> None:
        """Show what is taken, and leave the bar where it is."""
        self.tried(task, result.measured + result.failed, result)
        self._bars[task.key].close()

    def lost(self, task: Any, reason: str) -> None:
        """Say that a device was lost."""
        self.losses += 1
        self._bars[task.key].write(f"{task.key}: {reason}; its batch is measured again")

    def close(self) -> None:
        """Close bars that a failure left open."""
        for bar in self._bars.values():
            bar.close()


def _figures(found: Any, folder: str, losses: int, seconds: float) -> dict[str, Any]:
    tasks = [
        {
            "kernel": result.key.kernel,
            "size": list(result.key.size),
            "weight": result.weight,
            "default_us": None if result.default_s is None else result.default_s * 1e6,
            "best_us": None if result.best_s is None else result.best_s * 1e6,
            "best": asdict(result.best) | {"knobs": dict(result.best.knobs)},
            "measured": result.measured,
            "failed": result.failed,
            "offered": result.offered,
        }
        for result in found.tasks
    ]
    known = [task for task in tasks if task["default_us"] is not None and not task["offered"]]
    before, after = (sum(task["weight"] * task[f"{name}_us"] for task in known) for name in ("default", "best"))
    return {
        "work_dir": folder,
        "tasks": tasks,
        "default_us": before,
        "best_us": after,
        "network": None if found.network is None else asdict(found.network),
        "lost_sessions": losses,
        "seconds": seconds,
    }


def task_table(tasks: list[dict[str, Any]]) -> str:
    """Lay out the tasks, a line each: times before and after, and what brought it."""
    rows = [("kernel", "size", "calls", "default", "tuned", "", "knobs")]
    for task in tasks:
        before, after = task["default_us"], task["best_us"]
        knobs = " ".join(f"{name}={value}" for name, value in task["best"]["knobs"].items())
        family = task["best"]["rule"].rpartition(".")[2]
        rows.append(
            (
                task["kernel"] + " (for two)" * task["offered"],
                "x".join(map(str, task["size"])),
                f"{task['weight']:.2f}",
                "-" if before is None else f"{before:.0f} us",
                "-" if after is None else f"{after:.0f} us",
                "default" if before is None or before == after else f"{before / after:.2f}x",
                "" if before == after else f"{family} {knobs}",
            )
        )
    wide = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join("  " + "  ".join(f"{cell:<{size}}" for cell, size in zip(row, wide)).rstrip() for row in rows)


def figure_rows(figures: dict[str, Any]) -> list[tuple[str, str]]:
    """Lay out the figures of a job for people."""
    before, after = figures["default_us"], figures["best_us"]
    failed = sum(task["failed"] for task in figures["tasks"])
    rows = [("kernels", f"{before:.0f} us before, {after:.0f} us after: {before / max(after, 1e-9):.2f}x")]
    if figures["network"] is not None:
        rows.append(("network", f"{1 / figures['network']['ratio']:.2f}x, whole, on the device"))
        if figures["network"]["left_out"]:
            rows.append(("left out", "the network was slower with " + ", ".join(figures["network"]["left_out"])))
        if figures["network"]["taken"]:
            rows.append(("in one", "two kernels were slower than " + ", ".join(figures["network"]["taken"])))
    return [
        *rows,
        ("candidates", f"{sum(task['measured'] for task in figures['tasks'])} measured, {failed} failed"),
        ("lost sessions", f"{figures['lost_sessions']}"),
        ("tuned in", f"{figures['seconds']:.0f} s"),
    ]
