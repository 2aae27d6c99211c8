"""Helpers of passes that rewrite branches: a function body as plain lists of bindings, one for each scope.

A scope is the body of a function or one branch of an If. In a flat function no scope holds a dataflow block or an
alias, so a binding can be moved from one scope into another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import tvm
import tvm_ffi
from tvm import relax

_KERNEL_ATTRS = ("Primitive", "Composite", "Codegen")

Bindings = list[Any]


def is_network(func: Any) -> bool:
    """Return whether a function of a module is a Relax function of operators, not a fused or an external kernel."""
    return isinstance(func, relax.Function) and not any(func.attrs and key in func.attrs for key in _KERNEL_ATTRS)


def bindings_of(body: Any) -> Bindings:
    """Bindings of a `SeqExpr`, in order."""
    return [binding for block in body.blocks for binding in block.bindings]


def sequence(bindings: Bindings, result: Any) -> Any:
    """Return a `SeqExpr` of one block that is not dataflow."""
    return relax.SeqExpr([relax.BindingBlock(bindings)] if bindings else [], result)


def all_bindings(body: Any) -> Iterator[Any]:
    """Bindings of a `SeqExpr` and of every branch in it; an If comes before what its branches hold."""
    for binding in bindings_of(body):
        yield binding
        for branch in branches(binding.value):
            yield from all_bindings(branch)


def branches(value: Any) -> list[Any]:
    """Return both branches of an If; of anything else none."""
    return [value.true_branch, value.false_branch] if isinstance(value, relax.If) else []


def has_branches(func: Any) -> bool:
    """Return whether an If stands in a function."""
    return any(isinstance(binding.value, relax.If) for binding in all_bindings(func.body))


def called_function(value: Any) -> Any:
    """Return the GlobalVar that a value calls as a Relax function; None for operators, kernels and all else."""
    return value.op if isinstance(value, relax.Call) and isinstance(value.op, tvm.ir.GlobalVar) else None


def op_name(value: Any) -> str:
    """Name of the operator that a value calls, without ``relax.``; empty for all else."""
    op = getattr(value, "op", None) if isinstance(value, relax.Call) else None
    return str(op.name).removeprefix("relax.") if isinstance(op, tvm.ir.Op) else ""


def with_body(func: Any, bindings: Bindings, result: Any) -> Any:
    """Return the function with another body. Its attributes and its result's type stay."""
    return relax.Function(func.params, sequence(bindings, result), func.ret_ty, func.is_pure, func.attrs)


def alone(transform: Any, func: Any) -> Any:
    """Apply a pass of the compiler to one function."""
    gvar = tvm.ir.GlobalVar("alone")
    return transform(tvm.IRModule({gvar: func}))[gvar]


def flat(func: Any) -> Any:
    """Return the function without dataflow blocks and without aliases (bindings of a variable to a variable)."""
    func = alone(relax.transform.ToNonDataflow(), func)
    return with_body(func, *resolve_aliases(bindings_of(func.body), func.body.body))


def resolve_aliases(bindings: Bindings, result: Any) -> tuple[Bindings, Any]:
    """Put what an alias stands for (a variable or a constant) in its place, in every scope."""
    body = sequence(bindings, result)
    meaning: dict[Any, Any] = {}
    for binding in all_bindings(body):
        if _is_alias(binding):
            meaning[binding.var] = meaning.get(binding.value, binding.value)
    if not meaning:
        return bindings, result

    def without_aliases(body: Any) -> Any:
        kept = [_map_branches(b, without_aliases) for b in bindings_of(body) if not _is_alias(b)]
        return sequence(kept, body.body)

    body = without_aliases(body)
    body = tvm_ffi.structural_map(body, (tvm.ir.Var, lambda var: meaning.get(var, var)), order="post")
    return bindings_of(body), body.body


def _is_alias(binding: Any) -> bool:
    return isinstance(binding, relax.VarBinding) and isinstance(binding.value, (tvm.ir.Var, tvm.ir.GenericConst))


def _map_branches(binding: Any, change: Callable[[Any], Any]) -> Any:
    if not isinstance(binding.value, relax.If):
        return binding
    value = binding.value
    return relax.VarBinding(binding.var, relax.If(value.cond, change(value.true_branch), change(value.false_branch)))


def inlined(callee: Any, call: Any) -> tuple[Bindings, Any] | None:
    """Return the body of a function as it stands in place of one call of it.

    Parameters
    ----------
    callee : relax.Function, flat
    call : relax.Call of it

    Returns
    -------
    Bindings (the first ones are aliases: parameters to arguments) and the result; None where the arguments' types do
    not tell the symbolic dims of the parameters.
    """
    callee = relax.utils.copy_with_new_vars(callee)
    dims: dict[Any, Any] = {}
    for param, arg in zip(callee.params, call.args):
        for dim, value in zip(_dims(param), _dims(arg)):
            if tvm.ir.is_prim_var(dim):
                dims.setdefault(dim, value)
    if any(dim not in dims for param in callee.params for dim in relax.analysis.definable_tir_vars_in_type(param.ty)):
        return None
    if dims:
        callee = callee.bind_symbolic_vars(dims)
    aliases = [relax.VarBinding(param, arg) for param, arg in zip(callee.params, call.args)]
    return aliases + bindings_of(callee.body), callee.body.body


def _dims(expr: Any) -> list[Any]:
    """Dims of a tensor, a shape, or of every tensor in a tuple."""
    if isinstance(expr.ty, relax.TupleType):
        return [dim for field in expr.ty.fields for dim in dims_of_type(field)]
    return dims_of_type(expr.ty)


def dims_of_type(ty: Any) -> list[Any]:
    """Dims that the type of a tensor or of a shape states; none where it does not."""
    if isinstance(ty, relax.ShapeType):
        return list(ty.values or [])
    shape = getattr(ty, "shape", None)
    return list(shape.values) if isinstance(shape, relax.ShapeExpr) else []


@relax.expr_functor.mutator
class _Retyper(relax.PyExprMutator):  # type: ignore[misc]
    """Deduces types again, by building anew what has one; variables whose type changes are made anew as well."""

    def visit_call_(self, call: Any) -> Any:
        call = super().visit_call_(call)
        return relax.Call(call.op, call.args, call.attrs, call.ty_args, call.span)

    def visit_tuple_(self, values: Any) -> Any:
        return relax.Tuple([self.visit_expr(field) for field in values.fields])

    def visit_tuple_getitem_(self, item: Any) -> Any:
        return relax.TupleGetItem(self.visit_expr(item.tuple_value), item.index)


def retyped(func: Any) -> Any:
    """Return the function with types deduced from its parameters' types, where those tell more than they did before."""
    func = _Retyper().visit_expr(func)
    return relax.Function(func.params, func.body, None, func.is_pure, func.attrs)


def sink(bindings: Bindings, result: Any) -> Bindings:
    """Move pure bindings that one branch alone needs into that branch, in every scope.

    Parameters
    ----------
    bindings, result : a scope of a flat function

    Returns
    -------
    The bindings left in the scope, those of its Ifs with what was moved. One pass from the end to the start: users come
    after what they use, so each binding's place is known from its users' places.
    """
    here = None
    wanted: dict[Any, set[Any]] = {}
    moved: dict[Any, Bindings] = {}
    kept: Bindings = []

    def want(expr: Any, place: Any) -> None:
        for var in relax.analysis.free_vars(expr):
            wanted.setdefault(var, set()).add(place)

    want(result, here)
    for binding in reversed(bindings):
        places = wanted.get(binding.var, set())
        place = next(iter(places)) if len(places) == 1 and _movable(binding) else here
        if place is not here:
            moved.setdefault(place, []).append(binding)
            want(binding.value, place)
            continue
        kept.append(binding)
        if isinstance(binding.value, relax.If):
            want(binding.value.cond, here)
            for side, branch in enumerate(branches(binding.value)):
                want(branch, (binding.var, side))
        else:
            want(binding.value, here)

    def filled(binding: Any) -> Any:
        sides = iter((0, 1))

        def fill(branch: Any) -> Any:
            inside = moved.get((binding.var, next(sides)), [])[::-1] + bindings_of(branch)
            return sequence(sink(inside, branch.body), branch.body)

        return _map_branches(binding, fill)

    return [filled(binding) for binding in reversed(kept)]


def _movable(binding: Any) -> bool:
    # A match_cast defines dims that others may use without using its variable.
    return isinstance(binding, relax.VarBinding) and not relax.analysis.contains_impure_call(binding.value)
