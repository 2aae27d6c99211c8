"""The dispatcher: a balanced tree of comparisons of dims on the host, as a function body of nested If over calls.

A comparison costs the virtual machine some 0.2 microseconds, and a tree over n buckets has about log2(n) of them on
each way. The virtual machine also clears every register of a function at each call, so a tree holds nothing that few
inputs need: a size outside every bucket goes to a function of its own, which fails with a sentence in any runtime.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tvm import ir, relax, tirx

from tvm_dydca.relay_passes.arena.call_tree import NEVER_RETURNS
from tvm_dydca.relay_passes.buckets.request import Box
from tvm_dydca.relay_passes.classify_dynamism import BINDINGS_ATTR, COUNTS_ATTR

_MOST_NAMED = 6


@dataclass(frozen=True)
class Leaf:
    """The number of the bucket that takes every shape that comes here; None where none does."""

    number: int | None


@dataclass(frozen=True)
class Split:
    """A comparison: `below` where the dim is less than `at`, else `above`."""

    dim: int
    at: int
    below: Leaf | Split
    above: Leaf | Split


def around(boxes: Sequence[Box]) -> Box:
    """Return the smallest box around others."""
    low = tuple(min(side) for side in zip(*(box.low for box in boxes)))
    return Box(boxes[0].dims, low, tuple(max(side) for side in zip(*(box.high for box in boxes))))


def decision_tree(boxes: Sequence[Box]) -> Leaf | Split:
    """Return the tree that finds, for any shape inside of the box around them, the first box that holds it."""
    return _grow(list(enumerate(boxes)), around(boxes))


def decide(tree: Leaf | Split, shape: Sequence[int]) -> int | None:
    """Return what a tree says of a shape."""
    while isinstance(tree, Split):
        tree = tree.below if shape[tree.dim] < tree.at else tree.above
    return tree.number


def depth(tree: Leaf | Split) -> int:
    """Count the comparisons on the longest way."""
    return 1 + max(depth(tree.below), depth(tree.above)) if isinstance(tree, Split) else 0


def dispatcher(func: Any, boxes: Sequence[Box], versions: Sequence[Any], otherwise: Any) -> Any:
    """Return `func` with a body that picks among versions of it.

    Parameters
    ----------
    func : relax.Function whose parameters have the boxes' dims as symbolic dims of their names
    boxes : of the versions, the preferred ones first
    versions : GlobalVar of a function of the same type for each box
    otherwise : GlobalVar of the function that takes all other sizes
    """
    writer = _Writer(func, boxes[0].dims)
    tree = decision_tree(boxes)
    calls = dict(enumerate(versions)) | {None: otherwise}
    whole = around(boxes)
    bindings: list[Any] = []
    sides = [side for dim, a, b in zip(writer.dims, whole.low, whole.high) for side in (dim >= a, dim <= b)]
    inside = writer.bind("inside", relax.prim_value(tirx.all(*sides)), bindings, ir.PrimType("bool"))
    chosen = relax.If(inside, writer.branch(tree, calls), writer.branch(Leaf(None), calls))
    result = writer.bind("y", chosen, bindings, writer.func.ret_ty)
    kept = {key: value for key, value in (func.attrs or {}).items() if key not in (COUNTS_ATTR, BINDINGS_ATTR)}
    return writer.function(bindings, result, _attrs(kept))


def refusal(func: Any, name: str, boxes: Sequence[Box], version: Any) -> Any:
    """Return a function of the type of `func` that always fails, naming a dim, its value and what it may be.

    Parameters
    ----------
    name : of the function for the user
    version : GlobalVar of a function of this type, to type the result that never comes
    """
    writer = _Writer(func, boxes[0].dims)
    whole = around(boxes)
    calls: dict[int | None, Any] = {0: version}
    named = "; ".join(str(box) for box in boxes[:_MOST_NAMED]) + "; ..." * (len(boxes) > _MOST_NAMED)
    together = f"no bucket takes this {whole.dims[0]} together with the other dims; buckets: {named}"
    rest = writer.failing(name, 0, whole.high[0] + 1, together, calls)
    for d, (dim, low, high) in enumerate(zip(whole.dims, whole.low, whole.high)):
        for wrong, limit, than in ((writer.dims[d] > high, high, "more"), (writer.dims[d] < low, low, "less")):
            text = f"{dim} is {than} than any bucket takes, it must be {low} to {high}"
            bindings: list[Any] = []
            test = writer.bind(than, relax.prim_value(wrong), bindings, ir.PrimType("bool"))
            chosen = relax.If(test, writer.failing(name, d, limit, text, calls), rest)
            result = writer.bind("y", chosen, bindings, writer.func.ret_ty)
            rest = relax.SeqExpr([relax.BindingBlock(bindings)], result)
    # The checks are impure, and come before any result.
    new = relax.Function(
        writer.func.params, rest, writer.func.ret_ty, True, _attrs({"relax.force_pure": True, NEVER_RETURNS: True})
    )
    return relax.BlockBuilder().normalize(new)


def _grow(candidates: list[tuple[int, Box]], region: Box) -> Leaf | Split:
    candidates = [(number, box) for number, box in candidates if _meets(box, region)]
    if not candidates:
        return Leaf(None)
    if candidates[0][1].contains(region):
        return Leaf(candidates[0][0])
    borders = [sorted(_borders(candidates, region, dim)) for dim in range(len(region.dims))]
    dim = max(range(len(borders)), key=lambda d: (len(borders[d]), -d))
    at = borders[dim][len(borders[dim]) // 2]
    below = Box(region.dims, region.low, (*region.high[:dim], at - 1, *region.high[dim + 1 :]))
    above = Box(region.dims, (*region.low[:dim], at, *region.low[dim + 1 :]), region.high)
    return Split(dim, at, _grow(candidates, below), _grow(candidates, above))


def _borders(candidates: list[tuple[int, Box]], region: Box, dim: int) -> set[int]:
    found = {edge for _, box in candidates for edge in (box.low[dim], box.high[dim] + 1)}
    return {edge for edge in found if region.low[dim] < edge <= region.high[dim]}


def _meets(box: Box, region: Box) -> bool:
    sides = zip(box.low, box.high, region.low, region.high)
    return all(a <= high and b >= low for a, b, low, high in sides)


class _Writer:
    """Writes bodies over the parameters of one function."""

    def __init__(self, func: Any, dims: Sequence[str]):
        shell = relax.Function(func.params, relax.SeqExpr([], relax.Tuple([])), func.ret_ty, func.is_pure, func.attrs)
        self.func = relax.utils.copy_with_new_vars(shell)  # without a body, which would be copied as well
        found = {dim.name: dim for param in self.func.params for dim in relax.analysis.tir_vars_in_type(param.ty)}
        self.dims = [found[dim] for dim in dims]
        self.count = 0

    def function(self, bindings: list[Any], result: Any, attrs: Any) -> Any:
        """Return the function of a body."""
        body = relax.SeqExpr([relax.BindingBlock(bindings)], result)
        return relax.BlockBuilder().normalize(
            relax.Function(self.func.params, body, self.func.ret_ty, self.func.is_pure, attrs)
        )

    def branch(self, tree: Leaf | Split, calls: Mapping[int | None, Any]) -> Any:
        """Return a branch that follows a tree to one of the calls."""
        bindings: list[Any] = []
        if isinstance(tree, Split):
            test = self.bind("below", relax.prim_value(self.dims[tree.dim] < tree.at), bindings, ir.PrimType("bool"))
            value = relax.If(test, self.branch(tree.below, calls), self.branch(tree.above, calls))
        else:
            value = relax.Call(calls[tree.number], list(self.func.params))
        result = self.bind("y", value, bindings, self.func.ret_ty)
        return relax.SeqExpr([relax.BindingBlock(bindings)], result)

    def failing(self, name: str, dim: int, limit: int, text: str, calls: Mapping[int | None, Any]) -> Any:
        """Return a branch that fails: it checks that a dim equals a limit, which shows its value, and it does not."""
        message = f"{name}: {text}; give another input, or compile with wider buckets."
        check = relax.Call(
            relax.ExternFunc("vm.builtin.match_shape"),
            [
                relax.ShapeExpr([self.dims[dim]]),
                relax.op.null_value(),
                relax.prim_value(1),
                relax.prim_value(0),  # MatchShapeCode::kAssertEqualToImm
                relax.prim_value(limit),
                ir.StringImm(message),
            ],
            None,
            [relax.TupleType([])],
        )
        bindings: list[Any] = []
        self.bind("outside", check, bindings, relax.TupleType([]))
        result = self.bind("y", relax.Call(calls[0], list(self.func.params)), bindings, self.func.ret_ty)
        return relax.SeqExpr([relax.BindingBlock(bindings)], result)

    def bind(self, name: str, value: Any, bindings: list[Any], type_: Any) -> Any:
        """Bind a value to a new variable."""
        var = relax.Var(f"{name}_{self.count}", type_)
        self.count += 1
        bindings.append(relax.VarBinding(var, value))
        return var


def _attrs(attrs: Mapping[str, Any]) -> Any:
    return ir.make_node("ir.DictAttrs", **attrs)
