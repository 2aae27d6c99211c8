"""BindPathConstants: weights that travel into a path as arguments become constants in it. OutlinePaths ends with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import tvm
import tvm_ffi
from tvm import relax
from tvm.ir import GenericConst

from tvm_dydca.relay_passes.outline.control_flow import all_bindings, called_function, is_network

_ROUNDS = 16
"""Of dropping parameters: one suffices for constants, and each further one for a parameter that is only passed on."""


@tvm.transform.module_pass(opt_level=0, name="BindPathConstants")
class BindPathConstants:
    """Bind constants that every call of a private function passes, and drop parameters that no function reads.

    Functions that are public, or used otherwise than by being called, keep their signature. Two constants are the same
    where their values are.
    """

    def transform_module(self, mod: Any, _ctx: Any) -> Any:
        """Rewrite the private functions and their calls."""
        return bind_path_constants(mod)


def bind_path_constants(mod: Any) -> Any:
    """Do what `BindPathConstants` does."""
    constants = find_path_constants(mod)
    if constants:
        functions = {gvar: _bind(func, constants.get(gvar, {})) for gvar, func in mod.functions_items()}
        mod = tvm.IRModule(functions, attrs=mod.attrs, global_infos=mod.global_infos)
    for _ in range(_ROUNDS):
        smaller = relax.transform.RemoveUnusedParameters()(mod)
        if _parameter_count(smaller) == _parameter_count(mod):
            break
        mod = smaller
    return mod


def find_path_constants(mod: Any) -> dict[Any, dict[Any, Any]]:
    """Find the parameters that are one constant at every call.

    Returns
    -------
    For each private function with such parameters, by GlobalVar: parameter -> constant. A constant may travel through
    several functions.
    """
    functions = {gvar: func for gvar, func in mod.functions_items() if is_network(func)}
    calls = calls_of(functions)
    found: dict[Any, dict[Any, Any]] = {}
    for gvar in callers_first(functions):
        func = functions[gvar]
        sites = calls.get(gvar, [])
        if is_public(func) or not sites or None in sites:
            continue
        for number, param in enumerate(func.params):
            passed = [found.get(caller, {}).get(call.args[number], call.args[number]) for caller, call in sites]
            if all(_same_constant(passed[0], other) for other in passed):
                found.setdefault(gvar, {})[param] = passed[0]
    return found


def calls_of(functions: Mapping[Any, Any]) -> dict[Any, list[Any]]:
    """Return the calls of each function: (caller, call); None stands for a use that is not a call."""
    calls: dict[Any, list[Any]] = {}
    for caller, func in functions.items():
        for binding in all_bindings(func.body):
            value = binding.value
            callee = called_function(value)
            if callee is not None:
                calls.setdefault(callee, []).append((caller, value))
            for arg in value.args if isinstance(value, relax.Call) else ():
                if isinstance(arg, tvm.ir.GlobalVar):
                    calls.setdefault(arg, []).append(None)
    return calls


def callers_first(functions: Mapping[Any, Any]) -> list[Any]:
    """Return the functions, each after all that call it; there is no recursion among them."""
    callees = {
        gvar: [call for b in all_bindings(f.body) if (call := called_function(b.value))]
        for gvar, f in functions.items()
    }
    done: dict[Any, None] = {}

    def visit(gvar: Any) -> None:
        if gvar in functions and gvar not in done:
            for callee in callees[gvar]:
                visit(callee)
            done[gvar] = None

    for gvar in functions:
        visit(gvar)
    return list(reversed(done))


def is_public(func: Any) -> bool:
    """Return whether a function can be called from outside of its module."""
    return bool(func.attrs) and "global_symbol" in func.attrs


def _same_constant(left: Any, right: Any) -> bool:
    if not (isinstance(left, GenericConst) and isinstance(right, GenericConst)):
        return False
    if left.same_as(right) or left.value.same_as(right.value):
        return True
    a, b = left.value.numpy(), right.value.numpy()
    return a.dtype == b.dtype and np.array_equal(a, b)


def _bind(func: Any, constants: Mapping[Any, Any]) -> Any:
    if not constants:
        return func
    body = tvm_ffi.structural_map(func.body, (tvm.ir.Var, lambda var: constants.get(var, var)), order="post")
    return relax.Function(func.params, body, func.ret_ty, func.is_pure, func.attrs)


def _parameter_count(mod: Any) -> int:
    return sum(len(func.params) for _, func in mod.functions_items() if isinstance(func, relax.Function))
