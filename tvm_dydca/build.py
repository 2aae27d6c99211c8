"""From a module to an artifact: the pipeline, code generation, and the files a receiver needs."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from tvm_dydca import _compat, hosts, link, targets
from tvm_dydca import artifact as artifacts
from tvm_dydca.artifact import Artifact
from tvm_dydca.errors import InputError
from tvm_dydca.importer import ImportedNetwork
from tvm_dydca.kernels import describe_kernels
from tvm_dydca.memory import describe_memory
from tvm_dydca.quality import describe_quality
from tvm_dydca.textures import describe_textures

STAGES = ("passes", "code generation", "artifact")


def compile(
    mod: Any,
    target: Any = "llvm",
    *,
    out: str | Path,
    host: str | None = None,
    buckets: Any = None,
    dtype: str = "float32",
    video: ImportedNetwork | None = None,
    tuned: str | Path | None = None,
    least_memory: bool = False,
    on_stage: Callable[[str], None] | None = None,
) -> Artifact:
    """Compile a module to an artifact.

    Parameters
    ----------
    mod : IRModule of Relax functions, or an `ImportedNetwork`, which is built first
    target : text of a target (see `targets.resolve`) or a `tvm.target.Target`
    out : directory of the artifact
    host : the machine to compile for, see `hosts.resolve`; None for this one, or what a `Target` says
    buckets : sizes that get versions of their own, as `relay_passes.BucketShapes` takes them, or such a pass; they
        become the bounds of the artifact. None for one version that takes every size
    dtype : ``float32``, or ``float16`` for OpenCL: convolutions and what follows them are computed in it, inputs and
        results stay float32
    video : the network `mod` was built from, for what a receiver of a fitted video needs; taken from `mod` if it is one
    tuned : folder of a database of `dydca tune`, whose fastest kernels are taken, or ``wheel`` for the one that comes
        with the package; None for default knobs
    least_memory : take kernels that keep tensors out of memory also where others are faster: on OpenCL, one for each
        residual block
    on_stage : called with each of `STAGES` as it begins

    Returns
    -------
    The artifact, which a stock TVM of the same version can run.

    Raises
    ------
    InputError
        The target or the host is unknown, there is no linker for it, or the database is for another target or version.
    """
    import tvm
    import tvm_ffi
    from tvm import relax

    from tvm_dydca._autoload import autoload
    from tvm_dydca.relay_passes import BucketShapes, OutlinePaths, pipeline

    autoload()  # where the environment turns entry points off
    if isinstance(mod, ImportedNetwork):
        mod, video = mod.build(), mod
    begin = on_stage or (lambda _stage: None)
    tgt = hosts.resolve(target, host) if isinstance(target, str) else target
    linking = link.export_options(tgt)
    targets.check_dtype(tgt, dtype)
    chooser = None
    if tuned is not None:
        from tvm_dydca.tuning.apply import TunedKernels

        chooser = TunedKernels(tuned, tgt, dtype, video)
    begin("passes")
    bucketing = buckets if buckets is None or isinstance(buckets, BucketShapes) else BucketShapes(buckets, tgt)
    outline: Any = OutlinePaths()
    with tgt:
        # Its public functions are what can be called; lowering no longer tells them from private ones.
        mod = outline(mod)
        lowered = pipeline(tgt, bucketing, dtype, chooser, least_memory)(mod)
    begin("code generation")
    with _compat.repaired(tgt):
        executable = relax.build(lowered, target=tgt, relax_pipeline=tvm.transform.Sequential([]))

    manifest: dict[str, Any] = {
        "tvm": tvm.__version__,
        "tvm_ffi": tvm_ffi.__version__,
        "dtype": dtype,
        "target": {**targets.describe(tgt), "features": targets.needed_features(tgt)},
        "functions": _signatures(mod, lowered),
    }
    textures = describe_textures(lowered)
    if textures is not None:
        manifest["textures"] = asdict(textures)
    if bucketing is not None:
        manifest["buckets"] = [_bucket(bucket) for bucket in bucketing.report.buckets]
    if video is not None:
        manifest |= _network(video)

    def fill(folder: Path) -> None:
        with _compat.quiet_scopes() if textures is not None else contextlib.nullcontext():
            executable.export_library(str(folder / artifacts.LIBRARY), **linking)
        plan = describe_memory(lowered)
        plan["kernels"] = describe_kernels(lowered, plan["arena"])
        plan["opencl"] = describe_quality(lowered, tgt, plan["kernels"])
        if chooser is not None:
            plan["tuned"] = chooser.report()
        (folder / artifacts.PLAN).write_text(json.dumps(plan, indent=2) + "\n")
        if video is not None and video.path_map is not None:
            np.savez_compressed(folder / artifacts.PATH_MAP, path_map=video.path_map)

    begin("artifact")
    return artifacts.write(out, manifest, fill)


def _bucket(bucket: Any) -> dict[str, Any]:
    box = bucket.box
    return {
        "bounds": {dim: [low, high] for dim, low, high in zip(box.dims, box.low, box.high)},
        "typical": dict(zip(box.dims, map(int, bucket.typical))),
    }


def _signatures(mod: Any, lowered: Any) -> dict[str, Any]:
    """Input types of every public function: shapes with the names of symbolic dims, dtype, and the dims' bounds."""
    from tvm import relax

    found: dict[str, Any] = {}
    for gvar, func in mod.functions_items():
        if not isinstance(func, relax.Function) or not func.attrs or "global_symbol" not in func.attrs:
            continue
        attrs = lowered[gvar.name_hint].attrs
        if any(getattr(param.ty, "shape", None) is None for param in func.params):
            raise InputError(f"function {gvar.name_hint}: every parameter needs a tensor type of known rank")
        lower, upper = (dict(attrs.get(f"tir_var_{end}_bound", {})) for end in ("lower", "upper"))
        found[gvar.name_hint] = {
            "inputs": [
                {
                    "name": str(param.name),
                    "shape": [int(d.value) if hasattr(d, "value") else str(d) for d in param.ty.shape],
                    "dtype": str(param.ty.dtype),
                }
                for param in func.params
            ],
            "bounds": {str(name): [int(lower.get(name, 1)), int(upper[name])] for name in upper},
        }
    return found


def _network(video: ImportedNetwork) -> Mapping[str, Any]:
    spec = video.spec
    kind = {"ShapeRouting": "height", "ActivityRouting": "activity"}[type(spec.routing).__name__]
    return {
        "network": {
            "scale": spec.scale,
            "paths": [{"name": f"path_{k}", "macs_per_pixel": p.macs_per_pixel()} for k, p in enumerate(spec.paths)],
            "routing": {"kind": kind, "thresholds": list(spec.routing.thresholds)},
        },
        "video": None
        if video.grid is None or video.source is None
        else {"source": dict(video.source), "grid": asdict(video.grid)},
    }
