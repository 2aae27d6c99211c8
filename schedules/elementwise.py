"""Elementwise operators that a kernel applies to what it has computed, in registers, before it stores it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tvm import tirx

Step = tuple[str, tuple[float, ...]]
"""Name of an operator in `OPERATORS`, and its arguments."""
Steps = tuple[Step, ...]
"""Operators, the first one first."""

RELU: Steps = (("relu", ()),)


def _const(value: float) -> Any:
    return tirx.const(value, "float32")


def _leaky_relu(y: Any, slope: float) -> Any:
    if 0 <= slope <= 1:
        return tirx.max(y, y * _const(slope))
    return tirx.max(y, _const(0.0)) + tirx.min(y, _const(0.0)) * _const(slope)


OPERATORS: dict[str, Callable[..., Any]] = {
    "relu": lambda y: tirx.max(y, _const(0.0)),
    "leaky_relu": _leaky_relu,
    "clip": lambda y, least, most: tirx.max(tirx.min(y, _const(most)), _const(least)),
    "sigmoid": tirx.sigmoid,
    "silu": lambda y: y * tirx.sigmoid(y),
    "tanh": tirx.tanh,
}
"""For each operator, what it makes of a float32 expression and its arguments. None looks at other elements."""


def applied(steps: Steps, y: Any) -> Any:
    """Return a float32 expression after some operators."""
    for name, arguments in steps:
        y = OPERATORS[name](y, *arguments)
    return y


def named(steps: Steps) -> str:
    """Return what operators add to the name of a kernel, without their arguments."""
    return "".join(f"_{name}" for name, _ in steps)


def keeps_zero(step: Step) -> bool:
    """Return whether an operator makes zero of zero, as lanes past the last channel hold."""
    name, arguments = step
    return arguments[0] <= 0 <= arguments[1] if name == "clip" else name != "sigmoid"


@dataclass(frozen=True)
class Store:
    """What a kernel does to each element before it stores it: ``epilogue(activation(y) + skip + residual)``.

    Attributes
    ----------
    activation, epilogue : operators before and after skip and residual
    residual : whether one is added
    """

    activation: Steps = ()
    residual: bool = False
    epilogue: Steps = ()

    @property
    def name(self) -> str:
        """What it adds to the name of a kernel."""
        return named(self.activation) + "_residual" * self.residual + named(self.epilogue)

    def value(self, y: Any, residual: Any = None, skip: Any = None) -> Any:
        """Return the value to be stored for an expression, one of the residual, and one of the skip if there is one."""
        y = applied(self.activation, y)
        y = y if skip is None else y + skip
        return applied(self.epilogue, y + residual if self.residual else y)
