"""Where a kernel could be another one of its kind: what DispatchKernels asks a `Chooser` before it takes a kernel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import Any, Protocol

import tvm
import tvm_ffi
from tvm import ir, tirx

from tvm_dydca.relay_passes.dispatch.conv_groups import FoundBlock, FoundGroup
from tvm_dydca.relay_passes.dispatch.matmul_groups import FoundMatmul
from tvm_dydca.schedules import CONVERSIONS, ConvGroup, Kernel, MatmulGroup, Rule
from tvm_dydca.schedules.cpu.few_channels import padded_shape
from tvm_dydca.schedules.kernel import NCHW, PADDED

Shape = tuple[int, ...]
Group = ConvGroup | MatmulGroup
Found = FoundGroup | FoundBlock | FoundMatmul


@dataclass(frozen=True)
class Request:
    """A kernel that a rule offers for a place in a network, at the size that is typical there.

    Attributes
    ----------
    function : the Relax function with the place
    rule, groups : what made the kernel: ``rule(*groups, target)``
    kernel : with the rule's default knobs
    operands : shapes of the operands, in their layouts
    output : shape of the result, in its layout
    size : height and width of the input; of a product, its number of rows, and the length of each
    """

    function: str
    rule: Rule
    groups: tuple[Group, ...]
    kernel: Kernel
    operands: tuple[Shape, ...]
    output: Shape
    size: tuple[int, int]


class Chooser(Protocol):
    """Says which kernel is taken in the place of one with default knobs."""

    def typical(self, function: str) -> Mapping[str, int] | None:
        """Return the sizes of a function's dims that are typical, by name, where no bucket says them."""

    def choose(self, request: Request) -> Kernel:
        """Return the kernel to take: for the same operands in the same layouts, with a result in the same layout."""

    def offer(self, request: Request) -> Kernel | None:
        """Return the kernel to take, as `choose`; None for the several, mostly faster, that it would stand for."""


def request_of(
    function: str,
    rule: Rule,
    groups: tuple[Group, ...],
    kernel: Kernel,
    found: Found,
    dims: Mapping[str, int],
) -> Request | None:
    """Return the request for a kernel, None where a size depends on more than `dims`."""
    shapes = {}
    for role in {operand.role for operand in kernel.operands} | {"output"}:
        shape = _sizes((found.output if role == "output" else found.operand(role)).ty.shape, dims)
        if shape is None:
            return None
        shapes[role] = shape
    operands = []
    for operand in kernel.operands:
        shape = shapes[operand.role]
        padded = operand.layout == PADDED
        operands.append(
            padded_shape(shape[1], shape[2], shape[3], operand.radius) if padded else _in_layout(operand.layout, shape)
        )
    first = shapes[kernel.operands[0].role]
    size = (first[2], first[3]) if isinstance(groups[0], ConvGroup) else (prod(first[:-1]), first[-1])
    return Request(
        function, rule, groups, kernel, tuple(operands), _in_layout(kernel.out_layout, shapes["output"]), size
    )


def _in_layout(layout: str, shape: Shape) -> Shape:
    return shape if layout == NCHW else CONVERSIONS[layout].shape(*shape[1:])


def _sizes(shape: Any, dims: Mapping[str, int]) -> Shape | None:
    analyzer = tvm.sym.Analyzer()
    sizes = []
    for dim in shape:
        value = tvm_ffi.structural_map(
            dim, (ir.Var, lambda var: tirx.const(dims[var.name], "int64") if var.name in dims else var)
        )
        known = getattr(analyzer.simplify(value), "value", None)
        if known is None:
            return None
        sizes.append(int(known))
    return tuple(sizes)
