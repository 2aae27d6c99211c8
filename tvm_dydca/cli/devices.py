"""``dydca devices``: what this machine has to run an artifact on, with the limits that matter."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from tvm_dydca.cli.output import size, table


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments: there are none."""


def run(_args: argparse.Namespace) -> dict[str, Any]:
    """Print a table a device, return what it says."""
    from tvm_dydca import targets
    from tvm_dydca.opencl import OpenCLError, devices

    cpu = targets.describe(targets.resolve("llvm"))
    print("cpu:0")
    print(table([("CPU", cpu["mcpu"]), ("threads", str(targets.processors())), ("compile with", "--target llvm")]))
    try:
        found, problem = devices(), None
    except OpenCLError as error:
        found, problem = [], str(error)
        print(f"\nno OpenCL device: {error}")
    for device in found:
        images = f"{device.image_width} x {device.image_height}, {device.image_layers} layers"
        rows = [
            ("device", f"{device.name} ({device.platform}, {device.version}, driver {device.driver})"),
            ("memory", f"{size(device.memory_bytes)}, {size(device.largest_allocation_bytes)} in one piece"),
            ("work-group", f"{device.work_group_items} items, {size(device.local_memory_bytes)} of local memory"),
            ("images", images + (", also in buffers" if device.images_in_buffers else "") if device.images else "none"),
            ("float16", "yes" if device.float16 else "no"),
            ("base addresses", f"multiples of {device.base_alignment_bytes} bytes"),
            ("compile with", "--target opencl"),
        ]
        print(f"\nopencl:{device.index}")
        print(table(rows))
    return {
        "cpu": {"mcpu": cpu["mcpu"], "threads": targets.processors()},
        "opencl": [asdict(device) for device in found],
        "opencl_problem": problem,
    }
