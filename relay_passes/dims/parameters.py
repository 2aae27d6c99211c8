"""Parameters whose dims say more than their symbols do: ``2 * s``, as torch.export writes a size that must be even.

TVM takes a symbol from a dim that is that symbol and from no other, so such a module is not even well-formed.
"""

from __future__ import annotations

from typing import Any

import tvm
from tvm import relax, tirx

from tvm_dydca.relay_passes.dims import types
from tvm_dydca.relay_passes.dims.bounds import declared_bounds, with_bounds
from tvm_dydca.relay_passes.dims.lattice import UNBOUNDED, as_int, free_symbols, is_symbol


def with_defined_symbols(func: Any) -> Any:
    """Return a function whose parameters have symbols for dims, and which computes and checks the rest at its start.

    It is the same function where nothing is amiss, or where a dim is not linear in what it should define.
    """
    missing = set(relax.analysis.free_symbolic_vars(func))
    if not missing:
        return func
    fresh: dict[Any, Any] = {}
    new = [relax.Var(param.name, _with_fresh_dims(param, missing, fresh)) for param in func.params]
    bindings: list[Any] = []
    for dim, symbol in fresh.items():
        unknown = [var for var in free_symbols(dim) if var in missing]
        if len(unknown) != 1:
            continue
        factor, rest = tvm.sym.detect_linear_equation(dim, unknown) or (None, None)
        if (as_int(factor) or 0) > 0:
            bindings.append(relax.VarBinding(unknown[0], tirx.floordiv(symbol - rest, factor)))
            missing.discard(unknown[0])
    if missing:
        return func
    pairs = [(param, var, types.same(param.ty, var.ty)) for param, var in zip(func.params, new)]
    bindings += [relax.MatchCast(param, var, param.ty) for param, var, is_kept in pairs if not is_kept]
    kept = [param if is_kept else var for param, var, is_kept in pairs]
    whole = relax.Function(kept, _led_by(func.body, bindings), func.ret_ty, func.is_pure, func.attrs)
    return with_bounds(whole, _bounds(fresh, declared_bounds(func)))


def _with_fresh_dims(param: Any, missing: set[Any], fresh: dict[Any, Any]) -> Any:
    def change(path: tuple[int, ...], dim: Any) -> Any:
        if is_symbol(dim) or not any(var in missing for var in free_symbols(dim)):
            return dim
        return fresh.setdefault(dim, tirx.Var("_".join([param.name, *map(str, path)]), "int64"))

    return types.map_dims(param.ty, change)


def _led_by(body: Any, bindings: list[Any]) -> Any:
    blocks = list(body.blocks)
    if blocks and isinstance(blocks[0], relax.DataflowBlock):
        return relax.SeqExpr([relax.DataflowBlock([*bindings, *blocks[0].bindings]), *blocks[1:]], body.body)
    return relax.SeqExpr([relax.BindingBlock(bindings), *blocks], body.body)


def _bounds(fresh: dict[Any, Any], declared: dict[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """Return the bounds of the new symbols, as those of what they stand for give them."""
    analyzer = tvm.sym.Analyzer()
    for var in {var for dim in fresh for var in free_symbols(dim)}:
        low, high = declared.get(var.name, (0, UNBOUNDED))
        analyzer.bind(var, tvm.ir.Range(low, high + 1), True)
    found = {symbol.name: analyzer.const_int_bound(dim) for dim, symbol in fresh.items()}
    return {name: (int(bound.min_value), int(bound.max_value)) for name, bound in found.items()}
