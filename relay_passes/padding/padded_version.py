"""Padded versions of a path: static shapes inside, any smaller shape outside, and no result changed.

Every tensor of the path is computed at its static extents, with the real elements in front along each axis. An analysis
tracks what lies behind them; where that could reach a real element of a result, it is overwritten before. The rules of
the operators are in the modules `rules_*`; an operator without a rule is left alone where nothing of its is padded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import tvm_ffi
from tvm import ir, relax, sym, tirx
from tvm.ir import GenericConst

from tvm_dydca.errors import InputError
from tvm_dydca.relay_passes.buckets.functions import LOWER, UPPER
from tvm_dydca.relay_passes.dims.lattice import show
from tvm_dydca.relay_passes.dims.steps import is_prim
from tvm_dydca.relay_passes.outline.control_flow import all_bindings, dims_of_type, op_name
from tvm_dydca.relay_passes.padding import (
    rules_elementwise,
    rules_indexing,
    rules_moves,
    rules_products,
    rules_reductions,
    rules_shapes,
    rules_windows,
)
from tvm_dydca.relay_passes.padding.extents import PaddedTensor, Sizes, is_padded, true_extent
from tvm_dydca.relay_passes.padding.site import RefusalError, Scope, Site, Value, tensors_in

RULES = {
    **rules_elementwise.RULES,
    **rules_indexing.RULES,
    **rules_moves.RULES,
    **rules_products.RULES,
    **rules_reductions.RULES,
    **rules_shapes.RULES,
    **rules_windows.RULES,
}
"""Operator name, without ``relax.``, to its padding rule."""

_UNBOUNDED = 1 << 31
"""Size that no dim without an upper bound reaches."""


@dataclass(frozen=True)
class PaddedVersion:
    """A function that computes at static shapes what another one computes at any size up to them.

    Attributes
    ----------
    func : relax.Function with the type of the original, valid for dims from their lower bounds to the static sizes
    kernels : the PrimFuncs that it calls, by the GlobalVars in it; `linked` puts them into a module
    masks : number of kernel calls that overwrite padding
    tensors : what the variables of the original are in `func`, by name
    """

    func: Any
    kernels: Mapping[Any, Any]
    masks: int
    tensors: Mapping[str, Value]


@dataclass(frozen=True)
class Unprovable:
    """Why a function has no padded version.

    Attributes
    ----------
    binding : the variable that could not be computed
    operator : what it is bound to, without ``relax.``
    reason : part of a sentence
    """

    binding: str
    operator: str
    reason: str

    def __str__(self) -> str:
        """One line."""
        return f"{self.binding} ({self.operator}): {self.reason}"


def pad_to(func: Any, upper: Mapping[str, int]) -> PaddedVersion | Unprovable:
    """Return a version of a path that computes with static shapes and gives the same results.

    Parameters
    ----------
    func : relax.Function of pure dataflow. What it calls stays in its own module
    upper : symbolic dim of the parameters -> its static size; others stay symbolic

    Raises
    ------
    InputError
        A name that is no dim of the parameters, a size below the dim's lower bound.
    """
    refusal = _first_choice(func)
    if refusal:
        return refusal
    func = relax.utils.copy_with_new_vars(func)
    sizes = _sizes(func, upper)
    builder = relax.BlockBuilder()
    with builder.function("padded", list(func.params)):
        with builder.dataflow():
            body = _Body(Scope(builder, sizes), func)
            refusal = body.write()
            # A builder can't be left alone in the middle of a function.
            result = builder.emit_output(relax.Tuple([]) if refusal else body.output())
        builder.emit_func_output(result)
    if refusal:
        return refusal
    mod = builder.get()
    new = relax.Function(func.params, mod["padded"].body, func.ret_ty, func.is_pure, func.attrs)
    bounds = {str(name): int(size) for name, size in _bounds(func, UPPER).items()}
    new = new.with_attr(UPPER, {**bounds, **{name: min(size, bounds.get(name, size)) for name, size in upper.items()}})
    kernels = {gvar: kernel for gvar, kernel in mod.functions_items() if isinstance(kernel, tirx.PrimFunc)}
    return PaddedVersion(new, kernels, body.scope.masks, body.named)


def linked(version: PaddedVersion, builder: Any) -> Any:
    """Add the kernels of a padded version to the module of a `relax.BlockBuilder`; return the function with those."""
    new = {gvar: builder.add_func(kernel, gvar.name_hint) for gvar, kernel in version.kernels.items()}
    return tvm_ffi.structural_map(version.func, (ir.GlobalVar, lambda gvar: new.get(gvar, gvar)), order="post")


def _first_choice(func: Any) -> Unprovable | None:
    """Refuse dims that are a choice of two expressions, as pooling with ceil_mode has them. TVM can't copy those."""
    for binding in all_bindings(func.body):
        for dim in (dim for part in _tensor_types(binding.var.ty) for dim in dims_of_type(part)):
            if not isinstance(dim, tirx.IntImm | ir.Var) and "if_then_else" in str(dim):
                reason = f"what the dim {show(dim)} of its result is at most is not known"
                return Unprovable(binding.var.name, op_name(binding.value), reason)
    return None


def _bounds(func: Any, attribute: str) -> Mapping[str, int]:
    return dict((func.attrs or {}).get(attribute) or {})


def _sizes(func: Any, upper: Mapping[str, int]) -> Sizes:
    """Return what the bounds of a function say of its dims."""
    lows, highs = _bounds(func, LOWER), _bounds(func, UPPER)
    dims = {dim for param in func.params for dim in relax.analysis.tir_vars_in_type(param.ty)}
    if missing := sorted(set(upper) - {dim.name for dim in dims}):
        known = ", ".join(sorted({dim.name for dim in dims})) or "none"
        raise InputError(f"pad_to: {missing[0]} is no dim of the function's parameters, which are: {known}")
    analyzer = sym.Analyzer()
    for dim in dims:
        padded = dim.name in upper
        low = int(lows.get(dim.name, 1 if padded else 0))
        high = min(int(highs.get(dim.name, _UNBOUNDED)), upper.get(dim.name, _UNBOUNDED))
        if high < low:
            raise InputError(f"pad_to: {dim.name}: the size {high} is below the lower bound {low}; give {low} or more")
        extent = tirx.IntImm("int64", high - low + 1)
        analyzer.bind(dim, ir.Range.from_min_extent(tirx.IntImm("int64", low), extent))
    return Sizes({dim: upper[dim.name] for dim in dims if dim.name in upper}, analyzer)


class _Body:
    """Writes the padded function, one binding after the other.

    Attributes
    ----------
    named : what every variable of the original became, by name
    """

    def __init__(self, scope: Scope, func: Any):
        self.scope = scope
        self.named: dict[str, Value] = {}
        self._func = func
        self._values: dict[Any, Value] = {}
        self._output: Any = None
        self._symbols = {var for param in func.params for var in relax.analysis.tir_vars_in_type(param.ty)}
        self._symbols.update(param for param in func.params if is_prim(param))

    def write(self) -> Unprovable | None:
        """Write all bindings and the results; return why that is not possible."""
        at, operator = "", ""
        try:
            for binding in all_bindings(self._func.body):
                at, operator = binding.var.name, op_name(binding.value) or type(binding.value).__name__
                self._bind(binding)
            at, operator = "output", "return"
            self._output = self._cropped(self._value(self._func.body.body), self._func.body.body.ty)
        except RefusalError as error:
            return Unprovable(at, operator, str(error))
        return None

    def output(self) -> Any:
        """Return the results, with their true dims."""
        return self._output

    def _bind(self, binding: Any) -> None:
        value = binding.value
        if isinstance(binding, relax.MatchCast):
            found = self._computed(value, value.ty, binding.var.name)
            _check(self.scope.sizes, found, binding.ty, "its cast is not proved to hold")
        else:
            found = self._computed(value, binding.var.ty, binding.var.name)
        self._values[binding.var] = self.named[binding.var.name] = found

    def _computed(self, expr: Any, type_: Any, name: str) -> Value:
        if not isinstance(expr, relax.Call) or is_prim(expr):
            return self._value(expr)
        args = [self._value(arg) for arg in expr.args]
        site = Site(self.scope, expr, args, type_, name)
        padded = [t for arg in args for t in tensors_in(arg) if any(map(is_padded, t.axes))]
        dims = [dim for part in _tensor_types(type_) for dim in dims_of_type(part)]
        rule = RULES.get(op_name(expr))
        if not padded and (rule is None or not any(map(self.scope.sizes.mentions, dims))):
            if any(map(self.scope.sizes.depends, dims)):
                site.refuse("it is not known how to pad it, and the shape of its result depends on padded dims")
            return self._copied(site)
        if rule is None:
            site.refuse("it is not known how to pad it, and its operand is padded")
        found = rule(site)
        _check(self.scope.sizes, found, type_, "the extents of its result are not proved")
        return found

    def _copied(self, site: Site) -> Value:
        """Compute what has no padding as it was."""
        if relax.analysis.contains_impure_call(site.call):
            site.refuse("it has side effects")
        return self._exact(site.emit(*site.args), site.name)

    def _exact(self, expr: Any, name: str) -> Value:
        """Return what an expression without padding is."""
        if isinstance(expr.ty, ir.TupleType):
            parts = [relax.TupleGetItem(expr, i) for i in range(len(expr.ty.fields))]
            return [
                self._exact(self.scope.builder.emit(part, f"{name}_{i}"), f"{name}_{i}") for i, part in enumerate(parts)
            ]
        if not isinstance(expr.ty, relax.TensorType) or not _has_dims(expr.ty):
            return expr
        return self.scope.tensor(expr, [self.scope.sizes.exact(dim) for dim in dims_of_type(expr.ty)], {})

    def _value(self, expr: Any) -> Value:
        """Return what an expression that computes nothing is in the padded function."""
        if isinstance(expr, relax.Tuple):
            return [self._value(part) for part in expr.fields]
        if isinstance(expr, relax.TupleGetItem):
            whole = self._value(expr.tuple_value)
            if not isinstance(whole, list):
                raise RefusalError("the parts of the tuple are not known")
            return whole[expr.index]
        if isinstance(expr, GenericConst) and isinstance(expr.ty, relax.TensorType):
            return self.scope.constant(expr)
        if isinstance(expr, ir.Var):
            if expr not in self._values and expr in self._func.params:
                self._values[expr] = self.named[expr.name] = self._parameter(expr, expr.ty, expr.name)
            if expr in self._values:
                return self._values[expr]
        if isinstance(expr, relax.If | relax.Function | relax.SeqExpr):
            raise RefusalError("only plain dataflow is padded")
        if isinstance(expr, relax.ShapeExpr) or is_prim(expr):
            self._check_numbers(expr)
        return expr

    def _check_numbers(self, expr: Any) -> None:
        def visit(var: Any) -> None:
            if var not in self._symbols:
                raise RefusalError(f"the number {var.name} is computed inside the function")

        tvm_ffi.structural_walk(expr, (ir.Var, visit))

    def _parameter(self, expr: Any, type_: Any, name: str) -> Value:
        if isinstance(type_, ir.TupleType):
            parts = [
                self.scope.builder.emit(relax.TupleGetItem(expr, i), f"{name}_{i}") for i in range(len(type_.fields))
            ]
            return [self._parameter(part, part.ty, f"{name}_{i}") for i, part in enumerate(parts)]
        if not isinstance(type_, relax.TensorType):
            return expr
        if not _has_dims(type_):
            raise RefusalError(f"the dims of parameter {name} are not known")
        return self.scope.padded(expr, name)

    def _cropped(self, value: Value, type_: Any) -> Any:
        if isinstance(value, list):
            return relax.Tuple([self._cropped(part, field) for part, field in zip(value, type_.fields)])
        return self.scope.cropped(value, type_) if isinstance(value, PaddedTensor) else value


def _tensor_types(type_: Any) -> Iterator[Any]:
    if isinstance(type_, ir.TupleType):
        for field in type_.fields:
            yield from _tensor_types(field)
    elif isinstance(type_, relax.TensorType):
        yield type_


def _has_dims(type_: Any) -> bool:
    return isinstance(type_.shape, relax.ShapeExpr)


def _check(sizes: Sizes, value: Value, type_: Any, otherwise: str) -> None:
    """Refuse where the true extents of a value are not proved to be the dims of a type."""
    if isinstance(value, list):
        for part, field in zip(value, type_.fields):
            _check(sizes, part, field, otherwise)
    elif isinstance(value, PaddedTensor) and _has_dims(type_):
        dims = dims_of_type(type_)
        true = [true_extent(axis) for axis in value.axes]
        if len(dims) != len(true) or not all(map(sizes.equal, true, dims)):
            raise RefusalError(f"{otherwise}: ({', '.join(map(show, true))}) is not ({', '.join(map(show, dims))})")
