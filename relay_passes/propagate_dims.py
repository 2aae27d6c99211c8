"""PropagateDims: give every tensor the best shape that can be proved, and every function the bounds of its dims."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import tvm
import tvm_ffi
from tvm import ir, relax

from tvm_dydca.relay_passes.dims import types
from tvm_dydca.relay_passes.dims.bounds import with_bounds
from tvm_dydca.relay_passes.dims.calls import ModuleFacts
from tvm_dydca.relay_passes.dims.facts import Facts
from tvm_dydca.relay_passes.dims.forward import seen_by_inference
from tvm_dydca.relay_passes.dims.lattice import Origin, free_symbols, is_symbol, length, substitute
from tvm_dydca.relay_passes.dims.slices import is_whole, rows_of
from tvm_dydca.relay_passes.dims.solver import solve
from tvm_dydca.relay_passes.dims.steps import is_prim, operator_name


@tvm.transform.module_pass(opt_level=0, name="PropagateDims")
class PropagateDims:
    """Rewrite types after rank and dimension propagation (SoD2, Niu et al., ASPLOS 2024).

    Computed shapes whose elements are known are written where they are used, slices by known limits become
    `strided_slice`, and a dim that exists but has no name gets one by a MatchCast. Bounds go from callers to the
    functions they call. `dims.analyze_dims` tells what is found without changing the module.
    """

    def transform_module(self, mod: Any, _ctx: Any) -> Any:
        """Rewrite the Relax functions.

        Raises
        ------
        InputError
            Bounds that contradict each other, or shapes that prove a call to fail.
        """
        module = solve(mod)
        # Dims that are written out leave calls unused, which say nothing of what they call: without them there may be
        # more to find. Every further round has a call less to look at.
        for _ in range(1 + sum(map(len, module.calls.values()))):
            mod, has_less = _rewritten(mod, module)
            if not has_less:
                break
            module = solve(mod)
        return mod


def _rewritten(mod: Any, module: ModuleFacts) -> tuple[Any, bool]:
    """Return the module with what the analysis finds written down, and whether calls may have gone.

    It is the same module where nothing is found.
    """
    functions: dict[str, Any] = {}
    renewed: dict[str, Any] = {}
    has_less = False
    for name in _callees_first(module):
        rewriter = _Rewriter(module.functions[name], renewed)
        if name in module.escaping:  # its type is written wherever the value goes
            functions[name] = mod[name]
        elif name in module.reached(name):  # the type of a recursion would have to be known before it is written
            functions[name] = rewriter.bounds_only()
        else:
            functions[name] = rewriter.rewrite()
            has_less |= rewriter.has_less and bool(module.callees(name))
        if not tvm_ffi.structural_equal(functions[name].ty, mod[name].ty):
            renewed[name] = ir.GlobalVar(name)
            relax.expr._update_type(renewed[name], functions[name].ty)
    unchanged = all(functions[name].same_as(mod[name]) for name in functions)
    return mod if unchanged else _replaced(mod, functions, renewed), has_less


def _callees_first(module: ModuleFacts) -> list[str]:
    order: list[str] = []
    visiting: set[str] = set()

    def visit(name: str) -> None:
        if name not in visiting:
            visiting.add(name)
            for callee in module.callees(name):
                visit(callee)
            order.append(name)

    for name in module.functions:
        visit(name)
    return order


def _replaced(mod: Any, functions: dict[str, Any], renewed: dict[str, Any]) -> Any:
    """Return the module with new functions under new global variables, as their types are new."""
    new = {}
    for gvar, func in mod.functions_items():
        func = functions.get(gvar.name_hint, func)
        if isinstance(func, relax.Function) and gvar.name_hint not in renewed:
            func = tvm_ffi.structural_map(func, (ir.GlobalVar, lambda g: renewed.get(g.name_hint, g)))
        new[renewed.get(gvar.name_hint, gvar)] = func
    return tvm.IRModule(new, attrs=mod.attrs, global_infos=mod.global_infos)


def _symbols_of(exprs: Iterable[Any]) -> list[Any]:
    return [symbol for expr in exprs for symbol in free_symbols(expr)]


class _Rewriter:
    """Writes one function again with what is known of it.

    ``defined`` holds the symbols that have a value at the binding being written; ``has_less`` says whether bindings
    were left out in the end.
    """

    def __init__(self, facts: Facts, gvars: dict[str, Any]):
        self.facts = facts
        self.known = facts.known
        self.gvars = gvars
        self.closed = facts.known.closed()
        self.builder = relax.BlockBuilder()
        self.new: dict[Any, Any] = {}
        self.defined: set[Any] = set()
        self.names: set[Any] = set()
        self.has_less = False

    def rewrite(self) -> Any:
        """Return the new function, the same where nothing is new."""
        func = self.facts.func
        if not self.facts.sharper and not self.closed:
            return self.bounds_only()
        params = [param if is_prim(param) else self._param(param) for param in func.params]
        self._define(param for param in params if is_prim(param))
        body = self._body(func.body)
        new = relax.Function(params, body, None, func.is_pure, func.attrs)
        new = relax.BlockBuilder().normalize(self._with_bounds(new))
        if tvm_ffi.structural_equal(new, func):
            return func
        used = relax.analysis.remove_all_unused(new)
        self.has_less = not tvm_ffi.structural_equal(used, new)
        return used

    def bounds_only(self) -> Any:
        """Return the function as it is, with the bounds that its callers give."""
        self.names = {var for var, symbol in self.known.symbols.items() if symbol.origin <= Origin.CAST}
        return self._with_bounds(self.facts.func)

    def _param(self, param: Any) -> Any:
        type_ = self.facts.type_of(param)
        self._define(relax.analysis.tir_vars_in_type(type_))
        self.new[param] = relax.Var(param.name, type_)
        return self.new[param]

    def _with_bounds(self, func: Any) -> Any:
        """Return a function with the bounds that were found, the same where the program gives them as tightly."""
        bounds: dict[str, tuple[int, int]] = {}
        for symbol in (self.known.symbols[var] for var in self.names if var in self.known.symbols):
            low, high = bounds.get(symbol.var.name, (symbol.low, symbol.high))  # two symbols may have one name
            bounds[symbol.var.name] = (min(low, symbol.low), max(high, symbol.high))
        return with_bounds(func, bounds)

    def _body(self, body: Any) -> Any:
        blocks = []
        for block in body.blocks:
            bindings: list[Any] = []
            for binding, following in zip(block.bindings, [*list(block.bindings)[1:], None]):
                if isinstance(binding.value, relax.If):
                    self._bind_if(binding, following, bindings)
                else:
                    self._bind(binding, bindings)
            make = relax.DataflowBlock if isinstance(block, relax.DataflowBlock) else relax.BindingBlock
            blocks.append(make(bindings))
        return self.builder.normalize(relax.SeqExpr(blocks, self._expr(body.body)))

    def _bind(self, binding: Any, bindings: list[Any]) -> None:
        var = binding.var
        if is_prim(var):
            value = self._expr(binding.value)
            cast = isinstance(binding, relax.MatchCast)
            bindings.append(relax.MatchCast(var, value, binding.ty) if cast else relax.VarBinding(var, value))
            self._define(relax.analysis.tir_vars_in_type(binding.ty) if cast else [var])
            return
        value = self._typed(var, self._expr(binding.value))
        if operator_name(value) == "relax.strided_slice" and not types.same(value.ty, self.facts.type_of(var)):
            inbound = self._inbound_slice(binding.value)
            value = value if inbound is None else inbound
        type_ = self._type(var, value.ty)
        if isinstance(binding, relax.MatchCast):
            type_ = self._cast_type(types.better(type_, binding.ty), binding.ty)
        self.new[var] = type(var)(var.name, type_)
        if types.same(type_, value.ty):
            bindings.append(relax.VarBinding(self.new[var], value))
        else:
            bindings.append(relax.MatchCast(self.new[var], value, type_))
        if isinstance(binding, relax.MatchCast) and self._stands_for(var, binding.value):
            self.new[binding.value] = self.new[var]  # the same value under a better type
        self._define(relax.analysis.tir_vars_in_type(type_))

    def _stands_for(self, var: Any, value: Any) -> bool:
        """Whether a matched variable may be read in place of the one that it matches, wherever that is read later."""
        if not isinstance(value, relax.Var) or isinstance(var, relax.DataflowVar) > isinstance(
            value, relax.DataflowVar
        ):
            return False
        return types.same(self.facts.type_of(value), self.facts.type_of(var))

    def _typed(self, var: Any, value: Any) -> Any:
        """Return a value with its type, from the analysis where it has inferred that for the same arguments."""
        known = self.facts.inferred.get(var)
        if isinstance(value, ir.Call) and known is not None and known.holds_for(seen_by_inference(value)):
            relax.expr._update_type(value, known.result)
            return value
        return self.builder.normalize(value)

    def _bind_if(self, binding: Any, following: Any, bindings: list[Any]) -> None:
        """Bind an If, which no MatchCast may hold, and match its result in a binding of its own."""
        value = self.builder.normalize(self._if(binding.value))
        type_ = self._type(binding.var, value.ty)
        matched = isinstance(following, relax.MatchCast) and binding.var.same_as(following.value)
        if matched or types.same(type_, value.ty):
            self.new[binding.var] = relax.Var(binding.var.name, value.ty)
            bindings.append(relax.VarBinding(self.new[binding.var], value))
            return
        whole = relax.Var(f"{binding.var.name}_if", value.ty)
        self.new[binding.var] = relax.Var(binding.var.name, type_)
        bindings.append(relax.VarBinding(whole, value))
        bindings.append(relax.MatchCast(self.new[binding.var], whole, type_))
        self._define(relax.analysis.tir_vars_in_type(type_))

    def _define(self, symbols: Iterable[Any]) -> None:
        new = [symbol for symbol in symbols if str(symbol.ty.dtype) == "int64" and symbol not in self.defined]
        if new:
            self.defined.update(new)
            self.names.update(new)
            self.facts.open_scope(self.builder, self.defined)

    def _type(self, var: Any, inferred: Any) -> Any:
        """Return the type to write for a variable: as inferred, with better tensor dims where they are known."""
        paths = dict(types.leaves(self.facts.type_of(var)))

        def leaf(path: tuple[int, ...], part: Any) -> Any:
            dims, old = types.dims_of(paths.get(path)), types.dims_of(part)
            if dims is None or any(self._out_of_reach(dim) for dim in dims):
                return part
            if isinstance(part, relax.ShapeType) and (old or self.defined.issuperset(_symbols_of(dims))):
                return part  # it is written out wherever it is used
            return types.with_dims(part, dims if old is None else [self._better(o, d) for o, d in zip(old, dims)])

        return types.rebuild(inferred, leaf)

    def _better(self, inferred: Any, found: Any) -> Any:
        """Return the better of two ways to write a dim. A MatchCast for the same in other words is worth nothing.

        CanonicalizeBindings never returns from one that says that n equals an expression of n.
        """
        if is_symbol(found) and not is_symbol(inferred) and found in free_symbols(inferred):
            return inferred
        return inferred if length(inferred) <= length(found) and self.known.equal(inferred, found) else found

    def _out_of_reach(self, dim: Any) -> bool:
        """Whether a dim can't be written: not by a new name and not by the symbols in reach."""
        return not is_symbol(dim) and not self.defined.issuperset(free_symbols(dim))

    def _cast_type(self, type_: Any, target: Any) -> Any:
        """Return the type of a MatchCast of the program: its shapes are matched as written."""
        written = dict(types.leaves(substitute(target, self.closed)))

        def leaf(path: tuple[int, ...], part: Any) -> Any:
            return part if isinstance(part, relax.TensorType) else written.get(path, part)

        return types.rebuild(type_, leaf)

    def _if(self, value: Any) -> Any:
        condition, before, new = self._expr(value.cond), set(self.defined), dict(self.new)
        branches = []
        for branch in (value.true_branch, value.false_branch):
            branches.append(self._body(branch))
            self.defined, self.new = set(before), dict(new)
            self.facts.open_scope(self.builder, before)
        return relax.If(condition, *branches)

    def _expr(self, expr: Any) -> Any:
        """Return a leaf, a tuple or a call in terms of the new variables."""
        if is_prim(expr):
            return expr if is_symbol(expr) and expr not in self.closed else self._prim(expr)
        if isinstance(expr, relax.Var):
            shape = self._shape(expr)
            return self.new.get(expr, expr) if shape is None else shape
        if isinstance(expr, relax.ShapeExpr):
            return relax.ShapeExpr([self.known.resolve(dim) for dim in expr.values])
        if isinstance(expr, relax.Tuple):
            return relax.Tuple([self._expr(part) for part in expr.fields])
        if isinstance(expr, relax.TupleGetItem):
            return relax.TupleGetItem(self._expr(expr.tuple_value), expr.index)
        if isinstance(expr, ir.GlobalVar):
            return self.gvars.get(expr.name_hint, expr)
        return self._call(expr) if isinstance(expr, ir.Call) else expr

    def _prim(self, expr: Any) -> Any:
        return self.known.resolve(expr) if str(expr.ty.dtype) == "int64" else substitute(expr, self.closed)

    def _shape(self, var: Any) -> Any:
        """Return a shape written out, None where an element has no value here."""
        if not isinstance(var.ty, relax.ShapeType):
            return None
        dims = types.dims_of(self.facts.type_of(var))
        if dims is None or not self.defined.issuperset(_symbols_of(dims)):
            return None
        return relax.ShapeExpr(dims)

    def _call(self, call: Any) -> Any:
        if operator_name(call) == "relax.dynamic_strided_slice" and (static := self._inbound_slice(call)) is not None:
            return static
        ty_args = [types.resolve(self.known, type_) for type_ in call.ty_args]
        return relax.Call(self._expr(call.op), [self._expr(arg) for arg in call.args], call.attrs, ty_args)

    def _inbound_slice(self, call: Any) -> Any:
        """Return a slice as `strided_slice` by limits inside the axes, None where they can't be written down."""
        rows = rows_of(self.facts, call) or [None]
        written = [row for row in rows if row is not None and self.defined.issuperset(_symbols_of(row))]
        if len(written) < len(rows):
            return None
        data, dims = self._expr(call.args[0]), types.dims_of(self.facts.type_of(call.args[0])) or []
        rows_by_axis = enumerate(zip(written, dims))
        cut = [(axis, *row) for axis, (row, dim) in rows_by_axis if not is_whole(self.known, row, dim)]
        if not cut:
            return data
        columns = (list(column) for column in zip(*cut))
        return self.builder.normalize(relax.op.strided_slice(data, *columns, assume_inbound=True))
