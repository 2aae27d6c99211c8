"""BucketShapes: a version of every path for each bucket of sizes, and a dispatcher that picks one on the host."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import tvm
from tvm import relax

from tvm_dydca.errors import InputError
from tvm_dydca.relay_passes.buckets import choice
from tvm_dydca.relay_passes.buckets.costs import Costs, Estimate
from tvm_dydca.relay_passes.buckets.dispatch import decision_tree, depth, dispatcher, refusal
from tvm_dydca.relay_passes.buckets.functions import (
    BUCKET,
    BUCKETS,
    LOWER,
    UPPER,
    Asked,
    Reached,
    find_reached,
    ranges_of,
)
from tvm_dydca.relay_passes.buckets.report import Bucket, BucketReport, Version
from tvm_dydca.relay_passes.buckets.request import Box, Request, read_request
from tvm_dydca.relay_passes.buckets.shapes import Shapes, shapes_of, typical_shape
from tvm_dydca.relay_passes.buckets.versions import fixed_to, with_bounds, with_bucket
from tvm_dydca.relay_passes.buckets.work import work_of
from tvm_dydca.relay_passes.dispatch.all_ours import all_ours, convolutions_of
from tvm_dydca.relay_passes.order.body_graph import refuse_allocation
from tvm_dydca.relay_passes.outline.control_flow import all_bindings
from tvm_dydca.relay_passes.outline.path_constants import is_public
from tvm_dydca.relay_passes.padding.padded_version import Unprovable, linked, pad_to
from tvm_dydca.targets import has_textures

KINDS = ("auto", "exact", "padded")


@tvm.transform.module_pass(opt_level=0, name="BucketShapes")
class BucketShapes:
    """Give every dataflow function that the asked dims reach one version a bucket.

    A function ``f`` keeps its name, type and callers, and picks among ``f_bucket_0``, ``f_bucket_1`` ... by its dims. A
    version is valid for every size in its bucket and carries the bucket's bounds and its typical shape.

    Parameters
    ----------
    buckets : ranges, shapes seen, or the buckets themselves, see `buckets.request.read_request`
    target : tvm.target.Target whose kernels the costs are for; None for the current one, if any
    kinds : "auto" pads a version where that is proved right and costs less, or the target has textures and the function
        convolutions that only TVM has kernels for; "padded" pads wherever it is proved right, "exact" never
    symbolic : whether to make one version more, which takes what no bucket does; else such an input is an error
    max_buckets : at most so many are chosen; a list of buckets may be longer

    Attributes
    ----------
    report : `BucketReport` of the last run
    """

    def __init__(
        self,
        buckets: Any,
        target: Any = None,
        *,
        kinds: str = "auto",
        symbolic: bool = False,
        max_buckets: int = 8,
    ):
        if kinds not in KINDS:
            raise InputError(f"BucketShapes: kinds={kinds!r} is none of {', '.join(KINDS)}")
        if max_buckets < 1:
            raise InputError(f"BucketShapes: max_buckets={max_buckets} must be at least 1")
        self.request = read_request(buckets)
        self.target, self.kinds, self.symbolic, self.max_buckets = target, kinds, symbolic, max_buckets
        self.report = BucketReport()

    def transform_module(self, mod: Any, _ctx: Any) -> Any:
        """Rewrite the module.

        Raises
        ------
        InputError
            Buckets of a dim that no public function has, buckets outside of a function's own bounds, memory that is
            allocated already.
        """
        asked = find_reached(mod, self.request.whole.dims)
        for reached in asked.functions:
            for binding in all_bindings(reached.func.body):
                refuse_allocation("BucketShapes", reached.gvar, binding)
            _check_bounds(reached, self.request)
        if not any(reached.leaf for reached in asked.functions):
            return mod  # every function has its versions
        target = self.target or tvm.target.Target.current(allow_none=True)
        plan = _Plan(asked, self.request, target, self.kinds, self.max_buckets)
        new = _Rewriter(mod, plan, self.symbolic).rewrite()
        self.report = plan.report()
        return new


def _check_bounds(reached: Reached, request: Request) -> None:
    """Refuse buckets for sizes that a public function says it does not take."""
    attrs = reached.func.attrs or {}
    lower, upper = (dict(attrs.get(key) or {}) for key in (LOWER, UPPER))
    for dim in reached.dims:
        if not is_public(reached.func) or not reached.is_asked(dim):
            continue
        i = request.whole.dims.index(reached.dims[dim].name)
        low, high = int(lower.get(dim.name, 1)), int(upper.get(dim.name, request.whole.high[i]))
        if request.whole.low[i] < low or request.whole.high[i] > high:
            raise InputError(
                f"BucketShapes: function {reached.name} takes {dim.name} from {low} to {high}, the buckets ask for "
                f"{request.whole.low[i]} to {request.whole.high[i]}; give buckets inside of the function's bounds"
            )


@dataclass(frozen=True)
class _Part:
    """A bucket, and the shapes that it takes before any later one."""

    bucket: Bucket
    shapes: Shapes


class _Plan:
    """Everything decided before the module is rewritten, and the versions entered as they are made."""

    def __init__(self, asked: Asked, request: Request, target: Any, kinds: str, max_buckets: int):
        self.asked, self.request = asked, request
        self.leaves = sorted((reached for reached in asked.functions if reached.leaf), key=lambda r: r.name)
        works = [work_of(reached, target) for reached in self.leaves]
        padding = [_padding(reached.func, target, kinds) for reached in self.leaves]
        shapes = shapes_of(request)
        self.costs = Costs(asked, works, shapes, choice.candidate_ends(request), padding)
        self.kernels = [work.kernels for work in works]
        boxes = request.boxes or choice.choose(request, shapes, self.costs, max_buckets)
        self.parts = list(_parts(boxes, request, shapes))
        self.versions: list[Version] = []
        self.comparisons = 0

    def boxes(self) -> list[Box]:
        """Boxes of the asked dims."""
        return [part.bucket.box for part in self.parts]

    def estimate(self, number: int, part: _Part) -> Estimate:
        """Estimate a leaf in a bucket."""
        return self.costs.estimate(number, part.shapes, part.bucket.box.high)

    def report(self) -> BucketReport:
        """Return what was decided."""
        alone = {reached.name: count for reached, count in zip(self.leaves, self.kernels)}
        kernels = sum(alone[version.function] for version in self.versions if version.kind != "exact")
        buckets = tuple(part.bucket for part in self.parts)
        return BucketReport(buckets, tuple(self.versions), kernels, self.comparisons)


def _padding(func: Any, target: Any, kinds: str) -> bool | None:
    """Return whether to pad the versions of a function, None to do so where it costs less."""
    if kinds != "auto":
        return kinds == "padded"
    # TVM's kernels for textures have fixed sizes. Ours take any in an image of the upper bound.
    fixed = target is not None and has_textures(target) and convolutions_of(func) and not all_ours(func, target)
    return True if fixed else None


def _parts(boxes: Sequence[Box], request: Request, shapes: Shapes) -> Any:
    taken = np.zeros(len(shapes.points), bool)
    for box in boxes:
        mine = shapes.within(box) & ~taken
        taken |= mine
        inside = Shapes(shapes.points[mine], shapes.weights[mine])
        yield _Part(Bucket(box, typical_shape(box, request, inside)), inside)


class _Rewriter:
    """Makes the versions and the functions that pick among them."""

    def __init__(self, mod: Any, plan: _Plan, symbolic: bool):
        self.builder = relax.BlockBuilder(mod)
        self.plan = plan
        self.symbolic = symbolic
        self.used: set[str] = set()

    def rewrite(self) -> Any:
        """Return the new module."""
        for reached in self.plan.asked.functions:
            own = ranges_of(reached, self.plan.asked, [self.plan.request.whole])[0]
            func = reached.func if self.symbolic else with_bounds(reached.func, own)
            self.builder.update_func(reached.gvar, func)
        for number, reached in enumerate(self.plan.leaves):
            self._leaf(number, reached)
        return self.builder.get()

    def _leaf(self, number: int, reached: Reached) -> None:
        func = self.builder.get()[reached.gvar]
        boxes: list[Box] = []
        versions: list[Any] = []
        parts = list(self._own(reached))
        whole = (
            {dim: max(own.high[i] for _, own, _ in parts) for i, dim in enumerate(parts[0][1].dims)} if parts else {}
        )
        for index, own, part in parts:
            kind, new, masks, note = self._version(number, reached, own, part)
            typical = dict(zip(own.dims, self._own_typical(reached, part)))
            new = with_bucket(new, own, typical, whole)
            gvar = self.builder.add_func(new, f"{reached.name}_bucket_{len(versions)}")
            estimate = self.plan.estimate(number, part)
            time = {"exact": estimate.exact, "padded": estimate.padded, "fixed": 1.0}[kind]
            self.plan.versions.append(
                Version(reached.name, str(gvar.name_hint), index, kind, time, estimate.memory, masks, note)
            )
            boxes.append(own)
            versions.append(gvar)
        if not boxes:
            return  # its own bounds keep every bucket out: nothing reaches it
        otherwise = self._otherwise(reached) if self.symbolic else self._refusal(reached, boxes, versions[0])
        routed = dispatcher(func, boxes, versions, otherwise)
        self.builder.update_func(reached.gvar, routed.with_attr(BUCKETS, len(boxes)))
        self.plan.comparisons = max(self.plan.comparisons, 1 + depth(decision_tree(boxes)))

    def _own(self, reached: Reached) -> Any:
        """Yield a bucket's number, its ranges of a function's own dims, and its part; not what an earlier one holds."""
        before: list[Box] = []
        limits = self._limits(reached)
        ranges = ranges_of(reached, self.plan.asked, self.plan.boxes())
        for index, (own, part) in enumerate(zip(ranges, self.plan.parts)):
            low = tuple(max(a, b) for a, b in zip(own.low, limits.low))
            high = tuple(min(a, b) for a, b in zip(own.high, limits.high))
            if all(a <= b for a, b in zip(low, high)):
                box = Box(own.dims, low, high)
                if not any(earlier.contains(box) for earlier in before):
                    before.append(box)
                    yield index, box, part

    def _limits(self, reached: Reached) -> Box:
        """Return the bounds that a private function has already, from the comparisons that lead to it."""
        attrs = reached.func.attrs or {}
        lower, upper = (dict(attrs.get(key) or {}) for key in (LOWER, UPPER))
        names = tuple(str(dim.name) for dim in reached.dims)
        low = tuple(int(lower.get(name, 1)) for name in names)
        return Box(names, low, tuple(int(upper.get(name, 2**62)) for name in names))

    def _own_typical(self, reached: Reached, part: _Part) -> Sequence[int]:
        box = Box(part.bucket.box.dims, part.bucket.typical, part.bucket.typical)
        return ranges_of(reached, self.plan.asked, [box])[0].high

    def _version(self, number: int, reached: Reached, own: Box, part: _Part) -> tuple[str, Any, int, str]:
        """Return kind, function, masks and note of a version."""
        func = reached.func
        if own.low == own.high:
            return "fixed", fixed_to(func, dict(zip(own.dims, own.low))), 0, ""
        note = ""
        if self.plan.costs.pads(number, self.plan.estimate(number, part)):
            padded = pad_to(with_bounds(func, own), dict(zip(own.dims, own.high)))
            if not isinstance(padded, Unprovable):
                return "padded", linked(padded, self.builder), padded.masks, ""
            note = f"not padded: {padded}"
        return "exact", self._copy(reached), 0, note

    def _refusal(self, reached: Reached, boxes: Sequence[Box], version: Any) -> Any:
        func = refusal(reached.func, reached.name, boxes, version)
        return self.builder.add_func(func.with_attr(BUCKET, {}), f"{reached.name}_outside")

    def _copy(self, reached: Reached) -> Any:
        """Return a function with variables of its own; the first time itself, as the dispatcher takes its name."""
        if reached.name in self.used:
            return relax.utils.copy_with_new_vars(reached.func)
        self.used.add(reached.name)
        return reached.func

    def _otherwise(self, reached: Reached) -> Any:
        func = self._copy(reached)
        limits = self._limits(reached)
        known = [i for i, high in enumerate(limits.high) if high < 2**62]
        dims = tuple(limits.dims[i] for i in known)
        box = Box(dims, tuple(limits.low[i] for i in known), tuple(limits.high[i] for i in known))
        gvar = self.builder.add_func(with_bucket(func, box, None), f"{reached.name}_symbolic")
        note = "takes what no bucket does"
        self.plan.versions.append(Version(reached.name, str(gvar.name_hint), None, "exact", 1.0, 1.0, note=note))
        return gvar
