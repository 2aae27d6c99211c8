"""Tuning: which knobs a network's kernels run fastest with on a device, found by measuring, kept in a database."""

from tvm_dydca.tuning.apply import TunedKernels
from tvm_dydca.tuning.settings import Settings, TaskResult
from tvm_dydca.tuning.tune import tune

__all__ = ["Settings", "TaskResult", "TunedKernels", "tune"]
