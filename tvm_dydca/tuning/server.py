"""``python -m tvm_dydca.tuning.server``: `tvm_dydca.rpc.server` that ends with its standard input.

So it ends with the job that started it, however that ends.
"""

from __future__ import annotations

import os
import sys
import threading

from tvm_dydca.rpc import server


def _end_with_input() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    threading.Thread(target=_end_with_input, daemon=True).start()
    server.main()
