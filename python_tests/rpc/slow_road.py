"""A program: prints a port from which one connection goes to another port, slowly. Arguments: port, bytes a second.

Not a thread of the test, which TVM's client stops while it frees what lies on a device.
"""

from __future__ import annotations

import socket
import sys
import threading
import time
from contextlib import suppress

STEP_BYTES = 1 << 14


def carry(source: socket.socket, target: socket.socket, bytes_per_s: float) -> None:
    with suppress(OSError):
        while part := source.recv(STEP_BYTES):
            time.sleep(len(part) / bytes_per_s)
            target.sendall(part)
    for sock in (source, target):
        with suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)


def main(port: int, bytes_per_s: float) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        door.settimeout(60)
        door.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)  # else all is in it at once
        print(door.getsockname()[1], flush=True)
        near, _ = door.accept()
    near.settimeout(None)
    with near, socket.create_connection(("127.0.0.1", port)) as far:
        back = threading.Thread(target=carry, args=(far, near, bytes_per_s))
        back.start()
        carry(near, far, bytes_per_s)
        back.join()


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
