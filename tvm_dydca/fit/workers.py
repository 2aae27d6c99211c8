"""Threads that each run PyTorch on one processor: how the sender computes, in fitting and in evaluation.

Threads inside an operator wait for each other hundreds of times in a step. Measured on two processors with other work
on one of them, the largest path and 16 crops of 34x32: 25 thousand LR pixels a second with two threads inside the
operators, 71 thousand with one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Any, TypeVar

import torch

_T = TypeVar("_T")


class Workers:
    """A context manager; within it PyTorch uses one thread inside an operator, on the calling thread as well.

    Parameters
    ----------
    threads
        How many; by default as many as the processors that this process may use.
    """

    def __init__(self, threads: int | None = None) -> None:
        """Prepare the threads; they start with the first task."""
        self.threads = threads or _processors()
        self._before = torch.get_num_threads()
        self._pool = ThreadPoolExecutor(
            self.threads, initializer=torch.set_num_threads, initargs=(1,), thread_name_prefix="dydca"
        )

    def __enter__(self) -> Workers:
        """Set one thread inside an operator."""
        torch.set_num_threads(1)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Drop what has not begun, wait for the rest, and restore PyTorch's number of threads."""
        self._pool.shutdown(cancel_futures=True)
        torch.set_num_threads(self._before)

    def map(self, function: Callable[..., _T], *arguments: Iterable[Any]) -> list[_T]:
        """Call the function for each set of arguments, and return the results in their order."""
        return list(self._pool.map(function, *arguments))


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
