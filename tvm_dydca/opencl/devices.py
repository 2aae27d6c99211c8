"""What OpenCL devices there are, here or at the other end of an RPC session, with the limits that matter."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from tvm_dydca.opencl.errors import OpenCLError, UnlistedDevicesError
from tvm_dydca.opencl.library import LIBRARY, load

_OWN_RUNTIME = "TVM has an OpenCL runtime of its own there, which does not list its devices"


@dataclass(frozen=True)
class DeviceInfo:
    """One OpenCL device; ``opencl:<index>`` is its name everywhere in TVM.

    ``memory_bytes`` is what this process may take (``TVM_DYDCA_OPENCL_MEMORY_MB``), ``allocated_bytes`` what it has.
    ``work_group_items`` is the device's limit; a kernel's own may be lower. The offset of a sub-buffer is a multiple of
    ``base_alignment_bytes``. Where not ``images_in_buffers``, textures take memory beside the buffers. Sizes of images
    are in texels of four channels.
    """

    index: int
    name: str
    platform: str
    version: str
    driver: str
    gpu: bool
    float16: bool
    compute_units: int
    clock_mhz: int
    memory_bytes: int
    allocated_bytes: int
    largest_allocation_bytes: int
    local_memory_bytes: int
    work_group_items: int
    base_alignment_bytes: int
    images: bool
    images_in_buffers: bool
    image_width: int
    image_height: int
    image_layers: int


def devices(session: Any = None) -> list[DeviceInfo]:
    """List the OpenCL devices, GPUs first. Opens the OpenCL library, and a context on each device.

    Parameters
    ----------
    session : a `tvm.rpc.RPCSession` to list the devices of its server; this machine's by default

    Raises
    ------
    OpenCLError
        There is no OpenCL library, no device, or the runtime was not built.
    UnlistedDevicesError
        That TVM has an OpenCL runtime of its own, which does not list its devices.
    """
    if session is not None:
        try:
            describe = session.get_function("dydca.opencl.devices")
        except AttributeError:
            if session.device("opencl", 0).exist:
                raise UnlistedDevicesError(_OWN_RUNTIME) from None
            raise OpenCLError(
                "the RPC server has no OpenCL runtime of tvm_dydca: install tvm_dydca there, or start the server with "
                "--load-library and its library"
            ) from None
    else:
        import tvm_ffi

        if not load():
            raise OpenCLError(
                f"the OpenCL runtime {LIBRARY} was not built: install tvm_dydca again where there is a C++17 compiler"
            )
        describe = tvm_ffi.get_global_func("dydca.opencl.devices", allow_missing=True)
        if describe is None:
            raise UnlistedDevicesError(_OWN_RUNTIME)
    found = json.loads(str(describe()))
    if not found["library"]:
        raise OpenCLError(found["problem"])
    if not found["devices"]:
        raise OpenCLError(
            f"{found['library']} knows no OpenCL device: install the driver of one, such as "
            "pocl-binary-distribution for a CPU"
        )
    return [DeviceInfo(**device) for device in found["devices"]]
