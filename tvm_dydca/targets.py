"""What a target's text means: the host's own CPU for plain ``llvm``, and the features a compiled library will need."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from tvm_dydca.errors import InputError

KINDS = ("llvm", "opencl")
"""Kinds of targets that have an artifact and a session."""

OPENCL = ("opencl", "qcom/adreno-opencl", "qcom/adreno-opencl-texture")
"""Targets of OpenCL by name: buffers, buffers through TVM's path for Adreno, textures."""

_NEEDED = ("avx2", "fma", "avx512f", "avx512bw", "avx512vl", "avx512dq")
"""x86 features whose absence ends a library of ours with SIGILL; named as /proc/cpuinfo names them."""


def resolve(text: str) -> Any:
    """Turn a target's text into a `tvm.target.Target`.

    Parameters
    ----------
    text : ``llvm`` (this machine's CPU), ``opencl``, a TVM tag as ``qcom/adreno-opencl``, or a JSON object such as
        ``{"kind": "llvm", "mcpu": "x86-64-v3"}``. For OpenCL this machine's CPU is the host, unless there is a host

    Raises
    ------
    InputError
        Where TVM knows no such target, or there are no kernels for its kind.
    """
    import tvm
    from tvm.target import codegen

    try:
        target = tvm.target.Target(json.loads(text) if text.lstrip().startswith("{") else text)
    except (ValueError, TypeError, RuntimeError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise InputError(
            f"target {text!r}: {reason} Use {', '.join(('llvm', *OPENCL))}, or a JSON object with a kind."
        ) from None
    kind = str(target.kind.name)
    if kind not in KINDS:
        raise InputError(
            f"target {text!r} is of kind {kind}; this version compiles for the kinds {' and '.join(KINDS)}"
        )
    if "clml" in target.keys:
        raise InputError(f"target {text!r} is for Qualcomm's CLML, which this version does not use; give {OPENCL[-1]}")
    if kind != "llvm":
        return target if target.host is not None else tvm.target.Target(target, host=resolve("llvm"))
    mcpu = str(target.attrs.get("mcpu", ""))
    if not mcpu and "mtriple" not in text:
        return tvm.target.Target({"kind": "llvm", "mcpu": str(codegen.llvm_get_system_cpu())})
    if mcpu and not codegen.llvm_is_valid_cpu(mcpu, str(target.attrs.get("mtriple", ""))):
        raise InputError(
            f"target {text!r}: LLVM knows no mcpu {mcpu!r} for this architecture; try native names as x86-64-v3"
        )
    return target


def describe(target: Any) -> dict[str, str]:
    """Return kind of a target, and mcpu and mtriple of the CPU that it runs on or beside, for the manifest."""
    found = {"kind": str(target.kind.name)}
    cpu = _cpu(target)
    for name in ("mcpu", "mtriple"):
        value = str(cpu.attrs.get(name, ""))
        if value:
            found[name] = value
    return found


def needed_features(target: Any) -> list[str]:
    """Return the x86 features the target's code may use, by the names of /proc/cpuinfo."""
    from tvm.target import codegen

    target = _cpu(target)
    has = {str(feature) for feature in codegen.llvm_get_cpu_features(target)} if target.attrs.get("mcpu") else set()
    return [feature for feature in _NEEDED if feature in has]


def missing_features(needed: list[str]) -> list[str]:
    """Return which of `needed` this machine's CPU lacks; none where the machine does not tell."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return []
    flags = next((line.split(":", 1)[1].split() for line in lines if line.startswith("flags")), None)
    return [] if flags is None else [feature for feature in needed if feature not in flags]


def _cpu(target: Any) -> Any:
    return target if str(target.kind.name) == "llvm" or target.host is None else target.host


def threads_of(target: Any) -> int:
    """Return how many threads kernels for a target are made for: its ``num-cores``, else what this machine has."""
    cores = int(target.attrs.get("num-cores", 0))
    return cores if cores > 0 else processors()


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def arena_alignment(target: Any) -> int:
    """Return what every offset in an arena is a multiple of, in bytes: vectors on CPUs, base addresses on GPUs."""
    return 64 if str(target.kind.name) == "llvm" else 256


def is_adreno(target: Any) -> bool:
    """Return whether TVM's own path for Adreno compiles for a target, which needs `_compat.adreno`."""
    return "adreno" in target.keys


def has_textures(target: Any) -> bool:
    """Return whether tensors may become textures on a target."""
    return is_adreno(target) and "texture" in target.keys


BUFFER_WEIGHTS = "buffer-weights"
"""Key of a target with textures whose weights lie in buffers all the same."""


def weights_in_images(target: Any) -> bool:
    """Return whether weights of convolutions become textures, too."""
    return has_textures(target) and BUFFER_WEIGHTS not in target.keys


DTYPES = ("float32", "float16")
"""Element types that networks are computed in."""


def check_dtype(target: Any, dtype: str) -> None:
    """Refuse an element type that there are no kernels of for a target.

    Raises
    ------
    InputError
        Naming the type, the target's kind and what to give.
    """
    if dtype not in DTYPES:
        raise InputError(f"dtype {dtype!r} is none of {' and '.join(DTYPES)}")
    if dtype == "float16" and str(target.kind.name) != "opencl":
        raise InputError(
            f"dtype float16 is for OpenCL, the target is of kind {target.kind.name}; leave it out, or give a target of "
            + ", ".join(OPENCL)
        )


def with_limits(target: Any, info: Any) -> Any:
    """Return an OpenCL target with the limits of a device.

    Images and local memory are the device's own; one that is no GPU reads images by many instructions, and has weights
    in buffers. Work-groups are no larger than TVM's default for the target (256 items
    for Adreno): larger ones leave each item fewer registers.

    Parameters
    ----------
    target : tvm.target.Target
    info : `tvm_dydca.opencl.DeviceInfo`

    Raises
    ------
    InputError
        The target is of another kind, or wants textures where there are no images.
    """
    import tvm

    if str(target.kind.name) != "opencl":
        raise InputError(
            f"a target of kind {target.kind.name} has no limits of OpenCL's; leave --limits-of out, or give --target "
            + " or ".join(OPENCL)
        )
    if has_textures(target) and not info.images:
        raise InputError(
            f"opencl:{info.index} ({info.name}) has no images, which {OPENCL[-1]} uses; give --target {OPENCL[1]}"
        )
    attrs = dict(target.attrs.items())
    items = min(int(attrs["max_num_threads"]), info.work_group_items)
    attrs |= {
        "max_num_threads": items,
        "max_threads_per_block": items,
        "max_shared_memory_per_block": info.local_memory_bytes,
    }
    if info.images:
        attrs |= {
            "texture_spatial_limit": min(info.image_width, info.image_height),
            "texture_depth_limit": info.image_layers,
        }
    keys = [str(key) for key in target.keys]
    if not info.gpu and BUFFER_WEIGHTS not in keys:
        keys.append(BUFFER_WEIGHTS)
    return tvm.target.Target({"kind": "opencl", "keys": keys, **attrs}, host=target.host)
