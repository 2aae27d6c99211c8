"""What TVM's thread pool reads in the environment when a thread first runs a parallel kernel, as our processes want it.

A process that has run such a kernel before keeps what it had.
"""

from __future__ import annotations

from collections.abc import MutableMapping

from tvm_dydca.targets import processors

SPINS = 1000
"""How often a worker asks for the next task, giving up the processor each time, before it goes to sleep.

A process cannot end before its workers sleep. TVM's 300000 are 0.1 s where the processor comes back at once; where
others want it, it comes back after 2 ms or so, and the process ends ten minutes after its work. From 100 on, calls of
paths take as long as with 300000; without any, 1.2 to 1.7 times as long (two threads, images of 8x8 to 64x64).
"""


def use_all_processors(environment: MutableMapping[str, str]) -> None:
    """Let the pool have every processor of this process, unless the environment says otherwise.

    By itself it takes half of them, as if the others were hyperthreads.
    """
    if "OMP_NUM_THREADS" not in environment:
        environment.setdefault("TVM_NUM_THREADS", str(processors()))


def end_soon(environment: MutableMapping[str, str]) -> None:
    """Let workers go to sleep after `SPINS`, unless the environment says otherwise: a busy machine delays no end."""
    environment.setdefault("TVM_THREAD_POOL_SPIN_COUNT", str(SPINS))
