"""PlanStaticArena: every tensor of a run gets a fixed place in one arena; after CallTIRRewrite."""

from __future__ import annotations

import json
from typing import Any

import tvm
from tvm import relax

from tvm_dydca.relay_passes.arena.call_tree import never_returns, planned_functions, unshared
from tvm_dydca.relay_passes.arena.devices import Devices
from tvm_dydca.relay_passes.arena.images import share_images
from tvm_dydca.relay_passes.arena.kernels import prepare_kernels
from tvm_dydca.relay_passes.arena.liveness import Walk
from tvm_dydca.relay_passes.arena.placement import Placement, place
from tvm_dydca.relay_passes.arena.report import ArenaReport, RootPlan
from tvm_dydca.relay_passes.arena.results import decide_results
from tvm_dydca.relay_passes.arena.rewrite import Memory, rewrite
from tvm_dydca.relay_passes.outline.control_flow import all_bindings, called_function
from tvm_dydca.targets import arena_alignment, threads_of

REPORT_ATTR = "dydca.arena"
"""Attribute of a planned module: its `ArenaReport`, as JSON."""


@tvm.transform.module_pass(opt_level=0, name="PlanStaticArena")
class PlanStaticArena:
    """Replace every allocation by a place in one arena, known before the run.

    It takes a module after `CallTIRRewrite`, in the place of stock `StaticPlanBlockMemory`. Each public function ``f``
    becomes ``f_into(inputs..., arena, results...)``, which allocates nothing, and ``f(inputs...)``, which takes an
    arena and its results from the virtual machine's pool; ``arena()`` allocates an arena for ``f_into``.

    Parameters
    ----------
    target : tvm.target.Target

    Attributes
    ----------
    report : of the last module, see `ArenaReport`
    """

    def __init__(self, target: Any):
        self.target = target
        self.report = ArenaReport(0, (), (), ())

    def transform_module(self, mod: Any, _ctx: Any) -> Any:
        """Plan the module and rewrite it."""
        mod = unshared(mod)
        functions = planned_functions(mod)
        kernels = prepare_kernels(mod, threads_of(self.target), _called_elsewhere(mod, functions))
        results = decide_results(functions)
        called = {called_function(b.value) for f in functions.values() for b in all_bindings(f.body)}
        alignment = arena_alignment(self.target)
        devices = Devices(mod)
        offsets: dict[Any, int] = {}
        textures: dict[Any, Any] = {}
        roots: list[RootPlan] = []
        dynamic: list[str] = []
        for gvar, func in functions.items():
            if gvar in called or never_returns(func):
                continue
            walk = Walk(functions, kernels, results, devices)
            walk.root(gvar)
            found = {key for key, slot in walk.slots.items() if slot.is_texture and slot.touches}
            textures.update((key, walk.slots[key]) for key in found - walk.outside)
            buffers = {key: slot for key, slot in walk.slots.items() if key not in found}
            placement: Placement = place(buffers, walk.overwrites, alignment, walk.outside)
            offsets.update(placement.offsets_bytes)
            dynamic += [*walk.unbounded, *placement.outside]
            roots.append(RootPlan.of(str(gvar.name_hint), functions, walk, placement))
        size_bytes = max((root.size_bytes for root in roots), default=0)
        numbers, images = share_images(textures)
        self.report = ArenaReport(size_bytes, tuple(dynamic), tuple(roots), images)
        memory = Memory(offsets, max(size_bytes, alignment), numbers, [image.size_bytes for image in images], devices)
        planned = rewrite(mod, functions, kernels, results, memory)
        return planned.with_attr(REPORT_ATTR, json.dumps(self.report.as_dict()))


def _called_elsewhere(mod: Any, functions: dict[Any, Any]) -> set[Any]:
    """Kernels that functions call which the plan does not cover, or which can be called from outside."""
    rest = [func for gvar, func in mod.functions_items() if isinstance(func, relax.Function) and gvar not in functions]
    found = {called_function(binding.value) for func in rest for binding in all_bindings(func.body)}
    public = {gvar for gvar, func in mod.functions_items() if func.attrs and "global_symbol" in func.attrs}
    return (found | public) - {None}
