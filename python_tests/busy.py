"""A machine whose processors others want."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tvm_dydca.targets import processors

LIFE_S = 120
"""When a process ends even if the tests were killed."""


@contextmanager
def busy_processors() -> Iterator[None]:
    """Let two processes for each processor compute during the block."""
    code = f"import time\nend = time.monotonic() + {LIFE_S}\nwhile time.monotonic() < end: pass"
    others = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(2 * processors())]
    try:
        yield
    finally:
        for process in others:
            process.kill()
            process.wait()
