"""Analysis: a tensor computed from shapes, as an expression of dims. OutlinePaths asks it about every condition.

A condition that is such an expression is decided on the host from shapes: no kernel runs and no device is waited for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import tvm
from tvm import relax, tirx
from tvm.ir import GenericConst

from tvm_dydca.relay_passes.outline.control_flow import op_name

_LARGEST = 64
"""Elements: tensors of shapes have a few, so a larger constant is a weight."""

Array = np.ndarray[Any, Any]

_ELEMENTWISE: dict[str, Callable[..., Any]] = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "floor_divide": lambda a, b: a // b,
    "floor_mod": lambda a, b: a % b,
    "less": lambda a, b: a < b,
    "less_equal": lambda a, b: a <= b,
    "greater": lambda a, b: a > b,
    "greater_equal": lambda a, b: a >= b,
    "equal": tirx.EQ,
    "not_equal": tirx.NE,
    "minimum": tirx.min,
    "maximum": tirx.max,
    "logical_and": tirx.And,
    "logical_or": tirx.Or,
    "logical_not": tirx.Not,
    "where": tirx.Select,
}
_REDUCTIONS = {"sum": "add", "prod": "multiply", "min": "minimum", "max": "maximum"}
_UNCHANGED = ("shape_to_tensor", "tensor_to_shape")


def host_condition(condition: Any, definitions: Mapping[Any, Any]) -> Any:
    """Return a condition as an expression of dims.

    Parameters
    ----------
    condition : variable, a bool tensor of one element
    definitions : the value that each variable of the function is bound to

    Returns
    -------
    A prim expression of type bool over the function's symbolic dims, or None where it depends on data.
    """
    value = _Evaluator(definitions).value(condition)
    if value is None or value.size != 1:
        return None
    expr = tvm.sym.Analyzer().simplify(value.reshape(-1)[0])
    return expr if str(expr.ty) == "bool" else None


class _Evaluator:
    """Evaluates tensors as arrays of prim expressions; None for what is not known from shapes."""

    def __init__(self, definitions: Mapping[Any, Any]):
        self._definitions = definitions
        self._known: dict[Any, Array | None] = {}

    def value(self, expr: Any) -> Array | None:
        if isinstance(expr, GenericConst):
            return _from_constant(expr)
        if isinstance(expr, relax.ShapeExpr):
            return _array([*expr.values], (len(expr.values),))
        if isinstance(expr, relax.Call):
            return self._call(expr)
        if expr in self._definitions:
            if expr not in self._known:
                self._known[expr] = self.value(self._definitions[expr])
            return self._known[expr]
        return _array([expr], ()) if isinstance(expr.ty, tvm.ir.PrimType) else None

    def _call(self, call: Any) -> Array | None:
        name = op_name(call)
        if name == "shape_of":
            shape = getattr(call.args[0].ty, "shape", None)
            return self.value(shape) if isinstance(shape, relax.ShapeExpr) else None
        if not name or not (name in _UNCHANGED or name in _ELEMENTWISE or name in _REDUCTIONS or name in _MOVES):
            return None  # before its operands are looked at: they may be a whole network
        if name in _MOVES:
            data = self.value(call.args[0])
            return None if data is None else _MOVES[name](self, call, data)
        operands = [self.value(arg) for arg in call.args]
        known = [operand for operand in operands if operand is not None]
        if len(known) != len(operands):
            return None
        if name in _UNCHANGED:
            return known[0]
        if name in _REDUCTIONS:
            return _reduce(_ELEMENTWISE[_REDUCTIONS[name]], known[0], call.attrs)
        shape = np.broadcast_shapes(*(operand.shape for operand in known))
        rows = zip(*(np.broadcast_to(operand, shape).reshape(-1) for operand in known))
        return _array([_ELEMENTWISE[name](*row) for row in rows], shape)

    def numbers(self, expr: Any) -> list[int] | None:
        """Return constants as Python's integers."""
        if isinstance(expr, relax.Tuple):
            parts = [self.numbers(field) for field in expr.fields]
            return None if any(part is None for part in parts) else [n for part in parts if part for n in part]
        found = self.value(expr)
        if found is None:
            return None
        simplify = tvm.sym.Analyzer().simplify
        values = [getattr(simplify(element), "value", None) for element in found.reshape(-1)]
        return None if None in values else [int(value) for value in values if value is not None]

    def _take(self, call: Any, data: Array) -> Array | None:
        index = self.numbers(call.args[1])
        axis = call.attrs.axis
        if index is None or (axis is None and data.ndim != 1):
            return None
        axis = 0 if axis is None else int(axis)
        shape = [int(dim) for dim in call.args[1].ty.shape] if isinstance(call.args[1].ty, relax.TensorType) else []
        if any(not -data.shape[axis] <= i < data.shape[axis] for i in index):
            return None
        places = np.take(np.arange(data.size).reshape(data.shape), np.reshape(index, shape).astype(int), axis)
        return _array([data.reshape(-1)[place] for place in places.reshape(-1)], places.shape)

    def _slice(self, call: Any, data: Array) -> Array | None:
        parts = [self.numbers(arg) for arg in call.args[1:]]
        if len(parts) < 3 or any(part is None for part in parts):
            return None
        axes, begins, ends, *rest = [part for part in parts if part is not None]
        window = [slice(None)] * data.ndim
        for k, (axis, begin, end) in enumerate(zip(axes, begins, ends)):
            step = rest[0][k] if rest else 1
            window[axis] = slice(begin, end, step) if step > 0 else slice(0, 0)
        return data[tuple(window)]

    def _reshape(self, call: Any, data: Array) -> Array | None:
        shape = getattr(call.ty, "shape", None)
        dims = None if shape is None else self.numbers(shape)
        return None if dims is None or np.prod(dims, dtype=int) != data.size else data.reshape(dims)

    def _astype(self, call: Any, data: Array) -> Array | None:
        # Dims fit in every integer type a network would use for them; a float may round.
        kinds = {str(call.ty.dtype), *(str(element.ty) for element in data.reshape(-1))}
        same = kinds <= {"int32", "int64"} or kinds == {"bool"}
        return data if same else None


_MOVES: dict[str, Callable[[_Evaluator, Any, Array], Array | None]] = {
    "take": _Evaluator._take,
    "strided_slice": _Evaluator._slice,
    "astype": _Evaluator._astype,
    **dict.fromkeys(("reshape", "squeeze", "expand_dims", "flatten"), _Evaluator._reshape),
}


def _array(elements: Sequence[Any], shape: tuple[int, ...]) -> Array:
    array = np.empty(len(elements), dtype=object)
    array[:] = elements
    return array.reshape(shape)


def _from_constant(constant: GenericConst) -> Array | None:
    dtype = str(constant.ty.dtype)
    if dtype not in ("int32", "int64", "bool") or any(int(dim) > _LARGEST for dim in constant.ty.shape):
        return None
    numbers = constant.value.numpy()
    kind = "bool" if dtype == "bool" else "int64"
    return _array([tirx.const(number.item(), kind) for number in numbers.reshape(-1)], numbers.shape)


def _reduce(combine: Callable[..., Any], data: Array, attrs: Any) -> Array | None:
    if attrs.axis is not None or data.size == 0:
        return None
    result = data.reshape(-1)[0]
    for element in data.reshape(-1)[1:]:
        result = combine(result, element)
    return _array([result], (1,) * data.ndim if attrs.keepdims else ())
