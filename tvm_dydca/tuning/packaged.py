"""The databases that come with the package: the demo's network on common targets (``make tuned-database``)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tvm_dydca import targets
from tvm_dydca.errors import InputError

WHEEL = "wheel"
"""What stands for the package's own database in the place of a folder."""
FOLDER = Path(__file__).parent / "data"
TARGETS = {
    "cpu-avx512": '{"kind": "llvm", "mcpu": "x86-64-v4"}',
    "cpu-avx2": '{"kind": "llvm", "mcpu": "x86-64-v3"}',
    "opencl": "opencl",
}
"""What each was made for, as `targets.resolve` takes it. It serves every CPU with such registers."""


def packaged(target: Any) -> Path:
    """Return the folder of the package's database for targets like one.

    Raises
    ------
    InputError
        There is none.
    """
    name = _name(target)
    if name is None or not (FOLDER / name).is_dir():
        raise InputError(
            f"the package has no tuned kernels for target {target.kind.name} {target.attrs.get('mcpu', '')}, only for "
            f"{', '.join(TARGETS)}; make some with dydca tune"
        )
    return FOLDER / name


def _name(target: Any) -> str | None:
    if str(target.kind.name) == "opencl":
        return None if targets.is_adreno(target) else "opencl"
    features = targets.needed_features(target)
    return "cpu-avx512" if "avx512f" in features else "cpu-avx2" if "avx2" in features else None
