"""Relax passes, one a file, and the pipeline made of them. What a pass is made of lies in the folder of its subject.

The folder's name is older than Relax: no Relay is here. Installed as ``tvm_dydca.relay_passes``.
"""

from tvm_dydca.relay_passes.bucket_shapes import BucketShapes
from tvm_dydca.relay_passes.classify_dynamism import ClassifyDynamism
from tvm_dydca.relay_passes.dispatch_kernels import DispatchKernels
from tvm_dydca.relay_passes.fuse_dynamic import FuseDynamic
from tvm_dydca.relay_passes.order_execution import OrderExecution
from tvm_dydca.relay_passes.outline_paths import OutlinePaths
from tvm_dydca.relay_passes.pipeline import pipeline
from tvm_dydca.relay_passes.plan_static_arena import PlanStaticArena
from tvm_dydca.relay_passes.propagate_dims import PropagateDims
from tvm_dydca.relay_passes.record_dims import RecordDims
from tvm_dydca.relay_passes.schedule_rest import ScheduleRest
from tvm_dydca.relay_passes.use_textures import UseTextures

__all__ = [
    "BucketShapes",
    "ClassifyDynamism",
    "DispatchKernels",
    "FuseDynamic",
    "OrderExecution",
    "OutlinePaths",
    "PlanStaticArena",
    "PropagateDims",
    "RecordDims",
    "ScheduleRest",
    "UseTextures",
    "pipeline",
]
