"""``python -m tvm_dydca.rpc.server``: TVM's RPC server with its own options, guarded (see `tvm_dydca.rpc.guard`)."""

from __future__ import annotations

import functools
import runpy

from tvm_dydca.rpc.guard import guard


def main() -> None:
    """Run ``tvm.exec.rpc_server`` with the guard in its listening process."""
    from tvm import rpc

    rpc.Server = functools.partial(rpc.Server, server_init_callback=guard)
    runpy.run_module("tvm.exec.rpc_server", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
