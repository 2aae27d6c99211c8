"""What the tests of PlanStaticArena share: modules lowered up to the pass, planned, checked, and run."""

from __future__ import annotations

from typing import Any

import numpy as np
import tvm
from tvm import relax

from tvm_dydca.planner import Buffer, Plan, Problem, validate
from tvm_dydca.relay_passes import PlanStaticArena
from tvm_dydca.relay_passes.arena.report import ArenaReport

BEFORE = (
    relax.transform.LegalizeOps(),
    relax.transform.RewriteDataflowReshape(),
    relax.transform.ToNonDataflow(),
    relax.transform.RemovePurityChecking(),
    relax.transform.CallTIRRewrite(),
)
AFTER = (
    relax.transform.LowerAllocTensor(),
    relax.transform.KillAfterLastUse(),
    relax.transform.LowerRuntimeBuiltin(),
    relax.transform.ComputePrimValue(),
    relax.transform.VMShapeLower(),
    relax.transform.AttachGlobalSymbol(),
)


def lowered(mod: Any, target: Any) -> Any:
    """Bring operators to where the pass takes them."""
    with target:
        return tvm.transform.Sequential(BEFORE)(mod)


def planned(mod: Any, target: Any) -> tuple[Any, ArenaReport]:
    """Plan a module of operators; return it, well-formed, and the report, whose plans hold."""
    one = PlanStaticArena(target)
    with target:
        after = tvm.transform.Sequential([one])(lowered(mod, target))
    relax.analysis.well_formed(after)
    check_plans(one.report)
    return after, one.report


def check_plans(report: ArenaReport) -> None:
    """Check every root's plan with the validator, and its panels against its buffers."""
    for root in report.roots:
        buffers = tuple(Buffer(b.name, b.lower, b.upper, b.size_bytes, 64, choices=b.choices) for b in root.buffers)
        offsets = tuple(b.offset_bytes for b in root.buffers)
        size = max((b.offset_bytes + b.size_bytes for b in root.buffers), default=0)
        assert size == root.size_bytes <= report.size_bytes
        validate(Problem(buffers), Plan(offsets, size, root.lower_bound_bytes, root.strategy))
        assert root.lower_bound_bytes <= root.size_bytes
        assert all(panel.lower_bound_bytes <= panel.size_bytes <= root.size_bytes for panel in root.panels)


def machine(after: Any, target: Any) -> Any:
    """Compile a planned module and load it."""
    with target:
        executable = relax.build(tvm.transform.Sequential(AFTER)(after), target, relax_pipeline=IDENTITY)
    return relax.VirtualMachine(executable, tvm.cpu())


IDENTITY = tvm.transform.Sequential([])


class Runner:
    """Calls a function of a planned module, in an arena that holds NaN: a kernel that reads what none wrote shows."""

    def __init__(self, mod: Any, target: Any, name: str = "main"):
        self.after, self.report = planned(mod, target)
        self.name = name
        self.vm = machine(self.after, target)
        self.arena = self.vm["arena"]()
        words = self.report.size_bytes // 4
        view = tvm.get_global_func("vm.builtin.alloc_tensor")
        self.whole = view(self.arena, 0, tvm.runtime.ShapeTuple([words]), "float32")
        self.nan = np.full(words, np.nan, np.float32)

    def __call__(self, *inputs: Any) -> Any:
        """Return the result, after both functions gave the same."""
        found = self.vm[self.name](*map(tvm.runtime.tensor, inputs))
        leaves = list(found) if not isinstance(found, tvm.runtime.Tensor) else [found]
        arrays = [leaf.numpy() for leaf in leaves]
        if self.vm.module.implements_function(f"{self.name}_into"):
            outs = [tvm.runtime.tensor(np.full_like(array, 7)) for array in arrays]
            self.whole.copyfrom(self.nan)
            self.vm[f"{self.name}_into"](*map(tvm.runtime.tensor, inputs), self.arena, *outs)
            for array, out in zip(arrays, outs):
                np.testing.assert_array_equal(array, out.numpy())
        return arrays[0] if isinstance(found, tvm.runtime.Tensor) else arrays
