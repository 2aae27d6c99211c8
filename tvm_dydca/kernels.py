"""Which schedule each kernel of a compiled network has, and why not a better one: the entry `kernels` of plan.json."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any


def describe_kernels(lowered: Any, arena: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Gather the kernels that each function calls.

    Parameters
    ----------
    lowered : IRModule after the whole pipeline
    arena : its ``arena``, see `memory.describe_memory`

    Returns
    -------
    Plain data in the order of the first calls: ``function``, ``kernel``, the number of ``calls``, the ``schedule`` (of
    `schedules/` by its name, else whose default it is), ``tuned`` (None, or the size, rule and knobs of the tuned
    database that were taken), and ``passed_over``, for each better one why it did not apply.
    Convolutions that no rule took are fused by TVM with what surrounds them: they come last, with the kernel None.
    """
    from tvm_dydca.relay_passes.dispatch_kernels import LEFT
    from tvm_dydca.schedules.kernel import PASSED_OVER, SCHEDULE, TUNED

    funcs = {str(gvar.name_hint): func for gvar, func in lowered.functions_items()}
    calls = Counter((step["function"], step["kernel"]) for root in arena["roots"] for step in root["steps"])
    found: list[dict[str, Any]] = []
    for (function, kernel), count in calls.items():
        attrs = getattr(funcs.get(kernel), "attrs", None) or {}
        if kernel not in funcs:  # a test on the host
            continue
        ours = str(attrs[SCHEDULE]) if SCHEDULE in attrs else None
        found.append(
            {
                "function": function,
                "kernel": kernel,
                "calls": count,
                "schedule": ours or "TVM's default",
                "tuned": json.loads(str(attrs[TUNED])) if TUNED in attrs else None,
                "passed_over": [str(reason) for reason in attrs.get(PASSED_OVER, [])],
            }
        )
    for name in dict.fromkeys(function for function, _ in calls):
        for text in (funcs[name].attrs or {}).get(LEFT, []):
            operator, _, reasons = str(text).partition(": ")
            found.append(
                {
                    "function": name,
                    "kernel": None,
                    "calls": 1,
                    "schedule": f"TVM's default for {operator}",
                    "tuned": None,
                    "passed_over": reasons.split("; "),
                }
            )
    return found


def kernel_table(kernels: list[dict[str, Any]]) -> str:
    """Lay out what `describe_kernels` found, a line a kernel, with the reasons below it."""
    rows = [("function", "kernel", "calls", "schedule")]
    rows += [(k["function"], k["kernel"] or "-", str(k["calls"]), k["schedule"]) for k in kernels]
    wide = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = []
    for number, row in enumerate(rows):
        function, kernel, calls, schedule = row
        lines.append(f"  {function:<{wide[0]}}  {kernel:<{wide[1]}}  {calls:>{wide[2]}}  {schedule}".rstrip())
        if number:
            lines += _tuned(kernels[number - 1]["tuned"])
            lines += [f"      not {reason}" for reason in kernels[number - 1]["passed_over"]]
    return "\n".join(lines)


def _tuned(found: dict[str, Any] | None) -> list[str]:
    if found is None:
        return []
    height, width = found["size"]
    knobs = " ".join(f"{name}={value}" for name, value in found["knobs"].items()) or "with default knobs"
    return [f"      tuned at {height}x{width}: {found['rule'].rpartition('.')[2]} {knobs}"]
