"""The functions that take part: each called from one place, so that its values have one live range and one place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import tvm
from tvm import relax

from tvm_dydca.relay_passes.outline.control_flow import all_bindings, called_function
from tvm_dydca.relay_passes.outline.path_constants import is_public

NEVER_RETURNS = "dydca.never_returns"
"""Attribute of a function that always fails: what it calls after that only gives its result a type."""


def never_returns(func: Any) -> bool:
    """Return whether a function always fails."""
    return bool(func.attrs) and bool(func.attrs.get(NEVER_RETURNS, False))


def planned_functions(mod: Any) -> dict[Any, Any]:
    """Return the Relax functions that a plan can cover, by GlobalVar.

    Left out are functions that call themselves over some way (loops of Relax), those that are used as values, and all
    that these call, since nobody hands them an arena.
    """
    functions = {gvar: func for gvar, func in mod.functions_items() if isinstance(func, relax.Function)}
    callees = {gvar: list(dict.fromkeys(_callees(func, functions))) for gvar, func in functions.items()}
    left_out = {gvar for func in functions.values() for gvar in _used_as_values(func) if gvar in functions}
    left_out |= {gvar for gvar in functions if _reaches(gvar, gvar, callees)}
    todo = list(left_out)
    while todo:
        for callee in callees[todo.pop()]:
            if callee not in left_out:
                left_out.add(callee)
                todo.append(callee)
    return {gvar: func for gvar, func in functions.items() if gvar not in left_out}


def unshared(mod: Any) -> Any:
    """Return the module with a function for every call: what is called from several places is copied for each."""
    functions = planned_functions(mod)
    builder = relax.BlockBuilder(mod)
    taken: set[Any] = set()
    todo = [gvar for gvar, func in functions.items() if not never_returns(func)]
    known, copies = set(functions), 0
    while todo:
        caller = todo.pop(0)
        func = builder.get()[caller]
        swap: dict[Any, Any] = {}
        for binding in all_bindings(func.body):
            callee = called_function(binding.value)
            if callee not in known or never_returns(builder.get()[callee]):
                continue
            if callee in taken:
                copy = relax.utils.copy_with_new_vars(builder.get()[callee])
                copy = copy.without_attr("global_symbol") if is_public(copy) else copy
                copies += 1  # An attribute, as the builder would find that it has such a function.
                name = f"{callee.name_hint}_again"
                callee = swap[binding.var] = builder.add_func(copy.with_attr("dydca.copy", copies), name)
                known.add(callee)
                todo.append(callee)
            taken.add(callee)
        if swap:
            builder.update_func(caller, _Swapper(swap).visit_expr(func))
    return builder.get()


def _callees(func: Any, functions: dict[Any, Any]) -> Iterator[Any]:
    for binding in all_bindings(func.body):
        if (callee := called_function(binding.value)) in functions:
            yield callee


def _used_as_values(func: Any) -> Iterator[Any]:
    for binding in all_bindings(func.body):
        value = binding.value
        if isinstance(value, tvm.ir.GlobalVar):
            yield value
        elif isinstance(value, relax.Call):
            yield from (arg for arg in value.args if isinstance(arg, tvm.ir.GlobalVar))


def _reaches(start: Any, goal: Any, callees: dict[Any, list[Any]]) -> bool:
    seen: set[Any] = set()
    todo = list(callees[start])
    while todo:
        gvar = todo.pop()
        if gvar == goal:
            return True
        if gvar not in seen:
            seen.add(gvar)
            todo += callees[gvar]
    return False


@relax.expr_functor.mutator
class _Swapper(relax.PyExprMutator):  # type: ignore[misc]
    """Changes the callee of some bindings."""

    def __init__(self, swap: dict[Any, Any]):
        super().__init__()
        self.swap = swap

    def visit_var_binding_(self, binding: Any) -> None:
        """Swap the callee where it is to be."""
        if binding.var in self.swap:
            value = binding.value
            binding = relax.VarBinding(binding.var, relax.Call(self.swap[binding.var], value.args, value.attrs))
        super().visit_var_binding_(binding)
