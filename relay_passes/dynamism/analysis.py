"""Analysis: how the output of every binding of a Relax function depends on its input, by `operator_classes`.

It works on what an importer made and at any later point, and says where shapes stop being determined by shapes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from tvm import relax, tirx
from tvm.ir import GlobalVar, Op, PrimType

from tvm_dydca.errors import InputError
from tvm_dydca.relay_passes.dynamism.operator_classes import OPERATOR_CLASSES, Dynamism, Verdict, evaluate


@dataclass(frozen=True)
class BindingDynamism:
    """The class of one binding.

    Attributes
    ----------
    variable : name of what is bound; names may repeat between branches
    operator : ``relax.add``, ``@path_0`` for a call of a function, or the kind of an expression that is no call
    reason : why, in a few words
    depth : how many branches or inner functions it stands in
    """

    variable: str
    operator: str
    dynamism: Dynamism
    reason: str
    depth: int = 0


@dataclass(frozen=True)
class DynamismReport:
    """The classes of all bindings of a function, in the order of execution; branches follow their If.

    Attributes
    ----------
    function : its name
    """

    function: str
    bindings: tuple[BindingDynamism, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Number of bindings by class name, all four classes."""
        return {c.name: sum(b.dynamism == c for b in self.bindings) for c in Dynamism}

    def table(self) -> str:
        """Return a text table for people: a line with the counts, then a line for each binding."""
        counts = ", ".join(f"{number} {name}" for name, number in self.counts.items())
        rows = [("variable", "operator", "class", "reason")]
        rows += [("  " * b.depth + b.variable, b.operator, b.dynamism.name, b.reason) for b in self.bindings]
        widths = [max(len(row[column]) for row in rows) for column in range(3)]
        lines = ["  ".join([*(cell.ljust(width) for cell, width in zip(row, widths)), row[3]]) for row in rows]
        return "\n".join([f"{self.function}: {counts}", *lines])


def classify(func: Any, mod: Any = None) -> DynamismReport:
    """Classify every binding of a Relax function.

    Each binding is judged by what it reads: given the shapes of all tensors bound before it, is its value determined,
    or its shape, or its shape only together with values? A value that is itself determined by shapes counts as known,
    so a chain from ``shape_of`` to ``reshape`` is ISDO and then ISDOS. Parameters of shape type are shapes; parameters
    that are host numbers are values.

    Parameters
    ----------
    func : relax.Function in normal form
    mod : its IRModule; names the function and tells which calls are recursive

    Raises
    ------
    InputError
        If `func` is no Relax function, or not in normal form.
    """
    if not isinstance(func, relax.Function):
        raise InputError(f"classify takes a relax.Function, not {type(func).__name__}: pass mod['main'], say")
    name = next((gvar.name_hint for gvar, other in _relax_functions(mod) if func.same_as(other)), None)
    return _report(func, name or str((func.attrs or {}).get("global_symbol", "function")), _recursive(mod))


def classify_module(mod: Any) -> dict[str, DynamismReport]:
    """Classify every Relax function of an IRModule, as `classify` does: reports by function name."""
    recursive = _recursive(mod)
    return {gvar.name_hint: _report(func, gvar.name_hint, recursive) for gvar, func in _relax_functions(mod)}


def _relax_functions(mod: Any) -> list[tuple[Any, Any]]:
    functions = mod.functions_items() if mod is not None else []
    return [(gvar, func) for gvar, func in functions if isinstance(func, relax.Function)]


def _report(func: Any, name: str, recursive: frozenset[str]) -> DynamismReport:
    classifier = _Classifier(name, recursive)
    scope = _Scope()
    for param in func.params:
        scope.enter_parameter(param)
    classifier.visit_body(func.body, scope, 0)
    return DynamismReport(name, tuple(classifier.found))


def _recursive(mod: Any) -> frozenset[str]:
    """Names of the functions that can reach themselves by calls."""
    calls = {
        gvar.name_hint: {called.name_hint for called in relax.analysis.all_global_vars(func)}
        for gvar, func in _relax_functions(mod)
    }
    for middle in calls:  # transitive closure
        for reached in calls.values():
            if middle in reached:
                reached |= calls[middle]
    return frozenset(name for name, reached in calls.items() if name in reached)


@dataclass
class _Scope:
    """What is known at a point of a function.

    Attributes
    ----------
    values : variables whose value follows from shapes and constants
    symbols : the symbols in scope, and whether each is the dim of a tensor or computed from such dims
    """

    values: set[Any] = field(default_factory=set)
    symbols: dict[Any, bool] = field(default_factory=dict)

    def inner(self) -> _Scope:
        return _Scope(set(self.values), dict(self.symbols))

    def enter_parameter(self, var: Any) -> None:
        if isinstance(var.ty, PrimType):
            self.symbols.setdefault(var, False)
        elif isinstance(var.ty, relax.ShapeType):
            self.values.add(var)
        self.define(var.ty, True)

    def define(self, type_: Any, known: bool) -> None:
        """Enter the symbols that a parameter's or a MatchCast's type names; `known` is said of the values of shapes."""
        if isinstance(type_, relax.TupleType):
            for part in type_.fields:
                self.define(part, known)
        elif isinstance(type_, relax.ShapeType):
            for symbol in _symbols(type_.values or ()):
                self.symbols[symbol] = self.symbols.get(symbol, False) or known
        else:
            self.symbols.update(dict.fromkeys(_dims(type_), True))

    def bind(self, var: Any, known: bool) -> None:
        if known:
            self.values.add(var)
        if isinstance(var.ty, PrimType):
            self.symbols[var] = known

    def unknown(self, expr: Any) -> list[Any]:
        """Variables and symbols that `expr` reads and that do not follow from shapes and constants."""
        if isinstance(expr, relax.TupleGetItem):
            return self.unknown(expr.tuple_value)
        if isinstance(expr.ty, PrimType):
            return self._unknown_symbols([expr])
        if isinstance(expr, relax.Var):
            if expr in self.values:
                return []
            described = isinstance(expr.ty, relax.ShapeType) and expr.ty.values is not None
            return self._unknown_symbols(expr.ty.values) if described else [expr]
        if isinstance(expr, relax.ShapeExpr):
            return self._unknown_symbols(expr.values)
        if isinstance(expr, relax.Tuple):
            return [var for part in expr.fields for var in self.unknown(part)]
        return []

    def _unknown_symbols(self, exprs: Sequence[Any]) -> list[Any]:
        return [symbol for symbol in _symbols(exprs) if not self.symbols.get(symbol, False)]


def _symbols(exprs: Sequence[Any]) -> Iterator[Any]:
    for expr in exprs:
        if isinstance(expr, relax.Var):
            yield expr
        elif not isinstance(expr, tirx.IntImm):
            yield from tirx.analysis.undefined_vars(expr, [])


def _dims(type_: Any) -> Iterator[Any]:
    """Symbols in the shape of a tensor."""
    if isinstance(type_, relax.TensorType) and isinstance(type_.shape, relax.ShapeExpr):
        yield from _symbols(type_.shape.values)


def _names(variables: Sequence[Any]) -> str:
    return ", ".join(dict.fromkeys(str(var.name) for var in variables))


class _CallSite:
    """A call as a rule of the table sees it. Dims of its own tensors are shapes to it, wherever they came from."""

    def __init__(self, call: Any, scope: _Scope):
        self.call = call
        self.scope = scope

    @cached_property
    def _own_dims(self) -> set[Any]:
        return {symbol for operand in _operands(self.call) for symbol in _dims(operand.ty)}

    def _unknown(self, expr: Any) -> list[Any]:
        unknown = self.scope.unknown(expr)
        return [var for var in unknown if var not in self._own_dims] if unknown else []

    def unknown(self, index: int) -> list[str]:
        return [str(var.name) for var in self._unknown(self.call.args[index])] if index < len(self.call.args) else []

    def all_known(self) -> bool:
        return not any(self._unknown(arg) for arg in self.call.args)

    def promise(self) -> Verdict:
        return _promise(self.call.ty, self.scope, self._unknown)


def _operands(call: Any) -> Iterator[Any]:
    for arg in call.args:
        if isinstance(arg, relax.Tuple):
            yield from arg.fields
        else:
            yield arg


def _promise(type_: Any, scope: _Scope, unknown_in: Callable[[Any], list[Any]]) -> Verdict:
    """Class of a result of which only the type is known."""
    if isinstance(type_, relax.TupleType):
        if not type_.fields:
            return Verdict(Dynamism.ISDOS, "returns nothing")
        parts = [_promise(part, scope, unknown_in) for part in type_.fields]
        return max(parts, key=lambda verdict: verdict.dynamism)
    if isinstance(type_, relax.TensorType):
        if type_.shape is None:
            return Verdict(Dynamism.EDO, "its type gives no dims")
        shape, determined = type_.shape, Dynamism.ISDOS
    elif isinstance(type_, relax.ShapeType) and type_.values is not None:
        shape, determined = relax.ShapeExpr(type_.values), Dynamism.ISDO
    else:
        return Verdict(Dynamism.EDO, f"its type, {type_}, promises nothing")
    unknown = unknown_in(shape)
    if not unknown:
        return Verdict(determined, "its type gives the shape by dims known before")
    inside = [var for var in unknown if isinstance(var.ty, PrimType) and var not in scope.symbols]
    if inside:
        return Verdict(Dynamism.EDO, f"{_names(inside)} in its type is known only inside")
    return Verdict(Dynamism.ISVDOS, f"its type gives the shape by the value of {_names(unknown)}")


_PACKED_TENSOR_TO_SHAPE = "vm.builtin.tensor_to_shape"
"""What TVM's ONNX frontend calls in place of the operator, and what the operator is lowered to."""


class _Classifier:
    """Goes through a function in the order of execution."""

    def __init__(self, function: str, recursive: frozenset[str]):
        self.function = function
        self.recursive = recursive
        self.found: list[BindingDynamism] = []

    def visit_body(self, body: Any, scope: _Scope, depth: int) -> None:
        for block in body.blocks:
            for binding in block.bindings:
                self.visit_binding(binding, scope, depth)

    def visit_binding(self, binding: Any, scope: _Scope, depth: int) -> None:
        var, value, place = binding.var, binding.value, len(self.found)
        if any(_computes(part) for part in _parts(value)):
            raise InputError(
                f"{self.function}: the value of {var.name} has a call inside another expression; a pass takes "
                "functions in normal form: run relax.transform.Normalize() first"
            )
        if isinstance(value, relax.If):
            operator, verdict = "If", self.branches(value, scope, depth)
        elif isinstance(value, relax.Function):
            inner = scope.inner()
            for param in value.params:
                inner.enter_parameter(param)
            self.visit_body(value.body, inner, depth + 1)
            operator, verdict = "Function", Verdict(Dynamism.ISDO, "a function; its bindings follow")
        elif _computes(value):
            operator, verdict = self.call(value, scope)
        else:
            operator, verdict = _kind(binding), _same_value(value.ty, scope.unknown(value))
        if isinstance(binding, relax.MatchCast):
            scope.define(binding.ty, verdict.dynamism == Dynamism.ISDO)
        # What stands inside an If or a function was entered first, and follows it in the report.
        entry = BindingDynamism(str(var.name), operator, verdict.dynamism, verdict.reason, depth)
        self.found.insert(place, entry)
        scope.bind(var, verdict.dynamism == Dynamism.ISDO)

    def branches(self, value: Any, scope: _Scope, depth: int) -> Verdict:
        sides = (value.true_branch, value.false_branch)
        for side in sides:
            self.visit_body(side, scope.inner(), depth + 1)
        unknown = scope.unknown(value.cond)
        if unknown:
            return Verdict(Dynamism.EDO, f"which branch runs is read from the value of {_names(unknown)}")
        promises = [_promise(side.body.ty, scope, scope.unknown) for side in sides]
        worst = max(promises, key=lambda verdict: verdict.dynamism)
        dynamism = max(worst.dynamism, Dynamism.ISDOS)
        return Verdict(dynamism, f"the branch is chosen by shapes; {worst.reason}")

    def call(self, call: Any, scope: _Scope) -> tuple[str, Verdict]:
        site = _CallSite(call, scope)
        callee = call.op
        if isinstance(callee, GlobalVar):
            if callee.name_hint in self.recursive:
                verdict = Verdict(Dynamism.EDO, "it calls itself until a condition of its own")
            else:
                verdict = site.promise()
            return f"@{callee.name_hint}", verdict
        if isinstance(callee, relax.Var):
            return str(callee.name), site.promise()
        name = str(getattr(callee, "global_symbol", None) or getattr(callee, "name", type(callee).__name__))
        if name == _PACKED_TENSOR_TO_SHAPE:
            return name, evaluate(OPERATOR_CLASSES["relax.tensor_to_shape"], site)
        if not isinstance(callee, Op):
            return name, site.promise()
        if name not in OPERATOR_CLASSES:
            dynamism, reason = site.promise()
            return name, Verdict(dynamism, f"no row in OPERATOR_CLASSES; {reason}")
        verdict = evaluate(OPERATOR_CLASSES[name], site)
        if call.args and isinstance(call.args[0], GlobalVar):
            name = f"{name} @{call.args[0].name_hint}"
        return name, verdict


def _computes(value: Any) -> bool:
    """Whether an expression runs something; arithmetic on host numbers, as ``T.if_then_else`` is, does not."""
    if isinstance(value, relax.Call):
        return not (isinstance(value.op, Op) and not str(value.op.name).startswith("relax."))
    return isinstance(value, (relax.If, relax.Function, relax.SeqExpr))


def _parts(value: Any) -> Iterator[Any]:
    """Direct parts of an expression; those of host arithmetic are host arithmetic."""
    if isinstance(value, relax.Call):
        yield from _operands(value)
    elif isinstance(value, relax.Tuple):
        yield from value.fields
    elif isinstance(value, relax.TupleGetItem):
        yield value.tuple_value
    elif isinstance(value, relax.If):
        yield value.cond


def _kind(binding: Any) -> str:
    """Operator column of a binding that runs nothing."""
    value = binding.value
    if isinstance(binding, relax.MatchCast):
        return "MatchCast"
    if isinstance(value, relax.Call):
        return str(value.op.name)
    return "Var" if isinstance(value, relax.Var) else type(value).__name__


def _same_value(type_: Any, unknown: list[Any]) -> Verdict:
    """Class of an expression that passes on what it reads: a name, a tuple, a shape, a host number."""
    if not unknown:
        return Verdict(Dynamism.ISDO, "every value it reads follows from shapes and constants")
    if isinstance(type_, (relax.ShapeType, PrimType)):
        return Verdict(Dynamism.ISVDOS, f"a host value read from {_names(unknown)}")
    return Verdict(Dynamism.ISDOS, "passes its operand on")
