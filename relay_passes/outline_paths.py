"""OutlinePaths: bring any module with branches into the routed form (docs/design.md). The first pass of the compiler.

Afterwards a function that chooses holds only routing, and everything that computes is a dataflow function of its own.
What does it, in the order of use: `masked_gates`, `control_flow`, `shape_predicates`, `outliner`, `path_constants`.
"""

from __future__ import annotations

import logging
import re
from typing import Any

import tvm
from tvm import relax

from tvm_dydca.errors import InputError
from tvm_dydca.relay_passes.outline.control_flow import (
    Bindings,
    all_bindings,
    alone,
    bindings_of,
    branches,
    called_function,
    flat,
    has_branches,
    inlined,
    is_network,
    op_name,
    resolve_aliases,
    retyped,
    sequence,
    sink,
    with_body,
)
from tvm_dydca.relay_passes.outline.masked_gates import find_masked_gates, masked_gates_to_branches
from tvm_dydca.relay_passes.outline.outliner import ROLE, outline
from tvm_dydca.relay_passes.outline.path_constants import bind_path_constants, callers_first, calls_of, is_public
from tvm_dydca.relay_passes.outline.shape_predicates import host_condition

_log = logging.getLogger(__name__)

_OF_IMPORTER = re.compile(r"cond_(true|false|static)_branch_\d+")
"""Functions that `from_exported_program` makes of torch.cond's branches. It marks them public, though no user asked."""

_LOWERED = ("memory.", "vm.", "builtin.alloc_tensor")


@tvm.transform.module_pass(opt_level=0, name="OutlinePaths")
class OutlinePaths:
    """Give each way through a network a function of its own, and leave only routing in the functions that choose.

    Takes branches written inline, branches that are functions (torch.cond, ONNX If), nested ones, and masked gates.

    Parameters
    ----------
    skip_masked : turn ``m * f(x) + (1 - m) * x`` with a 0/1 number m into a branch, so that ``f`` is really skipped

    Raises
    ------
    InputError
        For recursion, local functions, and functions whose memory is already planned.
    """

    def __init__(self, skip_masked: bool = True):
        self.skip_masked = skip_masked

    def transform_module(self, mod: Any, _ctx: Any) -> Any:
        """Rewrite every function that chooses, and the private functions that it chooses between."""
        networks = {gvar: func for gvar, func in mod.functions_items() if is_network(func)}
        _refuse_recursion(networks)
        for gvar, func in networks.items():
            if _OF_IMPORTER.fullmatch(gvar.name_hint) and is_public(func):
                func = func.without_attr("global_symbol")
            networks[gvar] = self._open_gates(gvar, func) if self.skip_masked else func
        if not any(map(has_branches, networks.values())):
            return mod
        for gvar, func in networks.items():
            if has_branches(func):
                _refuse_unsupported(gvar, func)
        networks, inlined_away = _inline_branches(networks)
        return bind_path_constants(_outlined(mod, networks, inlined_away))

    def _open_gates(self, gvar: Any, func: Any) -> Any:
        found = find_masked_gates(func)
        for left in found.left_alone:
            _log.info("%s, %s: a masked gate is left alone, because %s", gvar.name_hint, left.output.name, left.reason)
        return masked_gates_to_branches(func) if found.gates else func


def _inline_branches(networks: dict[Any, Any]) -> tuple[dict[Any, Any], set[Any]]:
    """Put private functions that are called once, and that choose or are chosen, in place of that call.

    So nested choices become one chain in the function that starts them, and a way gets its weights and its name there.
    What is called more than once stays a function: copies could double with every level.
    """
    calls = calls_of(networks)
    gone: set[Any] = set()
    for gvar in reversed(callers_first(networks)):
        func = networks[gvar]
        if not has_branches(func) and not any(
            _may_move(networks, calls, called_function(b.value)) and has_branches(networks[called_function(b.value)])
            for b in all_bindings(func.body)
        ):
            continue
        networks[gvar] = _with_callees(func, networks, calls, gone)
    return {gvar: func for gvar, func in networks.items() if gvar not in gone}, gone


def _may_move(networks: dict[Any, Any], calls: dict[Any, list[Any]], callee: Any) -> bool:
    if callee not in networks or len(calls[callee]) != 1:
        return False
    func = networks[callee]
    return not is_public(func) and not (func.attrs and ROLE in func.attrs)


def _with_callees(func: Any, networks: dict[Any, Any], calls: dict[Any, list[Any]], gone: set[Any]) -> Any:
    func = _sunk(flat(func))
    before = len(gone)

    def expand(body: Any, in_branch: bool) -> Any:
        bindings: Bindings = []
        for binding in bindings_of(body):
            value = binding.value
            if isinstance(value, relax.If):
                value = relax.If(value.cond, *(expand(branch, True) for branch in branches(value)))
                binding = relax.VarBinding(binding.var, value)
            callee = called_function(value)
            if _may_move(networks, calls, callee) and (in_branch or has_branches(networks[callee])):
                inside = inlined(flat(networks[callee]), value)
                if inside is not None:
                    gone.add(callee)
                    bindings += inside[0]
                    binding = relax.VarBinding(binding.var, inside[1])
            bindings.append(binding)
        return sequence(bindings, body.body)

    body = expand(func.body, False)
    if len(gone) == before:
        return func
    # An importer gives each parameter dims of its own, so inside of a callee it could not tell that two are equal.
    return retyped(with_body(func, *resolve_aliases(bindings_of(body), body.body)))


def _outlined(mod: Any, networks: dict[Any, Any], inlined_away: set[Any]) -> Any:
    kept = {gvar: networks.get(gvar, func) for gvar, func in mod.functions_items() if gvar not in inlined_away}
    builder = relax.BlockBuilder(tvm.IRModule(kept, attrs=mod.attrs, global_infos=mod.global_infos))
    known = set(kept)
    for gvar, func in networks.items():
        if has_branches(func):
            func = _sunk(builder.normalize(_with_host_conditions(func)))
            builder.update_func(gvar, outline(builder, gvar.name_hint, func))
        elif not func.same_as(mod[gvar]):  # it chose between ways of which none was used
            builder.update_func(gvar, alone(relax.transform.ConvertToDataflow(min_size=1), builder.normalize(func)))
    mod = builder.get()
    new = relax.transform.ConvertToDataflow(min_size=1)(
        tvm.IRModule({gvar: func for gvar, func in mod.functions_items() if gvar not in known})
    )
    mod.update(new)
    return mod


def _sunk(func: Any) -> Any:
    """Return a flat function without dead code, and with what one branch alone needs inside of that branch."""
    func = relax.analysis.remove_all_unused(func)
    return with_body(func, sink(bindings_of(func.body), func.body.body), func.body.body)


def _with_host_conditions(func: Any) -> Any:
    """Decide conditions that depend on shapes alone by expressions of dims, which the host evaluates."""
    definitions = {b.var: b.value for b in all_bindings(func.body) if isinstance(b, relax.VarBinding)}

    def rewrite(body: Any) -> Any:
        bindings: Bindings = []
        for binding in bindings_of(body):
            if isinstance(binding.value, relax.If):
                condition, sides = binding.value.cond, [rewrite(branch) for branch in branches(binding.value)]
                decided = None if isinstance(condition.ty, tvm.ir.PrimType) else host_condition(condition, definitions)
                if decided is not None:
                    condition = relax.Var(condition.name, tvm.ir.PrimType("bool"))
                    bindings.append(relax.VarBinding(condition, relax.prim_value(decided)))
                binding = relax.VarBinding(binding.var, relax.If(condition, *sides))
            bindings.append(binding)
        return sequence(bindings, body.body)

    body = rewrite(func.body)
    return with_body(func, bindings_of(body), body.body)


def _refuse_recursion(networks: dict[Any, Any]) -> None:
    """Raise InputError for a function that calls itself, directly or through others."""
    calls = {
        gvar: [(b.var, callee) for b in all_bindings(func.body) if (callee := called_function(b.value)) in networks]
        for gvar, func in networks.items()
    }
    done: set[Any] = set()

    def visit(gvar: Any, callers: list[Any]) -> None:
        for var, callee in calls[gvar]:
            way = [*callers, gvar]
            if callee in way:
                names = " -> ".join(g.name_hint for g in [*way[way.index(callee) :], callee])
                raise InputError(
                    f"function {gvar.name_hint}, binding {var.name}: the call makes a loop ({names}). Only branches "
                    "are supported; unroll the loop, or run it outside of the network."
                )
            if callee not in done:
                visit(callee, way)
        done.add(gvar)

    for gvar in networks:
        if gvar not in done:
            visit(gvar, [])


def _refuse_unsupported(gvar: Any, func: Any) -> None:
    """Raise InputError for what cannot be outlined from a function that chooses."""
    for binding in all_bindings(func.body):
        value = binding.value
        where = f"function {gvar.name_hint}, binding {binding.var.name}"
        if isinstance(value, relax.Function):
            raise InputError(f"{where}: a local function. Run relax.transform.LambdaLift first.")
        if isinstance(value, relax.Call) and isinstance(value.op, tvm.ir.Var):
            raise InputError(
                f"{where}: a call of the variable {value.op.name}. Only functions of the module may be called; run "
                "relax.transform.LambdaLift first, or call the function by its name."
            )
        if op_name(value).startswith(_LOWERED):
            raise InputError(
                f"{where}: {op_name(value)} stands in a function with branches, so its memory is already planned. Run "
                "OutlinePaths before memory is planned, on operators."
            )
