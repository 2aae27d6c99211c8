"""The report: every dim of a module before and after propagation, and why the unknown ones are unknown."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from tvm import relax

from tvm_dydca.relay_passes.dims import types
from tvm_dydca.relay_passes.dims.calls import ModuleFacts
from tvm_dydca.relay_passes.dims.facts import Facts
from tvm_dydca.relay_passes.dims.lattice import UNBOUNDED, Kind, interval, show
from tvm_dydca.relay_passes.dims.solver import solve


@dataclass(frozen=True)
class Dim:
    """One dim of a tensor, or one element of a shape.

    Attributes
    ----------
    function, variable : where it is
    axis : "1", or "0.1" inside a tuple; "" for a tensor of unknown rank as a whole
    before, after : its level in the lattice as the module writes it and as propagation finds it
    written, text : the dim as an expression, likewise; "?" where undefined
    low, high : inclusive bounds, None where there is none
    reason : why it is unknown; empty for what is known
    """

    function: str
    variable: str
    axis: str
    before: Kind
    after: Kind
    written: str
    text: str
    low: int
    high: int | None
    reason: str


@dataclass(frozen=True)
class DimsReport:
    """What propagation finds in a module.

    Attributes
    ----------
    dims : in the order of the program
    skipped : functions with functions inside, which are left as they are
    """

    dims: tuple[Dim, ...]
    skipped: tuple[str, ...] = ()

    @property
    def restored(self) -> tuple[Dim, ...]:
        """Dims that propagation knows and that the module leaves open or writes in another way."""
        return tuple(d for d in self.dims if d.after > Kind.NOT_CONSTANT and d.text != d.written)

    @property
    def unknown(self) -> tuple[Dim, ...]:
        """Dims that only a run can tell."""
        return tuple(d for d in self.dims if d.after <= Kind.NOT_CONSTANT)

    def table(self) -> str:
        """Write the counts by function, then the restored and the unknown dims with the reasons."""
        lines = []
        for function in dict.fromkeys(dim.function for dim in self.dims):
            counts = Counter(dim.after for dim in self.dims if dim.function == function)
            levels = ", ".join(f"{counts[kind]} {_WORDS[kind]}" for kind in reversed(Kind) if counts[kind])
            lines.append(f"{function}: {levels}")
        lines += [f"{function}: left as it is, it defines functions inside" for function in self.skipped]
        for title, dims in (("restored", self.restored), ("unknown", self.unknown)):
            if dims:
                rows = [(f"{d.function}.{d.variable}[{d.axis}]", _change(d), _bounds(d), d.reason) for d in dims]
                widths = [max(len(row[i]) for row in rows) for i in range(3)]
                lines += ["", f"{title}:"]
                lines += [
                    "  " + "  ".join([*(c.ljust(w) for c, w in zip(row, widths)), row[3]]).rstrip() for row in rows
                ]
        return "\n".join(lines)


_WORDS = {
    Kind.CONSTANT: "constant",
    Kind.SYMBOL: "symbolic",
    Kind.EXPRESSION: "expressions",
    Kind.NOT_CONSTANT: "known only while running",
    Kind.UNDEFINED: "undefined",
}


def _change(dim: Dim) -> str:
    return dim.text if dim.text == dim.written else f"{dim.written} -> {dim.text}"


def _bounds(dim: Dim) -> str:
    if dim.after == Kind.UNDEFINED or (dim.low <= 0 and dim.high is None):
        return ""
    return "" if dim.low == dim.high else interval(dim.low, UNBOUNDED if dim.high is None else dim.high)


def analyze_dims(mod: Any) -> DimsReport:
    """Propagate ranks and dims through a module without changing it.

    Parameters
    ----------
    mod : tvm.IRModule, before or after import into the routed form

    Raises
    ------
    InputError
        Bounds that contradict each other, or shapes that prove a call to fail.
    """
    return report(mod, solve(mod))


def report(mod: Any, module: ModuleFacts) -> DimsReport:
    """Return the report of a solved module."""
    dims = [dim for name, facts in module.functions.items() for dim in _function_dims(name, facts)]
    relax_functions = [g.name_hint for g, f in mod.functions_items() if isinstance(f, relax.Function)]
    return DimsReport(tuple(dims), tuple(name for name in relax_functions if name not in module.functions))


def _function_dims(name: str, facts: Facts) -> list[Dim]:
    known, found = facts.known, []
    for var in facts.types:
        before = dict(types.leaves(var.ty))
        for path, part in types.leaves(facts.type_of(var)):
            if not types.is_shaped(part):
                continue
            dims, old = types.dims_of(part), types.dims_of(before.get(path))
            axis = ".".join(map(str, path))
            if dims is None:
                reason = "nothing tells its rank"
                found.append(Dim(name, var.name, axis, Kind.UNDEFINED, Kind.UNDEFINED, "?", "?", 0, None, reason))
                continue
            for i, dim in enumerate(dims):
                low, high = known.bounds(dim)
                was = Kind.UNDEFINED if old is None else known.kind_as_written(old[i])
                reasons = "; ".join(dict.fromkeys(known.reasons(dim)))
                axis = ".".join(map(str, (*path, i)))
                written, text = "?" if old is None else show(old[i]), show(known.resolve(dim))
                low = max(low, 0) if isinstance(part, relax.TensorType) else low
                top = None if high >= UNBOUNDED else high
                found.append(Dim(name, var.name, axis, was, known.kind(dim), written, text, low, top, reasons))
    return found
