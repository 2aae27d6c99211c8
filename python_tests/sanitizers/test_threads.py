"""Several threads at once, without a sanitizer: what they compute."""

from __future__ import annotations

from pathlib import Path

from python_tests.sanitizers.conftest import Run


def test_threads_do_not_meet(python: Run, demo_network: Path) -> None:
    done = python("-m", "python_tests.sanitizers.threads", demo_network)
    assert done.stdout.split()[-1:] == ["done"], done.stderr
