"""What the rules of padding work with: one binding at a time, the padded function being written, its masks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any, NoReturn

from tvm import relax
from tvm_ffi import structural_equal

from tvm_dydca.relay_passes.dims.lattice import show
from tvm_dydca.relay_passes.outline.control_flow import dims_of_type
from tvm_dydca.relay_passes.padding import pad_kernels
from tvm_dydca.relay_passes.padding.exact_values import limits, nearest, scalar
from tvm_dydca.relay_passes.padding.extents import (
    Axis,
    PaddedTensor,
    Place,
    Sizes,
    is_padded,
    size_of,
    true_extent,
)
from tvm_dydca.relay_passes.padding.regions import REAL, Held, is_known, regions_of

Value = Any
"""A `PaddedTensor`, a list of values for a tuple, or an expression of the new function that has no extents."""

CONSTANT_LIMIT = 4096
"""Elements of a constant that are looked at: those that fill tensors are small."""


class RefusalError(Exception):
    """A rule can't prove that padding leaves the results alone; the text says why."""


@dataclass
class Scope:
    """The padded function while it is written.

    Attributes
    ----------
    builder : relax.BlockBuilder inside the function's dataflow block
    masks : number of mask kernels so far
    """

    builder: Any
    sizes: Sizes
    masks: int = 0
    _masked: dict[Any, list[tuple[frozenset[Place], Any, PaddedTensor]]] = field(default_factory=dict)
    _kernels: dict[Any, list[tuple[tuple[Axis, ...], Any]]] = field(default_factory=dict)

    def tensor(self, expr: Any, axes: Sequence[Axis], held: Held) -> PaddedTensor:
        """Return what a new variable is, after a check against its type."""
        shape = dims_of_type(expr.ty)
        same = len(shape) == len(axes) and all(self.sizes.equal(size_of(axis), dim) for axis, dim in zip(axes, shape))
        if not same:
            raise RefusalError(f"its padded result would be {expr.ty}, which is not what its operands' extents make")
        return PaddedTensor(expr, tuple(axes), {**held})

    def constant(self, expr: Any) -> PaddedTensor:
        """Return a constant, of which no element is padding."""
        dims = dims_of_type(expr.ty)
        axes = tuple(self.sizes.exact(dim) for dim in dims)
        value = None
        if nearest(0, expr.ty.dtype) is not None and 0 < prod(int(dim) for dim in dims) <= CONSTANT_LIMIT:
            values = expr.value.numpy()
            value = scalar(values.flat[0], expr.ty.dtype) if (values == values.flat[0]).all() else None
        return PaddedTensor(expr, axes, {} if value is None else {REAL: value})

    def padded(self, param: Any, name: str) -> PaddedTensor:
        """Return a parameter, or a part of one, at its static size."""
        dims = dims_of_type(param.ty)
        axes = tuple((self.sizes.part(dim, self.sizes.at_upper(dim)),) for dim in dims)
        for dim, (part,) in zip(dims, axes):
            if part.padded and not self.sizes.at_most(part.true, part.size):
                raise RefusalError(f"the parameter's dim {show(dim)} is not proved to be at most {show(part.size)}")
        if not any(map(self.sizes.mentions, dims)):
            return PaddedTensor(param, axes, {})
        zero = scalar(0, param.ty.dtype)
        if zero is None:
            raise RefusalError(f"parameters of {param.ty.dtype} are not padded")
        shape, behind = [size_of(axis) for axis in axes], [i for i, axis in enumerate(axes) if is_padded(axis)]
        call = self.builder.call_te(pad_kernels.pad, param, shape, behind, zero.item(), primfunc_name_hint="pad")
        held = dict.fromkeys(regions_of(PaddedTensor(param, axes, {}).places), zero)
        return self.tensor(self.builder.emit(call, f"{name}_padded"), axes, held)

    def masked(self, tensor: PaddedTensor, places: Iterable[Place], value: Any) -> PaddedTensor:
        """Return the tensor with `value` behind the true extent in any of the places."""
        chosen = frozenset(places)
        known = self._masked.setdefault(tensor.expr, [])
        for other, other_value, result in known:
            if other == chosen and other_value == value:
                return result
        call = self._mask(tensor, chosen, value)
        held = {**tensor.held, **{region: value for region in regions_of(tensor.places) if region & chosen}}
        result = self.tensor(self.builder.emit(call, f"{tensor.expr.name}_masked"), tensor.axes, held)
        known.append((chosen, value, result))
        self.masks += 1
        return result

    def _mask(self, tensor: PaddedTensor, chosen: frozenset[Place], value: Any) -> Any:
        """Return a call of a mask kernel. To make one is slow, so that tensors of the same extents share it."""
        key = (str(tensor.expr.ty.dtype), chosen, value.item())
        for known, call in self._kernels.setdefault(key, []):
            if len(known) == len(tensor.axes) and all(map(self.sizes.same, known, tensor.axes)):
                arguments = relax.Tuple([tensor.expr, *call.args[1].fields[1:]])
                return relax.Call(call.op, [call.args[0], arguments], call.attrs, call.ty_args)
        axes = sorted({axis for axis, _ in chosen})
        runs = [[(part.true, part.size) for part in tensor.axes[axis]] for axis in axes]
        parts = [sorted(number for at, number in chosen if at == axis) for axis in axes]
        call = self.builder.call_te(
            pad_kernels.mask, tensor.expr, axes, runs, parts, value.item(), primfunc_name_hint="mask"
        )
        self._kernels[key].append((tensor.axes, call))
        return call

    def cropped(self, tensor: PaddedTensor, declared: Any) -> Any:
        """Return the real elements of a tensor, in a type with the dims of `declared` where that has any."""
        dims = dims_of_type(declared) or [true_extent(axis) for axis in tensor.axes]
        if all(structural_equal(dim, size) for dim, size in zip(dims, dims_of_type(tensor.expr.ty))):
            return tensor.expr
        runs = [[(part.true, part.size) for part in axis] for axis in tensor.axes]
        return self.builder.call_te(pad_kernels.crop, tensor.expr, dims, runs, primfunc_name_hint="crop")


@dataclass
class Site:
    """One binding, as the rule of its operator sees it.

    Attributes
    ----------
    call : what the original function computes
    args : what its arguments are in the padded function
    type : of its result in the original function
    name : of its variable
    """

    scope: Scope
    call: Any
    args: list[Value]
    type: Any
    name: str

    @property
    def sizes(self) -> Sizes:
        """What is known of the symbolic dims."""
        return self.scope.sizes

    @property
    def attrs(self) -> Any:
        """Attributes of the call."""
        return self.call.attrs

    def refuse(self, reason: str) -> NoReturn:
        """Give up: padding here might change a result."""
        raise RefusalError(reason)

    def tensor(self, index: int) -> PaddedTensor:
        """Return an argument that must be a tensor."""
        value = self.args[index]
        if not isinstance(value, PaddedTensor):
            self.refuse(f"argument {index} is no tensor")
        return value

    def dims(self, type_: Any = None) -> list[Any]:
        """Return the true dims of the result, or of another type of the original function."""
        type_ = self.type if type_ is None else type_
        dims = dims_of_type(type_)
        if not dims and getattr(type_, "ndim", -1) != 0:
            self.refuse("the dims of its result are not known; PropagateDims may find them")
        return [self.sizes.simple(dim) for dim in dims]

    def forbid(self, tensor: PaddedTensor, axes: Iterable[int], why: str) -> None:
        """Refuse where one of the axes is padded."""
        for axis in axes:
            if is_padded(tensor.axes[axis]):
                self.refuse(f"axis {axis} of its operand is padded (of {show(true_extent(tensor.axes[axis]))}), {why}")

    def emit(self, *args: Value, call: Any = None) -> Any:
        """Bind the same operator on other arguments, or another call, to a variable and return that."""
        if call is None:
            call = relax.Call(self.call.op, [expr_of(arg) for arg in args], self.call.attrs, self.call.ty_args)
        return self.scope.builder.emit(call, self.name)

    def filled(
        self, tensor: PaddedTensor, axes: Iterable[int], value: Any, right: Callable[[Any], bool] | None = None
    ) -> PaddedTensor:
        """Return the tensor with a value that changes no result behind the true extents of some axes.

        Elements behind those of other axes stay as they are: they go into elements that are not real either.

        Parameters
        ----------
        value : what to write where need be
        right : whether a value that is held already will do; None where it must be `value`
        """
        places = tensor.places_of(axes)
        dtype = tensor.expr.ty.dtype
        filling = nearest(value, dtype)
        if places and filling is None:
            self.refuse(f"{dtype} has no {value} to fill padding with")
        will_do = right or (lambda held: is_known(held) and held == filling)
        if all(will_do(tensor.held.get(region)) for region in regions_of(places)):
            return tensor
        return self.scope.masked(tensor, places, filling)

    def limits(self, tensor: PaddedTensor) -> tuple[Any, Any]:
        """Return what changes no maximum, and what changes no minimum of numbers of a tensor's dtype."""
        found = limits(tensor.expr.ty.dtype)
        return found if found is not None else self.refuse(f"{tensor.expr.ty.dtype} has no least and no largest number")

    def result(self, expr: Any, axes: Sequence[Axis], held: Held | None = None) -> PaddedTensor:
        """Return what a new variable is."""
        return self.scope.tensor(expr, axes, held or {})

    def results(self, expr: Any, axes: Sequence[Sequence[Axis]], held: Sequence[Held] = ()) -> list[Value]:
        """Return what a new variable that is a tuple of tensors is."""
        found = []
        for i, part in enumerate(axes):
            item = self.scope.builder.emit(relax.TupleGetItem(expr, i), f"{self.name}_{i}")
            found.append(self.result(item, part, held[i] if held else {}))
        return found

    def prefix(self, true: Any, size: Any) -> Axis:
        """Return an axis of which the first elements are real, after the proof that the static ones suffice."""
        part = self.sizes.part(true, size)
        if part.padded and not self.sizes.at_most(part.true, part.size):
            self.refuse(
                f"its true extent {show(part.true)} is not proved to be at most the padded one, {show(part.size)}"
            )
        return (part,)


def expr_of(value: Value) -> Any:
    """Return the expression of a value in the padded function."""
    if isinstance(value, PaddedTensor):
        return value.expr
    return relax.Tuple([expr_of(part) for part in value]) if isinstance(value, list) else value


def tensors_in(value: Value) -> list[PaddedTensor]:
    """Return the tensors in a value."""
    if isinstance(value, list):
        return [tensor for part in value for tensor in tensors_in(part)]
    return [value] if isinstance(value, PaddedTensor) else []


def axis_of(index: Any, rank: int) -> int:
    """Return an axis counted from the front."""
    number = int(index)
    return number + rank if number < 0 else number
