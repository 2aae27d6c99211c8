"""Keeps a server of TVM's alive after a session that crashed, and ends it with the process that started it."""

from __future__ import annotations

import logging
import multiprocessing
import os
import shutil
import threading
import time
from typing import Any

_LOOK_EVERY_S = 0.5


def guard() -> None:
    """Put the guards in place, in the process that listens.

    In TVM's server a session that ends by a signal ends the thread that listens, while the server stays known to the
    tracker and never answers again. And its process outlives the one that started it.
    """
    from tvm.rpc import server

    serve = server._serving

    def guarded(sock: Any, address: Any, *rest: Any) -> None:
        folder = os.getcwd()
        try:
            serve(sock, address, *rest)
        except RuntimeError as error:
            logging.getLogger("RPCServer").warning("session of %s crashed: %s", address, error)
        finally:
            os.chdir(folder)
            sock.close()

    server._serving = guarded
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()


def _end_with(parent: int) -> None:
    from tvm.support.utils import TempDirectory

    while os.getppid() == parent:
        time.sleep(_LOOK_EVERY_S)
    try:
        for session in multiprocessing.active_children():
            session.kill()
        for folder in list(TempDirectory.TEMPDIRS):  # the listener may take one away meanwhile
            shutil.rmtree(folder, ignore_errors=True)
    finally:  # whatever the listener, which sees its session end, is doing to both
        os._exit(0)
