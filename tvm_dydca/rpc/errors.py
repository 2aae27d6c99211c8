"""The errors of remote devices."""

from tvm_dydca.errors import DydcaError


class RpcError(DydcaError):
    """No tracker, no device within the time, a device that was lost and not replaced, a failure on the device."""


class DeviceLostError(RpcError):
    """The connection ended in the middle; another may be had from the tracker."""
