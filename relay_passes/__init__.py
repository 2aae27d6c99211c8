"""Relax passes, one a file, and the pipeline made of them. The folder's name is older than Relax: no Relay is here.

Installed as ``tvm_dydca.relay_passes``.
"""

from tvm_dydca.relay_passes.classify_dynamism import ClassifyDynamism
from tvm_dydca.relay_passes.dispatch_kernels import DispatchKernels
from tvm_dydca.relay_passes.pipeline import pipeline

__all__ = ["ClassifyDynamism", "DispatchKernels", "pipeline"]
