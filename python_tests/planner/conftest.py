"""The two ways of planning, and the native one as a requirement of this machine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tvm_dydca.planner import Plan, Problem, native, solve, validate

Planner = Callable[..., Plan]


@pytest.fixture(params=["native", "python"])
def plan(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Planner:
    """Plan by the C++ library, or as on a system without it; every plan is validated."""
    if request.param == "python":
        monkeypatch.setattr(native, "library", lambda: None)
    elif native.library() is None:
        pytest.fail("the native planner is not built: pip install -e . with a C++ compiler")

    def run(problem: Problem, *args: Any, **options: Any) -> Plan:
        found = solve(problem, *args, **options)
        validate(problem, found, *args)
        assert found.statistics.native is (request.param == "native")
        return found

    return run
