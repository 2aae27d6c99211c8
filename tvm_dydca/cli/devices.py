"""``dydca devices``: what this machine, or a tracker, has to run an artifact on, with the limits that matter."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from tvm_dydca.cli import remote
from tvm_dydca.cli.output import size, table


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    remote.add_arguments(parser)


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Print a table a device, return what it says."""
    if args.rpc is not None:
        return _list_tracker(args.rpc, args.rpc_timeout)
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
        print(f"\nopencl:{device.index}")
        print(table(_opencl_rows(device)))
    return {
        "cpu": {"mcpu": cpu["mcpu"], "threads": targets.processors()},
        "opencl": [asdict(device) for device in found],
        "opencl_problem": problem,
    }


def _opencl_rows(device: Any) -> list[tuple[str, str]]:
    images = f"{device.image_width} x {device.image_height}, {device.image_layers} layers"
    return [
        ("device", f"{device.name} ({device.platform}, {device.version}, driver {device.driver})"),
        ("cores", f"{device.compute_units} compute units at {device.clock_mhz} MHz"),
        ("memory", f"{size(device.memory_bytes)}, {size(device.largest_allocation_bytes)} in one piece"),
        ("work-group", f"{device.work_group_items} items, {size(device.local_memory_bytes)} of local memory"),
        ("images", images + (", also in buffers" if device.images_in_buffers else "") if device.images else "none"),
        ("float16", "yes" if device.float16 else "no"),
        ("base addresses", f"multiples of {device.base_alignment_bytes} bytes"),
        ("compile with", _compile_with(device)),
    ]


def _list_tracker(address: str, timeout_s: float) -> dict[str, Any]:
    from tvm_dydca.rpc import Tracker
    from tvm_dydca.rpc.inventory import take_inventory

    tracker = Tracker.parse(address)
    found = take_inventory(tracker, timeout_s)
    print(f"tracker {tracker}: {sum(one.queue.servers for one in found)} servers")
    for one in found:
        queue = one.queue
        print(f"\n{one.key}: {queue.servers} servers, {queue.free} free, {queue.waiting} requests waiting")
        for machine in one.machines:
            known = [("server", machine.address), ("CPU", machine.cpu), ("triple", machine.triple)]
            print(table([(name, value) for name, value in known if value is not None]))
            if machine.problem or machine.opencl_problem:
                print(f"  {machine.problem or f'no OpenCL device: {machine.opencl_problem}'}")
            for device in machine.opencl:
                print(f"  opencl:{device.index}")
                print(table([(f"  {name}", value) for name, value in _opencl_rows(device)]))
    return {"tracker": str(tracker), "keys": [asdict(one) for one in found]}


def _compile_with(device: Any) -> str:
    texture = f", or qcom/adreno-opencl-texture --limits-of opencl:{device.index}" if device.images else ""
    return "--target opencl" + texture
