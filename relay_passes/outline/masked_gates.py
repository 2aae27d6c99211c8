"""Masked gates: the analysis that finds ``m * f(x) + (1 - m) * x`` with m a 0/1 number, and its rewriting to an If.

OutlinePaths calls both, first of all. Networks with skipped blocks (SkipNet, ConvNet-AIG) are exported this way: every
block runs and a mask throws its result away.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import tvm
from tvm import relax
from tvm_ffi import structural_equal

from tvm_dydca.relay_passes.outline.control_flow import (
    Bindings,
    all_bindings,
    bindings_of,
    branches,
    called_function,
    flat,
    op_name,
    sequence,
    with_body,
)
from tvm_dydca.relay_passes.outline.zero_one import ZeroOne

_HEAVY = ("nn.conv", "matmul", "einsum", "nn.attention", "call_tir", "call_dps_packed")
_ONE_ELEMENT_MOVES = ("reshape", "squeeze", "expand_dims", "flatten", "broadcast_to")


@dataclass(frozen=True)
class MaskedGate:
    """A variable whose value a mask of one element chooses.

    Attributes
    ----------
    output : the variable
    mask : the tensor of one element behind the mask, 1 where the gate is open
    open_value, closed_value : expressions of the output's type
    skipped : variables that are computed only where the gate is open, and those only where it is closed
    """

    output: Any
    mask: Any
    open_value: Any
    closed_value: Any
    skipped: tuple[tuple[Any, ...], tuple[Any, ...]]


@dataclass(frozen=True)
class LeftAlone:
    """A variable that looks like a gate's output and stays as it is, with the reason."""

    output: Any
    reason: str


@dataclass(frozen=True)
class MaskedGates:
    """What `find_masked_gates` found, each in the order of the function's bindings."""

    gates: tuple[MaskedGate, ...]
    left_alone: tuple[LeftAlone, ...]


def find_masked_gates(func: Any) -> MaskedGates:
    """Find the masked gates of a function, in all its branches.

    Parameters
    ----------
    func : relax.Function

    Returns
    -------
    Gates whose mask is provably 0 or 1 for the whole batch, and whose work is worth a branch: a convolution, a matrix
    product or a call that nothing else uses. The forms are ``m*f + (1-m)*x``, ``x + m*f``, ``m*f``, ``where(m, f, x)``.
    """
    definitions = {b.var: b.value for b in all_bindings(func.body) if isinstance(b, relax.VarBinding)}
    masks = _Masks(definitions)
    gates: list[MaskedGate] = []
    left_alone: list[LeftAlone] = []
    for body in _scopes(func.body):
        finder = _Finder(body, masks)
        gates += finder.gates
        left_alone += finder.left_alone
    return MaskedGates(tuple(gates), tuple(left_alone))


def masked_gates_to_branches(func: Any) -> Any:
    """Rewrite every masked gate of a function to an If on a scalar.

    Returns
    -------
    A flat function in which the masks' products are gone and the Ifs are there. What only one side of an If needs still
    stands before it; `control_flow.sink` moves it.
    """
    func = flat(func)
    gates = {gate.output: gate for gate in find_masked_gates(func).gates}
    builder = relax.BlockBuilder()

    def rewrite(body: Any) -> Any:
        bindings: Bindings = []
        for binding in bindings_of(body):
            gate = gates.get(binding.var)
            value = binding.value
            if gate is not None:
                condition = _condition(builder, gate, bindings)
                value = relax.If(condition, _side(binding.var, gate.open_value), _side(binding.var, gate.closed_value))
                binding = relax.VarBinding(binding.var, value)
            elif isinstance(value, relax.If):
                value = relax.If(value.cond, rewrite(value.true_branch), rewrite(value.false_branch))
                binding = relax.VarBinding(binding.var, value)
            bindings.append(binding)
        return sequence(bindings, body.body)

    body = rewrite(func.body)
    func = builder.normalize(with_body(func, bindings_of(body), body.body))
    return relax.analysis.remove_all_unused(func)


def _side(output: Any, value: Any) -> Any:
    if isinstance(value, tvm.ir.Var):
        return sequence([], value)
    var = relax.Var(output.name, output.ty)
    return sequence([relax.VarBinding(var, value)], var)


def _condition(builder: Any, gate: MaskedGate, bindings: Bindings) -> Any:
    """Bind the mask as a bool scalar."""
    value, name = gate.mask, f"{gate.output.name}_open"

    def bind(expr: Any) -> Any:
        expr = builder.normalize(expr)
        var = relax.Var(name, expr.ty)
        bindings.append(relax.VarBinding(var, expr))
        return var

    dtype = str(value.ty.dtype)
    if dtype != "bool":
        value = bind(relax.op.greater(value, relax.const(0.5 if dtype.startswith(("float", "bfloat")) else 0, dtype)))
    return bind(relax.op.reshape(value, [])) if value.ty.ndim else value


def _scopes(body: Any) -> list[Any]:
    inner = [scope for b in bindings_of(body) for branch in branches(b.value) for scope in _scopes(branch)]
    return [body, *inner]


class _Masks:
    """What is a mask, and which masks exclude each other."""

    def __init__(self, definitions: Mapping[Any, Any]):
        self._definitions = definitions
        self._zero_one = ZeroOne(definitions)

    def shape(self, expr: Any) -> list[Any] | None:
        """Shape before broadcasting, where it is one number a sample: (N, 1, ...)."""
        root = self._root(expr, ("broadcast_to",))
        shape = getattr(root.ty, "shape", None)
        if not isinstance(shape, relax.ShapeExpr) or any(not _is_one(dim) for dim in shape.values[1:]):
            return None
        return list(shape.values)

    def is_zero_one(self, expr: Any) -> bool:
        return self._zero_one.holds(self._root(expr, ("broadcast_to",)))

    def core(self, expr: Any) -> Any:
        """Return the tensor of one element that a mask is only another form of."""
        while True:
            root = self._root(expr, (*_ONE_ELEMENT_MOVES, "astype"))
            through = self._zero_one.straight_through(root)
            if through is None or not isinstance(through, tvm.ir.Var):
                return root
            expr = through

    def is_complement(self, expr: Any, of: Any) -> bool:
        """Return whether a mask is computed as 1 minus another one."""
        root = self.core(expr)
        value = self._zero_one.value(root)
        if op_name(value) == "subtract" and self._zero_one.is_one(value.args[0]):
            return bool(self.core(value.args[1]).same_as(self.core(of)))
        return op_name(value) == "logical_not" and bool(self.core(value.args[0]).same_as(self.core(of)))

    def _root(self, expr: Any, moves: tuple[str, ...]) -> Any:
        while expr in self._definitions:
            value = self._definitions[expr]
            if isinstance(value, tvm.ir.Var):
                expr = value
            elif op_name(value) in moves and isinstance(value.args[0], tvm.ir.Var):
                expr = value.args[0]
            else:
                break
        return expr


@dataclass
class _Finder:
    """Finds the gates of one scope, from its end: what a later gate takes into a branch is no gate of its own."""

    body: Any
    masks: _Masks
    gates: list[MaskedGate] = field(default_factory=list)
    left_alone: list[LeftAlone] = field(default_factory=list)

    def __post_init__(self) -> None:
        bindings = bindings_of(self.body)
        # A match_cast defines dims that others may use without its variable: it is never moved, nor looked through.
        self._values = {b.var: b.value for b in bindings if isinstance(b, relax.VarBinding)}
        self._order = list(self._values)
        self._place = {var: place for place, var in enumerate(self._order)}
        self._users: dict[Any, set[Any]] = {}
        self._products: set[Any] = set()  # of a sum that was looked at as a whole
        for binding in bindings:
            self._use(binding.value, binding.var)
        self._use(self.body.body, None)
        for var in reversed(self._order):
            if var not in self._products:
                self._look_at(var)
        self.gates.reverse()
        self.left_alone.reverse()

    def _use(self, expr: Any, user: Any) -> None:
        for var in relax.analysis.free_vars(expr):
            self._users.setdefault(var, set()).add(user)

    def _look_at(self, var: Any) -> None:
        value = self._values[var]
        name = op_name(value)
        if name == "where":
            mask, on, off = value.args
            self._accept(var, mask, (on, on, {var}), (off, off, {var}), ())
        elif name == "add":
            self._look_at_sum(var, value)
        elif name == "multiply":
            for mask, data in self._factors(value):
                shape = getattr(data.ty, "shape", None)
                if isinstance(shape, relax.ShapeExpr):
                    zeros = relax.op.zeros(shape, str(data.ty.dtype))
                    if self._accept(var, mask, (data, data, {var}), (zeros, None, set()), ()):
                        return

    def _look_at_sum(self, var: Any, add: Any) -> None:
        """Take ``m*f + (1-m)*x``, else ``x + m*f``."""
        left, right = add.args
        products = [self._product(operand, var) for operand in (left, right)]
        for mask, on in products[0]:
            for other, off in products[1]:
                if self.masks.is_complement(other, mask):
                    self._accept(var, mask, (on, on, {left}), (off, off, {right}), (left, right))
                    return
                if self.masks.is_complement(mask, other):
                    self._accept(var, other, (off, off, {right}), (on, on, {left}), (left, right))
                    return
        for operand, kept in ((1, left), (0, right)):
            for mask, data in products[operand]:
                args = (kept, data) if operand else (data, kept)
                opened = relax.Call(add.op, list(args), add.attrs)
                if self._accept(
                    var, mask, (opened, data, {add.args[operand]}), (kept, None, set()), (add.args[operand],)
                ):
                    return

    def _product(self, operand: Any, user: Any) -> list[tuple[Any, Any]]:
        """Return (mask, other factor) of a product that only `user` uses."""
        value = self._values.get(operand)
        if op_name(value) != "multiply" or self._users.get(operand) != {user}:
            return []
        return self._factors(value)

    def _factors(self, multiply: Any) -> list[tuple[Any, Any]]:
        left, right = multiply.args
        pairs = ((left, right), (right, left))
        return [(m, f) for m, f in pairs if isinstance(f, tvm.ir.Var) and self.masks.shape(m) is not None]

    def _accept(self, var: Any, mask: Any, on: Any, off: Any, products: tuple[Any, ...]) -> bool:
        """Record a gate, or why it is none. A side is (value, root of its work, the users that the gate replaces)."""
        shape = self.masks.shape(mask)
        sides = [() if root is None else self._work(root, users) for _, root, users in (on, off)]
        heavy = any(self._is_heavy(worker) for side in sides for worker in side)
        if shape is None or not heavy or not isinstance(mask, tvm.ir.Var):
            return False
        one = all(_is_one(dim) for dim in shape)
        if not one and len(shape) != var.ty.ndim:
            return False  # a weight along another axis than the samples'
        reason = None
        if not self.masks.is_zero_one(mask):
            reason = "its mask is not provably 0 or 1"
        elif not one:
            samples = getattr(shape[0], "value", shape[0])
            reason = f"it has one gate for each of {samples} samples, and only a batch of 1 can skip the work"
        elif any(isinstance(value, tvm.ir.Var) and not _same_type(value, var) for value, _, _ in (on, off)) or any(
            root is not None and not all(_same_type(root, user) for user in users) for _, root, users in (on, off)
        ):
            reason = "a value is broadcast to a larger shape on the way"
        self._products.update(products)
        if reason is not None:
            self.left_alone.append(LeftAlone(var, reason))
            return False
        self.gates.append(MaskedGate(var, self.masks.core(mask), on[0], off[0], (sides[0], sides[1])))
        return True

    def _work(self, root: Any, replaced: set[Any]) -> tuple[Any, ...]:
        """Variables of this scope that only `root` needs, itself among them where only `replaced` use it."""
        inside: set[Any] = set()
        work: list[Any] = []
        queue = [-self._place[root]] if root in self._place else []
        seen = set(queue)
        while queue:
            var = self._order[-heapq.heappop(queue)]
            value = self._values[var]
            allowed = inside if work else replaced
            if not self._users[var] <= allowed or relax.analysis.contains_impure_call(value):
                continue
            inside.add(var)
            work.append(var)
            for used in relax.analysis.free_vars(value):
                place = self._place.get(used)
                if place is not None and -place not in seen:
                    seen.add(-place)
                    heapq.heappush(queue, -place)
        return tuple(reversed(work))

    def _is_heavy(self, var: Any) -> bool:
        value = self._values[var]
        if isinstance(value, relax.If):
            return True
        return called_function(value) is not None or op_name(value).startswith(_HEAVY)


def _same_type(expr: Any, var: Any) -> bool:
    return bool(structural_equal(expr.ty, var.ty))


def _is_one(dim: Any) -> bool:
    return getattr(dim, "value", None) == 1
