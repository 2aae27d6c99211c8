"""Forward transfer of types: what a call's result is, from what is known of its arguments.

TVM's own inference does the work, run again on arguments of better types; the rules here are for operators that it
gives up on because their result depends on values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import tvm
from tvm import relax, tirx

from tvm_dydca.errors import InputError
from tvm_dydca.relay_passes.dims import types
from tvm_dydca.relay_passes.dims.facts import Facts, Inference, is_prim
from tvm_dydca.relay_passes.dims.knowledge import Knowledge
from tvm_dydca.relay_passes.dims.lattice import Origin, Site, as_int
from tvm_dydca.relay_passes.dims.types import Name

TypeRule = Callable[[Facts, Any, Name], Any]


def operator_name(call: Any) -> str:
    """Return the name of the operator or packed function that is called, "" for a function of the module."""
    name = call.op.global_symbol if isinstance(call.op, relax.ExternFunc) else getattr(call.op, "name", "")
    return str(name).replace("vm.builtin.", "relax.")


def infer(facts: Facts, builder: Any, var: Any, call: Any, site: Site, name: Name) -> Any:
    """Return the type of `var`, bound to an operator call; dims may be missing where nothing is known.

    Raises
    ------
    InputError
        Outside of branches, where TVM's inference proves that the call always fails.
    """
    rule = _RULES.get(operator_name(call))
    found = rule(facts, call, name) if rule is not None else None
    if found is not None:
        return found
    if isinstance(call.op, relax.Var) or not _is_news(facts, call):
        return types.resolve(facts.known, call.ty)
    ty_args = [types.resolve(facts.known, type_) for type_ in call.ty_args]
    new = relax.Call(call.op, [_argument(facts, arg) for arg in call.args], call.attrs, ty_args)
    seen, last = seen_by_inference(new), facts.inferred.get(var)
    if last is None or not last.holds_for(seen):
        try:
            last = Inference(seen, builder.normalize(new).ty)
        except (tvm.error.InternalError, ValueError, TypeError) as error:
            if len(site) > 1:  # a branch that is never taken may hold anything
                return types.resolve(facts.known, call.ty)
            reason = str(error).strip().splitlines()[-1]
            raise InputError(
                f"function {facts.known.function}: binding {var.name} can't run with the shapes that reach it:"
                f" {reason}; correct the shapes of its operands"
            ) from error
        facts.inferred[var] = last
    return types.resolve(facts.known, last.result)


def seen_by_inference(call: Any) -> tuple[Any, ...]:
    """Return all that the type of a call depends on, for `facts.Inference`."""
    return tuple(
        part.ty if isinstance(part, relax.Var) and not is_prim(part) else part for part in flat(call.args)
    ) + tuple(call.ty_args)


def flat(args: Iterable[Any]) -> Iterator[Any]:
    """Yield arguments with tuples taken apart."""
    for arg in args:
        if isinstance(arg, relax.Tuple):
            yield from flat(arg.fields)
        else:
            yield arg


def _is_news(facts: Facts, call: Any) -> bool:
    """Whether more is known of what a call gets than when the program was written."""
    if facts.known.solutions:
        return True
    return any(isinstance(part, relax.Var) and part in facts.sharper for part in flat(call.args))


def _argument(facts: Facts, arg: Any) -> Any:
    """Return an argument as inference should see it."""
    if isinstance(arg, relax.Tuple):
        return relax.Tuple([_argument(facts, part) for part in arg.fields])
    if is_prim(arg):
        return facts.known.resolve(arg) if str(arg.ty.dtype) == "int64" else arg
    if isinstance(arg, relax.ShapeExpr):
        return relax.ShapeExpr([facts.known.resolve(dim) for dim in arg.values])
    if not isinstance(arg, relax.Var):
        return arg
    type_ = facts.type_of(arg)
    if isinstance(type_, relax.ShapeType) and types.dims_of(type_) is not None:
        return relax.ShapeExpr(types.dims_of(type_))
    return arg if types.same(type_, arg.ty) else relax.Var(arg.name, type_)


def slice_length(known: Knowledge, begin: Any, end: Any, step: Any, extent: Any) -> Any:
    """Return how many elements a slice holds, as TVM's kernels count them; None where the step may be negative."""
    if (as_int(step) or 0) <= 0:
        return None
    first, last = (_clamped(known, index, extent) for index in (begin, end))
    return known.simplify(tirx.floordiv(last - first + (step - 1), step))


def _clamped(known: Knowledge, index: Any, extent: Any) -> Any:
    low, high = known.bounds(index)
    if high < 0:
        index = index + extent
    elif low < 0:
        index = tirx.Select(index < 0, index + extent, index)
    return known.simplify(tirx.min(tirx.max(index, tirx.IntImm("int64", 0)), extent))


def _dynamic_strided_slice(facts: Facts, call: Any, name: Name) -> Any:
    data, limits = facts.type_of(call.args[0]), [facts.value_of(arg) for arg in call.args[1:]]
    dims = types.dims_of(data)
    if dims is None or any(limit is None or limit.shape != (len(dims),) for limit in limits):
        return None
    lengths = [slice_length(facts.known, begin, end, step, dim) for begin, end, step, dim in zip(*limits, dims)]
    return types.with_dims(data, [name((i,), Origin.DIM) if n is None else n for i, n in enumerate(lengths)])


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
    "relax.dynamic_strided_slice": _dynamic_strided_slice,
    "relax.tensor_to_shape": _tensor_to_shape,
}
