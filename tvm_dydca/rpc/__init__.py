"""Devices at the end of TVM's RPC tracker: sessions that outlive them, and what the tracker has."""

from tvm_dydca.rpc.errors import RpcError
from tvm_dydca.rpc.session import RemoteSession, load
from tvm_dydca.rpc.tracker import Tracker

__all__ = ["RemoteSession", "RpcError", "Tracker", "load"]
