"""Rank and dimension propagation: the analysis behind `PropagateDims`. It changes nothing."""

from tvm_dydca.relay_passes.dims.lattice import Kind
from tvm_dydca.relay_passes.dims.report import Dim, DimsReport, analyze_dims

__all__ = ["Dim", "DimsReport", "Kind", "analyze_dims"]
