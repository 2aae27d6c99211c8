"""A function's bindings, read once: the sweeps go over them often, and TVM's objects are slow to look into."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from tvm import ir, relax

from tvm_dydca.relay_passes.dims.lattice import Site
from tvm_dydca.relay_passes.dims.values import has_rule


def is_prim(expr: Any) -> bool:
    """Whether an expression is a scalar of the host: a number, a symbolic dim, arithmetic of those."""
    if isinstance(expr, ir.Var):
        return isinstance(expr.ty, ir.PrimType)
    if isinstance(expr, ir.Call) and not str(getattr(expr.op, "name", "")).startswith("tirx."):
        return False
    return bool(ir.is_prim_expr(expr))


def operator_name(value: Any) -> str:
    """Return the name of the operator or packed function that is called, "" for any other value."""
    op = value.op if isinstance(value, ir.Call) else None
    name = op.global_symbol if isinstance(op, relax.ExternFunc) else getattr(op, "name", "")
    return str(name).replace("vm.builtin.", "relax.")


def flat(args: Iterable[Any]) -> Iterator[Any]:
    """Yield arguments with tuples taken apart."""
    for arg in args:
        if isinstance(arg, relax.Tuple):
            yield from flat(arg.fields)
        else:
            yield arg


_OF_VALUES = ("relax.tensor_to_shape", "relax.dynamic_strided_slice")
"""Operators whose type depends on elements of tensors."""


def _is_value(expr: Any) -> bool:
    return isinstance(expr, relax.ShapeExpr) or is_prim(expr)


@dataclass(frozen=True, eq=False)
class Step:
    """One binding.

    Attributes
    ----------
    site : where it stands
    target : the type that a MatchCast demands, None for any other binding
    operator : the operator or packed function that its value calls, "" for any other value
    args : arguments of the call
    parts : the same with tuples taken apart
    is_plain : whether the call's type depends on nothing but the types of `parts`
    branches : of an If
    """

    var: Any
    value: Any
    site: Site
    is_prim: bool
    target: Any = None
    operator: str = ""
    args: tuple[Any, ...] = ()
    parts: tuple[Any, ...] = ()
    is_plain: bool = False
    branches: tuple[Body, ...] = ()

    @property
    def reason(self) -> str:
        """Why what it binds may be unknown before the program runs."""
        if self.target is not None:
            return f"{self.var.name} is matched while running"
        if self.branches:
            return "the branches of an If differ"
        if isinstance(self.value, ir.Call) and isinstance(self.value.op, ir.GlobalVar):
            return f"function {self.value.op.name_hint} finds it while running"
        return f"{self.operator} finds it while running" if self.operator else "the program doesn't say"


@dataclass(frozen=True, eq=False)
class Body:
    """The bindings of a function or of a branch, and what it returns."""

    steps: tuple[Step, ...]
    result: Any

    def all_steps(self) -> Iterator[Step]:
        """Yield every step, those of branches before their If."""
        for step in self.steps:
            for branch in step.branches:
                yield from branch.all_steps()
            yield step


def read(func: Any) -> Body:
    """Return the body of a Relax function."""
    return _Reader(func.params).body(func.body, ())


class _Reader:
    """Gives every variable one Python object: to compare two objects of one variable takes microseconds."""

    def __init__(self, params: Any):
        self.vars = {hash(param): param for param in params}

    def body(self, body: Any, prefix: Site) -> Body:
        bindings = [binding for block in body.blocks for binding in block.bindings]
        steps = tuple(self._step(binding, (*prefix, i)) for i, binding in enumerate(bindings))
        return Body(steps, self._one(body.body))

    def _step(self, binding: Any, site: Site) -> Step:
        var, value = self._one(binding.var), self._one(binding.value)
        step = Step(var, value, site, is_prim(var), binding.ty if isinstance(binding, relax.MatchCast) else None)
        if isinstance(value, relax.If):
            branches = (value.true_branch, value.false_branch)
            return replace(step, branches=tuple(self.body(b, (*site, i)) for i, b in enumerate(branches)))
        if not isinstance(value, ir.Call) or is_prim(value):
            return step
        args = tuple(self._one(arg) for arg in value.args)
        parts = tuple(self._one(part) for part in flat(args))
        name = operator_name(value)
        is_plain = isinstance(value.op, ir.Op) and not value.ty_args and not has_rule(value)
        is_plain = is_plain and name not in _OF_VALUES and not any(map(_is_value, parts))
        return replace(step, operator=name, args=args, parts=parts, is_plain=is_plain)

    def _one(self, expr: Any) -> Any:
        return self.vars.setdefault(hash(expr), expr) if isinstance(expr, relax.Var) else expr
