"""OpenCL on a stock TVM: the runtime that the wheel lacks, and its devices. ``import tvm`` loads it by itself."""

from tvm_dydca.opencl.devices import DeviceInfo, devices
from tvm_dydca.opencl.errors import OpenCLError, UnlistedDevicesError
from tvm_dydca.opencl.library import load

__all__ = ["DeviceInfo", "OpenCLError", "UnlistedDevicesError", "devices", "load"]
