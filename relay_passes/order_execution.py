"""OrderExecution: run the bindings of each dataflow region in the order of the fewest bytes; before memory planning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import tvm
from tvm import relax

from tvm_dydca.errors import InputError
from tvm_dydca.relay_passes.order.body_graph import Body, bodies_of
from tvm_dydca.relay_passes.order.search import Ordering, find_order


@dataclass(frozen=True)
class BodyOrder:
    """What ordering does for one body.

    Attributes
    ----------
    function : name of the function
    branch : ``"<binding>/then"`` or ``"<binding>/else"`` for the body of an inline If, "" for the function's own
    steps : number of bindings
    peak_before_bytes, peak_after_bytes : the most bytes that values made in this body take at once, at the upper bounds
        of the symbolic dims; parameters, constants and what called functions need inside are not counted
    lower_bound_bytes : no order of the movable bindings does with fewer
    unsized : bindings whose size has no upper bound; they are counted as nothing and nothing moves across them
    """

    function: str
    branch: str
    steps: int
    peak_before_bytes: int
    peak_after_bytes: int
    lower_bound_bytes: int
    unsized: tuple[str, ...]

    @property
    def exact(self) -> bool:
        """Whether no order is better."""
        return self.peak_after_bytes == self.lower_bound_bytes


@dataclass(frozen=True)
class OrderReport:
    """One entry for each body, by function name and place in the function."""

    bodies: tuple[BodyOrder, ...]

    def of(self, function: str, branch: str = "") -> BodyOrder:
        """Return the entry of one body; KeyError where there is none."""
        for body in self.bodies:
            if (body.function, body.branch) == (function, branch):
                return body
        raise KeyError(f"{function} {branch}".strip())

    def __str__(self) -> str:
        """One line for each body."""
        lines = [f"{'body':32}{'steps':>7}{'before':>14}{'after':>14}{'lower bound':>14}  without a bound"]
        for body in self.bodies:
            name = f"{body.function} {body.branch}".strip()
            sizes = (body.peak_before_bytes, body.peak_after_bytes, body.lower_bound_bytes)
            cells = "".join(f"{size:>14,}" for size in sizes)
            lines.append(f"{name:32}{body.steps:>7}{cells}  {', '.join(body.unsized)}".rstrip())
        return "\n".join(lines)


def order_report(mod: Any, max_states: int = 4000) -> OrderReport:
    """Say what `OrderExecution` would do, changing nothing. Arguments and errors are those of the pass."""
    return OrderReport(tuple(_report(*planned) for planned in _plan(mod, max_states)))


@tvm.transform.module_pass(opt_level=0, name="OrderExecution")
class OrderExecution:
    """Reorder the bindings of every dataflow block so that fewer bytes live at once; never more than as given.

    Run it on operators or on kernels, before `CallTIRRewrite` and memory planning.

    Parameters
    ----------
    max_states : sets of steps to look at before the search in one part of a region becomes a heuristic

    Attributes
    ----------
    report : the `OrderReport` of the last run

    Raises
    ------
    InputError
        Contradictory bounds of a symbolic dim, or memory that is allocated already.
    """

    def __init__(self, max_states: int = 4000):
        if max_states < 1:
            raise InputError(f"OrderExecution: max_states is {max_states}; give 1 or more")
        self.max_states = max_states
        self.report = OrderReport(())

    def transform_module(self, mod: Any, _ctx: Any) -> Any:
        """Rewrite the functions where an order is better than the given one."""
        planned = _plan(mod, self.max_states)
        self.report = OrderReport(tuple(_report(body, found) for body, found in planned))
        moved = [(body, found) for body, found in planned if found.order != tuple(range(len(body.bindings)))]
        rewriter = _Rewriter(mod, dict(pair for body, found in moved for pair in body.reordered(found.order)))
        for gvar in dict.fromkeys(body.gvar for body, _ in moved):
            rewriter.builder_.update_func(gvar, rewriter.visit_expr(mod[gvar]))
        return rewriter.builder_.get() if moved else mod


@relax.expr_functor.mutator
class _Rewriter(relax.PyExprMutator):  # type: ignore[misc]
    """Replaces dataflow blocks by their reordered copies."""

    def __init__(self, mod: Any, blocks: dict[Any, Any]):
        super().__init__(mod)
        self.blocks = blocks

    def visit_dataflow_block_(self, block: Any) -> Any:
        """Return the block with its bindings in the order found."""
        return self.blocks.get(block, block)


def _plan(mod: Any, max_states: int) -> list[tuple[Body, Ordering]]:
    functions = [(gvar, func) for gvar, func in mod.functions_items() if isinstance(func, relax.Function)]
    functions.sort(key=lambda item: str(item[0].name_hint))
    bodies = [body for gvar, func in functions for body in bodies_of(mod, gvar, func)]
    return [(body, find_order(body.graph, body.regions, max_states)) for body in bodies]


def _report(body: Body, found: Ordering) -> BodyOrder:
    steps = len(body.bindings)
    return BodyOrder(
        str(body.gvar.name_hint),
        body.branch,
        steps,
        body.graph.peak_bytes(range(steps)),
        found.peak_bytes,
        found.lower_bound_bytes,
        tuple(str(body.bindings[step].var.name) for step in body.unsized),
    )
