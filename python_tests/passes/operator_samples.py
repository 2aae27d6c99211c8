"""A call of every Relax operator that has a public constructor, over operands of static shapes and unknown values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tvm
from tvm import relax
from tvm.ir import Op, PrimType

op, nn = relax.op, relax.op.nn


class Operands:
    """Makes parameters as they are asked for."""

    def __init__(self) -> None:
        self.params: list[Any] = []

    def __call__(self, *shape: int, dtype: str = "float32") -> Any:
        return self._param(relax.TensorType(shape, dtype))

    def number(self) -> Any:
        return self._param(PrimType("int64"))

    def vector(self, length: int) -> Any:
        return self(length, dtype="int64")

    def bounds(self, rank: int) -> list[Any]:
        return [self.vector(rank) for _ in range(3)]

    def _param(self, type_: Any) -> Any:
        self.params.append(relax.Var(f"p{len(self.params)}", type_))
        return self.params[-1]


SPECIAL: dict[str, Callable[[Operands], Any]] = {
    "arange": lambda t: op.arange(0, t.number(), 1, "int64"),
    "astype": lambda t: op.astype(t(2, 3), "int32"),
    "broadcast_to": lambda t: op.broadcast_to(t(1, 3), (t.number(), 3)),
    "bucketize": lambda t: op.bucketize(t(2, 3), t(4)),
    "ccl.allgather": lambda t: op.ccl.allgather(t(2, 3), 2),
    "ccl.scatter_from_worker0": lambda t: op.ccl.scatter_from_worker0(t(4, 3), 2),
    "clip": lambda t: op.clip(t(2, 3), 0, 1),
    "collapse_sum_to": lambda t: op.collapse_sum_to(t(4, 3), op.tensor_to_shape(t.vector(2))),
    "concat": lambda t: op.concat([t(2, 3), t(2, 4)], 1),
    "dequantize": lambda t: op.dequantize(t(2, 3, dtype="int8"), t(3), t(3, dtype="int8"), 1),
    "dynamic_strided_slice": lambda t: op.dynamic_strided_slice(t(4, 3), *t.bounds(2)),
    "einsum": lambda t: op.einsum((t(2, 3), t(3, 4)), "ij,jk->ik"),
    "expand_dims": lambda t: op.expand_dims(t(2, 3), 1),
    "eye": lambda t: op.eye(t.number(), 3, 0, "float32"),
    "eye_like": lambda t: op.eye_like(t(2, 3), 0),
    "flip": lambda t: op.flip(t(2, 3), 1),
    "full": lambda t: op.full((t.number(), 3), t(), "float32"),
    "full_like": lambda t: op.full_like(t(2, 3), t()),
    "gather_elements": lambda t: op.gather_elements(t(2, 3), t(2, 2, dtype="int64"), 1),
    "gather_nd": lambda t: op.gather_nd(t(2, 3), t(4, 1, dtype="int64")),
    "hamming_window": lambda t: op.hamming_window(t.number(), True, 0.5, 0.5, "float32"),
    "hint_on_device": lambda t: op.hint_on_device(t(2, 3), tvm.cpu()),
    "image.affine_grid": lambda t: op.image.affine_grid(t(1, 2, 3), (t.number(), 4)),
    "image.resize2d": lambda t: op.image.resize2d(t(1, 3, 4, 5), (t.number(), 4)),
    "image.resize3d": lambda t: op.image.resize3d(t(1, 3, 4, 5, 6), (t.number(), 4, 4)),
    "index_put": lambda t: op.index_put(t(4, 3), [t.vector(2), t.vector(2)], t(2)),
    "index_tensor": lambda t: op.index_tensor(t(4, 3), [t.vector(2)]),
    "layout_transform": lambda t: op.layout_transform(t(8, 3), lambda i, j: (i // 4, j, i % 4)),
    "matmul": lambda t: op.matmul(t(2, 3), t(3, 4)),
    "memory.view": lambda t: op.memory.view(t(4, 3), (t.number(), 3)),
    "meshgrid": lambda t: op.meshgrid([t(2), t(3)], "ij"),
    "multinomial_from_uniform": lambda t: op.multinomial_from_uniform(t(2, 5), t(4, 1), t(4, 1, dtype="int64")),
    "nn.adaptive_avg_pool1d": lambda t: nn.adaptive_avg_pool1d(t(1, 3, 8), 4),
    "nn.adaptive_avg_pool3d": lambda t: nn.adaptive_avg_pool3d(t(1, 3, 8, 8, 8), 4),
    "nn.attention_bias": lambda t: nn.attention(t(2, 3, 4, 5), t(2, 3, 4, 5), t(2, 3, 4, 5), t(2, 4, 3, 3)),
    "nn.avg_pool1d": lambda t: nn.avg_pool1d(t(1, 3, 8), 2),
    "nn.avg_pool3d": lambda t: nn.avg_pool3d(t(1, 3, 8, 8, 8), 2),
    "nn.batch_norm": lambda t: nn.batch_norm(t(2, 3, 4, 5), t(3), t(3), t(3), t(3), 1),
    "nn.conv1d": lambda t: nn.conv1d(t(1, 3, 8), t(4, 3, 3)),
    "nn.conv1d_transpose": lambda t: nn.conv1d_transpose(t(1, 3, 8), t(3, 4, 3)),
    "nn.conv2d_transpose": lambda t: nn.conv2d_transpose(t(1, 3, 8, 8), t(3, 4, 3, 3)),
    "nn.conv3d": lambda t: nn.conv3d(t(1, 3, 8, 8, 8), t(4, 3, 3, 3, 3)),
    "nn.conv3d_transpose": lambda t: nn.conv3d_transpose(t(1, 3, 8, 8, 8), t(3, 4, 3, 3, 3)),
    "nn.group_norm": lambda t: nn.group_norm(t(1, 4, 5), t(4), t(4), 2, 1, [2]),
    "nn.instance_norm": lambda t: nn.instance_norm(t(1, 4, 5), t(4), t(4), 1, [2]),
    "nn.layer_norm": lambda t: nn.layer_norm(t(2, 3), t(3), t(3), [-1]),
    "nn.max_pool1d": lambda t: nn.max_pool1d(t(1, 3, 8), 2),
    "nn.max_pool3d": lambda t: nn.max_pool3d(t(1, 3, 8, 8, 8), 2),
    "nn.nll_loss": lambda t: nn.nll_loss(t(2, 3), t(2, dtype="int64"), t(3)),
    "nn.pad": lambda t: nn.pad(t(2, 3), [1, 1, 2, 2]),
    "nn.pixel_shuffle": lambda t: nn.pixel_shuffle(t(1, 4, 3, 3), 2),
    "nn.rms_norm": lambda t: nn.rms_norm(t(2, 3), t(3), [-1]),
    "one_hot": lambda t: op.one_hot(t.vector(3), relax.prim_value(1), relax.prim_value(0), 5),
    "ones": lambda t: op.ones((t.number(), 3), "float32"),
    "outer": lambda t: op.outer(t(2), t(3)),
    "quantize": lambda t: op.quantize(t(2, 3), t(3), t(3, dtype="int8"), 1),
    "repeat": lambda t: op.repeat(t(2, 3), 2, 1),
    "reshape": lambda t: op.reshape(t(2, 6), (t.number(), 3)),
    "reverse_sequence": lambda t: op.reverse_sequence(t(2, 3), t.vector(2), 1, 0),
    "scatter_elements": lambda t: op.scatter_elements(t(4, 3), t(2, 3, dtype="int64"), t(2, 3)),
    "scatter_nd": lambda t: op.scatter_nd(t(4, 3), t(2, 1, dtype="int64"), t(2, 3)),
    "shape_to_tensor": lambda t: op.shape_to_tensor(relax.ShapeExpr([t.number(), 3])),
    "slice_scatter": lambda t: op.slice_scatter(t(4, 3), t(2, 3), 0, 2, 1),
    "split": lambda t: op.split(t(4, 3), 2),
    "stack": lambda t: op.stack([t(2, 3), t(2, 3)], 0),
    "strided_slice": lambda t: op.strided_slice(t(4, 3), [0], [0], [t.number()]),
    "take": lambda t: op.take(t(4, 3), t.vector(2), 0),
    "tensor_to_shape": lambda t: op.tensor_to_shape(t.vector(2)),
    "tile": lambda t: op.tile(t(2, 3), [2, 1]),
    "to_vdevice": lambda t: op.to_vdevice(t(2, 3), relax.VDevice("llvm")),
    "tril": lambda t: op.tril(t(3, 3)),
    "triu": lambda t: op.triu(t(3, 3)),
    "unique": lambda t: op.unique(t(6)),
    "vision.all_class_non_max_suppression": lambda t: op.vision.all_class_non_max_suppression(
        t(1, 6, 4), t(1, 2, 6), t(1, dtype="int64"), t(1), t(1), "onnx"
    ),
    "vision.get_valid_counts": lambda t: op.vision.get_valid_counts(t(1, 6, 6), 0.5),
    "vision.multibox_transform_loc": lambda t: op.vision.multibox_transform_loc(
        t(1, 3, 6), t(1, 24), t(1, 6, 4), clip=True, threshold=0.0, variances=(0.1, 0.1, 0.2, 0.2), keep_background=True
    ),
    "vision.non_max_suppression": lambda t: op.vision.non_max_suppression(
        t(1, 6, 6), t(1, dtype="int32"), t(1, 6, dtype="int32")
    ),
    "vision.roi_align": lambda t: op.vision.roi_align(t(1, 3, 8, 8), t(2, 5), (2, 2), 1.0),
    "vision.roi_pool": lambda t: op.vision.roi_pool(t(1, 3, 8, 8), t(2, 5), (2, 2), 1.0),
    "where": lambda t: op.where(t(2, 3, dtype="bool"), t(2, 3), t(2, 3)),
    "zeros": lambda t: op.zeros((t.number(), 3), "float32"),
}

_NO_SAMPLE = """
    assert_op builtin.alloc_tensor call_builtin_with_ctx call_dps_packed call_inplace_packed call_pure_packed
    call_py_func call_tir call_tir_inplace call_tir_with_grad dist.annotate_sharding dist.call_tir_local_view
    dist.redistribute dist.redistribute_replica_to_shard inspect.tensor_byte_offset inspect.tensor_dtype_bits
    inspect.tensor_dtype_code inspect.tensor_dtype_lanes inspect.tensor_elem_offset inspect.tensor_ndim
    inspect.tensor_shape_i inspect.tensor_stride_i invoke_closure invoke_pure_closure make_closure memory.alloc_storage
    memory.alloc_tensor memory.kill_storage memory.kill_tensor null_value print vm.alloc_storage vm.alloc_tensor
    vm.call_tir_dyn vm.kill_object"""

NO_SAMPLE = frozenset(_NO_SAMPLE.split())
"""Calls, storage and what reads no data: nothing of theirs is a tensor whose dims TVM would infer."""


def sample(name: str) -> Any:
    """Return a function that calls the operator once."""
    builder, operands = relax.BlockBuilder(), Operands()
    if name in SPECIAL:
        call = SPECIAL[name](operands)
    else:
        constructor: Any = op
        for part in name.split("."):
            constructor = getattr(constructor, part)
        count = Op.get(f"relax.{name}").num_inputs
        call = constructor(*(operands(2, 3, 4, 5) for _ in range(count)))
    with builder.function("main", operands.params):
        builder.emit_func_output(builder.emit(call))
    return builder.get()["main"]
