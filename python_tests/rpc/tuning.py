"""How MetaSchedule compiles a candidate for another machine; its worker processes find the two functions here."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from tvm_dydca import hosts, link

TRIPLE = "aarch64-linux-gnu"


def build_candidate(mod: Any, target: Any, _params: Any) -> Any:
    """As MetaSchedule's own, without the import of its intrinsics, which takes longer than the measurement."""
    import tvm
    from tvm.s_tir.transform import RemoveWeightLayoutRewriteBlock

    return tvm.driver.build(RemoveWeightLayoutRewriteBlock(skip_tensor_rewrite=True)(mod), target=target)


def export_candidate(built: Any) -> str:
    """Link for the other machine; MetaSchedule removes the folder after the measurement."""
    path = Path(tempfile.mkdtemp()) / "candidate.so"
    built.export_library(str(path), **link.export_options(hosts.resolve("llvm", TRIPLE)))
    return str(path)
