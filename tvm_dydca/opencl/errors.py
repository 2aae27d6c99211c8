"""The error of the OpenCL runtime, by the name that the C++ side gives it."""

from tvm_dydca.errors import DydcaError


class OpenCLError(DydcaError):
    """No library or device, a device that lacks what a kernel needs, no memory left, a kernel that does not build."""


class UnlistedDevicesError(OpenCLError):
    """TVM has an OpenCL runtime of its own, whose devices can be used but not listed."""
