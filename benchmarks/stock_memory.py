"""What a network takes under stock TVM: planned storages, and the workspaces that its kernels allocate unseen."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Any

import tvm
from tvm import relax, s_tir, tirx
from tvm.ir import Call, GenericConst
from tvm_ffi import WalkResult, structural_walk

from tvm_dydca import _compat
from tvm_dydca.targets import threads_of

_ALLOCATE, _FREE = "tirx.TVMBackendAllocWorkspace", "tirx.TVMBackendFreeWorkspace"


@dataclass(frozen=True)
class StockMemory:
    """Bytes under stock TVM's own pipeline, with the same bounds.

    Attributes
    ----------
    planned_bytes : storages of StaticPlanBlockMemory in the largest function
    hidden_bytes : the most that one kernel takes inside at the largest size
    hidden_kernel : which
    weight_bytes : constants
    """

    planned_bytes: int
    hidden_bytes: int
    hidden_kernel: str
    weight_bytes: int


def stock_memory(mod: Any, target: Any, most: tuple[int, int]) -> StockMemory:
    """Lower a module of operators with stock TVM and sum what it allocates.

    The plan is that of the symbolic module, whose bounds are its own. Kernels are lowered a second time with every
    input at its largest size `most`, (H, W), so that the workspaces have a number.
    """
    lowered = _lower(mod, target)
    functions = [func for _, func in lowered.functions_items() if isinstance(func, relax.Function)]
    hidden = hidden_workspaces(_lower(_bound(mod, most), target), target)
    kernel = max(hidden, key=lambda name: hidden[name], default="")
    planned = max(map(_planned, functions))  # main only routes: one function that allocates runs at a time
    return StockMemory(planned, hidden.get(kernel, 0), kernel, _weights(functions))


def hidden_workspaces(lowered: Any, target: Any) -> dict[str, int]:
    """Compute the bytes that each kernel holds at once by TVMBackendAllocWorkspace.

    One in a parallel loop counts once for each of the target's threads.

    Parameters
    ----------
    lowered : IRModule with its kernels scheduled, as a Relax pipeline leaves it

    Raises
    ------
    ValueError
        For a workspace whose size depends on a symbolic dim.
    """
    kernels = tvm.IRModule({g: f for g, f in lowered.functions_items() if isinstance(f, tirx.PrimFunc)})
    threads = threads_of(target)
    lower, finish_host, _ = s_tir.pipeline.default_s_tir_pipeline()
    with target:
        kernels = finish_host()(lower(tirx.transform.BindTarget(target.with_host(target))(kernels)))
    return {
        gvar.name_hint: _most_at_once(gvar.name_hint, func.body, threads) for gvar, func in kernels.functions_items()
    }


def _most_at_once(name: str, body: Any, threads: int) -> int:
    """Follow allocations and frees, which nest, through a part of a kernel."""
    live: list[int] = []
    most = 0

    def call(expr: Any) -> None:
        nonlocal most
        operation = getattr(expr.op, "name", "")
        if operation == _ALLOCATE:
            if not hasattr(expr.args[2], "value"):
                raise ValueError(f"{name}: a workspace of {expr.args[2]} bytes depends on the size of the input")
            live.append(int(expr.args[2].value))
            most = max(most, sum(live))
        elif operation == _FREE:
            live.pop()

    def loop(found: Any) -> Any:
        nonlocal most
        if found.kind != tirx.ForKind.PARALLEL:
            return WalkResult.ADVANCE
        most = max(most, sum(live) + threads * _most_at_once(name, found.body, threads))
        return WalkResult.SKIP

    structural_walk(body, ((tirx.For, loop), (Call, call)), order="pre")
    return most


def _planned(func: Any) -> int:
    """Sum the storages whose size is known before the run."""
    sizes: list[int] = []

    def visit(expr: Any) -> None:
        if isinstance(expr, relax.Call) and getattr(expr.op, "name", "") == "relax.vm.alloc_storage":
            dims = [getattr(dim, "value", None) for dim in getattr(expr.args[0], "values", [None])]
            if None not in dims:
                sizes.append(prod(int(dim) for dim in dims))

    relax.analysis.post_order_visit(func, visit)
    return sum(sizes)


def _weights(functions: list[Any]) -> int:
    """Sum the constants, each once."""
    sizes: dict[int, int] = {}

    def visit(expr: Any) -> None:
        if isinstance(expr, GenericConst) and hasattr(expr.value, "numpy"):
            sizes[hash(expr)] = int(expr.value.numpy().nbytes)

    for func in functions:
        relax.analysis.post_order_visit(func, visit)
    return sum(sizes.values())


def _lower(mod: Any, target: Any) -> Any:
    with target:
        mod = relax.transform.LegalizeOps(_compat.legalizers())(mod)
        return relax.get_default_pipeline(target)(mod)


def _bound(mod: Any, most: tuple[int, int]) -> Any:
    """Give the symbolic height and width of every input its largest value."""
    for gvar, func in mod.functions_items():
        if isinstance(func, relax.Function):
            sizes = {
                str(dim): value
                for param in func.params
                for dim, value in zip(list(param.ty.shape)[2:], most)
                if not hasattr(dim, "value")
            }
            if sizes:
                mod = relax.transform.BindSymbolicVars(sizes, gvar.name_hint)(mod)
    return mod
