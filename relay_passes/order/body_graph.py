"""Analysis for OrderExecution: a body of bindings as a graph of steps and the bytes they make, read and keep."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tvm import relax

from tvm_dydca.errors import InputError
from tvm_dydca.relay_passes.dims.byte_sizes import Sizes
from tvm_dydca.relay_passes.order.graph import Graph, Storage
from tvm_dydca.relay_passes.outline.control_flow import op_name

_VIEWS = {"reshape", "flatten", "squeeze", "expand_dims", "memory.view"}
_IN_PLACE = {"call_tir_inplace", "call_inplace_packed"}
_ALLOCATIONS = {"memory.alloc_storage", "vm.alloc_storage", "builtin.alloc_tensor"}


@dataclass(frozen=True)
class Body:
    """The bindings of one body in order, and their graph: one step a binding.

    Attributes
    ----------
    gvar : the function it belongs to
    branch : "" for the function's own body, ``"<binding>/then"`` or ``"<binding>/else"`` for one of an inline If
    regions : half-open ranges of steps that may be permuted: runs within a dataflow block, cut at what must stay
    unsized : steps whose values have no upper bound of their size
    """

    gvar: Any
    branch: str
    seq: Any
    bindings: tuple[Any, ...]
    graph: Graph
    regions: tuple[range, ...]
    unsized: tuple[int, ...]

    def reordered(self, order: Sequence[int]) -> Iterator[tuple[Any, Any]]:
        """Yield (dataflow block, the same with its bindings in a new order of all steps)."""
        at = 0
        for block in self.seq.blocks:
            stop = at + len(block.bindings)
            if isinstance(block, relax.DataflowBlock):
                yield block, relax.DataflowBlock([self.bindings[step] for step in order[at:stop]])
            at = stop


def bodies_of(mod: Any, gvar: Any, func: Any) -> list[Body]:
    """Analyse a function's own body and those of the inline Ifs in it, outer ones first.

    Raises
    ------
    InputError
        Contradictory bounds of a symbolic dim, or memory that is allocated already.
    """
    sizes = Sizes("OrderExecution", str(gvar.name_hint), func)
    # Symbolic variables that are defined before any step: a MatchCast defines those that are not among them.
    defined = {dim for param in func.params for dim in relax.analysis.tir_vars_in_type(param.ty)}
    return [_Builder(mod, gvar, sizes, defined).build(branch, seq) for branch, seq in _sequences(func.body, "")]


def refuse_allocation(pass_name: str, gvar: Any, binding: Any) -> None:
    """Raise InputError where a binding of function `gvar` allocates memory: a pass of that name comes too late."""
    if (name := op_name(binding.value)) in _ALLOCATIONS:
        raise InputError(
            f"{pass_name}: function {gvar.name_hint}, binding {binding.var.name}: relax.{name} allocates memory "
            f"already; run {pass_name} before CallTIRRewrite and memory planning"
        )


def _sequences(seq: Any, branch: str) -> Iterator[tuple[str, Any]]:
    yield branch, seq
    for block in seq.blocks:
        for binding in block.bindings:
            if isinstance(binding.value, relax.If):
                name = f"{branch}/{binding.var.name}" if branch else str(binding.var.name)
                yield from _sequences(binding.value.true_branch, f"{name}/then")
                yield from _sequences(binding.value.false_branch, f"{name}/else")


class _Builder:
    """Walks one body."""

    def __init__(self, mod: Any, gvar: Any, sizes: Sizes, defined: set[Any]):
        self.mod = mod
        self.gvar = gvar
        self.sizes = sizes
        self.defined = defined
        self.makers: dict[Any, int] = {}  # variable of either kind -> step
        self.holds: dict[Any, Any] = {}  # variable -> numbers of the storages of its value, nested as its tuples are
        self.made: list[tuple[int, int]] = []  # storage -> (size, step)
        self.users: list[set[int]] = []
        self.unsized: list[int] = []

    def build(self, branch: str, seq: Any) -> Body:
        """Return the analysed body."""
        bindings = tuple(binding for block in seq.blocks for binding in block.bindings)
        after = tuple(self._enter(step, binding) for step, binding in enumerate(bindings))
        kept = {number for var in relax.analysis.free_vars(seq.body) for number in _flat(self.holds.get(var, ()))}
        storages = tuple(
            Storage(size, step, frozenset(users), number in kept)
            for number, ((size, step), users) in enumerate(zip(self.made, self.users))
        )
        regions = tuple(self._regions(seq))
        return Body(self.gvar, branch, seq, bindings, Graph(after, storages), regions, tuple(self.unsized))

    def _regions(self, seq: Any) -> Iterator[range]:
        at = 0
        for block in seq.blocks:
            start, stop = at, at + len(block.bindings)
            if isinstance(block, relax.DataflowBlock):
                for step in range(start, stop):
                    # What is written in place has readers that must come before, which no variable tells.
                    if step in self.unsized or op_name(block.bindings[step - at].value) in _IN_PLACE:
                        yield range(start, step)
                        start = step + 1
                yield range(start, stop)
            at = stop

    def _enter(self, step: int, binding: Any) -> frozenset[int]:
        """Enter a binding; return the steps that it waits for."""
        var, value = binding.var, binding.value
        refuse_allocation("OrderExecution", self.gvar, binding)
        dims = set(relax.analysis.tir_vars_in_type(var.ty))
        used = {*relax.analysis.free_vars(value), *relax.analysis.free_symbolic_vars(value), *dims}
        before = frozenset(self.makers[other] for other in used if other in self.makers)
        for number in {number for other in used for number in _flat(self.holds.get(other, ()))}:
            self.users[number].add(step)
        if isinstance(binding, relax.MatchCast):
            self.makers.update(dict.fromkeys(dims - self.defined, step))
            self.defined |= dims
        self.makers[var] = step
        self.holds[var] = self._value(step, binding)
        return before

    def _value(self, step: int, binding: Any) -> Any:
        """Return the storages of a binding's value, entering those that it makes."""
        value = binding.value
        if isinstance(value, relax.Call) and not isinstance(binding, relax.MatchCast):
            viewed = self._viewed(binding)
            return self._make(step, self.sizes.of(binding.var.ty)) if viewed is None else self._held(viewed)
        if isinstance(value, relax.If):
            return self._make(step, self.sizes.of(binding.var.ty))
        return self._held(value)

    def _held(self, expr: Any) -> Any:
        if isinstance(expr, relax.Tuple):
            return [self._held(part) for part in expr.fields]
        if isinstance(expr, relax.TupleGetItem):
            whole = self._held(expr.tuple_value)
            return whole[expr.index] if isinstance(whole, list) else whole
        return self.holds.get(expr, ()) if isinstance(expr, relax.Var) else ()

    def _make(self, step: int, size: Any) -> Any:
        if isinstance(size, list):
            return [self._make(step, part) for part in size]
        if size is None:
            self.unsized.append(step)
        self.made.append((size or 0, step))
        self.users.append(set())
        return (len(self.made) - 1,)

    def _viewed(self, binding: Any) -> Any:
        """Return what a call only shows in another shape, None for any other call.

        As stock TVM lowers them: the value of a dataflow variable is a view, an output of the block is a copy.
        """
        call = binding.value
        if not isinstance(binding.var, relax.DataflowVar):
            return None
        if op_name(call) in _VIEWS:
            return call.args[0]
        if op_name(call) != "call_tir" or not relax.analysis.has_reshape_pattern(self.mod[call.args[0]]):
            return None
        return call.args[1].fields[0]


def _flat(held: Any) -> Iterator[int]:
    for part in held:
        if isinstance(part, int):
            yield part
        else:
            yield from _flat(part)
