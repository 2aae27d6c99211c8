"""Forward transfer of types: what a call's result is, from what is known of its arguments.

TVM's own inference does the work, run again on arguments of better types; the rules here are for operators that it
gives up on because their result depends on values.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tvm
import tvm_ffi
from tvm import relax, tirx

from tvm_dydca.errors import InputError
from tvm_dydca.relay_passes.dims import types
from tvm_dydca.relay_passes.dims.facts import Facts, Inference
from tvm_dydca.relay_passes.dims.lattice import UNBOUNDED, Origin, as_int
from tvm_dydca.relay_passes.dims.slices import length, rows_of
from tvm_dydca.relay_passes.dims.steps import Step, flat, is_prim
from tvm_dydca.relay_passes.dims.types import Name

TypeRule = Callable[[Facts, Any, Name], Any]


def infer(facts: Facts, builder: Any, step: Step, name: Name) -> Any:
    """Return the type of what a step binds to an operator call; dims may be missing where nothing is known.

    Raises
    ------
    InputError
        Outside of branches, where TVM's inference proves that the call always fails.
    """
    call, known = step.value, facts.known
    rule = _RULES.get(step.operator)
    found = rule(facts, call, name) if rule is not None else None
    if found is not None:
        return found
    if isinstance(call.op, relax.Var):
        return types.resolve(known, call.ty)
    args = [_argument(facts, arg) for arg in step.args]
    ty_args = [types.resolve(known, type_) for type_ in call.ty_args]
    is_old = all(a.same_as(b) for a, b in zip([*args, *ty_args], [*step.args, *call.ty_args]))
    if is_old and not any(types.is_open(part) for _, part in types.leaves(call.ty)):
        return types.resolve(known, call.ty)
    new = relax.Call(call.op, args, call.attrs, ty_args)
    seen, last = seen_by_inference(new), facts.inferred.get(step.var)
    if last is None or not last.holds_for(seen):
        try:
            last = Inference(seen, _inferred(facts, builder, step, new))
        except (tvm.error.InternalError, ValueError, TypeError) as error:
            if len(step.site) > 1:  # a branch that is never taken may hold anything
                return types.resolve(known, call.ty)
            reason = str(error).strip().splitlines()[-1]
            raise InputError(
                f"function {known.function}: binding {step.var.name} can't run with the shapes that reach it:"
                f" {reason}; correct the shapes of its operands"
            ) from error
        facts.inferred[step.var] = last
    return types.resolve(known, last.result)


def _inferred(facts: Facts, builder: Any, step: Step, call: Any) -> Any:
    """Return what TVM infers for a call. For operators of networks that depends on types alone."""
    if not step.is_plain or not step.operator.startswith("relax.nn."):
        return builder.normalize(call).ty
    key = (step.operator, *(tvm_ffi.StructuralKey(part) for part in (call.attrs, *(arg.ty for arg in flat(call.args)))))
    if key not in facts.same_calls:
        facts.same_calls[key] = builder.normalize(call).ty
    return facts.same_calls[key]


def seen_by_inference(call: Any) -> tuple[Any, ...]:
    """Return all that the type of a call depends on, for `facts.Inference`."""
    return tuple(
        part.ty if isinstance(part, relax.Var) and not is_prim(part) else part for part in flat(call.args)
    ) + tuple(call.ty_args)


def _argument(facts: Facts, arg: Any) -> Any:
    """Return an argument as inference should see it; the same object where it was written so."""
    if isinstance(arg, relax.Tuple):
        parts = [_argument(facts, part) for part in arg.fields]
        return arg if all(a.same_as(b) for a, b in zip(parts, arg.fields)) else relax.Tuple(parts)
    if is_prim(arg):
        return facts.known.resolve(arg) if str(arg.ty.dtype) == "int64" else arg
    if isinstance(arg, relax.ShapeExpr):
        dims = [facts.known.resolve(dim) for dim in arg.values]
        return arg if all(a.same_as(b) for a, b in zip(dims, arg.values)) else relax.ShapeExpr(dims)
    if not isinstance(arg, relax.Var):
        return arg
    type_ = facts.type_of(arg)
    if isinstance(type_, relax.ShapeType) and types.dims_of(type_) is not None:
        return relax.ShapeExpr(types.dims_of(type_))
    return arg if types.same(type_, arg.ty) else relax.Var(arg.name, type_)


def _dynamic_strided_slice(facts: Facts, call: Any, name: Name) -> Any:
    data, rows = facts.type_of(call.args[0]), rows_of(facts, call)
    if rows is None:
        return None
    lengths = [name((i,), Origin.DIM) if row is None else length(facts.known, row) for i, row in enumerate(rows)]
    return types.with_dims(data, lengths)


def _strided_slice(facts: Facts, call: Any, name: Name) -> Any:
    """Clamp limits beyond any size. Importers write them for "to the end", even where they promise inbound ones."""
    numbers = [as_int(limit) for limits in call.args[2:] for limit in getattr(limits, "fields", ())]
    if all(number is None or abs(number) < UNBOUNDED for number in numbers):
        return None
    rows = rows_of(facts, call)
    return None if rows is None or None in rows else _dynamic_strided_slice(facts, call, name)


def _tensor_to_shape(facts: Facts, call: Any, _name: Name) -> Any:
    value = facts.value_of(call.args[0])
    return relax.ShapeType(list(value)) if value is not None and value.ndim == 1 else None


def _nonzero(facts: Facts, call: Any, name: Name) -> Any:
    rank = types.rank_of(facts.type_of(call.args[0]))
    if rank < 1:
        return None
    dims = [tirx.IntImm("int64", rank), name((1,), Origin.DIM)]
    return relax.TensorType(dims, "int64")


_RULES: dict[str, TypeRule] = {
    "relax.nonzero": _nonzero,
    "relax.strided_slice": _strided_slice,
    "relax.dynamic_strided_slice": _dynamic_strided_slice,
    "relax.tensor_to_shape": _tensor_to_shape,
}
