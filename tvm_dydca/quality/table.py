"""What `describe_quality` found, as a table for people."""

from __future__ import annotations

from typing import Any

from tvm_dydca.quality.roofline import ADRENO


def quality_table(kernels: list[dict[str, Any]]) -> str:
    """Lay out the entry ``opencl`` of a plan.json: a line a kernel, then what the columns mean."""
    rows = [_HEADER, *(_row(entry) for entry in kernels)]
    wide = [max(len(row[column]) for row in rows) for column in range(len(_HEADER))]
    lines = ["  " + "  ".join(_pad(cell, size, k) for k, (cell, size) in enumerate(zip(row, wide))) for row in rows]
    formulas = [
        f"  {entry['function']}: {entry['flops']} operations, {entry['bytes']} bytes"
        + ("" if entry["dims"] is None else "".join(f"; {dim} up to {size}" for dim, size in entry["dims"].items()))
        + "".join(f"; {name} is no register, a loop indexes it" for name in entry["indexed_arrays"])
        for entry in kernels
    ]
    return "\n".join([*(line.rstrip() for line in lines), _LEGEND, *formulas])


_HEADER = (
    "kernel",
    "items",
    "float4",
    "local B",
    "products",
    "scalar",
    "tested",
    "loads",
    "scalar",
    "images",
    "tested",
    "Mflop",
    "MB",
    "flop/B",
    *(f"{gpu.name.removeprefix('Adreno ')} {kind}" for gpu in ADRENO for kind in ("f32", "f16")),
)

_LEGEND = (
    "  items: of a work-group (! more than the target allows); float4: registers an item, of its arrays alone\n"
    "  products, loads: in one run of the innermost loops, on several channels, and on one (scalar);\n"
    "  images: texels read; tested: of those before, inside a test of bounds\n"
    "  Mflop, MB: at the largest size, with whole tiles, and every tensor moved once\n"
    "  the last columns predict microseconds by a roofline (a bound from below, no measurement; m: bound by memory)"
)


def _row(entry: dict[str, Any]) -> tuple[str, ...]:
    body, predicted = entry["body"], entry["predicted"] or {}
    return (
        entry["function"].removesuffix("_kernel"),
        "x".join(map(str, entry["work_group"])) + ("" if entry["within_limits"] else " !"),
        str(entry["registers"]),
        str(entry["local_bytes"]),
        str(body["vector_products"]),
        str(body["scalar_products"]),
        str(body["tested_products"]),
        str(body["vector_loads"]),
        str(body["scalar_loads"]),
        str(body["image_reads"]),
        str(body["tested_loads"]),
        _scaled(entry["flops_at"]),
        _scaled(entry["bytes_at"]),
        "-" if entry["intensity"] is None else f"{entry['intensity']:.1f}",
        *(_time(predicted.get(gpu.name, {}).get(dtype)) for gpu in ADRENO for dtype in ("float32", "float16")),
    )


def _scaled(value: int | None) -> str:
    return "-" if value is None else f"{value / 1e6:.2f}"


def _time(found: dict[str, Any] | None) -> str:
    return "-" if found is None else f"{found['us']:.0f}" + ("m" if found["bound"] == "memory" else " ")


def _pad(cell: str, size: int, column: int) -> str:
    return cell.ljust(size) if column == 0 else cell.rjust(size)
