"""Across functions: what calls tell about the functions called, bounds above all, and results about the callers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import tvm_ffi
from tvm import relax

from tvm_dydca.errors import InputError
from tvm_dydca.relay_passes.dims import types
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

LOWER, UPPER = "tir_var_lower_bound", "tir_var_upper_bound"


@dataclass(frozen=True)
class CallSite:
    """A call of a function of the module: what it passes, and the comparisons of dims that hold there."""

    caller: str
    binding: str
    arguments: tuple[Any, ...]
    conditions: tuple[Any, ...]


@dataclass
class ModuleFacts:
    """What is known of a module.

    Attributes
    ----------
    functions : by name; a function with functions inside is not among them
    calls : by callee, then by caller and binding
    """

    functions: dict[str, Facts] = field(default_factory=dict)
    calls: dict[str, dict[tuple[str, Site], CallSite]] = field(default_factory=dict)
    escaping: set[str] = field(default_factory=set)

    def is_private(self, name: str) -> bool:
        """Whether every call of a function is in sight."""
        attrs = self.functions[name].func.attrs
        return "global_symbol" not in (attrs or {}) and name not in self.escaping and bool(self.calls.get(name))


def declared_bounds(func: Any) -> dict[str, tuple[int, int]]:
    """Return the bounds that a function's attributes give its dims, by name, inclusive."""
    attrs = func.attrs or {}
    lower, upper = ({str(k): int(v) for k, v in dict(attrs.get(key) or {}).items()} for key in (LOWER, UPPER))
    return {name: (lower.get(name, 0), upper.get(name, UNBOUNDED)) for name in {**lower, **upper}}


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


def call_result(module: ModuleFacts, facts: Facts, var: Any, call: Any, site: Site, conditions: tuple[Any, ...]) -> Any:
    """Note a call of a function of the module and return the type of its result, in the caller's symbols."""
    callee, known = module.functions[call.op.name_hint], facts.known
    arguments = tuple(facts.type_of(arg) for arg in call.args)
    sites = module.calls.setdefault(call.op.name_hint, {})
    sites[known.function, site] = CallSite(known.function, var.name, arguments, conditions)
    pairs = list(_dim_pairs(callee, arguments))
    passed: dict[Any, Any] = {}
    for dim, argument in pairs:
        if is_symbol(dim):
            passed.setdefault(dim, argument)
    for dim, argument in pairs:
        if all(symbol in passed for symbol in free_symbols(dim)):
            known.equate(substitute(dim, passed), argument, site)
    result = callee.type_of(callee.func.body.body)
    name = facts.namer(var, f"function {callee.known.function} finds it while running", site)

    def translate(path: tuple[int, ...], part: Any) -> Any:
        dims = types.dims_of(part)
        if dims is None:
            return part
        origin = Origin.VALUE if isinstance(part, relax.ShapeType) else Origin.DIM
        own = [
            known.resolve(substitute(dim, passed))
            if all(symbol in passed for symbol in free_symbols(dim))
            else name((*path, axis), origin)
            for axis, dim in enumerate(dims)
        ]
        return types.with_dims(part, own)

    return types.rebuild(call.ty if isinstance(result, relax.AnyType) else result, translate)


def _dim_pairs(callee: Facts, arguments: tuple[Any, ...]) -> Any:
    """Yield (dim of a parameter, dim of what is passed for it)."""
    for param, argument in zip(callee.func.params, arguments):
        for (_, x), (_, y) in zip(types.leaves(callee.type_of(param)), types.leaves(argument)):
            left, right = types.dims_of(x), types.dims_of(y)
            if left is not None and right is not None and len(left) == len(right):
                yield from zip(left, right)


def learn_from_calls(module: ModuleFacts, name: str) -> None:
    """Carry ranks, equal dims and bounds from all calls of a function into it, and check what it declares."""
    facts, calls = module.functions[name], module.calls.get(name, {})
    known = facts.known
    if not calls:
        return
    private = module.is_private(name)
    if private:
        for i, param in enumerate(facts.func.params):
            ranks = {types.rank_of(call.arguments[i]) for call in calls.values()}
            if len(ranks) == 1 and ranks != {-1}:
                facts.give_rank(param, ranks.pop())
    passed: dict[Any, list[tuple[CallSite, Any, Knowledge]]] = {}
    for call in calls.values():
        caller = module.functions[call.caller].known
        seen: set[Any] = set()
        for dim, argument in _dim_pairs(facts, call.arguments):
            if is_symbol(dim) and dim not in seen:
                seen.add(dim)
                passed.setdefault(dim, []).append((call, caller.resolve(argument), caller))
    for dim, arguments in passed.items():
        if len(arguments) == len(calls):
            _carry_bounds(known, dim, arguments, private)
    if private:
        _carry_equal(known, passed, len(calls))


def _carry_bounds(known: Knowledge, dim: Any, arguments: list[Any], private: bool) -> None:
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
        reaching.append((narrow_low, narrow_high) if private else (low, high))
    if reaching and (private or not symbol.declared):
        low, high = min(low for low, _ in reaching), max(high for _, high in reaching)
        known.set_bounds(dim, max(low, symbol.low), min(high, symbol.high))


def _narrowed(caller: Knowledge, argument: Any, conditions: tuple[Any, ...]) -> tuple[int, int]:
    """Return the bounds of an argument where some comparisons of dims hold; an empty interval if they never do."""
    if not conditions:
        return caller.bounds(argument)
    condition = caller.analyzer.simplify(substitute(conditions[0], caller.closed()))
    if as_int(condition) == 0:
        return 1, 0
    with caller.analyzer.constraint_scope(condition):
        return _narrowed(caller, argument, conditions[1:])


def _carry_equal(known: Knowledge, passed: dict[Any, Any], number_of_calls: int) -> None:
    """Solve dims of a private function that get the same constant in every call, or always what another dim gets."""
    first: dict[Any, Any] = {}
    for dim, arguments in passed.items():
        if len(arguments) != number_of_calls or dim in known.solutions:
            continue
        constants = {as_int(argument) for _, argument, _ in arguments}
        if len(constants) == 1 and None not in constants:
            known.solve_signature(dim, arguments[0][1])
            continue
        key = tuple(tvm_ffi.StructuralKey(argument) for _, argument, _ in arguments)
        if key in first:
            known.solve_signature(dim, first[key])
        else:
            first[key] = dim
