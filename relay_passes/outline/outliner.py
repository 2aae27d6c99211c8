"""The rewriting at the heart of OutlinePaths: what computes leaves a routing function for functions of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import tvm
from tvm import relax

from tvm_dydca.relay_passes.outline.control_flow import (
    Bindings,
    all_bindings,
    bindings_of,
    branches,
    called_function,
    op_name,
    sequence,
    sink,
    with_body,
)
from tvm_dydca.relay_passes.outline.path_constants import is_public

ROLE = "dydca.role"
"""Attribute of every function that is made here: "path" (a way that an If chooses) or "part" (between choices)."""

_BOUNDS = ("tir_var_lower_bound", "tir_var_upper_bound")


def outline(builder: Any, name: str, func: Any) -> Any:
    """Leave only routing in a function.

    Parameters
    ----------
    builder : relax.BlockBuilder that the new functions are added to
    name : the function's name, which the new functions' names begin with
    func : relax.Function, flat

    Returns
    -------
    The function with calls of the new ones in place of what they compute.
    """
    outliner = _Outliner(builder, name, func)
    bindings, result = outliner.scope(bindings_of(func.body), func.body.body)
    # Results of a part that one branch alone needs are unpacked there, as they would be if the pass came again.
    return builder.normalize(with_body(func, sink(bindings, result), result))


@dataclass
class _Part:
    """Bindings on their way into one function, and what has to stand after the call of it."""

    inside: Bindings = field(default_factory=list)
    defined: set[Any] = field(default_factory=set)
    after: Bindings = field(default_factory=list)
    defined_after: set[Any] = field(default_factory=set)

    def put_inside(self, binding: Any) -> None:
        self.inside.append(binding)
        self.defined.add(binding.var)

    def put_after(self, binding: Any) -> None:
        self.after.append(binding)
        self.defined_after.add(binding.var)


class _Outliner:
    def __init__(self, builder: Any, name: str, func: Any):
        self._builder = builder
        self._name = name
        self._func = func
        self._local = {*func.params, *(binding.var for binding in all_bindings(func.body))}
        self._conditions = {b.value.cond for b in all_bindings(func.body) if isinstance(b.value, relax.If)}
        self._whole = _is_whole_choice(func)
        self._choices = sum(isinstance(b.value, relax.If) for b in bindings_of(func.body))
        self._choice = -1
        self._paths = 0
        self._parts = 0

    def scope(self, bindings: Bindings, result: Any, depth: int = 0) -> tuple[Bindings, Any]:
        """Rewrite the bindings of the function, or of a branch that itself chooses."""
        out: Bindings = []
        part = _Part()
        users = self._users(bindings, result)

        def flush() -> None:
            nonlocal part
            out.extend(self._call_part(part.inside, users))
            out.extend(part.after)
            part = _Part()

        for binding in bindings:
            used = set(self._free(binding.value))
            value = binding.value
            if isinstance(value, relax.If):
                flush()
                if depth == 0:
                    self._choice += 1
                    self._paths = 0
                sides = [self._branch(branch, depth + 1) for branch in branches(value)]
                out.append(relax.VarBinding(binding.var, relax.If(value.cond, *sides)))
            elif called_function(value) is not None:
                flush()
                out.append(binding)
            elif isinstance(binding, relax.MatchCast):
                part.put_after(binding)
                flush()  # what follows may use the dims that it defines
            elif self._stays(binding):
                part.put_after(binding)
            elif _is_free(binding):
                # It follows what it is made of: into the part, behind it, or before it.
                if used & part.defined_after:
                    part.put_after(binding)
                elif used & part.defined:
                    part.put_inside(binding)
                else:
                    out.append(binding)
            else:
                if used & part.defined_after:
                    flush()
                part.put_inside(binding)
        flush()
        return out, result

    def _stays(self, binding: Any) -> bool:
        """Return whether a binding is routing: a comparison of scalars that an If asks, or what is not pure."""
        if relax.analysis.contains_impure_call(binding.value):
            return True
        is_condition = binding.var in self._conditions and isinstance(binding.value, relax.Call)
        return is_condition and all(_is_scalar(arg) for arg in binding.value.args)

    def _branch(self, branch: Any, depth: int) -> Any:
        bindings, result = bindings_of(branch), branch.body
        if any(isinstance(binding.value, relax.If) for binding in bindings):
            return sequence(*self.scope(bindings, result, depth))
        number = self._paths
        self._paths += 1
        work = [binding for binding in bindings if not _is_free(binding)]
        is_call = len(work) == 1 and called_function(work[0].value) is not None
        if is_call or not (work or self._whole):
            return branch
        call = self._outlined(bindings, result, self._path_name(number), "path")
        var = relax.Var(result.name if isinstance(result, tvm.ir.Var) else "chosen", result.ty)
        return sequence([relax.VarBinding(var, call)], var)

    def _path_name(self, number: int) -> str:
        if self._choices > 1:
            return f"{self._name}_choice_{self._choice}_path_{number}"
        return f"path_{number}" if self._name == "main" else f"{self._name}_path_{number}"

    def _call_part(self, inside: Bindings, users: dict[Any, set[Any]]) -> Bindings:
        """Outline bindings that stand between choices; return the call and what unpacks its results."""
        defined = {binding.var for binding in inside}
        outputs = [binding.var for binding in inside if users.get(binding.var, set()) - defined]
        if not outputs:
            return []
        name = f"{self._name}_part_{self._parts}"
        self._parts += 1
        if len(outputs) == 1:
            return [relax.VarBinding(outputs[0], self._outlined(inside, outputs[0], name, "part"))]
        results = self._builder.normalize(relax.Tuple(outputs))
        values = relax.Var(name, results.ty)
        items = [relax.VarBinding(var, relax.TupleGetItem(values, place)) for place, var in enumerate(outputs)]
        return [relax.VarBinding(values, self._outlined(inside, results, name, "part")), *items]

    def _outlined(self, bindings: Bindings, result: Any, name: str, role: str) -> Any:
        """Add a function of these bindings to the module and return the call of it that takes their place."""
        public = self._whole and role == "path"
        body = sequence(bindings, result)
        params = list(self._func.params) if public else self._free(body)
        args = list(params)
        func = relax.Function(params, body, result.ty, not relax.analysis.contains_impure_call(body))
        unknown = list(relax.analysis.free_symbolic_vars(func))
        if unknown:  # dims that no parameter's shape tells
            params.append(relax.Var("dims", relax.ShapeType(unknown)))
            args.append(relax.ShapeExpr(unknown))
            func = relax.Function(params, body, result.ty, func.is_pure)
        func = relax.utils.copy_with_new_vars(self._builder.normalize(func)).with_attr(ROLE, role)
        func = self._with_bounds(func)
        if public:
            func = func.with_attr("global_symbol", name)
            if "num_input" in self._func.attrs:
                func = func.with_attr("num_input", self._func.attrs["num_input"])
        return relax.Call(self._builder.add_func(func, name), args)

    def _with_bounds(self, func: Any) -> Any:
        names = {dim.name for dim in relax.analysis.defined_symbolic_vars(func)}
        for key in _BOUNDS:
            bounds = self._func.attrs[key] if self._func.attrs and key in self._func.attrs else {}
            mine = {name: bound for name, bound in bounds.items() if name in names}
            if mine:
                func = func.with_attr(key, mine)
        return func

    def _free(self, expr: Any) -> list[Any]:
        """Free variables, without the dims that appear in shapes."""
        return [var for var in relax.analysis.free_vars(expr) if var in self._local]

    def _users(self, bindings: Bindings, result: Any) -> dict[Any, set[Any]]:
        users: dict[Any, set[Any]] = {}
        for user, expr in [*((binding.var, binding.value) for binding in bindings), (None, result)]:
            for var in self._free(expr):
                users.setdefault(var, set()).add(user)
        return users


def _is_whole_choice(func: Any) -> bool:
    """Return whether a public function is one choice among ways from its parameters to its result."""
    if not is_public(func):
        return False
    bindings, result = bindings_of(func.body), func.body.body
    values = {binding.var: binding.value for binding in bindings}
    if isinstance(values.get(result), relax.Tuple):
        result = values[result]
    if isinstance(result, relax.Tuple) and len(result.fields) == 1:
        result = result.fields[0]
    params = set(func.params)
    inner = {binding.var for binding in all_bindings(func.body)}

    def is_whole(bindings: Bindings, result: Any) -> bool:
        choices = [binding for binding in bindings if isinstance(binding.value, relax.If)]
        if not choices:
            body = sequence(bindings, result)
            return all(var in params or var not in inner for var in relax.analysis.free_vars(body))
        return (
            len(choices) == 1
            and bool(choices[0].var.same_as(result))
            and all(is_whole(bindings_of(branch), branch.body) for branch in branches(choices[0].value))
        )

    return any(isinstance(value, relax.If) for value in values.values()) and is_whole(bindings, result)


def _is_scalar(expr: Any) -> bool:
    return isinstance(expr.ty, tvm.ir.PrimType) or (isinstance(expr.ty, relax.TensorType) and expr.ty.ndim == 0)


def _is_free(binding: Any) -> bool:
    """Return whether a binding computes nothing on a device: tuples, shapes, numbers known on the host."""
    value = binding.value
    if isinstance(value, (relax.Tuple, relax.TupleGetItem, relax.ShapeExpr)) or op_name(value) == "shape_of":
        return True
    on_host = isinstance(value.ty, tvm.ir.PrimType)
    return on_host and all(isinstance(var.ty, tvm.ir.PrimType) for var in relax.analysis.free_vars(value))
