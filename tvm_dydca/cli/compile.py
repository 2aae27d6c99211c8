"""``dydca compile MODEL``: a checkpoint of ours, or of the paper's released code, to an artifact."""

from __future__ import annotations

import argparse
import re
import time
from typing import Any

from tvm_dydca.cli.output import progress, size, table
from tvm_dydca.errors import InputError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("model", metavar="MODEL", help="checkpoint of dydca fit, or .pth of the paper's released code")
    parser.add_argument("--out", required=True, metavar="DIR", help="the artifact's directory")
    parser.add_argument(
        "--target",
        default="llvm",
        help="llvm for this machine's CPU, opencl, qcom/adreno-opencl[-texture], or a TVM target in JSON",
    )
    parser.add_argument(
        "--dtype",
        default="float32",
        metavar="TYPE",
        help="what the network is computed in: float32 (default) or, for OpenCL, float16; in- and output are float32",
    )
    parser.add_argument(
        "--limits-of",
        metavar="DEVICE",
        help="for OpenCL: keep to the images, local memory and work-groups of a device of this machine, as opencl:0 "
        "(default: TVM's for the target, images of up to 16384 x 16384 in 2048 layers, work-groups of 256)",
    )
    parser.add_argument(
        "--host",
        metavar="TRIPLE",
        help="compile for another machine: aarch64-linux-android, aarch64-linux-gnu, or such a TVM target in JSON",
    )
    parser.add_argument(
        "--bounds", metavar="H=A:B,W=A:B", help="sizes of input to accept (default: up to a whole low-resolution frame)"
    )
    parser.add_argument(
        "--buckets",
        metavar="H=A:B[@T],W=A:B[@T]",
        help="sizes to accept, each path in versions for several ranges of them; T is a size that most inputs have",
    )
    parser.add_argument(
        "--threshold",
        default="70",
        metavar="H[,H]",
        help="for a released .pth: path k is taken where the input is lower than the k-th height (default 70)",
    )
    parser.add_argument(
        "--tuned",
        metavar="DIR",
        help="take the fastest kernels of a database that dydca tune made for the same target; wheel: of the one that "
        "comes with the package",
    )
    parser.add_argument(
        "--least-memory",
        action="store_true",
        help="for OpenCL: one kernel for each residual block, which keeps the tensor in between out of memory, where "
        "two are faster",
    )
    parser.add_argument(
        "--report", action="store_true", help="print the schedule of every kernel, and why better ones did not apply"
    )
    parser.add_argument(
        "--kernels",
        action="store_true",
        help="for OpenCL: print what is in the inner loop of every kernel, and predicted times on Adreno GPUs",
    )


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Compile, print the figures, return them."""
    from tvm_dydca.importer import Bounds, load_network

    thresholds = read_thresholds(args.threshold)
    bounds = Bounds.parse(args.bounds) if args.bounds else None
    buckets = read_buckets(args.buckets) if args.buckets else None
    if args.kernels:
        _check_opencl(args.target, args.host)
    network = load_network(args.model, thresholds=thresholds, bounds=bounds)
    target = limited_target(args.target, args.limits_of, args.host) if args.limits_of else args.target
    artifact, figures = compile_network(
        network, target, args.out, buckets, args.dtype, args.host, args.tuned, args.least_memory
    )
    print(f"compiled {args.model} for {artifact.manifest['target']}: {args.out}")
    print(table(figure_rows(figures)))
    if args.report:
        from tvm_dydca.kernels import kernel_table

        figures["kernels"] = artifact.plan()["kernels"]
        print("\n" + kernel_table(figures["kernels"]))
    if args.kernels:
        from tvm_dydca.quality import quality_table

        figures["opencl"] = artifact.plan()["opencl"]
        print("\n" + quality_table(figures["opencl"]))
    return figures


def _check_opencl(text: str, host: str | None) -> None:
    from tvm_dydca import hosts, targets

    kind = str(hosts.resolve(text, host).kind.name)
    if kind != "opencl":
        raise InputError(
            f"--kernels tells what is in kernels for OpenCL, the target is of kind {kind}; leave it out, or give "
            f"--target {' or '.join(targets.OPENCL)}"
        )


def limited_target(text: str, name: str, host: str | None) -> Any:
    """Return the target of a text beside a host, with the limits of an OpenCL device by its name."""
    from tvm_dydca import hosts, opencl, targets
    from tvm_dydca.runtime.devices import find_device

    target = hosts.resolve(text, host)
    if not re.fullmatch(r"opencl:\d+", name):
        raise InputError(f"--limits-of {name!r} is no OpenCL device; give one that dydca devices lists, as opencl:0")
    device = find_device(name, {"target": {"kind": "opencl"}})
    return targets.with_limits(target, opencl.devices()[device.index])


def read_thresholds(text: str) -> tuple[int, ...]:
    """Read ``70`` or ``70,140``."""
    try:
        return tuple(int(part) for part in text.split(","))
    except ValueError:
        raise InputError(f"--threshold {text!r} is not a height in pixels, or several with commas") from None


def read_buckets(text: str) -> dict[str, tuple[int, int, list[int]]]:
    """Read ``H=24:544@108,W=24:960``: ranges, each with any number of typical sizes, as `BucketShapes` takes them."""
    found = {}
    for part in text.split(","):
        name, _, span = part.partition("=")
        span, *typical = span.split("@")
        low, _, high = span.partition(":")
        try:
            found[name.strip().upper()] = (int(low), int(high or low), [int(value) for value in typical])
        except ValueError:
            raise InputError(
                f"--buckets {text!r} is not of the form H=24:544,W=24:960, or H=24:544@108 with a typical size"
            ) from None
    return found


def compile_network(
    network: Any,
    target: Any,
    out: str,
    buckets: Any = None,
    dtype: str = "float32",
    host: str | None = None,
    tuned: str | None = None,
    least_memory: bool = False,
) -> tuple[Any, dict[str, Any]]:
    """Compile under a progress bar; return the artifact and its figures."""
    from tvm_dydca.build import STAGES, compile

    begin = time.perf_counter()
    with progress(len(STAGES), "compile", "stage") as bar:

        def show(stage: str) -> None:
            bar.update(STAGES.index(stage) - bar.n)
            bar.set_postfix_str(stage)

        artifact = compile(
            network,
            target,
            out=out,
            host=host,
            buckets=buckets,
            dtype=dtype,
            tuned=tuned,
            least_memory=least_memory,
            on_stage=show,
        )
        bar.update(len(STAGES) - bar.n)
    plan = artifact.plan()
    bounds = artifact.manifest["functions"]["main"]["bounds"]
    return artifact, {
        "artifact": str(artifact.path),
        "artifact_bytes": artifact.size_bytes,
        "planned_bytes": plan["planned_bytes"],
        "lower_bound_bytes": max((root["lower_bound_bytes"] for root in plan["arena"]["roots"]), default=0),
        "image_bytes": plan["image_bytes"],
        "texture_kernels": artifact.manifest.get("textures", {}).get("kernels", 0),
        "constant_bytes": plan["constant_bytes"],
        "bounds": bounds,
        "buckets": len(artifact.manifest.get("buckets", [])),
        **({"tuned": plan["tuned"]} if "tuned" in plan else {}),
        "compile_seconds": round(time.perf_counter() - begin, 3),
    }


def figure_rows(figures: dict[str, Any]) -> list[tuple[str, str]]:
    """Lay out the figures of `compile_network` for people."""
    bounds = ", ".join(f"{name} {low} to {high}" for name, (low, high) in figures["bounds"].items())
    return [
        ("accepts", bounds + (f", in {figures['buckets']} buckets" if figures["buckets"] else "")),
        (
            "arena",
            f"{size(figures['planned_bytes'])} for all but weights and result, the largest path at the upper bounds"
            + ("; no plan is smaller" if figures["lower_bound_bytes"] == figures["planned_bytes"] else ""),
        ),
        *([("textures", _textures(figures))] if figures["texture_kernels"] else []),
        *([("tuned", _tuned(figures["tuned"]))] if "tuned" in figures else []),
        ("weights", f"{size(figures['constant_bytes'])} in the kernels' layouts"),
        ("artifact", f"{size(figures['artifact_bytes'])} on disk"),
        ("compiled in", f"{figures['compile_seconds']:.1f} s"),
    ]


def _textures(figures: dict[str, Any]) -> str:
    return f"{size(figures['image_bytes'])} beside the arena, which {figures['texture_kernels']} kernels read or write"


def _tuned(found: dict[str, Any]) -> str:
    taken = f"{len(found['hits'])} kernels as measured on {found['device']}"
    if not found["misses"]:
        return taken
    return taken + "; not " + ", ".join(f"{name} ({reason})" for name, reason in found["misses"].items())
