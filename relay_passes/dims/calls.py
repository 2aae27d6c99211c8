"""Across functions: what calls tell about the functions called, bounds above all, and results about the callers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import tvm_ffi
from tvm import relax

from tvm_dydca.errors import InputError
from tvm_dydca.relay_passes.dims import types
from tvm_dydca.relay_passes.dims.bounds import LOWER, UPPER, declared_bounds
from tvm_dydca.relay_passes.dims.elements import Value
from tvm_dydca.relay_passes.dims.facts import Facts
from tvm_dydca.relay_passes.dims.knowledge import Knowledge
from tvm_dydca.relay_passes.dims.lattice import (
    UNBOUNDED,
    Origin,
    Site,
    as_int,
    free_symbols,
    interval,
    is_symbol,
    show,
    substitute,
)
from tvm_dydca.relay_passes.dims.steps import Step

Passed = tuple["CallSite", Any, Knowledge]
"""A call, the argument it gives for some symbol of a function, and what is known in the caller."""


@dataclass(frozen=True)
class CallSite:
    """A call of a function of the module: what it passes, and the comparisons of dims that hold there.

    ``values`` are the elements of integer tensors among the arguments, None for any other argument.
    """

    caller: str
    binding: str
    arguments: tuple[Any, ...]
    values: tuple[Value | None, ...]
    conditions: tuple[Any, ...]


@dataclass
class ModuleFacts:
    """What is known of a module.

    Attributes
    ----------
    functions : by name; a function with functions inside is not among them
    calls : by callee, then by caller and binding
    escaping : functions that are used as values, so that not every call of them is in sight
    """

    functions: dict[str, Facts] = field(default_factory=dict)
    calls: dict[str, dict[tuple[str, Site], CallSite]] = field(default_factory=dict)
    escaping: set[str] = field(default_factory=set)

    @property
    def version(self) -> int:
        """A number that grows with every discovery."""
        return sum(facts.known.version for facts in self.functions.values())

    def is_private(self, name: str) -> bool:
        """Whether every call of a function is in sight."""
        attrs = self.functions[name].func.attrs
        return "global_symbol" not in (attrs or {}) and name not in self.escaping and bool(self.calls.get(name))

    def callees(self, name: str) -> list[str]:
        """Return the functions that a function calls itself."""
        return [callee for callee, calls in self.calls.items() if any(caller == name for caller, _ in calls)]

    def reached(self, name: str) -> set[str]:
        """Return the functions that a call of a function may lead to."""
        found: set[str] = set()
        todo = [name]
        while todo:  # each function is found once
            new = [callee for callee in self.callees(todo.pop()) if callee not in found]
            found.update(new)
            todo += new
        return found


def declare_bounds(known: Knowledge, func: Any) -> None:
    """Give the symbols of a signature the bounds that the attributes declare; refuse those that hold no size."""
    bounds = declared_bounds(func)
    for name, (low, high) in bounds.items():
        if low > high or high < 0:
            raise InputError(
                f"function {known.function}: dim {name} is bounded to {interval(low, high)}, which holds no size; give"
                f" {LOWER} <= {UPPER}"
            )
    for var in list(known.symbols):
        if var.name in bounds:
            known.set_bounds(var, *bounds[var.name], declared=True)


def call_result(module: ModuleFacts, facts: Facts, step: Step, conditions: tuple[Any, ...]) -> Any:
    """Note a call of a function of the module and return the type of its result, in the caller's symbols."""
    call, site = step.value, step.site
    callee, known = module.functions[call.op.name_hint], facts.known
    arguments = tuple(facts.type_of(arg) for arg in step.args)
    values = tuple(facts.value_of(arg) if types.integer_tensor_size(arg.ty) is not None else None for arg in step.args)
    sites = module.calls.setdefault(call.op.name_hint, {})
    sites[known.function, site] = CallSite(known.function, step.var.name, arguments, values, conditions)
    pairs = list(_dim_pairs(callee, arguments))
    passed: dict[Any, Any] = {}
    for dim, argument in pairs:
        if is_symbol(dim):
            passed.setdefault(dim, argument)
    for dim, argument in pairs:
        if all(symbol in passed for symbol in free_symbols(dim)):
            known.equate(substitute(dim, passed), argument, site)
    result = callee.type_of(callee.func.body.body)
    name = facts.namer(step.var, step.reason, site)

    named: dict[Any, Any] = {}

    def translate(path: tuple[int, ...], part: Any) -> Any:
        dims = types.dims_of(part)
        if dims is None:
            return part
        origin = Origin.VALUE if isinstance(part, relax.ShapeType) else Origin.DIM
        own = []
        for axis, dim in enumerate(dims):
            key = (tvm_ffi.StructuralKey(dim), origin)
            if all(symbol in passed for symbol in free_symbols(dim)):
                own.append(known.resolve(substitute(dim, passed)))
            else:
                own.append(named[key] if key in named else named.setdefault(key, name((*path, axis), origin)))
        return types.with_dims(part, own)

    return types.rebuild(call.ty if isinstance(result, relax.AnyType) else result, translate)


def _dim_pairs(callee: Facts, arguments: tuple[Any, ...]) -> Any:
    """Yield (dim of a parameter, dim of what is passed for it)."""
    for param, argument in zip(callee.func.params, arguments):
        for (_, x), (_, y) in zip(types.leaves(callee.type_of(param)), types.leaves(argument)):
            left, right = types.dims_of(x), types.dims_of(y)
            if left is not None and right is not None and len(left) == len(right):
                yield from zip(left, right)


def _value_pairs(callee: Facts, values: tuple[Value | None, ...]) -> Any:
    """Yield (element of an integer tensor that is a parameter, element of what is passed for it)."""
    for param, value in zip(callee.func.params, values):
        own = callee.value_of(param) if value is not None else None
        if value is not None and own is not None and own.shape == value.shape:
            yield from zip(own.reshape(-1), value.reshape(-1))


def learn_from_calls(module: ModuleFacts, name: str) -> None:
    """Carry ranks, equal dims and bounds from all calls of a function into it, and check what it declares."""
    facts, calls = module.functions[name], module.calls.get(name, {})
    known = facts.known
    if not calls or name in module.escaping:
        return
    private = module.is_private(name)
    if private:
        for i, param in enumerate(facts.func.params):
            ranks = {types.rank_of(call.arguments[i]) for call in calls.values()}
            if len(ranks) == 1 and ranks != {-1}:
                facts.give_rank(param, ranks.pop())
    passed: dict[Any, list[Passed]] = {}
    for call in calls.values():
        caller = module.functions[call.caller].known
        seen: set[Any] = set()
        pairs = list(_dim_pairs(facts, call.arguments)) + (list(_value_pairs(facts, call.values)) if private else [])
        for dim, argument in pairs:
            if is_symbol(dim) and dim not in seen:
                seen.add(dim)
                passed.setdefault(dim, []).append((call, caller.resolve(argument), caller))
    leads_to = module.reached(name)
    for dim, arguments in passed.items():
        if len(arguments) == len(calls):
            _carry_bounds(known, dim, arguments, private, leads_to)
    if private:
        _carry_equal(known, passed, len(calls))


def _carry_bounds(known: Knowledge, dim: Any, arguments: list[Passed], private: bool, leads_to: set[str]) -> None:
    symbol = known.symbols[dim]
    reaching = []
    for call, argument, caller in arguments:
        low, high = caller.bounds(argument)
        narrow_low, narrow_high = _narrowed(caller, argument, call.conditions)
        if narrow_low > narrow_high:  # a branch that is never taken
            continue
        if symbol.declared and (narrow_high < symbol.low or narrow_low > symbol.high):
            raise InputError(
                f"function {call.caller}: the call {call.binding} passes {show(argument)} in"
                f" {interval(narrow_low, narrow_high)} for dim {dim.name} of function {known.function}, which takes"
                f" {interval(symbol.low, symbol.high)}; correct the bounds of one of the two"
            )
        if call.caller in leads_to:
            # What a recursion passes on is bounded by what it gets: to follow that would take a step for each number.
            if call.caller == known.function and dim.same_as(argument):
                continue
            narrow_low, narrow_high = low, high = -UNBOUNDED, UNBOUNDED
        reaching.append((narrow_low, narrow_high) if private else (low, high))
    if reaching and (private or not symbol.declared):
        known.set_bounds(dim, min(low for low, _ in reaching), max(high for _, high in reaching))


def _narrowed(caller: Knowledge, argument: Any, conditions: tuple[Any, ...]) -> tuple[int, int]:
    """Return the bounds of an argument where some comparisons of dims hold; an empty interval if they never do."""
    if not conditions:
        return caller.bounds(argument)
    condition = caller.analyzer.simplify(substitute(conditions[0], caller.closed()))
    if as_int(condition) == 0:
        return 1, 0
    with caller.analyzer.constraint_scope(condition):
        return _narrowed(caller, argument, conditions[1:])


def _carry_equal(known: Knowledge, passed: dict[Any, list[Passed]], number_of_calls: int) -> None:
    """Solve symbols of a private function that every call gives as the same expression of symbols before them.

    One call that passes n and n * 2 suggests it, and all of them must prove it.
    """
    before: list[dict[Any, Any]] = [{} for _ in range(number_of_calls)]
    for dim, arguments in passed.items():
        if len(arguments) != number_of_calls or dim in known.solutions:
            continue
        for found in _suggestions([argument for _, argument, _ in arguments], before):
            calls = zip(arguments, before)
            is_proved = all(c.equal(substitute(found, values), argument) for (_, argument, c), values in calls)
            if is_proved and known.solve_parameter(dim, found):
                break
        else:
            for (_, argument, _), values in zip(arguments, before):
                values[dim] = argument


def _suggestions(arguments: list[Any], before: list[dict[Any, Any]]) -> Iterator[Any]:
    """Yield what a symbol may equal, as single calls have it. ``before``: by call, what other symbols are passed."""
    for argument, values in zip(arguments, before):
        names = {value: dim for dim, value in reversed(values.items()) if is_symbol(value)}
        if all(var in names for var in free_symbols(argument)):
            yield substitute(argument, names)
        yield from (dim for dim, value in values.items() if tvm_ffi.structural_equal(value, argument))
