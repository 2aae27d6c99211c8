"""The pass pipeline, from a module in the routed form to one that the virtual machine's code generator takes."""

from __future__ import annotations

from typing import Any

import tvm
from tvm import relax

from tvm_dydca import _compat
from tvm_dydca.relay_passes.dispatch_kernels import DispatchKernels


def pipeline(target: Any) -> Any:
    """Return the passes for `target` as one `tvm.transform.Sequential`, to be run inside the target's scope."""
    return tvm.transform.Sequential(
        [
            # Phase 1: kernels. Convolutions with their epilogues become calls of our schedules.
            DispatchKernels(target),
            # Phase 2: everything else, as stock TVM lowers and fuses it.
            relax.transform.LegalizeOps(_compat.legalizers()),
            relax.transform.AnnotateTIROpPattern(),
            relax.transform.FoldConstant(),
            relax.transform.FuseOps(),
            relax.transform.FuseTIR(),
            relax.transform.DeadCodeElimination(),
            # Phase 3: memory and calls. Bounds of the symbolic dims give every storage its size.
            relax.transform.RewriteDataflowReshape(),
            relax.transform.ToNonDataflow(),
            relax.transform.RemovePurityChecking(),
            relax.transform.CallTIRRewrite(),
            relax.transform.StaticPlanBlockMemory(),
            relax.transform.LowerAllocTensor(),
            relax.transform.KillAfterLastUse(),
            relax.transform.LowerRuntimeBuiltin(),
            relax.transform.ComputePrimValue(),
            relax.transform.VMShapeLower(),
            relax.transform.AttachGlobalSymbol(),
        ],
        name="dydca",
    )
