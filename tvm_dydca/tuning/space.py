"""The candidates of a task: every family that takes its convolutions, with every choice of knobs."""

from __future__ import annotations

import dataclasses
import itertools
import json
from dataclasses import dataclass
from typing import Any

from tvm_dydca.relay_passes.dispatch.choice import Request
from tvm_dydca.schedules import Kernel, Rule, matmul_rules_for, rules_for
from tvm_dydca.schedules.registry import family_of, name_of, rule_of


@dataclass(frozen=True)
class Candidate:
    """A rule by its name, and its knobs by theirs; none for those that the rule takes by itself."""

    rule: str
    knobs: tuple[tuple[str, int], ...]

    @classmethod
    def of(cls, rule: Rule, knobs: Any) -> Candidate:
        """Take a rule and an instance of its ``Knobs``."""
        return cls(name_of(rule), tuple(dataclasses.asdict(knobs).items()))

    @classmethod
    def default(cls, rule: Rule) -> Candidate:
        """Take a rule with the knobs that it takes by itself."""
        return cls(name_of(rule), ())

    @classmethod
    def from_json(cls, text: str) -> Candidate:
        """Read what `to_json` wrote; raise `ValueError` for anything else."""
        try:
            found = json.loads(text)
            return cls(str(found["rule"]), tuple((str(name), int(value)) for name, value in found["knobs"].items()))
        except (TypeError, KeyError, AttributeError) as error:
            raise ValueError(f"{text!r} is no candidate: {error}") from None

    def to_json(self) -> str:
        """Return it as text."""
        return json.dumps({"rule": self.rule, "knobs": dict(self.knobs)})

    def kernel(self, groups: tuple[Any, ...], target: Any) -> Kernel | None:
        """Make the kernel; None where there is no such rule or knob, or the rule does not take the groups with them."""
        try:
            rule = rule_of(self.rule)
            knobs = (family_of(rule).Knobs(**dict(self.knobs)),) if self.knobs else ()
        except (ImportError, AttributeError, TypeError):  # of another version
            return None
        made: Kernel | None = rule(*groups, target, *knobs)
        return made

    def __str__(self) -> str:
        """Return the family and the knobs, for people."""
        family = self.rule.rpartition(".")[2]
        return " ".join([family, *(f"{name}={value}" for name, value in self.knobs or [("knobs", "default")])])


def candidates_of(request: Request, target: Any) -> list[Candidate]:
    """Return every candidate, the default one first. Some make the same kernel, or none at all."""
    found = dict.fromkeys([Candidate.default(request.rule)])
    found |= dict.fromkeys(_all_of(request.rule))
    rules = next((rules for rules in (rules_for(target), matmul_rules_for(target)) if request.rule in rules), ())
    for rule in rules:
        if rule is not request.rule:
            others = _all_of(rule)
            if any(fits(one.kernel(request.groups, target), request) for one in others[:: max(1, len(others) // 3)]):
                found |= dict.fromkeys(others)
    return list(found)


def _all_of(rule: Rule) -> list[Candidate]:
    choices = getattr(family_of(rule), "CHOICES", {})
    if not choices:  # a family without knobs
        return []
    make = family_of(rule).Knobs
    return [Candidate.of(rule, make(**dict(zip(choices, values)))) for values in itertools.product(*choices.values())]


def fits(kernel: Kernel | None, request: Request) -> bool:
    """Return whether a kernel can stand in the place of the default one."""
    return (
        kernel is not None
        and kernel.made is not None
        and kernel.operands == request.kernel.operands
        and kernel.out_layout == request.kernel.out_layout
    )
