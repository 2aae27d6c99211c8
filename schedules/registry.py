"""Which rules a target has, best first."""

from __future__ import annotations

from typing import Any

from tvm_dydca.schedules.cpu import few_channels, winograd
from tvm_dydca.schedules.kernel import Rule

_RULES: dict[str, tuple[Rule, ...]] = {
    "llvm": (few_channels.rule, winograd.rule),
}


def rules_for(target: Any) -> tuple[Rule, ...]:
    """Return the rules of a `tvm.target.Target`, best first; empty where there are none for its kind."""
    return _RULES.get(str(target.kind.name), ())
