"""Upper bounds of the bytes that values of a function take, from the bounds of its symbolic dims."""

from __future__ import annotations

import math
from typing import Any

import tvm
from tvm import relax

from tvm_dydca.errors import InputError

_UNBOUNDED = 1 << 62


class Sizes:
    """Upper bounds of sizes in one function, from its `tir_var_lower_bound` and `tir_var_upper_bound`.

    Parameters
    ----------
    pass_name : of the pass that asks, for the error
    name : of the function
    func : relax.Function

    Raises
    ------
    InputError
        Contradictory bounds of a dim.
    """

    def __init__(self, pass_name: str, name: str, func: Any):
        attrs = func.attrs or {}
        self.lower = {str(k): int(v) for k, v in attrs.get("tir_var_lower_bound", {}).items()}
        self.upper = {str(k): int(v) for k, v in attrs.get("tir_var_upper_bound", {}).items()}
        for dim, upper in self.upper.items():
            if (lower := self.lower.get(dim, 0)) > upper:
                raise InputError(
                    f"{pass_name}: function {name}: dim {dim} has the lower bound {lower} above its upper bound "
                    f"{upper}; correct tir_var_lower_bound or tir_var_upper_bound"
                )
        self.analyzer = tvm.sym.Analyzer()
        self.known: set[Any] = set()

    def of(self, type_: Any) -> Any:
        """Return the bytes of a value of a type, nested as its tuples are; None where they have no upper bound."""
        if isinstance(type_, relax.TupleType):
            return [self.of(part) for part in type_.fields]
        if isinstance(type_, relax.TensorType):
            return self._tensor(type_)
        return 0 if isinstance(type_, (relax.ShapeType, tvm.ir.PrimType)) else None

    def _tensor(self, type_: Any) -> int | None:
        if not isinstance(type_.shape, relax.ShapeExpr) or not type_.dtype:
            return None
        for var in relax.analysis.tir_vars_in_type(type_):
            if var not in self.known and var.name in self.upper:
                self.analyzer.bind(var, tvm.ir.Range(self.lower.get(var.name, 0), self.upper[var.name] + 1))
                self.known.add(var)
        dims = [int(self.analyzer.const_int_bound(dim).max_value) for dim in type_.shape]
        if any(dim >= _UNBOUNDED for dim in dims):
            return None
        dtype = tvm.DataType(str(type_.dtype))
        return math.prod(max(dim, 0) for dim in dims) * int((dtype.bits * dtype.lanes + 7) // 8)
