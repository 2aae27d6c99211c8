"""Live ranges over a whole tree of calls: every tensor that lives in the arena, from when to when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tvm import relax

from tvm_dydca.relay_passes.arena.call_tree import never_returns
from tvm_dydca.relay_passes.arena.devices import Devices
from tvm_dydca.relay_passes.arena.kernels import ArenaKernel
from tvm_dydca.relay_passes.arena.predicates import Dims, Predicates, callee_dims, root_dims
from tvm_dydca.relay_passes.arena.results import ALLOCATION, Home, Results, leaves
from tvm_dydca.relay_passes.dims.byte_sizes import Sizes
from tvm_dydca.relay_passes.dims.steps import is_prim
from tvm_dydca.relay_passes.outline.control_flow import bindings_of, called_function, op_name
from tvm_dydca.textures import buffer_bytes

VIEWS = ("reshape", "memory.view")

Choices = tuple[tuple[str, int], ...]
Key = tuple[str, Any, int]
"""What a slot belongs to: function, variable, and which tensor of it (results first, then workspaces)."""
Conditions = frozenset[tuple[str, int]]
"""Alternatives that are all taken."""


@dataclass
class Slot:
    """A tensor in the arena.

    Attributes
    ----------
    name : for people: ``function/variable``
    kind : ``value`` or ``workspace``
    choices : the branches it exists in, as (If, 0 for then and 1 for else)
    is_texture : it is an image
    at_start : it must begin where its memory begins, since the virtual machine reads it, which knows no offsets
    touches : times at which it is used, in calls of kernels from the root's start, each with what has to be taken then
    """

    name: str
    kind: str
    size_bytes: int
    choices: Choices
    is_texture: bool = False
    at_start: bool = False
    touches: list[tuple[int, Conditions]] = field(default_factory=list)

    @property
    def lower(self) -> int:
        """It lives from the first use, which writes it."""
        return self.touches[0][0]

    @property
    def upper(self) -> int:
        """It lives up to the last use."""
        return self.touches[-1][0] + 1


@dataclass(frozen=True)
class Frame:
    """One function as the walk met it: the branches that lead to it, and its half-open range of the clock."""

    function: str
    choices: Choices
    start: int
    stop: int


@dataclass(frozen=True)
class Overwrite:
    """A result that may be written over a tensor: an operand of its kernel, or what the other branch of an If gives.

    Attributes
    ----------
    operand : the slots that the tensor may be, one in each way through the branches before
    others : slots that other operands may be
    result : the slot of the result
    time, choices : the last time that the tensor may be used, and in which branches that holds
    """

    operand: tuple[Key, ...]
    others: frozenset[Key]
    result: Key
    time: int
    choices: Conditions


class Walk:
    """Walks the calls from one root, branch after branch, on one clock that counts calls of kernels.

    Attributes
    ----------
    slots : by what they belong to
    frames : the functions that were walked, inner ones first
    steps : for each time (function, kernel)
    overwrites : results that may take the place of an operand
    outside : slots that something else than a kernel uses, which may not know of offsets, or on another device
    unbounded : names of tensors whose size has no upper bound
    """

    def __init__(
        self,
        functions: Mapping[Any, Any],
        kernels: Mapping[Any, ArenaKernel],
        results: Mapping[Any, Results],
        devices: Devices,
    ):
        self.functions, self.kernels, self.results, self.devices = functions, kernels, results, devices
        self.slots: dict[Key, Slot] = {}
        self.frames: list[Frame] = []
        self.steps: list[tuple[str, str]] = []
        self.overwrites: list[Overwrite] = []
        self.outside: set[Key] = set()
        self.unbounded: list[str] = []
        self.ifs = 0
        self.predicates = Predicates()

    @property
    def time(self) -> int:
        """The next step."""
        return len(self.steps)

    def root(self, gvar: Any) -> None:
        """Walk from a function whose arguments and results lie outside of the arena."""
        func = self.functions[gvar]
        outs: list[Any] = [frozenset() for _ in leaves(func.ret_ty)]
        self.function(gvar, [_nothing(param.ty) for param in func.params], (), outs, root_dims(func.params))

    def function(self, gvar: Any, args: Sequence[Any], choices: Choices, outs: Sequence[Any], dims: Dims) -> Any:
        """Walk a call; return where its result lives."""
        func, start = self.functions[gvar], self.time
        if never_returns(func):
            return _nothing(func.ret_ty)
        name = str(gvar.name_hint)
        body = _Body(self, name, self.results[gvar], Sizes("PlanStaticArena", name, func), outs, dims)
        body.env.update(zip(func.params, args))
        found = body.scope(func.body, choices)
        self.frames.append(Frame(name, choices, start, self.time))
        return found


class _Body:
    """One call of a function.

    Where a value lives is a set of slots, each with the alternatives that lead there; nested in lists as tuples are.
    """

    def __init__(self, walk: Walk, name: str, results: Results, sizes: Sizes, outs: Sequence[Any], dims: Dims):
        self.walk, self.name, self.results, self.sizes, self.outs = walk, name, results, sizes, outs
        self.dims = dims
        self.env: dict[Any, Any] = {}
        self.scalars: dict[Any, Any] = {}

    def scope(self, body: Any, choices: Choices) -> Any:
        """Walk a body or a branch; return where its result lives."""
        for binding in bindings_of(body):
            self.env[binding.var] = self.bind(binding, choices)
        for expr, number in self.results.endings.get(body, ()):
            self.step("copy", [self.of(expr), self.outs[number]], choices)
        return self.of(body.body)

    def bind(self, binding: Any, choices: Choices) -> Any:
        """Enter a binding; return where its value lives."""
        var, value = binding.var, binding.value
        if isinstance(value, relax.If):
            return self.branch(var, value, choices)
        if is_prim(value):
            self.scalars[var] = value
        if not isinstance(value, relax.Call):
            return self.of(value)
        if op_name(value) == ALLOCATION:
            if var in self.results.allocations:
                return self.outs[self.results.allocations[var]]
            return frozenset() if var in self.results.own else self.slot(var, 0, var.ty, "value", choices)
        if op_name(value) in VIEWS:
            return self.of(value.args[0])
        callee = called_function(value)
        if callee in self.walk.functions:
            return self.call(var, callee, value, choices)
        used = [self.of(arg) for arg in value.args]
        if callee in self.walk.kernels:
            return self.kernel(var, callee, value, used, choices)
        self.walk.outside.update(key for key, _ in _flat(used))
        self.step(str(getattr(callee, "name_hint", "")) or op_name(value) or "call", used, choices)
        return _spread(var.ty, used)  # What is not known may return its arguments.

    def kernel(self, var: Any, callee: Any, value: Any, used: list[Any], choices: Choices) -> Any:
        """Enter a call of a kernel: all that it uses lives at one step."""
        kernel = self.walk.kernels[callee]
        result = _keys(used[len(kernel.params) - 1])
        for place in kernel.in_place if len(result) == 1 and not self.walk.slots[result[0]].touches else ():
            beside = [arg for number, arg in enumerate(used) if number != place]
            others = frozenset(self.possible(beside, choices))
            operand = self.possible(used[place], choices)
            self.walk.overwrites.append(Overwrite(operand, others, result[0], self.walk.time, frozenset(choices)))
        for number, type_ in enumerate(kernel.workspace_types(value)):
            used.append(self.slot(var, number, type_, "workspace", choices, f"{kernel.workspaces[number].name}"))
        self.step(str(callee.name_hint), used, choices)
        return _nothing(var.ty)

    def call(self, var: Any, callee: Any, value: Any, choices: Choices) -> Any:
        """Walk into a function."""
        args = [self.of(arg) for arg in value.args]
        dims = callee_dims(self.walk.functions[callee].params, value.args, self.dims)
        if self.walk.results[callee].home is not Home.CALLER:
            return self.walk.function(callee, args, choices, [], dims)
        types = leaves(var.ty)
        if var in self.results.joins:
            first = self.results.joins[var]
            outs = list(self.outs[first : first + len(types)])
        elif var in self.results.own:
            outs = [frozenset() for _ in types]
        else:
            outs = [self.slot(var, number, type_, "value", choices) for number, type_ in enumerate(types)]
        self.walk.function(callee, args, choices, outs, dims)
        return _nested(var.ty, iter(outs))

    def branch(self, var: Any, value: Any, choices: Choices) -> Any:
        """Walk both branches, one after the other: slots of one never live together with slots of the other."""
        condition = self.of(value.cond)
        for key, _ in _flat(condition):
            self.walk.slots[key].at_start = True
        self.step("if", [condition], choices)
        choice = self.choice(value.cond, choices)
        found = [
            self.scope(body, (*choices, (choice, alternative)))
            for alternative, body in enumerate((value.true_branch, value.false_branch))
        ]
        if var in self.results.joins:
            first = self.results.joins[var]
            return _nested(var.ty, iter(self.outs[first : first + len(leaves(var.ty))]))
        for alternative, (one, other) in enumerate((tuple(found), tuple(reversed(found)))):
            self.join(one, other, frozenset((*choices, (choice, alternative))))
        return _either(choice, *found)

    def choice(self, condition: Any, choices: Choices) -> str:
        """Return the name of a choice: a test of dims is the same choice everywhere, any other one is of its own."""
        test = self.scalars.get(condition, condition)
        name = self.walk.predicates.name(test, self.dims) if is_prim(test) else None
        if name is None or name in dict(choices):  # In a branch that the test itself leads to, one side never runs.
            name = f"{self.name}/if_{self.walk.ifs}"
            self.walk.ifs += 1
        return name

    def join(self, value: Any, other: Any, taken: Conditions) -> None:
        """Let what one branch makes take the place of what the other hands on, where that is not needed any more."""
        if isinstance(value, list) and isinstance(other, list):
            for part, counterpart in zip(value, other):
                self.join(part, counterpart, taken)
            return
        for made in _keys(value):
            slot = self.walk.slots[made]
            if set(slot.choices) >= taken and slot.touches:
                held = self.possible(other, slot.choices)
                self.walk.overwrites.append(Overwrite(held, frozenset(), made, slot.lower - 1, frozenset(slot.choices)))

    def possible(self, value: Any, choices: Choices) -> tuple[Key, ...]:
        """Return the slots that a value may be where these branches are taken."""
        taken = frozenset(choices)
        found = (
            key
            for key, conditions in _flat(value)
            if is_consistent(taken | conditions | frozenset(self.walk.slots[key].choices))
        )
        return tuple(dict.fromkeys(found))

    def slot(self, var: Any, number: int, type_: Any, kind: str, choices: Choices, part: str = "") -> Any:
        """Enter a tensor; return where it lives, which is nowhere for one without a bound."""
        name = f"{self.name}/{var.name}" + (f".{part}" if part else f".{number}" if number else "")
        size = self.sizes.of(type_)
        if size is None:
            self.walk.unbounded.append(name)
            return frozenset()
        key = (self.name, var, number)
        spot = self.walk.devices.of(type_)
        if spot.is_texture:
            size = buffer_bytes([int(dim) for dim in type_.shape], str(type_.dtype), spot.scope)
        self.walk.slots[key] = Slot(name, kind, size, choices, spot.is_texture)
        if self.walk.devices.is_foreign(type_):
            self.walk.outside.add(key)
        return frozenset([(key, frozenset())])

    def step(self, kernel: str, used: Any, choices: Choices) -> None:
        """Let everything in use live now, and go on."""
        for key, conditions in _flat(used):
            slot, needed = self.walk.slots[key], conditions | frozenset(choices)
            if is_consistent(needed | frozenset(slot.choices)):
                slot.touches.append((self.walk.time, needed))
        self.walk.steps.append((self.name, kernel))

    def of(self, expr: Any) -> Any:
        """Return where a value lives."""
        if isinstance(expr, relax.Tuple):
            return [self.of(part) for part in expr.fields]
        if isinstance(expr, relax.TupleGetItem):
            whole = self.of(expr.tuple_value)
            return whole[expr.index] if isinstance(whole, list) else whole
        return self.env.get(expr, frozenset()) if isinstance(expr, relax.Var) else frozenset()


def is_consistent(conditions: Conditions) -> bool:
    """Return whether all of these alternatives can be taken in one run."""
    return len(dict(conditions)) == len(conditions)


def _nothing(type_: Any) -> Any:
    return _spread(type_, [])


def _spread(type_: Any, used: Any) -> Any:
    """Return a value that may be any of the slots in use, in the form of a type."""
    if isinstance(type_, relax.TupleType):
        return [_spread(part, used) for part in type_.fields]
    return frozenset(_flat(used))


def _nested(type_: Any, values: Iterator[Any]) -> Any:
    if isinstance(type_, relax.TupleType):
        return [_nested(part, values) for part in type_.fields]
    return next(values)


def _either(choice: str, a: Any, b: Any) -> Any:
    if isinstance(a, list) and isinstance(b, list):
        return [_either(choice, x, y) for x, y in zip(a, b)]
    return frozenset(
        (key, conditions | {(choice, alternative)})
        for alternative, value in enumerate((a, b))
        for key, conditions in _flat(value)
    )


def _keys(value: Any) -> tuple[Key, ...]:
    return tuple(dict.fromkeys(key for key, _ in _flat(value)))


def _flat(value: Any) -> Iterator[tuple[Key, Conditions]]:
    if isinstance(value, list):
        for part in value:
            yield from _flat(part)
    else:
        yield from value
