"""Where the results of functions live: in memory that the caller gives, in the arena, or in memory of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from tvm import relax

from tvm_dydca.relay_passes.outline.control_flow import all_bindings, bindings_of, called_function, op_name
from tvm_dydca.relay_passes.outline.path_constants import callers_first, is_public

ALLOCATION = "builtin.alloc_tensor"


class Home(Enum):
    """Where a function's result lives.

    CALLER : in tensors that the caller passes, one for each tensor of the result
    ARENA : in the arena, as views of it
    OWN : in memory that is allocated for it, since the caller cannot know how much it takes
    """

    CALLER = "caller"
    ARENA = "arena"
    OWN = "own"


@dataclass
class Results:
    """How one function gives its results.

    Attributes
    ----------
    home : where they live
    allocations : for `Home.CALLER` variable of an allocation -> number of the result that it is
    joins : for `Home.CALLER` variable of an If or of a call that writes results -> number of the first of them
    endings : for `Home.CALLER` the bodies and branches that end with results -> what has to be copied to be one, as
        (expression, number of the result)
    own : for `Home.OWN` the variables of allocations that stay what they are
    """

    home: Home
    allocations: dict[Any, int] = field(default_factory=dict)
    joins: dict[Any, int] = field(default_factory=dict)
    endings: dict[Any, list[tuple[Any, int]]] = field(default_factory=dict)
    own: set[Any] = field(default_factory=set)


def leaves(type_: Any) -> list[Any]:
    """Return the types that a nested tuple type holds, in order."""
    if isinstance(type_, relax.TupleType):
        return [leaf for part in type_.fields for leaf in leaves(part)]
    return [type_]


def has_shape(type_: Any) -> bool:
    """Return whether a type is that of a tensor whose dims are stated."""
    return isinstance(type_, relax.TensorType) and isinstance(type_.shape, relax.ShapeExpr) and bool(type_.dtype)


def decide_results(functions: Mapping[Any, Any]) -> dict[Any, Results]:
    """Decide for every function, each of which is called at most once.

    Public functions write into memory of the caller where their parameters tell its size, and so does a private one
    whose result is a result of such a one.
    """
    unknown = {
        callee
        for func in functions.values()
        for binding in all_bindings(func.body)
        if (callee := called_function(binding.value)) in functions and not all(map(has_shape, leaves(binding.var.ty)))
    }
    found = {}
    for gvar, func in functions.items():
        home = Home.ARENA
        if is_public(func):
            home = Home.CALLER if gvar not in unknown and _tells_results(func) else Home.OWN
        found[gvar] = Results(home)
    for gvar in callers_first(functions):
        if found[gvar].home is not Home.ARENA:
            _Resolver(functions, found, found[gvar]).body(functions[gvar].body, 0, ())
    return found


def _tells_results(func: Any) -> bool:
    given = {dim for param in func.params for dim in relax.analysis.definable_tir_vars_in_type(param.ty)}
    return all(
        has_shape(leaf) and given.issuperset(relax.analysis.tir_vars_in_type(leaf)) for leaf in leaves(func.ret_ty)
    )


class _Resolver:
    """Follows the results of one function back to what makes them."""

    def __init__(self, functions: Mapping[Any, Any], found: Mapping[Any, Results], results: Results):
        self.functions, self.found, self.results = functions, found, results

    def body(self, body: Any, first: int, outer: Sequence[Mapping[Any, Any]]) -> None:
        """Resolve what a body or a branch ends with; its tensors are results from number `first` on."""
        scopes = ({binding.var: binding.value for binding in bindings_of(body)}, *outer)
        if self.results.home is Home.OWN:
            self.keep(body.body, scopes)
        else:
            self.results.endings[body] = []
            self.write(body.body, scopes, first, body)

    def write(self, expr: Any, scopes: Sequence[Mapping[Any, Any]], first: int, body: Any) -> None:
        """Let an expression at the end of a scope be made where results `first` and on are to be."""
        while isinstance(scopes[0].get(expr), relax.Var):
            expr = scopes[0][expr]
        value = scopes[0].get(expr) if isinstance(expr, relax.Var) else expr
        fresh = expr not in self.results.joins and expr not in self.results.allocations
        if isinstance(value, relax.Tuple):
            for part in value.fields:
                self.write(part, scopes, first, body)
                first += len(leaves(part.ty))
        elif isinstance(value, relax.If) and fresh:
            self.results.joins[expr] = first
            self.body(value.true_branch, first, scopes)
            self.body(value.false_branch, first, scopes)
        elif called_function(value) in self.functions and fresh:
            callee = self.found[called_function(value)]
            if callee.home is not Home.OWN:
                self.results.joins[expr] = first
                callee.home = Home.CALLER
            else:
                self.results.endings[body].append((expr, first))
        elif op_name(value) == ALLOCATION and fresh:
            self.results.allocations[expr] = first
        else:
            self.results.endings[body].append((expr, first))

    def keep(self, expr: Any, scopes: Sequence[Mapping[Any, Any]]) -> None:
        """Keep an expression that is a result out of the arena, and all that it may be a view of."""
        made: Any = expr
        if isinstance(expr, relax.Var):
            made = next((scope[expr] for scope in scopes if expr in scope), None)
        if isinstance(made, relax.Tuple):
            for part in made.fields:
                self.keep(part, scopes)
        elif isinstance(made, relax.TupleGetItem):
            self.keep(made.tuple_value, scopes)
        elif isinstance(made, relax.If):
            self.body(made.true_branch, 0, scopes)
            self.body(made.false_branch, 0, scopes)
        elif isinstance(made, relax.Var):
            self.keep(made, scopes)
        elif called_function(made) in self.functions:
            callee = self.found[called_function(made)]
            callee.home = Home.OWN if callee.home is Home.ARENA else callee.home
            for arg in made.args:  # which it may return
                self.keep(arg, scopes)
            if callee.home is Home.CALLER:
                self.results.own.add(expr)
        elif op_name(made) == ALLOCATION:
            self.results.own.add(expr)
        elif isinstance(made, relax.Call):
            for arg in made.args:
                self.keep(arg, scopes)
