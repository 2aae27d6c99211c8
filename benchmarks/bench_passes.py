"""Compile time of our passes against stock LegalizeOps, and what the dispatcher of buckets costs a call.

For two networks of 500 operators with symbolic height and width: the seconds of each of our passes, without those of
stock passes that run inside of one, beside those of ``relax.transform.LegalizeOps`` on the same module, in alternation.
Then microseconds of a call that picks among 1 to 64 buckets, beside a call of the version that it picks.
"""

from __future__ import annotations

import argparse
import statistics
import time
from typing import Any

import numpy as np
import tvm
from tvm import relax, tirx

from tvm_dydca import _compat, targets
from tvm_dydca.relay_passes import BucketShapes, pipeline

OURS = (
    "ClassifyDynamism",
    "OutlinePaths",
    "PropagateDims",
    "BucketShapes",
    "DispatchKernels",
    "FuseDynamic",
    "OrderExecution",
)


def network(operators: int, *, ours: bool) -> Any:
    """Blocks of six operators with symbolic height and width.

    ours : two convolutions with biases, a ReLU and an addition, which all become kernels of schedules/; else a matrix
        product between permutations, a mean, a subtraction and a GELU, of other shapes in each block
    """
    rng = np.random.default_rng(0)
    builder = relax.BlockBuilder()
    h, w = tirx.Var("H", "int64"), tirx.Var("W", "int64")
    x = relax.Var("x", relax.TensorType((1, 16, h, w), "float32"))
    bounds = {"tir_var_lower_bound": {"H": 8, "W": 8}, "tir_var_upper_bound": {"H": 256, "W": 256}}

    def conv(y: Any) -> Any:
        weight = relax.const((rng.standard_normal((16, 16, 3, 3)) / 12).astype(np.float32))
        y = builder.emit(relax.op.nn.conv2d(y, weight, padding=1))
        return builder.emit(relax.op.add(y, relax.const(rng.standard_normal((1, 16, 1, 1)).astype(np.float32))))

    def other(y: Any, number: int) -> Any:
        channels = 16 + number % 7
        weight = relax.const(rng.standard_normal((int(y.ty.shape[1]), channels)).astype(np.float32))
        y = builder.emit(relax.op.permute_dims(y, [0, 2, 3, 1]))
        y = builder.emit(relax.op.permute_dims(builder.emit(relax.op.matmul(y, weight)), [0, 3, 1, 2]))
        y = builder.emit(relax.op.subtract(y, builder.emit(relax.op.mean(y, [2, 3], keepdims=True))))
        return builder.emit(relax.op.nn.gelu(y))

    with builder.function("main", [x], attrs=bounds):
        with builder.dataflow():
            y = x
            for number in range(operators // 6):
                if ours:
                    y = builder.emit(relax.op.add(conv(builder.emit(relax.op.nn.relu(conv(y)))), y))
                else:
                    y = other(y, number)
            out = builder.emit_output(y)
        builder.emit_func_output(out)
    return relax.transform.CanonicalizeBindings()(builder.get())


@tvm.instrument.pass_instrument
class _Stopwatch:
    """Sums the seconds of each pass, without those of the passes inside of it."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._stack: list[list[float]] = []

    def run_before_pass(self, _mod: Any, _info: Any) -> None:
        self._stack.append([time.perf_counter(), 0.0])

    def run_after_pass(self, _mod: Any, info: Any) -> None:
        begin, inner = self._stack.pop()
        whole = time.perf_counter() - begin
        self.seconds[str(info.name)] = self.seconds.get(str(info.name), 0.0) + whole - inner
        if self._stack:
            self._stack[-1][1] += whole


def stopped(target: Any, mod: Any, passes: Any) -> dict[str, float]:
    """Run a pass; return the seconds of it and of each pass inside."""
    watch = _Stopwatch()
    with target, tvm.transform.PassContext(instruments=[watch]):
        passes(mod)
    return watch.seconds


def bench_passes(rounds: int, operators: int) -> None:
    """Print the tables of compile times."""
    target = targets.resolve("llvm")
    for ours in (True, False):
        mod = network(operators, ours=ours)
        buckets = BucketShapes([{"H": (8, 256), "W": (8, 256)}], target)
        legalize = relax.transform.LegalizeOps(_compat.legalizers())
        stopped(target, mod, pipeline(target, buckets))  # schedules are made once a process
        mine, stock = [], []
        for _ in range(rounds):
            mine.append(stopped(target, mod, pipeline(target, buckets)))
            stock.append(stopped(target, mod, legalize)["LegalizeOps"])
        count = sum(len(block.bindings) for block in mod["main"].body.blocks)
        what = "with kernels of ours" if ours else "that stock TVM lowers"
        print(f"{count} operators {what}: seconds of each pass alone, median of {rounds} rounds")
        total = 0.0
        for name in OURS:
            seconds = statistics.median(times.get(name, 0.0) for times in mine)
            total += seconds
            print(f"  {name:<20}{seconds:8.3f}")
        theirs = statistics.median(stock)
        print(f"  {'all of ours':<20}{total:8.3f}")
        print(f"  {'stock LegalizeOps':<20}{theirs:8.3f}  ours / stock {total / theirs:.2f}")


def first_element(buckets: int) -> Any:
    """A function that returns the first element of a vector, in versions for some buckets of its length H."""
    builder = relax.BlockBuilder()
    x = relax.Var("x", relax.TensorType((tirx.Var("H", "int64"),), "float32"))
    with builder.function("main", [x]):
        with builder.dataflow():
            out = builder.emit_output(relax.op.strided_slice(x, [0], [0], [1]))
        builder.emit_func_output(out)
    return BucketShapes([{"H": (1 + 8 * k, 8 * k + 8)} for k in range(buckets)])(builder.get())


def bench_dispatch(rounds: int) -> None:
    """Print the cost of picking a bucket."""
    print(f"picking a bucket on the host, microseconds a call inside the virtual machine, median of {rounds} rounds")
    for buckets in (1, 4, 16, 64):
        mod = first_element(buckets)
        mod["plain"] = mod["main_bucket_0"].with_attr("global_symbol", "plain")
        vm = relax.VirtualMachine(tvm.compile(mod, "llvm"), tvm.cpu())
        sizes = sorted({8 * k + 4 for k in range(0, buckets, max(1, buckets // 4))})
        inputs = [tvm.runtime.tensor(np.zeros(size, np.float32)) for size in sizes]
        extra = []
        for x in inputs:
            rounds_us: dict[str, list[float]] = {"main": [], "plain": []}
            for _ in range(rounds):
                for name, found in rounds_us.items():
                    found += [s * 1e6 for s in vm.time_evaluator(name, tvm.cpu(), number=500, repeat=11)(x).results]
            extra.append(statistics.median(rounds_us["main"]) - statistics.median(rounds_us["plain"]))
        print(f"  {buckets:3} buckets: {max(extra):5.2f} more than the version that is picked, at the worst size")


def main() -> None:
    """Parse the arguments and print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--operators", type=int, default=500)
    args = parser.parse_args()
    bench_passes(args.rounds, args.operators)
    bench_dispatch(args.rounds)


if __name__ == "__main__":
    main()
