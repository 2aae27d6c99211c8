"""Functions that compute in an arena: allocations become views of it, results go where the caller says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from tvm import ir, relax

from tvm_dydca.relay_passes.arena.copies import copy_kernel
from tvm_dydca.relay_passes.arena.devices import Devices
from tvm_dydca.relay_passes.arena.kernels import ArenaKernel
from tvm_dydca.relay_passes.arena.liveness import Key
from tvm_dydca.relay_passes.arena.results import ALLOCATION, Home, Results, has_shape, leaves
from tvm_dydca.relay_passes.outline.control_flow import bindings_of, called_function, op_name
from tvm_dydca.relay_passes.outline.path_constants import callers_first, is_public

INTO = "_into"
"""Ends the name of the public function that computes in memory of the caller: inputs, the arena, then the results."""

ARENA = "arena"
"""Name of the public function that allocates an arena."""


def rewrite(
    mod: Any,
    functions: Mapping[Any, Any],
    kernels: Mapping[Any, ArenaKernel],
    results: Mapping[Any, Results],
    memory: Memory,
) -> Any:
    """Return the module that computes in an arena.

    Parameters
    ----------
    functions : relax.Function by GlobalVar, each called at most once; other functions of the module stay as they are
    kernels : the module's PrimFuncs, prepared
    """
    kept = {gvar: func for gvar, func in mod.functions_items() if gvar not in functions}
    kept |= {gvar: kernel.func for gvar, kernel in kernels.items()}
    wider = {gvar: kept.pop(gvar) for gvar, kernel in kernels.items() if kernel.workspaces}
    builder = relax.BlockBuilder(ir.IRModule(kept, attrs=mod.attrs, global_infos=mod.global_infos))
    new: dict[Any, Any] = {gvar: builder.add_func(func, str(gvar.name_hint)) for gvar, func in wider.items()}
    for gvar in reversed(callers_first(functions)):
        func, name = functions[gvar], str(gvar.name_hint)
        public = is_public(func) and results[gvar].home is Home.CALLER
        written = _Writer(builder, new, kernels, results[gvar], memory, name, func).write()
        if public:
            new[gvar] = builder.add_func(written.with_attr("global_symbol", name + INTO), name + INTO)
        elif is_public(func):
            new[gvar] = builder.add_func(written.without_attr("global_symbol"), f"{name}_in_arena")
        else:
            new[gvar] = builder.add_func(written, name)
    for gvar, func in functions.items():
        if is_public(func):
            wrapper = _wrapper(func, new[gvar], results[gvar].home, memory)
            builder.add_func(builder.normalize(wrapper), str(gvar.name_hint))
    builder.add_func(builder.normalize(_allocator(memory)), ARENA)
    return builder.get()


@dataclass(frozen=True)
class Memory:
    """What was decided about memory.

    Attributes
    ----------
    offsets : slot -> offset in the arena, in bytes; tensors that have neither this nor an image stay dynamic
    size_bytes : of the arena
    images : slot -> number of its image
    images_bytes : of each image; where there are any, the arena is a tuple of the arena's storage and theirs
    """

    offsets: Mapping[Key, int]
    size_bytes: int
    images: Mapping[Key, int]
    images_bytes: Sequence[int]
    devices: Devices

    @property
    def type(self) -> Any:
        """Type of the arena."""
        parts = [relax.AnyType() for _ in range(1 + len(self.images_bytes))]
        return relax.TupleType(parts) if self.images_bytes else relax.AnyType()

    def allocate(self, bind: Callable[[str, Any, Any], Any]) -> Any:
        """Bind an arena, and return its variable."""
        plain = self.devices.plain.number
        storages = [
            relax.op.memory.alloc_storage(relax.ShapeExpr([size]), plain, "global", "uint8")
            for size in (self.size_bytes, *self.images_bytes)
        ]
        if not self.images_bytes:
            return bind("storage", storages[0], self.type)
        parts = [bind("storage", storage, relax.AnyType()) for storage in storages]
        return bind("arena", relax.Tuple(parts), self.type)

    def new_tensor(self, type_: Any) -> Any:
        """Return an allocation of a tensor outside of the arena."""
        spot = self.devices.of(type_)
        call = relax.op.builtin.alloc_tensor(type_.shape, str(type_.dtype), spot.number, spot.scope)
        # With its type, as stock passes write it: it has no virtual device else.
        return relax.Call(call.op, call.args, call.attrs, [type_])

    def view(self, arena: Any, key: Key, type_: Any) -> Any:
        """Return a slot's tensor, None where it has no place in the arena."""
        number = self.devices.of(type_).number
        if key in self.images:
            storage, offset = relax.TupleGetItem(arena, 1 + self.images[key]), 0
        elif key in self.offsets:
            storage, offset = (relax.TupleGetItem(arena, 0) if self.images_bytes else arena), self.offsets[key]
        else:
            return None
        return relax.op.memory.alloc_tensor(storage, offset, type_.shape, str(type_.dtype), number)


def _function(params: list[Any], body: Any, ret_ty: Any, attrs: Any) -> Any:
    return relax.Function(params, body, ret_ty, True, attrs)


def _allocator(memory: Memory) -> Any:
    """Return the function that allocates an arena, for a caller that keeps it over many calls."""
    bindings: list[Any] = []
    arena = memory.allocate(partial(_bind, bindings))
    body = relax.SeqExpr([relax.BindingBlock(bindings)], arena)
    attrs = ir.make_node("ir.DictAttrs", **{"global_symbol": ARENA, "relax.force_pure": True})
    return _function([], body, memory.type, attrs)


def _bind(bindings: list[Any], name: str, value: Any, type_: Any) -> Any:
    var = relax.Var(name, type_)
    bindings.append(relax.VarBinding(var, value))
    return var


def _wrapper(func: Any, into: Any, home: Home, memory: Memory) -> Any:
    """Return the function for callers that bring no memory: it allocates results, and an arena for the time it runs."""
    shell = relax.Function(func.params, relax.SeqExpr([], relax.Tuple([])), func.ret_ty, func.is_pure, func.attrs)
    func = relax.utils.copy_with_new_vars(shell)
    bindings: list[Any] = []
    bind = partial(_bind, bindings)
    arena = memory.allocate(bind)
    if home is Home.CALLER:
        types = leaves(func.ret_ty)
        outs = [bind(f"out_{number}", memory.new_tensor(type_), type_) for number, type_ in enumerate(types)]
        bind("done", relax.Call(into, [*func.params, arena, *outs]), relax.AnyType())
        result = _nested(func.ret_ty, iter(outs))
    else:
        result = relax.Call(into, [*func.params, arena])
    if not isinstance(result, relax.Var):
        result = bind("result", result, func.ret_ty)
    return _function(list(func.params), relax.SeqExpr([relax.BindingBlock(bindings)], result), func.ret_ty, func.attrs)


def _nested(type_: Any, values: Iterator[Any]) -> Any:
    if isinstance(type_, relax.TupleType):
        return relax.Tuple([_nested(part, values) for part in type_.fields])
    return next(values)


class _Writer:
    """Writes one function anew."""

    def __init__(
        self,
        builder: Any,
        new: Mapping[Any, Any],
        kernels: Mapping[Any, ArenaKernel],
        results: Results,
        memory: Memory,
        name: str,
        func: Any,
    ):
        self.builder, self.new, self.kernels, self.results = builder, new, kernels, results
        self.memory, self.name, self.func = memory, name, func
        self.arena = relax.Var("arena", memory.type)
        self.outs: list[Any] = []
        self.values: dict[Any, Any] = {}  # variable -> what stands for it
        self.bindings: list[Any] = []

    def write(self) -> Any:
        """Return the function."""
        func, ret_ty = self.func, self.func.ret_ty
        if self.results.home is Home.CALLER:
            given = {dim for param in func.params for dim in relax.analysis.definable_tir_vars_in_type(param.ty)}
            for number, type_ in enumerate(leaves(ret_ty)):
                told = has_shape(type_) and given.issuperset(relax.analysis.tir_vars_in_type(type_))
                # On any virtual device: later stock passes forget that of what is passed.
                shape, ndim = (type_.shape, -1) if told else (None, type_.ndim)
                self.outs.append(relax.Var(f"out_{number}", relax.TensorType(shape, str(type_.dtype), ndim=ndim)))
            ret_ty = relax.AnyType()
        body = self.scope(func.body)
        params = [*func.params, self.arena, *self.outs]
        return self.builder.normalize(relax.Function(params, body, ret_ty, func.is_pure, func.attrs))

    def scope(self, body: Any) -> Any:
        """Return a body or a branch."""
        outer, self.bindings = self.bindings, []
        for binding in bindings_of(body):
            self.binding(binding)
        if body in self.results.endings:
            for expr, number in self.results.endings[body]:
                self.copy(expr, number)
            result: Any = self.arena  # The virtual machine gives a call and an If a register only for a value.
        else:
            result = self.value(body.body)
        bindings, self.bindings = self.bindings, outer
        return relax.SeqExpr([relax.BindingBlock(bindings)] if bindings else [], result)

    def binding(self, binding: Any) -> None:
        """Write a binding, or what comes in its place."""
        var, value = binding.var, binding.value
        if isinstance(binding, relax.MatchCast):
            self.bindings.append(relax.MatchCast(var, self.value(value), binding.ty))
        elif isinstance(value, relax.If):
            self.branch(var, value)
        elif op_name(value) == ALLOCATION:
            self.allocation(var, value)
        elif isinstance(value, relax.Call):
            self.call(var, value)
        elif isinstance(found := self.value(value), (relax.Var, relax.Tuple)):
            self.values[var] = found
        else:
            self.bindings.append(relax.VarBinding(var, found))

    def branch(self, var: Any, value: Any) -> None:
        """Write an If."""
        new = relax.If(self.value(value.cond), self.scope(value.true_branch), self.scope(value.false_branch))
        if var in self.results.joins:
            self.emit("done", new, relax.AnyType())
            self.values[var] = self.given(var)
        else:
            self.bindings.append(relax.VarBinding(var, new))

    def allocation(self, var: Any, value: Any) -> None:
        """Write an allocation: a result of the caller's, a view of the arena, or what it was."""
        if var in self.results.allocations:
            self.values[var] = self.outs[self.results.allocations[var]]
        else:
            view = self.memory.view(self.arena, (self.name, var, 0), var.ty)
            self.bindings.append(relax.VarBinding(var, value if view is None else view))

    def call(self, var: Any, value: Any) -> None:
        """Write a call."""
        args = [self.value(arg) for arg in value.args]
        callee = called_function(value)
        if callee in self.kernels:
            for number, type_ in enumerate(self.kernels[callee].workspace_types(value)):
                args.append(self.tensor("workspace", (self.name, var, number), type_))
        elif callee in self.new:
            self.function(var, callee, args)
            return
        call = relax.Call(self.new.get(callee, value.op), args, value.attrs, value.ty_args)
        self.bindings.append(relax.VarBinding(var, call))

    def function(self, var: Any, callee: Any, args: list[Any]) -> None:
        """Write a call of a function that computes in the arena, too."""
        gvar = self.new[callee]
        written = self.builder.get()[gvar]
        args = [*args, self.arena]
        if len(written.params) == len(args):
            self.bindings.append(relax.VarBinding(var, relax.Call(gvar, args)))
            return
        if var in self.results.joins:
            first = self.results.joins[var]
            outs = self.outs[first : first + len(leaves(var.ty))]
        else:
            outs = [
                self.tensor("value", (self.name, var, number), type_) for number, type_ in enumerate(leaves(var.ty))
            ]
        self.emit("done", relax.Call(gvar, [*args, *outs]), relax.AnyType())
        self.values[var] = _nested(var.ty, iter(outs))

    def copy(self, expr: Any, number: int) -> None:
        """Copy a value into results `number` and on."""
        value = self.value(expr)
        for place, type_ in enumerate(leaves(expr.ty)):
            kernel = self.builder.add_func(copy_kernel(type_), f"copy_{type_.dtype}_{type_.ndim}d")
            part = _leaf(value, expr.ty, place)
            call = relax.Call(kernel, [part, self.outs[number + place]], None, [relax.TupleType([])])
            self.emit("done", call, relax.TupleType([]))

    def tensor(self, name: str, key: Key, type_: Any) -> Any:
        """Bind a slot's tensor, outside of the arena where it has no place in it."""
        view = self.memory.view(self.arena, key, type_)
        return self.emit(name, self.memory.new_tensor(type_) if view is None else view, type_)

    def given(self, var: Any) -> Any:
        """Return the results that a variable stands for."""
        return _nested(var.ty, iter(self.outs[self.results.joins[var] :]))

    def emit(self, name: str, value: Any, type_: Any) -> Any:
        """Bind a value to a new variable."""
        var = relax.Var(name, type_)
        self.bindings.append(relax.VarBinding(var, value))
        return var

    def value(self, expr: Any) -> Any:
        """Return what stands for an expression."""
        if isinstance(expr, relax.Tuple):
            return relax.Tuple([self.value(part) for part in expr.fields])
        if isinstance(expr, relax.TupleGetItem):
            whole = self.value(expr.tuple_value)
            return whole.fields[expr.index] if isinstance(whole, relax.Tuple) else relax.TupleGetItem(whole, expr.index)
        return self.values.get(expr, expr) if isinstance(expr, relax.Var) else expr


def _leaf(value: Any, type_: Any, place: int) -> Any:
    """Return tensor number `place` of a value whose type may be a nested tuple."""
    if not isinstance(type_, relax.TupleType):
        return value
    for index, part in enumerate(type_.fields):
        count = len(leaves(part))
        if place < count:
            inner = value.fields[index] if isinstance(value, relax.Tuple) else relax.TupleGetItem(value, index)
            return _leaf(inner, part, place)
        place -= count
    raise IndexError(place)


__all__ = ["ARENA", "INTO", "rewrite"]
