"""The dynamism tables that `classify_dynamism` reads: how each Relax and ONNX operator's output depends on its input.

The four classes are those of Niu et al., "SoD2: Statically Optimizing Dynamic Deep Neural Network Execution" (2024).
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol


class Dynamism(enum.IntEnum):
    """How the output of an operator depends on its input, from the least to the most dynamic.

    Attributes
    ----------
    ISDO : the output's value is determined by input shapes (and constants)
    ISDOS : the output's shape is determined by input shapes
    ISVDOS : the output's shape is determined by input shapes and input values
    EDO : the output's shape, or which computation makes it, is known only by executing
    """

    ISDO = 0
    ISDOS = 1
    ISVDOS = 2
    EDO = 3


class Verdict(NamedTuple):
    """A class, and why in a few words."""

    dynamism: Dynamism
    reason: str


class Site(Protocol):
    """One use of an operator, as a rule sees it. An operand that is not there has nothing unknown."""

    def unknown(self, index: int) -> Sequence[str]:
        """Names in operand `index` whose value does not follow from shapes and constants; empty where it is known."""
        ...

    def all_known(self) -> bool:
        """Whether the values of all operands follow from shapes and constants."""
        ...

    def promise(self) -> Verdict:
        """What the type of the result promises."""
        ...


Rule = Callable[[Site], Verdict]
Row = Dynamism | Rule


@dataclass(frozen=True)
class FromOperands:
    """The class by which operand values are known.

    Attributes
    ----------
    shape : operands whose values give the shape of the output
    value : operands whose values the output's values are made of; None for all
    otherwise : the class where an operand of `shape` is not known
    foldable : False where equal operands may give different values (random, uninitialised, captured)
    """

    shape: tuple[int, ...] = ()
    value: tuple[int, ...] | None = None
    otherwise: Dynamism = Dynamism.ISVDOS
    foldable: bool = True

    def __call__(self, site: Site) -> Verdict:
        """Apply to one use."""
        unknown = [name for index in self.shape for name in site.unknown(index)]
        if unknown:
            return Verdict(self.otherwise, f"shape is read from the value of {', '.join(dict.fromkeys(unknown))}")
        if not self.foldable:
            return Verdict(Dynamism.ISDOS, "shape follows from the operands' shapes")
        known = site.all_known() if self.value is None else not any(site.unknown(index) for index in self.value)
        if known:
            return Verdict(Dynamism.ISDO, "every value it reads follows from shapes and constants")
        return Verdict(Dynamism.ISDOS, "shape follows from the operands' shapes")


def promised(site: Site) -> Verdict:
    """Rule of calls that nothing but their type describes."""
    return site.promise()


def kernel(site: Site) -> Verdict:
    """Rule of pure, deterministic kernels: by the promised type, and ISDO over known values."""
    promise = site.promise()
    if promise.dynamism <= Dynamism.ISDOS and site.all_known():
        return Verdict(Dynamism.ISDO, "every value it reads follows from shapes and constants")
    return promise


def evaluate(row: Row, site: Site) -> Verdict:
    """Apply a row of a table to one use of its operator.

    A plain class is that of the operator over unknown values; an operator over known values alone is ISDO.
    """
    if callable(row):
        return row(site)
    if row == Dynamism.ISDO:
        return Verdict(row, "reads no values, only shapes")
    verdict = FromOperands()(site)
    if row == Dynamism.ISDOS or verdict.dynamism == Dynamism.ISDO:
        return verdict
    return Verdict(row, "how much comes out is known only by executing it")


def _table(prefix: str, *groups: tuple[Row, str]) -> dict[str, Row]:
    table: dict[str, Row] = {}
    for row, names in groups:
        for name in names.split():
            if prefix + name in table:
                raise ValueError(f"{prefix + name} has two rows")
            table[prefix + name] = row
    return table


_UNFOLDABLE = FromOperands(foldable=False)


def _shape_from(*operands: int, otherwise: Dynamism = Dynamism.ISVDOS) -> Rule:
    return FromOperands(shape=operands, otherwise=otherwise)


OPERATOR_CLASSES: dict[str, Row] = _table(
    "relax.",
    # The shape alone is read. `inspect` reads the rest of a tensor's header as well, never its data.
    (
        Dynamism.ISDO,
        """null_value ones_like shape_of size zeros_like inspect.tensor_byte_offset inspect.tensor_dtype_bits
        inspect.tensor_dtype_code inspect.tensor_dtype_lanes inspect.tensor_elem_offset inspect.tensor_ndim""",
    ),
    (FromOperands(value=(1,)), "eye_like full_like inspect.tensor_shape_i inspect.tensor_stride_i"),
    # Made from a shape or from host numbers: ISDO where those are known.
    (_shape_from(0), "full ones tensor_to_shape zeros"),
    (_shape_from(0, 1), "eye"),
    (_shape_from(0, 1, 2), "arange"),
    (_shape_from(0), "hamming_window"),
    # Elementwise.
    (
        Dynamism.ISDOS,
        """abs acos acosh add asin asinh astype atan atan2 atanh bitwise_and bitwise_not bitwise_or bitwise_xor ceil
        clip cos cosh divide equal erf ewise_fma exp floor floor_divide floor_mod greater greater_equal isfinite
        isinf isnan left_shift less less_equal log log_add_exp logical_and logical_not logical_or logical_xor
        maximum minimum mod multiply negative not_equal power right_shift round rsqrt sigmoid sign sin sinh sqrt
        square subtract tan tanh tril triu trunc where dequantize quantize""",
    ),
    # Reductions, scans, sorting. The k of topk is an attribute.
    (
        Dynamism.ISDOS,
        """argmax argmin argsort bucketize cumprod cumsum max mean median min multinomial_from_uniform prod sort std
        sum topk variance""",
    ),
    # Indexing, layout, products.
    (
        Dynamism.ISDOS,
        """collapse_sum_like concat einsum expand_dims flatten flip gather_elements gather_nd index_put index_tensor
        layout_transform matmul meshgrid one_hot outer permute_dims repeat reverse_sequence scatter_elements
        scatter_nd shape_to_tensor slice_scatter split squeeze stack take tile""",
    ),
    (
        _shape_from(1),
        "broadcast_to collapse_sum_to image.affine_grid image.resize2d image.resize3d memory.view reshape",
    ),
    (_shape_from(1, 2, 3), "dynamic_strided_slice"),
    (_shape_from(1, 2, 3, 4), "strided_slice"),
    # Networks.
    (
        Dynamism.ISDOS,
        """nn.adaptive_avg_pool1d nn.adaptive_avg_pool2d nn.adaptive_avg_pool3d nn.attention nn.attention_bias
        nn.attention_var_len nn.avg_pool1d nn.avg_pool2d nn.avg_pool3d nn.batch_flatten nn.batch_norm nn.conv1d
        nn.conv1d_transpose nn.conv2d nn.conv2d_transpose nn.conv3d nn.conv3d_transpose nn.cross_entropy_with_logits
        nn.gelu nn.gelu_tanh nn.group_norm nn.instance_norm nn.layer_norm nn.leakyrelu nn.log_softmax nn.max_pool1d
        nn.max_pool2d nn.max_pool3d nn.nll_loss nn.pad nn.pixel_shuffle nn.prelu nn.relu nn.rms_norm nn.selu nn.silu
        nn.softmax nn.softplus""",
    ),
    (_UNFOLDABLE, "nn.dropout"),
    (
        Dynamism.ISDOS,
        """grad.avg_pool2d_backward grad.end_checkpoint grad.max_pool2d_backward grad.nll_loss_backward grad.no_grad
        grad.start_checkpoint grad.take_backward image.grid_sample vision.get_valid_counts
        vision.multibox_transform_loc vision.roi_align vision.roi_pool""",
    ),
    # Counted. TVM pads non-maximum suppression to the shape in its type: what is in it is known only by executing.
    (Dynamism.EDO, "nonzero unique vision.all_class_non_max_suppression vision.non_max_suppression"),
    # Between devices and workers.
    (
        Dynamism.ISDOS,
        """builtin.stop_lift_params dist.annotate_sharding dist.redistribute dist.redistribute_replica_to_shard
        hint_on_device memory.ensure_zero_offset to_vdevice wrap_param""",
    ),
    (_UNFOLDABLE, "ccl.allgather ccl.allreduce ccl.broadcast_from_worker0 ccl.scatter_from_worker0"),
    # Calls of kernels and of foreign code; what returns nothing.
    (kernel, "call_tir call_tir_with_grad dist.call_tir_local_view"),
    (
        promised,
        """assert_op call_builtin_with_ctx call_dps_packed call_inplace_packed call_pure_packed call_py_func
        call_tir_inplace invoke_closure invoke_pure_closure memory.kill_storage memory.kill_tensor print
        vm.call_tir_dyn vm.kill_object""",
    ),
    (Dynamism.ISDOS, "make_closure"),
    # Memory, not yet written to.
    (FromOperands(shape=(0,), foldable=False), "builtin.alloc_tensor memory.alloc_storage vm.alloc_storage"),
    (FromOperands(shape=(2,), foldable=False), "memory.alloc_tensor vm.alloc_tensor"),
)
"""Relax operator name to class or rule: a row for every ``relax.*`` operator that TVM 0.27 registers."""


ONNX_OPERATOR_CLASSES: dict[str, Row] = _table(
    "",
    (
        Dynamism.ISDO,
        "Constant EyeLike OptionalHasElement SequenceEmpty SequenceLength Shape Size",
    ),
    (_shape_from(0), "ConstantOfShape"),
    (_shape_from(0, 1, 2), "Range"),
    # Elementwise.
    (
        Dynamism.ISDOS,
        """Abs Acos Acosh Add And Asin Asinh Atan Atanh BiasGelu BitShift BitwiseAnd BitwiseNot BitwiseOr BitwiseXor
        Cast CastLike Ceil Clip Cos Cosh DequantizeLinear Div DynamicQuantizeLinear Elu Equal Erf Exp FastGelu Floor
        Gelu Greater GreaterOrEqual HardSigmoid HardSwish Identity IsInf IsNaN LeakyRelu Less LessOrEqual Log Max
        Mean Min Mish Mod Mul Neg Not Or PRelu Pow QuantizeLinear Reciprocal Relu Round Selu Shrink Sigmoid Sign Sin
        Sinh Softplus Softsign Sqrt Sub Sum Tan Tanh ThresholdedRelu Trilu Where Xor""",
    ),
    # Reductions over attributes, normalisation, convolution, pooling, products.
    (
        Dynamism.ISDOS,
        """ArgMax ArgMin Attention AveragePool BatchNormalization Conv ConvTranspose CumSum Einsum
        EmbedLayerNormalization Gemm GlobalAveragePool GlobalLpPool GlobalMaxPool GridSample GroupNormalization
        Hardmax InstanceNormalization LRN LayerNormalization LogSoftmax LpPool MatMul MatMulInteger MatMulInteger16
        MaxPool MaxRoiPool MeanVarianceNormalization RMSNormalization RoiAlign SkipLayerNormalization Softmax""",
    ),
    (_UNFOLDABLE, "Dropout"),
    # Indexing, layout, sequences.
    (
        Dynamism.ISDOS,
        """Concat ConcatFromSequence DepthToSpace Flatten Gather GatherElements GatherND Optional OptionalGetElement
        Scatter ScatterElements ScatterND SequenceConstruct SpaceToDepth Transpose""",
    ),
    # Sizes, and what newer operator sets take as operands. Where an older one has an attribute, nothing is unknown.
    (
        _shape_from(1),
        """AffineGrid Expand OneHot ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin
        ReduceProd ReduceSum ReduceSumSquare Reshape SequenceAt SequenceErase Split SplitToSequence Squeeze Tile
        TopK Unsqueeze Upsample""",
    ),
    (_shape_from(1, 3), "Pad"),
    (_shape_from(2), "MaxUnpool SequenceInsert"),
    (_shape_from(1, 2, 3), "Resize"),
    (_shape_from(1, 2, 3, 4), "Slice"),
    # Counted, and chosen.
    (Dynamism.EDO, "AllClassNMS NonMaxSuppression NonZero Unique"),
    (_shape_from(1, otherwise=Dynamism.EDO), "Compress"),
    (FromOperands(shape=(0,), otherwise=Dynamism.EDO, foldable=False), "If"),
)
"""ONNX operator name to class or rule: a row for every operator that TVM 0.27's ONNX frontend converts, and for If."""


@dataclass(frozen=True)
class _OnnxSite:
    known: Sequence[bool]

    def unknown(self, index: int) -> Sequence[str]:
        return () if index >= len(self.known) or self.known[index] else (f"input {index}",)

    def all_known(self) -> bool:
        return all(self.known)

    def promise(self) -> Verdict:
        return Verdict(Dynamism.EDO, "an ONNX node promises no type")


def onnx_class(operator: str, known: Sequence[bool]) -> Dynamism:
    """Class of an ONNX node before it is imported.

    Parameters
    ----------
    operator : ``op_type`` of the node; KeyError for one that the frontend does not convert
    known : for each input, whether its value is known (an initializer or a constant); an optional input left out is
    """
    return evaluate(ONNX_OPERATOR_CLASSES[operator], _OnnxSite(known)).dynamism
