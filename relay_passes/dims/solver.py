"""The fixpoint: sweeps forward and backward over every function, rounds over the functions, until nothing is learned.

It ends on any module: a round that is not the last solves a symbol (each once, and every binding has a fixed number),
gives a rank (each once) or narrows an interval of integers.
"""

from __future__ import annotations

from typing import Any

import tvm_ffi
from tvm import ir, relax, tirx

from tvm_dydca.relay_passes.dims import backward, forward, types
from tvm_dydca.relay_passes.dims.calls import (
    ModuleFacts,
    call_result,
    declare_bounds,
    declared_bounds,
    learn_from_calls,
)
from tvm_dydca.relay_passes.dims.facts import Facts, is_prim
from tvm_dydca.relay_passes.dims.knowledge import Knowledge
from tvm_dydca.relay_passes.dims.lattice import SIGNATURE, UNBOUNDED, Origin, Site, is_symbol
from tvm_dydca.relay_passes.dims.values import evaluate, has_rule


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
    while True:
        before = sum(facts.known.version for facts in module.functions.values())
        for facts in module.functions.values():
            _Sweeps(module, facts).run()
        for name in module.functions:
            learn_from_calls(module, name)
        if sum(facts.known.version for facts in module.functions.values()) == before:
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
    facts = Facts(Knowledge(name), func if tvm_ffi.structural_equal(used, func) else used)
    func = facts.func
    known = facts.known
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
    """Sweeps over one function, until one finds nothing new."""

    def __init__(self, module: ModuleFacts, facts: Facts):
        self.module = module
        self.facts = facts
        self.known = facts.known
        self.bounds = declared_bounds(facts.func)
        self.builder = relax.BlockBuilder()
        self.in_scope = -1
        self.seen: dict[Any, tuple[int, list[Any]]] = {}

    def run(self) -> None:
        """Sweep forward, with the demands of each binding on the way back, to the fixpoint."""
        while True:
            before = self.known.version
            self._forward(self.facts.func.body, (), ())
            if self.facts.has_unranked or not self.known.is_settled:
                self._backward(self.facts.func.body, ())
            if self.known.version == before:
                return

    def _forward(self, body: Any, prefix: Site, conditions: tuple[Any, ...]) -> Any:
        index = 0
        for block in body.blocks:
            for binding in block.bindings:
                self._bind(binding, (*prefix, index), conditions)
                index += 1
        return self.facts.type_of(body.body)

    def _backward(self, body: Any, prefix: Site) -> None:
        bindings = [binding for block in body.blocks for binding in block.bindings]
        for index in reversed(range(len(bindings))):
            value, site = bindings[index].value, (*prefix, index)
            if isinstance(value, relax.If):
                self._backward(value.true_branch, (*site, 0))
                self._backward(value.false_branch, (*site, 1))
            elif isinstance(value, ir.Call) and not is_prim(value):
                backward.demand(self.facts, value, self.facts.type_of(bindings[index].var), site)

    def _bind(self, binding: Any, site: Site, conditions: tuple[Any, ...]) -> None:
        facts, var, value = self.facts, binding.var, binding.value
        facts.sites[var] = site
        if isinstance(binding, relax.MatchCast):
            self._match(binding, site)
            return
        if is_prim(var):
            self._bind_prim(var, value, site)
            return
        if self._is_old_news(var, value):
            return
        found = types.resolve(self.known, self._type(var, value, site, conditions))
        namer = facts.namer(var, self._reason(value), site)
        declared = found if found.same_as(var.ty) else types.resolve(self.known, var.ty)
        best = types.complete(self.known, types.better(found, declared), namer, facts.types)
        best = self._with_names(var, best, site)
        types.equate(self.known, best, declared, site, dims_only=True)
        earlier = facts.types.get(var)
        if earlier is not None:
            best = types.better(best, earlier)
            types.equate(self.known, best, earlier, site, dims_only=True)
        facts.set_type(var, types.resolve(self.known, best))
        self._keep_positive(facts.types[var], site)

    def _is_old_news(self, var: Any, value: Any) -> bool:
        """Whether a call of an operator gets what it got in the last sweep. Only plain calls are looked at."""
        if not isinstance(value, ir.Call) or not isinstance(value.op, ir.Op) or value.ty_args:
            return False
        parts = list(forward.flat(value.args))
        if any(is_prim(part) or isinstance(part, relax.ShapeExpr) for part in parts) or has_rule(value):
            return False
        seen = [self.facts.type_of(part) for part in parts if isinstance(part, relax.Var)]
        last = self.seen.get(var)
        self.seen[var] = (self.known.bounds_version, seen)
        if last is None or last[0] != self.known.bounds_version:
            return False
        return all(a.same_as(b) for a, b in zip(seen, last[1]))

    def _with_names(self, var: Any, type_: Any, site: Site) -> Any:
        """Return a type with dims and elements that the rewritten program can write down."""

        def leaf(path: tuple[int, ...], part: Any) -> Any:
            dims = types.dims_of(part)
            if dims is None or not self.known.has_values:
                return part
            label = "_".join([var.name, *map(str, path)])
            low = 0 if isinstance(part, relax.TensorType) else -UNBOUNDED
            names = [self.known.name_dim(dim, f"{label}_{i}", site, low) for i, dim in enumerate(dims)]
            return types.with_dims(part, names)

        return types.rebuild(types.resolve(self.known, type_), leaf)

    def _keep_positive(self, type_: Any, site: Site) -> None:
        """A symbol that is a dim of a tensor here is no negative number, though it was read from one."""
        for _, part in types.leaves(type_):
            for dim in types.dims_of(part) or [] if isinstance(part, relax.TensorType) else []:
                symbol = self.known.symbols.get(dim) if is_symbol(dim) else None
                if symbol is not None and symbol.low < 0 and symbol.site[:-1] == site[:-1]:
                    self.known.set_bounds(dim, 0, UNBOUNDED)

    def _bind_prim(self, var: Any, value: Any, site: Site) -> None:
        if str(var.ty.dtype) == "bool":
            if is_prim(value):
                self.facts.conditions[var] = value
            return
        if str(var.ty.dtype) != "int64":
            return
        self.facts.scalars.add(var)
        self._introduce(var, site, f"{var.name} is computed while running", -UNBOUNDED)
        if is_prim(value):
            self.known.equate(var, value, site)

    def _match(self, binding: Any, site: Site) -> None:
        facts, target = self.facts, binding.ty
        for _, part in types.leaves(target):
            low = 0 if isinstance(part, relax.TensorType) else -UNBOUNDED
            for var in relax.analysis.tir_vars_in_type(part):
                self._introduce(var, site, f"{binding.var.name} is matched while running", low)
        if is_prim(binding.var):
            return
        if isinstance(binding.value, relax.Var) and facts.sites.get(binding.value, SIGNATURE)[:-1] == site[:-1]:
            facts.give_rank(binding.value, types.rank_of(target))
        value = facts.type_of(binding.value) if not isinstance(binding.value, ir.Call) else binding.value.ty
        if isinstance(binding.value, ir.Call):
            value = self._type(binding.var, binding.value, site, ())
        namer = facts.namer(binding.var, f"{binding.var.name} came without a shape", site)
        resolved = types.complete(self.known, types.better(target, value), namer, facts.types)
        self._define_elements(value, target, site)
        types.equate(self.known, value, resolved, site, dims_only=True)
        facts.set_type(binding.var, types.resolve(self.known, resolved))
        facts.set_value(binding.var, facts.value_of(binding.value) if isinstance(binding.value, relax.Var) else None)

    def _define_elements(self, value: Any, target: Any, site: Site) -> None:
        """Equate elements of shapes with the symbols that are defined by matching them; any other match is a check."""
        for (_, x), (_, y) in zip(types.leaves(value), types.leaves(target)):
            left, right = types.dims_of(x), types.dims_of(y)
            if isinstance(y, relax.ShapeType) and left is not None and right is not None and len(left) == len(right):
                for element, var in zip(left, right):
                    symbol = self.known.symbols.get(var) if is_symbol(var) else None
                    if symbol is not None and symbol.origin == Origin.CAST and symbol.site == site:
                        self.known.equate(element, var, site)
                        if not self.known.equal(element, var):
                            self.known.set_name(element, var, site)

    def _introduce(self, var: Any, site: Site, reason: str, low: int) -> None:
        if var not in self.known.symbols:
            self.known.declare(var, Origin.CAST, site, reason, low)
            if var.name in self.bounds:
                self.known.set_bounds(var, *self.bounds[var.name], declared=True)
        elif low == 0:
            self.known.set_bounds(var, 0, UNBOUNDED)

    def _reason(self, value: Any) -> str:
        if isinstance(value, relax.If):
            return "the branches of an If differ"
        name = forward.operator_name(value) if isinstance(value, ir.Call) else ""
        if isinstance(value, ir.Call) and isinstance(value.op, ir.GlobalVar):
            return f"function {value.op.name_hint} finds it while running"
        return f"{name} finds it while running" if name else "the program doesn't say"

    def _type(self, var: Any, value: Any, site: Site, conditions: tuple[Any, ...]) -> Any:
        facts = self.facts
        if isinstance(value, relax.If):
            return self._if(var, value, site, conditions)
        if not isinstance(value, ir.Call):
            if not isinstance(value, relax.Tuple):
                facts.set_value(var, facts.value_of(value))
            return facts.type_of(value)
        if isinstance(value.op, ir.GlobalVar) and value.op.name_hint in self.module.functions:
            self._note_escaping(value)
            return call_result(self.module, facts, var, value, site, conditions)
        facts.set_value(var, evaluate(self.known, value, facts.value_of))
        self._note_escaping(value)
        name = facts.namer(var, self._reason(value), site)
        if self.in_scope != len(self.known.symbols):
            self.in_scope = len(self.known.symbols)
            sizes = [v for v, symbol in self.known.symbols.items() if symbol.origin != Origin.VALUE]
            facts.open_scope(self.builder, sizes)
        return forward.infer(facts, self.builder, var, value, site, name)

    def _note_escaping(self, call: Any) -> None:
        for arg in call.args:
            if isinstance(arg, ir.GlobalVar):
                self.module.escaping.add(arg.name_hint)

    def _if(self, var: Any, value: Any, site: Site, conditions: tuple[Any, ...]) -> Any:
        condition = self.facts.conditions.get(value.cond, value.cond)
        branches = []
        for number, branch in enumerate((value.true_branch, value.false_branch)):
            holds: tuple[Any, ...] = ()
            if is_prim(condition) and not is_symbol(condition):
                holds = (condition if number == 0 else tirx.Not(condition),)
            branches.append(self._forward(branch, (*site, number), conditions + holds))
        name = self.facts.namer(var, self._reason(value), site)
        return types.join(self.known, branches[0], branches[1], var.ty, name, site)
