"""The fixpoint: sweeps forward and backward over every function, rounds over the functions, until nothing is learned.

It ends on any module: a round that is not the last solves a symbol (each once, and every binding has a fixed number),
gives a rank (each once) or narrows an interval of integers. Intervals are narrowed by what was narrowed before them:
inside a function that goes along its equations, each used once, and between functions only from callers to the
functions they call, never around a recursion.
"""

from __future__ import annotations

from typing import Any

import tvm_ffi
from tvm import ir, relax, tirx

from tvm_dydca.relay_passes.dims import backward, forward, types
from tvm_dydca.relay_passes.dims.bounds import declared_bounds
from tvm_dydca.relay_passes.dims.calls import ModuleFacts, call_result, declare_bounds, learn_from_calls
from tvm_dydca.relay_passes.dims.facts import Facts
from tvm_dydca.relay_passes.dims.knowledge import Knowledge
from tvm_dydca.relay_passes.dims.lattice import SIGNATURE, UNBOUNDED, Origin, Site, is_symbol
from tvm_dydca.relay_passes.dims.parameters import with_defined_symbols
from tvm_dydca.relay_passes.dims.steps import Body, Step, flat, is_prim, read
from tvm_dydca.relay_passes.dims.values import evaluate


def solve(mod: Any) -> ModuleFacts:
    """Run the fixpoint over a module.

    Raises
    ------
    InputError
        Bounds that contradict each other, or shapes that prove a call to fail.
    """
    module = ModuleFacts()
    for gvar, func in mod.functions_items():
        if not isinstance(func, relax.Function):
            continue
        if has_inner_functions(func):
            module.escaping.update(used.name_hint for used in relax.analysis.all_global_vars(func))
        else:
            module.functions[gvar.name_hint] = _start(gvar.name_hint, func)
    sweeps = [_Sweeps(module, facts) for facts in module.functions.values()]
    rounds, before = 0, -1
    while rounds < 2 or module.version != before:  # in the first, a caller may stand before what it calls
        rounds, before = rounds + 1, module.version
        for one in sweeps:
            one.run()
        for name in module.functions:
            learn_from_calls(module, name)
        if not module.calls:
            break
    return module


def has_inner_functions(func: Any) -> bool:
    """Whether a function defines functions inside, which this analysis leaves alone."""
    found: list[Any] = []
    relax.analysis.post_order_visit(
        func.body, lambda node: found.append(node) if isinstance(node, relax.Function) else None
    )
    return bool(found)


def _start(name: str, func: Any) -> Facts:
    used = relax.analysis.remove_all_unused(func)  # what is never computed demands nothing
    func = with_defined_symbols(func if tvm_ffi.structural_equal(used, func) else used)
    facts = Facts(Knowledge(name), func, read(func))
    known = facts.known
    for step in facts.body.all_steps():
        facts.sites[step.var] = step.site
        known.bindings[step.site] = step.var.name
    for param in func.params:
        if not is_prim(param):
            for var in relax.analysis.tir_vars_in_type(param.ty):
                known.declare(var, Origin.SIGNATURE, SIGNATURE)
        elif str(param.ty.dtype) == "int64":
            facts.scalars.add(param)
            known.declare(param, Origin.SIGNATURE, SIGNATURE, low=-UNBOUNDED)
    for param in func.params:
        namer = facts.namer(param, f"{param.name} came without a shape", SIGNATURE)
        facts.set_type(param, types.complete(known, param.ty, namer))
    declare_bounds(known, func)
    return facts


class _Sweeps:
    """Sweeps over one function, until one finds nothing new.

    ``seen`` and ``demanded`` hold for every variable the types that its binding was looked at with last, ``introduced``
    for every symbol that a binding defines where that stands.
    """

    def __init__(self, module: ModuleFacts, facts: Facts):
        self.module = module
        self.facts = facts
        self.known = facts.known
        self.bounds = declared_bounds(facts.func)
        self.builder = relax.BlockBuilder()
        self.in_scope = -1
        self.seen: dict[Any, tuple[int, list[Any]]] = {}
        self.demanded: dict[Any, list[Any]] = {}
        self.introduced: dict[Any, Site] = {}

    def run(self) -> None:
        """Sweep forward and backward to the fixpoint."""
        before = -1
        while self.known.version != before:
            before = self.known.version
            self._forward(self.facts.body, ())
            if self.facts.has_unranked or not self.known.is_settled:
                self._backward(self.facts.body)

    def _forward(self, body: Body, conditions: tuple[Any, ...]) -> Any:
        for step in body.steps:
            self._bind(step, conditions)
            self._demand(step)
        return self.facts.type_of(body.result)

    def _backward(self, body: Body) -> None:
        for step in reversed(body.steps):
            for branch in step.branches:
                self._backward(branch)
            self._demand(step)

    def _demand(self, step: Step) -> None:
        if not step.operator or step.is_prim:
            return
        now = [self.facts.type_of(part) for part in (*step.parts, step.var)]
        if not _are_same(now, self.demanded.get(step.var)):
            self.demanded[step.var] = now
            backward.demand(self.facts, step)

    def _bind(self, step: Step, conditions: tuple[Any, ...]) -> None:
        facts, var = self.facts, step.var
        if step.target is not None:
            self._match(step)
            return
        if step.is_prim:
            self._bind_prim(step)
            return
        if self._is_old_news(step):
            return
        found = types.resolve(self.known, self._type(step, conditions))
        namer = facts.namer(var, step.reason, step.site)
        declared = found if found.same_as(var.ty) else types.resolve(self.known, var.ty)
        best = types.complete(self.known, types.better(found, declared), namer, facts.types)
        best = self._with_names(step, best)
        types.equate(self.known, best, declared, step.site, dims_only=True)
        earlier = facts.types.get(var)
        if earlier is not None:
            best = types.better(best, earlier)
            types.equate(self.known, best, earlier, step.site, dims_only=True)
        facts.set_type(var, types.resolve(self.known, best))
        if self.known.has_negative:
            self._keep_positive(facts.types[var], step.site)

    def _is_old_news(self, step: Step) -> bool:
        """Whether a call of an operator gets what it got in the last sweep. Only plain calls are looked at."""
        if not step.is_plain:
            return False
        seen = [self.facts.type_of(part) for part in step.parts]
        version, last = self.seen.get(step.var, (-1, None))
        self.seen[step.var] = (self.known.bounds_version, seen)
        return version == self.known.bounds_version and _are_same(seen, last)

    def _with_names(self, step: Step, type_: Any) -> Any:
        """Return a type with dims and elements that the rewritten program can write down."""
        if not self.known.has_values:
            return type_

        def leaf(path: tuple[int, ...], part: Any) -> Any:
            dims = types.dims_of(part)
            if dims is None:
                return part
            label = "_".join([step.var.name, *map(str, path)])
            low = 0 if isinstance(part, relax.TensorType) else -UNBOUNDED
            names = [self.known.name_dim(dim, f"{label}_{i}", step.site, low) for i, dim in enumerate(dims)]
            return types.with_dims(part, names)

        return types.rebuild(types.resolve(self.known, type_), leaf)

    def _keep_positive(self, type_: Any, site: Site) -> None:
        """A symbol that is a dim of a tensor here is no negative number, though it was read from one."""
        for _, part in types.leaves(type_):
            for dim in types.dims_of(part) or [] if isinstance(part, relax.TensorType) else []:
                symbol = self.known.symbols.get(dim) if is_symbol(dim) else None
                if symbol is not None and symbol.low < 0 and symbol.site[:-1] == site[:-1]:
                    self.known.set_bounds(dim, 0, UNBOUNDED)

    def _bind_prim(self, step: Step) -> None:
        var, value = step.var, step.value
        if str(var.ty.dtype) == "bool":
            if is_prim(value):
                self.facts.conditions[var] = value
            return
        if str(var.ty.dtype) != "int64":
            return
        self.facts.scalars.add(var)
        self._introduce(var, step.site, f"{var.name} is computed while running", -UNBOUNDED)
        if is_prim(value):
            self.known.equate(var, value, step.site)

    def _match(self, step: Step) -> None:
        facts, var, value, site, target = (self.facts, step.var, step.value, step.site, step.target)
        for _, part in types.leaves(target):
            low = 0 if isinstance(part, relax.TensorType) else -UNBOUNDED
            for symbol in relax.analysis.tir_vars_in_type(part):
                self._introduce(symbol, site, step.reason, low)
        if step.is_prim:
            return
        if isinstance(value, relax.Var) and facts.sites.get(value, SIGNATURE)[:-1] == site[:-1]:
            facts.give_rank(value, types.rank_of(target))
        type_ = self._type(step, ())
        namer = facts.namer(var, f"{var.name} came without a shape", site)
        resolved = types.complete(self.known, types.better(target, type_), namer, facts.types)
        self._define_elements(type_, target, site)
        types.equate(self.known, type_, resolved, site, dims_only=True)
        facts.set_type(var, types.resolve(self.known, resolved))

    def _define_elements(self, value: Any, target: Any, site: Site) -> None:
        """Equate elements of shapes with the symbols that are defined by matching them; any other match is a check."""
        for (_, x), (_, y) in zip(types.leaves(value), types.leaves(target)):
            left, right = types.dims_of(x), types.dims_of(y)
            if isinstance(y, relax.ShapeType) and left is not None and right is not None and len(left) == len(right):
                for element, var in zip(left, right):
                    symbol = self.known.symbols.get(var) if is_symbol(var) else None
                    if symbol is not None and self.introduced.get(var) == site:
                        self._define(element, symbol)

    def _define(self, element: Any, symbol: Any) -> None:
        """Let a matched symbol be the name of an element, with what is known of that."""
        known, reasons = self.known, list(self.known.reasons(element))
        if symbol.var not in known.solutions and reasons:
            symbol.reason = "; ".join(dict.fromkeys(reasons))
        known.equate(element, symbol.var, symbol.site)
        if not known.equal(element, symbol.var):
            known.set_name(element, symbol.var, symbol.site)

    def _introduce(self, var: Any, site: Site, reason: str, low: int) -> None:
        if var not in self.known.symbols:
            self.known.declare(var, Origin.CAST, site, reason, low)
            self.introduced[var] = site
            if var.name in self.bounds:
                self.known.set_bounds(var, *self.bounds[var.name], declared=True)
        elif low == 0:
            self.known.set_bounds(var, 0, UNBOUNDED)

    def _type(self, step: Step, conditions: tuple[Any, ...]) -> Any:
        facts, var, value = self.facts, step.var, step.value
        if step.branches:
            return self._if(step, conditions)
        self._note_escaping(step)
        if not isinstance(value, ir.Call):
            if not isinstance(value, relax.Tuple):
                facts.set_value(var, facts.value_of(value))
            return facts.type_of(value)
        if isinstance(value.op, ir.GlobalVar) and value.op.name_hint in self.module.functions:
            return call_result(self.module, facts, step, conditions)
        if not step.is_plain:
            facts.set_value(var, evaluate(self.known, value, facts.value_of))
        if self.in_scope != len(self.known.symbols):
            self.in_scope = len(self.known.symbols)
            sizes = [v for v, symbol in self.known.symbols.items() if symbol.origin != Origin.VALUE]
            facts.open_scope(self.builder, sizes)
        return forward.infer(facts, self.builder, step, facts.namer(var, step.reason, step.site))

    def _note_escaping(self, step: Step) -> None:
        """Note the functions that are used as values."""
        parts = step.parts if isinstance(step.value, ir.Call) else flat([step.value])
        self.module.escaping.update(part.name_hint for part in parts if isinstance(part, ir.GlobalVar))

    def _if(self, step: Step, conditions: tuple[Any, ...]) -> Any:
        condition = self.facts.conditions.get(step.value.cond, step.value.cond)
        branches = []
        for number, branch in enumerate(step.branches):
            holds: tuple[Any, ...] = ()
            if is_prim(condition) and not is_symbol(condition):
                holds = (condition if number == 0 else tirx.Not(condition),)
            branches.append(self._forward(branch, conditions + holds))
        name = self.facts.namer(step.var, step.reason, step.site)
        return types.join(self.known, branches[0], branches[1], step.var.ty, name, step.site)


def _are_same(types_: list[Any], last: list[Any] | None) -> bool:
    return last is not None and all(a.same_as(b) for a, b in zip(types_, last))
