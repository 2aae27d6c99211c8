"""FuseDynamic: from operators to few kernels, under symbolic shapes; it runs after kernels of our own are chosen."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import tvm
import tvm_ffi
from tvm import relax, tirx

from tvm_dydca import _compat
from tvm_dydca.relay_passes.fuse import reshape_groups
from tvm_dydca.relay_passes.fuse.canonical_shapes import canonical_shapes
from tvm_dydca.relay_passes.fuse.inline_blocks import inline_blocks
from tvm_dydca.relay_passes.fuse.patterns import ELEMENTWISE, INJECTIVE, OPAQUE, OUT_ELEMENTWISE, Kind, kind_of
from tvm_dydca.relay_passes.order.body_graph import refuse_allocation

_LOG = logging.getLogger(__name__)

_KERNELS = {"relax.call_tir", "relax.call_tir_inplace", "relax.call_dps_packed"}


@dataclass(frozen=True)
class FusedFunction:
    """Kernels that one run of a function's body with all its branches starts at most.

    Attributes
    ----------
    stock_kernels : as the stock legalisation and fusion passes leave it
    kernels : as `FuseDynamic` leaves it
    """

    function: str
    stock_kernels: int
    kernels: int


@dataclass(frozen=True)
class FusionReport:
    """One entry for each Relax function, by name."""

    functions: tuple[FusedFunction, ...]

    def of(self, function: str) -> FusedFunction:
        """Return the entry of a function; KeyError where there is none."""
        return {entry.function: entry for entry in self.functions}[function]

    def __str__(self) -> str:
        """One line for each function."""
        lines = [f"{entry.function:32}{entry.stock_kernels:>8}{entry.kernels:>8}" for entry in self.functions]
        return "\n".join([f"{'kernels':32}{'stock':>8}{'fused':>8}", *lines])


def fusion_report(mod: Any, absorb_tails: bool = True) -> FusionReport:
    """Compare `FuseDynamic` with the stock passes, changing nothing. It runs both, so it takes as long as both."""
    passes = relax.transform
    stock = [
        passes.LegalizeOps(_compat.legalizers()),
        passes.AnnotateTIROpPattern(),
        passes.FoldConstant(),
        passes.FuseOps(),
        passes.FuseTIR(),
    ]
    before = _kernels(tvm.transform.Sequential(stock)(mod))
    ours: Any = FuseDynamic(absorb_tails)
    after = _kernels(ours(mod))
    return FusionReport(tuple(FusedFunction(name, before[name], after.get(name, 0)) for name in sorted(before)))


@tvm.transform.module_pass(opt_level=0, name="FuseDynamic")
class FuseDynamic:
    """Legalise and fuse every Relax function: the stock passes, and what they leave apart where dims are symbolic.

    Kernels that come with ``op_pattern`` 8, as those of `DispatchKernels` do, or scheduled stay as they are.

    Parameters
    ----------
    absorb_tails : let a kernel with loops inside an element (convolution, product, mean) take in what comes after it,
        also where that moves elements (pixel shuffle, transpose, concat). The tensor between the two then lives inside
        the kernel, where no memory planner of Relax sees it

    Raises
    ------
    InputError
        Memory is allocated already.
    """

    def __init__(self, absorb_tails: bool = True):
        self.absorb_tails = absorb_tails

    def transform_module(self, mod: Any, _ctx: Any) -> Any:
        """Rewrite the module."""
        _refuse_planned(mod)
        given = {gvar.name_hint: func for gvar, func in mod.functions_items()}
        lower = [
            # Fusion sees dataflow blocks alone, and importers leave functions with a branch without any.
            relax.transform.ConvertToDataflow(min_size=1),
            relax.transform.LegalizeOps({**reshape_groups.legalizers(), **_compat.legalizers()}),
            relax.transform.CanonicalizeBindings(),
            relax.transform.FoldConstant(),
        ]
        chosen = {name for name, func in given.items() if isinstance(func, tirx.PrimFunc) and _is_chosen(func)}
        mod = _fuse(tvm.transform.Sequential(lower)(mod), _stock_pattern, chosen)
        if self.absorb_tails:
            mod = _fuse(mod, _tail_pattern, chosen)
        # What came as a kernel leaves as it came. No pattern stays on others: a later run finds what they are by then.
        mod = _map_kernels(mod, lambda name, func: _as_it_came(given, name, func) or inline_blocks(_bare(func)))
        return relax.transform.DeadCodeElimination()(mod)


def _is_chosen(func: Any) -> bool:
    attrs = func.attrs or {}
    return int(attrs.get("op_pattern", ELEMENTWISE)) == OPAQUE or bool(attrs.get("tirx.is_scheduled", False))


def _stock_pattern(func: Any) -> int:
    pattern = int(func.attrs["op_pattern"])
    return INJECTIVE if pattern == OPAQUE and kind_of(func) is not Kind.FIXED else pattern


def _tail_pattern(func: Any) -> int:
    """A tail that moves elements can run after the kernel before it just as one that does not."""
    patterns = {Kind.INJECTIVE: ELEMENTWISE, Kind.REDUCTION: OUT_ELEMENTWISE}
    return patterns.get(kind_of(func), OPAQUE)


def _fuse(mod: Any, pattern: Callable[[Any], int], chosen: set[str]) -> Any:
    """Fuse as long as that leaves fewer calls. `FuseOps` is told a pattern for each kernel: opaque for those chosen."""

    def tell(name: str, func: Any) -> Any:
        return func.with_attr("op_pattern", OPAQUE if name in chosen else pattern(func))

    while True:
        mod = relax.transform.AnnotateTIROpPattern()(mod)
        told = _map_kernels(mod, tell)
        try:
            fused = tvm.transform.Sequential([relax.transform.FuseOps(), relax.transform.FuseTIR()])(told)
        except tvm.error.InternalError as error:
            # FuseTIR compares dims as they are written, and refuses `1 + n` for `n + 1`. What it merged before stays.
            _LOG.info("FuseDynamic stops here, as TVM's FuseTIR fails: %s", error)
            return mod
        if _calls(fused) >= _calls(mod):  # no kernels were merged, but some would have a new name
            return mod
        known = {gvar.name_hint: func for gvar, func in mod.functions_items()}
        mod = _map_kernels(fused, partial(_untold, known, chosen))


def _untold(known: dict[str, Any], chosen: set[str], name: str, func: Any) -> Any:
    kernel = _as_it_came(known, name, func) or _bare(func)
    return kernel if name in chosen else canonical_shapes(kernel)


def _as_it_came(known: dict[str, Any], name: str, func: Any) -> Any:
    """Return the kernel of a name if `func` is that but for its pattern; the name alone may be a new one's by now."""
    old = known.get(name)
    return old if old is not None and tvm_ffi.structural_equal(_bare(old), _bare(func)) else None


def _bare(func: Any) -> Any:
    return func.without_attr("op_pattern")


def _map_kernels(mod: Any, change: Callable[[str, Any], Any]) -> Any:
    """Return the module with every PrimFunc changed."""
    mod = mod.clone()
    for gvar, func in list(mod.functions_items()):
        if isinstance(func, tirx.PrimFunc):
            mod.update_func(gvar, change(str(gvar.name_hint), func))
    return mod


def _refuse_planned(mod: Any) -> None:
    for gvar, func in mod.functions_items():
        if isinstance(func, relax.Function):
            for block in func.body.blocks:
                for binding in block.bindings:
                    refuse_allocation("FuseDynamic", gvar, binding)


def _kernels(mod: Any) -> dict[str, int]:
    """Count the calls in each Relax function that are left when reshapes have become views."""
    return _calls_of(relax.transform.RewriteDataflowReshape()(mod))


def _calls(mod: Any) -> int:
    return sum(_calls_of(mod).values())


def _calls_of(mod: Any) -> dict[str, int]:
    counts = {}
    for gvar, func in mod.functions_items():
        if isinstance(func, relax.Function):
            calls: list[Any] = []
            relax.analysis.post_order_visit(func, lambda expr, to=calls: to.append(expr) if _is_kernel(expr) else None)
            counts[str(gvar.name_hint)] = len(calls)
    return counts


def _is_kernel(expr: Any) -> bool:
    return isinstance(expr, relax.Call) and isinstance(expr.op, tvm.ir.Op) and expr.op.name in _KERNELS
