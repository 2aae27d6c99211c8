"""DispatchKernels: give convolutions and products the best schedule that a rule of the target offers, in its layout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import tvm
from tvm import relax

from tvm_dydca.relay_passes.buckets.functions import UPPER
from tvm_dydca.relay_passes.buckets.versions import TYPICAL, WHOLE
from tvm_dydca.relay_passes.dispatch.choice import Chooser, Found, Group, request_of
from tvm_dydca.relay_passes.dispatch.conv_groups import (
    FoundBlock,
    FoundGroup,
    find_conv_groups,
    find_residual_blocks,
)
from tvm_dydca.relay_passes.dispatch.graph import is_dataflow
from tvm_dydca.relay_passes.dispatch.images import Images
from tvm_dydca.relay_passes.dispatch.matmul_groups import FoundMatmul, find_matmul_groups
from tvm_dydca.relay_passes.outline.control_flow import op_name
from tvm_dydca.schedules import CONVERSIONS, Kernel, Operand, Rule, dtypes_for, matmul_rules_for, rules_for, why_not
from tvm_dydca.schedules.cpu import few_channels
from tvm_dydca.schedules.kernel import NCHW, PADDED, PASSED_OVER, SCHEDULE, TEXELS
from tvm_dydca.schedules.registry import block_rule_for, is_faster

_OPAQUE = 8
"""TVM's OpPatternKind for what is never fused."""

_NOT_FOUND = "none of ours has its batch, layout, dtype or computed weights"

LEFT = "dydca.convolutions_left"
"""Attribute of a function: its convolutions and products that no rule took, each with the reasons."""


@tvm.transform.module_pass(opt_level=0, name="DispatchKernels")
class DispatchKernels:
    """Replace convolutions, products with constants, and their epilogues by `call_tir` to kernels of `schedules/`.

    Tensors between two such kernels stay in the channel-blocked layout; a conversion stands only where a neighbour has
    no kernel of ours. What no rule takes is left to the stock lowering.

    Parameters
    ----------
    target : tvm.target.Target
    chooser : may take another kernel of the same kind for each place; None for those with default knobs
    least_memory : take kernels that keep tensors out of memory also where others are faster
    """

    def __init__(self, target: Any, chooser: Chooser | None = None, least_memory: bool = False):
        self.target = target
        self.chooser = chooser
        self.least_memory = least_memory

    def transform_module(self, mod: Any, _ctx: Any) -> Any:
        """Rewrite every Relax function of pure dataflow."""
        if not rules_for(self.target):
            return mod
        rewriter = _Rewriter(mod, self.target, self.chooser, self.least_memory)
        for name, func in mod.functions_items():
            if isinstance(func, relax.Function) and is_dataflow(func):
                rewriter.rewrite(name, func)
        mod = rewriter.builder_.get()
        for name, infos in rewriter.images.global_infos().items():
            mod.update_global_info(name, infos)
        return mod


@dataclass(frozen=True)
class _Site:
    """Where a kernel goes: emitted in place of the binding of `found.output`."""

    kernel: Kernel
    found: Found
    passed_over: tuple[str, ...] = ()


@relax.expr_functor.mutator
class _Rewriter(relax.PyExprMutator):  # type: ignore[misc]
    """Emits kernels where `sites` says, and conversions where an operand is not yet in the layout a kernel asks for."""

    def __init__(self, mod: Any, target: Any, chooser: Chooser | None, least_memory: bool):
        super().__init__(mod)
        self.rules, self.matmul_rules = rules_for(target), matmul_rules_for(target)
        self.target = target
        self.chooser = chooser
        self.least_memory = least_memory
        self.function = ""
        self.dims: dict[str, int] = {}  # of the function, at its typical size
        self.bounds: list[dict[str, int]] = []  # what they are at most, in all versions of the function and in this one
        self.shapes: dict[Any, Any] = {}  # what a kernel of ours made -> its shape; an image may be larger
        self.images = Images(target, mod)
        self.sites: dict[Any, _Site] = {}
        self.covered: set[Any] = set()
        self.no_blocks: dict[Any, str] = {}  # result of a residual block -> why one kernel does not make it
        self.radius: dict[Any, int] = {}  # of the padded copy of each few-channel tensor that kernels share
        self.values: dict[tuple[Any, str], Any] = {}  # (original variable, layout) -> new variable
        self.padded: dict[tuple[Any, int], Any] = {}  # (original variable, radius) -> its padded copy
        self.blocked: dict[Any, str] = {}  # original variable -> the layout that a kernel of ours makes it in
        self.shifts: dict[Any, tuple[Any, float]] = {}  # variable -> (x, c) where it is bound to x - c

    def rewrite(self, name: Any, func: Any) -> None:
        """Rewrite one function in the module."""
        self.function, self.dims = str(name.name_hint), self._typical(str(name.name_hint), func)
        found = [dict((func.attrs or {}).get(attribute) or {}) for attribute in (WHOLE, UPPER)]
        self.bounds = [{str(dim): int(size) for dim, size in upper.items()} for upper in found if upper]
        left = self._choose(func)
        if left:
            func = func.with_attr(LEFT, left)
            self.builder_.update_func(name, func)
        if self.sites:
            new = self.visit_expr(func)
            self.builder_.update_func(name, relax.analysis.remove_all_unused(new))

    def _typical(self, name: str, func: Any) -> dict[str, int]:
        """Return the sizes of a function's dims: typical of its bucket, else the chooser's, else the upper bounds."""
        attrs = func.attrs or {}
        known = attrs[TYPICAL] if TYPICAL in attrs else self.chooser and self.chooser.typical(name)
        return {str(dim): int(size) for dim, size in (known or attrs.get(UPPER) or {}).items()}

    def _choose(self, func: Any) -> list[str]:
        """Find a kernel for each group; return the convolutions that have none."""
        self.sites, self.covered, self.radius, self.shifts, self.no_blocks = {}, set(), {}, {}, {}
        self.values, self.padded, self.blocked, self.shapes = {}, {}, {}, {}
        for block in func.body.blocks:
            for binding in block.bindings:
                shift = _shift(binding.value)
                if shift is not None:
                    self.shifts[binding.var] = shift
        groups = find_conv_groups(func, dtypes_for(self.target))
        block_rule = block_rule_for(self.target)
        if block_rule is not None:
            for block in find_residual_blocks(func, groups):
                self._take_block(block_rule, block)
        offers: list[tuple[Any, Any]] = [
            (groups, self.rules),
            (find_matmul_groups(func) if self.matmul_rules else [], self.matmul_rules),
        ]
        reasons: dict[Any, list[str]] = {}
        for found, rules in ((found, rules) for groups, rules in offers for found in groups):
            reasons[found[0].covered[0]] = self._first(found, rules)
        operators = ("nn.conv", *(["matmul"] if self.matmul_rules else []))
        return [
            f"{op_name(binding.value)} {binding.var.name}: " + "; ".join(reasons.get(binding.var, [_NOT_FOUND]))
            for block in func.body.blocks
            for binding in block.bindings
            if op_name(binding.value).startswith(operators) and binding.var not in self.covered
        ]

    def _first(self, alternatives: Sequence[FoundGroup | FoundMatmul], rules: Any) -> list[str]:
        """Take the first alternative that a rule takes; return why the rules did not take the last one."""
        passed_over: list[str] = []
        for found in alternatives:
            if not self.covered.isdisjoint(found.covered):  # what another kernel computes or absorbs is its own
                continue
            passed_over = [self.no_blocks[found.output]] if found.output in self.no_blocks else []
            for rule in rules:
                if self._take(rule, (found.group,), found, tuple(passed_over)):
                    return []
                passed_over.append(why_not(rule, found.group))
        return passed_over

    def _take_block(self, rule: Rule, block: FoundBlock) -> None:
        """Enter a kernel for both convolutions of a residual block, where that is better than two."""
        groups = (block.first.group, block.second.group)
        faster = is_faster(rule)
        if not self._take(rule, groups, block, offered=not (faster or self.least_memory)) and not faster:
            self.no_blocks[block.output] = why_not(rule, *groups, self.target)

    def _take(
        self,
        rule: Rule,
        groups: tuple[Group, ...],
        found: Found,
        passed_over: tuple[str, ...] = (),
        *,
        offered: bool = False,
    ) -> bool:
        """Enter a rule's kernel, if it has one; one that is `offered` only where the chooser wants it."""
        kernel: Kernel | None = rule(*groups, self.target)
        if kernel is not None:
            request = self.chooser and request_of(self.function, rule, groups, kernel, found, self.dims)
            if offered:
                kernel = self.chooser.offer(request) if self.chooser and request else None
            elif self.chooser and request:
                kernel = self.chooser.choose(request)
        if kernel is not None:
            self.sites[found.output] = _Site(kernel, found, passed_over)
            self.covered.update(found.covered)
            for operand in kernel.operands:
                if operand.layout == PADDED and not operand.exact:
                    var = found.operand(operand.role)
                    self.radius[var] = max(self.radius.get(var, 0), operand.radius)
        return kernel is not None

    def visit_var_binding_(self, binding: Any) -> None:
        """Emit a kernel for a group's last binding, nothing for its others, and the binding itself elsewhere."""
        site = self.sites.get(binding.var)
        if site is not None:
            self._emit_kernel(binding.var, site)
        elif binding.var not in self.covered:
            super().visit_var_binding_(binding)

    def _emit_kernel(self, var: Any, site: _Site) -> None:
        kernel, found = site.kernel, site.found
        args = [self._operand(found.operand(operand.role), operand) for operand in kernel.operands]
        layout = kernel.out_layout
        texels = TEXELS in (layout, *(operand.layout for operand in kernel.operands))
        args += [self.images.constant(array) if texels else relax.const(array) for array in kernel.constants]
        func = kernel.func.with_attr(PASSED_OVER, list(site.passed_over))
        out = self._call(func, kernel.name, args, layout, var)
        if layout == NCHW:
            self._bind(var, out)
            return
        self.values[var, layout], self.blocked[var] = out, layout
        if not isinstance(var, relax.DataflowVar):
            self._bind(var, self._unpack(var))

    def _bind(self, var: Any, new: Any) -> None:
        if not isinstance(var, relax.DataflowVar):
            new = self.builder_.emit_output(new)
        self.set_var_remap(var, new)

    def visit_dataflow_var_(self, var: Any) -> Any:
        """Convert back to NCHW where something but a kernel of ours reads a blocked tensor."""
        if var not in self.blocked:
            return super().visit_dataflow_var_(var)
        if (var, NCHW) not in self.values:
            self.values[var, NCHW] = self._unpack(var)
        return self.values[var, NCHW]

    def _unpack(self, var: Any) -> Any:
        layout = self.blocked[var]
        unpack = CONVERSIONS[layout].unpack(int(var.ty.shape[1]), *_dtype(var))
        return self._call(unpack, "unpack", [self.values[var, layout]], NCHW, var)

    def _operand(self, var: Any, operand: Operand) -> Any:
        """Return `var` as an operand asks for it, converting it once."""
        if operand.layout == NCHW:
            return self.visit_expr(var)
        if operand.layout == PADDED:
            return self._padded(var, operand.radius if operand.exact else self.radius[var])
        layout = operand.layout
        if (var, layout) not in self.values:
            pack = CONVERSIONS[layout].pack(int(var.ty.shape[1]), *_dtype(var))
            self.values[var, layout] = self._call(pack, "pack", [self.visit_expr(var)], layout, var)
        return self.values[var, layout]

    def _padded(self, var: Any, radius: int) -> Any:
        if (var, radius) not in self.padded:
            source, shift = self.shifts.get(var, (var, 0.0))
            _, channels, height, width = var.ty.shape
            shape = few_channels.padded_shape(int(channels), height, width, radius)
            pad = few_channels.pad_input(int(channels), radius, shift)
            self.padded[var, radius] = self._emit(
                pad, f"pad_input_{radius}", [self.visit_expr(source)], shape, relax.TensorType(shape, "float32")
            )
        return self.padded[var, radius]

    def _call(self, func: Any, name: str, args: list[Any], layout: str, var: Any) -> Any:
        """Call a kernel for what `var` is in the original function, in a layout."""
        shape, dtype = _shape_in(layout, var), str(var.ty.dtype)
        if layout != TEXELS:
            return self._emit(func, name, args, shape, relax.TensorType(shape, dtype))
        if reason := self.images.too_large(shape, self.bounds):
            passed_over = [*dict(func.attrs or {}).get(PASSED_OVER, []), f"texture: {reason}"]
            func = func.with_attr(PASSED_OVER, passed_over)
        return self._emit(func, name, args, shape, self.images.type_of(shape, dtype, self.bounds))

    def _emit(self, func: Any, name: str, args: list[Any], shape: Any, type_: Any) -> Any:
        shapes = [*(self.shapes.get(arg, arg.ty.shape) for arg in args), shape]
        func, numbers = self.images.kernel(func, [*(arg.ty for arg in args), type_], shapes)
        # Opaque to FuseOps: FuseTIR would merge a neighbour into a scheduled kernel, and fails on its dims.
        func = func.without_attr("global_symbol").with_attrs({"op_pattern": _OPAQUE, SCHEDULE: name})
        out = self.builder_.emit(relax.call_tir(self.builder_.add_func(func, name), [*args, *numbers], type_))
        self.shapes[out] = shape
        return out


def _dtype(var: Any) -> list[str]:
    """Return what a conversion is asked for beside the channels: the element type, where it is not float32."""
    return [] if str(var.ty.dtype) == "float32" else [str(var.ty.dtype)]


def _shape_in(layout: str, var: Any) -> Any:
    if layout == NCHW:
        return var.ty.shape
    _, channels, height, width = var.ty.shape
    return CONVERSIONS[layout].shape(int(channels), height, width)


def _shift(value: Any) -> tuple[Any, float] | None:
    """Return (x, c) for ``subtract(x, c)`` with a scalar float32 constant c."""
    if not (isinstance(value, relax.Call) and getattr(value.op, "name", "") == "relax.subtract"):
        return None
    data, constant = value.args
    if not isinstance(data, relax.Var) or not isinstance(constant, tvm.ir.GenericConst):
        return None
    number = constant.value.numpy()
    return (data, float(number)) if number.size == 1 and number.dtype == np.float32 else None
