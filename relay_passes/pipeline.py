"""The pass pipeline, from any Relax module to one that the virtual machine's code generator takes."""

from __future__ import annotations

from typing import Any

import tvm
from tvm import relax

from tvm_dydca.relay_passes.bucket_shapes import BucketShapes
from tvm_dydca.relay_passes.classify_dynamism import ClassifyDynamism
from tvm_dydca.relay_passes.dispatch_kernels import DispatchKernels
from tvm_dydca.relay_passes.fuse_dynamic import FuseDynamic
from tvm_dydca.relay_passes.order_execution import OrderExecution
from tvm_dydca.relay_passes.outline_paths import OutlinePaths
from tvm_dydca.relay_passes.plan_static_arena import PlanStaticArena
from tvm_dydca.relay_passes.propagate_dims import PropagateDims
from tvm_dydca.relay_passes.record_dims import RecordDims
from tvm_dydca.relay_passes.schedule_rest import ScheduleRest
from tvm_dydca.relay_passes.use_textures import UseTextures


def pipeline(
    target: Any, buckets: Any = None, dtype: str = "float32", chooser: Any = None, least_memory: bool = False
) -> Any:
    """Return the passes for a target as one `tvm.transform.Sequential`, to be run inside the target's scope.

    Parameters
    ----------
    target : tvm.target.Target
    buckets : what `BucketShapes` takes, or such a pass with options of its own; None for one version of every path
    dtype : what convolutions and products compute in, and what follows them; ``float16`` is for OpenCL
    chooser, least_memory : what `DispatchKernels` takes, such as `tvm_dydca.tuning.TunedKernels`
    """
    bucketing = buckets if buckets is None or isinstance(buckets, BucketShapes) else BucketShapes(buckets, target)
    return tvm.transform.Sequential(
        [
            # Phase 1: what is dynamic, and where. Branches become routing over paths, lost dims are restored.
            ClassifyDynamism(),
            OutlinePaths(),
            PropagateDims(),
            *([] if dtype == "float32" else [relax.transform.ToMixedPrecision(out_dtype=dtype)]),
            # Phase 2: versions. Every path once for each bucket of sizes.
            *([] if bucketing is None else [bucketing]),
            # Phase 3: kernels. Convolutions with their epilogues become calls of our schedules, all else is fused.
            UseTextures(target),
            DispatchKernels(target, chooser, least_memory),
            FuseDynamic(),
            relax.transform.DeadCodeElimination(),
            # Phase 4: memory and calls. Bounds of the symbolic dims give every storage its size.
            OrderExecution(),
            relax.transform.RewriteDataflowReshape(),
            relax.transform.ToNonDataflow(),
            relax.transform.RemovePurityChecking(),
            relax.transform.CallTIRRewrite(),
            ScheduleRest(target),
            RecordDims(),
            PlanStaticArena(target),
            relax.transform.LowerAllocTensor(),
            relax.transform.KillAfterLastUse(),
            relax.transform.LowerRuntimeBuiltin(),
            relax.transform.ComputePrimValue(),
            relax.transform.VMShapeLower(),
            relax.transform.AttachGlobalSymbol(),
        ],
        name="dydca",
    )
