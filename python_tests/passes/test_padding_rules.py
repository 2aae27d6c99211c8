"""The padding rule of every operator: against PyTorch with garbage behind the true extents, and wrong without masks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from tvm import relax

from python_tests.passes import padded as runs

op, nn = relax.op, relax.op.nn
TOLERANCE = 1e-5
"""Largest error in float32, as a part of the largest value."""


@dataclass(frozen=True)
class Case:
    """A small network.

    Attributes
    ----------
    body, params : see `padded.function`
    torch : the same in PyTorch
    masks : how many kernels overwrite padding
    """

    body: Callable[..., Any]
    torch: Callable[..., Any]
    params: dict[str, Any]
    masks: int = 0
    lower: dict[str, int] = field(default_factory=dict)
    upper: dict[str, int] = field(default_factory=dict)

    @property
    def bounds(self) -> dict[str, int]:
        """Static sizes; `upper` or, of all dims, some."""
        text = str(self.params)
        return self.upper or {dim: size for dim, size in {"H": 8, "W": 9, "L": 7}.items() if f"'{dim}" in text}


def weight(*shape):
    return (np.random.default_rng(3).standard_normal(shape) / np.sqrt(np.prod(shape[1:]))).astype("float32")


def const(values):
    return relax.const(values)


IMAGE = {"x": (1, 4, "H", "W")}
ROWS = {"x": (3, "L", 4)}
w33, w3, w333, w4 = weight(6, 4, 3, 3), weight(6, 4, 3), weight(2, 4, 3, 3, 3), weight(4, 4)
up = weight(4, 5, 3, 3)
t = torch.from_numpy


def softmax_rows(emit, x):
    scores = emit(op.matmul(x, emit(op.permute_dims(x, [0, 2, 1]))))
    return emit(op.matmul(emit(nn.softmax(scores, axis=-1)), x))


def twice(emit, x):
    first = emit(nn.conv2d(x, const(w33), padding=1))
    return emit(nn.conv2d(first, const(weight(4, 6, 3, 3)), padding=1))


def shared_mask(emit, x):
    first = emit(nn.conv2d(x, const(w33), padding=1))
    left = emit(nn.conv2d(first, const(weight(4, 6, 3, 3)), padding=1))
    right = emit(nn.conv2d(first, const(weight(4, 6, 3, 3)), padding=1))
    return emit(op.add(left, right))


def tokens(emit, x):
    flat = emit(op.reshape(x, (1, 4, emit.H * emit.W)))
    rows = emit(op.permute_dims(flat, [0, 2, 1]))
    mixed = softmax_rows(emit, rows)
    back = emit(op.permute_dims(mixed, [0, 2, 1]))
    return emit(op.reshape(back, (1, 4, emit.H, emit.W)))


def torch_attention(x):
    return torch.softmax(x @ x.transpose(-1, -2), -1) @ x


def torch_tokens(x):
    rows = x.flatten(2).transpose(1, 2)
    return torch_attention(rows).transpose(1, 2).reshape(x.shape)


def batch_rows(emit, x):
    flat = emit(op.reshape(x, (3 * emit.L, 4)))
    return emit(op.reshape(emit(op.matmul(flat, const(w4))), (3, emit.L, 4)))


def total_of_merged(emit, x):
    return emit(op.sum(emit(op.reshape(emit(op.exp(x)), (3 * emit.L, 4))), axis=0))


def mask_from_indices(emit, ids, x):
    """The padded ids are 0, so that the network's own mask hides padding, and no kernel has to."""
    is_pad = emit(op.equal(ids, relax.const(0, "int64")))
    hidden = emit(op.where(emit(op.expand_dims(is_pad, 2)), relax.const(0.0), x))
    return emit(op.sum(hidden, axis=1))


def one_hot_rows(emit, ids):
    return emit(op.one_hot(ids, relax.prim_value(1.0), relax.prim_value(0.0), 5))


CASES = {
    # Windows.
    "conv2d": Case(
        lambda e, x: e(nn.conv2d(x, const(w33), padding=1)), lambda x: F.conv2d(x, t(w33), padding=1), IMAGE
    ),
    "conv2d_twice": Case(
        twice, lambda x: F.conv2d(F.conv2d(x, t(w33), padding=1), t(weight(4, 6, 3, 3)), padding=1), IMAGE, masks=1
    ),
    "shared_mask": Case(
        shared_mask,
        lambda x: 2 * F.conv2d(F.conv2d(x, t(w33), padding=1), t(weight(4, 6, 3, 3)), padding=1),
        IMAGE,
        masks=1,
    ),
    "relu_keeps_zeros": Case(
        lambda e, x: e(nn.conv2d(e(nn.relu(e(op.multiply(x, relax.const(2.0))))), const(w33), padding=1)),
        lambda x: F.conv2d(F.relu(x * 2), t(w33), padding=1),
        IMAGE,
    ),
    "conv2d_of_exp": Case(
        lambda e, x: e(nn.conv2d(e(op.exp(x)), const(w33), padding=1)),
        lambda x: F.conv2d(x.exp(), t(w33), padding=1),
        IMAGE,
        masks=1,
    ),
    "conv2d_valid": Case(
        lambda e, x: e(nn.conv2d(e(op.exp(x)), const(w33))),
        lambda x: F.conv2d(x.exp(), t(w33)),
        IMAGE,
        lower={"H": 3, "W": 3},
    ),
    "conv2d_padded_before": Case(
        lambda e, x: e(nn.conv2d(e(op.exp(x)), const(w33), padding=[2, 2, 0, 0])),
        lambda x: F.conv2d(F.pad(x.exp(), (2, 0, 2, 0)), t(w33)),
        IMAGE,
    ),
    "conv2d_strided": Case(
        lambda e, x: e(nn.conv2d(e(op.exp(x)), const(w33), strides=[2, 3], padding=1)),
        lambda x: F.conv2d(x.exp(), t(w33), stride=(2, 3), padding=1),
        IMAGE,
        masks=1,
    ),
    "conv2d_dilated": Case(
        lambda e, x: e(nn.conv2d(e(op.exp(x)), const(w33), padding=2, dilation=2)),
        lambda x: F.conv2d(x.exp(), t(w33), padding=2, dilation=2),
        IMAGE,
        masks=1,
    ),
    "conv2d_groups": Case(
        lambda e, x: e(nn.conv2d(e(op.cos(x)), const(weight(4, 1, 3, 3)), padding=1, groups=4)),
        lambda x: F.conv2d(x.cos(), t(weight(4, 1, 3, 3)), padding=1, groups=4),
        IMAGE,
        masks=1,
    ),
    "conv2d_nhwc": Case(
        lambda e, x: e(
            nn.conv2d(e(op.exp(x)), const(w33), padding=1, data_layout="NHWC", kernel_layout="OIHW", out_layout="NHWC")
        ),
        lambda x: F.conv2d(x.exp().permute(0, 3, 1, 2), t(w33), padding=1).permute(0, 2, 3, 1),
        {"x": (1, "H", "W", 4)},
        masks=1,
    ),
    "conv2d_batch": Case(
        lambda e, x: e(nn.conv2d(e(op.exp(x)), const(w33), padding=1)),
        lambda x: F.conv2d(x.exp(), t(w33), padding=1),
        {"x": ("L", 4, 5, 5)},
    ),
    "conv2d_one_padded_side": Case(
        lambda e, x: e(nn.conv2d(e(op.exp(x)), const(w33), padding=1)),
        lambda x: F.conv2d(x.exp(), t(w33), padding=1),
        IMAGE,
        masks=1,
        upper={"H": 8},
    ),
    "conv1d": Case(
        lambda e, x: e(nn.conv1d(e(op.exp(x)), const(w3), padding=1, strides=2)),
        lambda x: F.conv1d(x.exp(), t(w3), padding=1, stride=2),
        {"x": (2, 4, "L")},
        masks=1,
    ),
    "conv3d": Case(
        lambda e, x: e(nn.conv3d(e(op.exp(x)), const(w333), padding=1)),
        lambda x: F.conv3d(x.exp(), t(w333), padding=1),
        {"x": (1, 4, "L", "H", 3)},
        masks=1,
        upper={"L": 4, "H": 5},
    ),
    "conv2d_transpose": Case(
        lambda e, x: e(nn.conv2d_transpose(e(op.exp(x)), const(up), strides=2, padding=1, output_padding=1)),
        lambda x: F.conv_transpose2d(x.exp(), t(up), stride=2, padding=1, output_padding=1),
        IMAGE,
        masks=1,
    ),
    "conv2d_transpose_apart": Case(
        lambda e, x: e(nn.conv2d_transpose(e(op.exp(x)), const(weight(4, 5, 2, 2)), strides=2)),
        lambda x: F.conv_transpose2d(x.exp(), t(weight(4, 5, 2, 2)), stride=2),
        IMAGE,
    ),
    "conv1d_transpose": Case(
        lambda e, x: e(nn.conv1d_transpose(e(op.exp(x)), const(weight(4, 5, 3)), strides=2, padding=1)),
        lambda x: F.conv_transpose1d(x.exp(), t(weight(4, 5, 3)), stride=2, padding=1),
        {"x": (2, 4, "L")},
    ),
    "max_pool2d": Case(
        lambda e, x: e(nn.max_pool2d(e(op.negative(x)), [3, 3], [2, 2], padding=[1, 1])),
        lambda x: F.max_pool2d(-x, 3, 2, 1),
        IMAGE,
        masks=1,
    ),
    "max_pool2d_ceil": Case(
        lambda e, x: e(nn.max_pool2d(e(op.negative(x)), [2, 2], [2, 2], ceil_mode=True)),
        lambda x: F.max_pool2d(-x, 2, 2, ceil_mode=True),
        IMAGE,
        masks=1,
    ),
    "max_pool2d_valid": Case(
        lambda e, x: e(nn.max_pool2d(e(op.negative(x)), [2, 3], [2, 2])),
        lambda x: F.max_pool2d(-x, (2, 3), 2),
        IMAGE,
        lower={"H": 2, "W": 3},
    ),
    "max_pool1d": Case(
        lambda e, x: e(nn.max_pool1d(e(op.negative(x)), 3, 1, padding=1)),
        lambda x: F.max_pool1d(-x, 3, 1, 1),
        {"x": (2, 4, "L")},
        masks=1,
    ),
    "avg_pool2d": Case(
        lambda e, x: e(nn.avg_pool2d(e(op.exp(x)), [3, 3], [2, 2], padding=[1, 1], count_include_pad=True)),
        lambda x: F.avg_pool2d(x.exp(), 3, 2, 1),
        IMAGE,
        masks=1,
    ),
    "avg_pool2d_valid": Case(
        lambda e, x: e(nn.avg_pool2d(e(op.exp(x)), [2, 2], [2, 2])),
        lambda x: F.avg_pool2d(x.exp(), 2, 2),
        IMAGE,
        lower={"H": 2, "W": 2},
    ),
    "adaptive_avg_pool2d": Case(
        lambda e, x: e(nn.adaptive_avg_pool2d(e(op.exp(x)), 1)), lambda x: F.adaptive_avg_pool2d(x.exp(), 1), IMAGE, 1
    ),
    "adaptive_avg_pool1d": Case(
        lambda e, x: e(nn.adaptive_avg_pool1d(e(op.exp(x)), 1)),
        lambda x: F.adaptive_avg_pool1d(x.exp(), 1),
        {"x": (2, 4, "L")},
        masks=1,
    ),
    # Reductions.
    "sum": Case(lambda e, x: e(op.sum(e(op.exp(x)), axis=[2, 3])), lambda x: x.exp().sum((2, 3)), IMAGE, 1),
    "sum_of_zeros": Case(lambda e, x: e(op.sum(x, axis=-2)), lambda x: x.sum(-2), IMAGE),
    "sum_of_all": Case(lambda e, x: e(op.sum(e(op.cos(x)))), lambda x: x.cos().sum(), IMAGE, 1),
    "sum_over_channels": Case(
        lambda e, x: e(nn.max_pool2d(e(op.sum(x, axis=1, keepdims=True)), [2, 2], padding=[0, 0, 1, 1])),
        lambda x: F.max_pool2d(F.pad(x.sum(1, keepdim=True), (0, 1, 0, 1), value=-1e30), 2, 1),
        IMAGE,
        masks=1,
    ),
    "mean": Case(lambda e, x: e(op.mean(e(op.exp(x)), axis=[2, 3])), lambda x: x.exp().mean((2, 3)), IMAGE, 1),
    "mean_of_zeros": Case(lambda e, x: e(op.mean(x, 3, True)), lambda x: x.mean(3, keepdim=True), IMAGE),
    "mean_over_channels": Case(lambda e, x: e(op.mean(e(op.exp(x)), 1)), lambda x: x.exp().mean(1), IMAGE),
    "one_tensor_for_several": Case(
        lambda e, x: tuple(
            e(reduce(x, axis)) for reduce, axis in ((op.max, 2), (op.max, 3), (op.prod, 3), (op.max, 3))
        ),
        lambda x: (x.amax(2), x.amax(3), x.prod(3), x.amax(3)),
        IMAGE,
        masks=3,
    ),
    "prod": Case(lambda e, x: e(op.prod(x, axis=3)), lambda x: x.prod(3), IMAGE, 1),
    "max": Case(lambda e, x: e(op.max(x, axis=[2, 3])), lambda x: x.amax((2, 3)), IMAGE, 1),
    "min": Case(lambda e, x: e(op.min(x, axis=-1)), lambda x: x.amin(-1), IMAGE, 1),
    "max_of_integers": Case(
        lambda e, x: e(op.max(e(op.negative(x)), axis=1)), lambda x: (-x).amax(1), {"x": (3, "L", "int64")}, 1
    ),
    "argmax": Case(
        lambda e, x: e(op.argmax(e(op.negative(e(op.exp(x)))), axis=3)), lambda x: (-x.exp()).argmax(3), IMAGE, 1
    ),
    "argmin": Case(lambda e, x: e(op.argmin(e(op.exp(x)), axis=2)), lambda x: x.exp().argmin(2), IMAGE, 1),
    "argmax_of_flat": Case(
        lambda e, x: e(op.argmax(e(op.negative(e(op.exp(x)))))),
        lambda x: (-x.exp()).argmax(),
        {"x": ("L", 4)},
        masks=1,
    ),
    "variance": Case(
        lambda e, x: e(op.variance(e(op.exp(x)), axis=[2, 3])), lambda x: x.exp().var((2, 3), correction=0), IMAGE, 2
    ),
    "std": Case(
        lambda e, x: e(op.std(e(op.exp(x)), axis=1, keepdims=True)),
        lambda x: x.exp().std(1, correction=0, keepdim=True),
        ROWS,
        masks=2,
    ),
    "variance_over_channels": Case(lambda e, x: e(op.variance(x, axis=1)), lambda x: x.var(1, correction=0), IMAGE),
    "sort": Case(lambda e, x: e(op.sort(x, axis=1)), lambda x: x.sort(1)[0], ROWS, 1),
    "argsort": Case(
        lambda e, x: e(op.argsort(x, axis=1, descending=True, dtype="int64")),
        lambda x: x.argsort(1, descending=True),
        ROWS,
        masks=1,
    ),
    "topk": Case(
        lambda e, x: e(relax.TupleGetItem(e(op.topk(e(op.negative(e(op.exp(x)))), 2, axis=1, ret_type="both")), 0)),
        lambda x: (-x.exp()).topk(2, 1)[0],
        ROWS,
        masks=1,
        lower={"L": 2},
    ),
    "median_over_channels": Case(
        lambda e, x: e(relax.TupleGetItem(e(op.median(x, axis=[2])), 0)), lambda x: x.median(2)[0], ROWS
    ),
    # Products, softmax, normalisation.
    "softmax": Case(lambda e, x: e(nn.softmax(e(op.exp(x)), axis=1)), lambda x: x.exp().softmax(1), ROWS, 1),
    "softmax_over_channels": Case(lambda e, x: e(nn.softmax(x)), lambda x: x.softmax(-1), ROWS),
    "softmax_or_one": Case(
        lambda e, x, c: e(
            op.sum(e(op.where(e(op.greater(c, relax.const(0.0))), relax.const(1.0), e(nn.softmax(x)))), 1)
        ),
        lambda x, c: torch.where(c > 0, 1.0, x.softmax(1)).sum(1),
        {"x": (6, "L"), "c": (6, 1)},
        masks=2,
    ),
    "log_softmax": Case(
        lambda e, x: e(nn.log_softmax(e(op.exp(x)), axis=1)), lambda x: x.exp().log_softmax(1), ROWS, 1
    ),
    "attention": Case(softmax_rows, torch_attention, ROWS, masks=1),
    "matmul_contracted": Case(
        lambda e, x: e(op.matmul(e(op.permute_dims(e(op.exp(x)), [0, 2, 1])), e(op.cos(x)))),
        lambda x: x.exp().transpose(1, 2) @ x.cos(),
        ROWS,
        masks=1,
    ),
    "matmul_of_zeros": Case(
        lambda e, x: e(op.matmul(e(op.permute_dims(x, [0, 2, 1])), x)), lambda x: x.transpose(1, 2) @ x, ROWS
    ),
    "matmul_vector": Case(
        lambda e, x, y: e(op.matmul(e(op.exp(x)), e(op.exp(y)))),
        lambda x, y: x.exp() @ y.exp(),
        {"x": ("L",), "y": ("L", 3)},
        masks=1,
    ),
    "matmul_broadcast": Case(
        lambda e, x, y: e(op.matmul(e(op.exp(x)), y)), lambda x, y: x.exp() @ y, {"x": (2, 1, "L", 4), "y": (3, 4, "H")}
    ),
    "layer_norm": Case(
        lambda e, x: e(nn.layer_norm(e(op.exp(x)), const(weight(4)), const(weight(4)), [-1])),
        lambda x: F.layer_norm(x.exp(), (4,), t(weight(4)), t(weight(4))),
        ROWS,
    ),
    "rms_norm": Case(
        lambda e, x: e(nn.rms_norm(x, const(weight(4)), [-1], 1e-5)),
        lambda x: F.rms_norm(x, (4,), t(weight(4)), 1e-5),
        ROWS,
    ),
    "group_norm_over_channels": Case(
        lambda e, x: e(nn.group_norm(x, const(weight(4)), const(weight(4)), 2, 1, [])),
        lambda x: F.group_norm(x, 2, t(weight(4)), t(weight(4))),
        {"x": ("L", 4)},
    ),
    "batch_norm": Case(
        lambda e, x: e(
            relax.TupleGetItem(e(nn.batch_norm(x, *(const(abs(weight(4)) + 1),) * 4, 1, training=False)), 0)
        ),
        lambda x: F.batch_norm(x, *(t(abs(weight(4)) + 1),) * 4),
        IMAGE,
    ),
    # Elementwise.
    "broadcast": Case(
        lambda e, x, y: e(op.add(e(op.multiply(x, y)), const(weight(4)))),
        lambda x, y: x * y + t(weight(4)),
        {"x": (3, "L", 4), "y": ("L", 1)},
    ),
    "where_clip_cast": Case(
        lambda e, x: e(
            op.astype(
                e(op.where(e(op.greater(x, relax.const(0.0))), e(op.clip(x, 0.0, 0.5)), e(nn.leakyrelu(x, 0.25)))),
                "float16",
            )
        ),
        lambda x: torch.where(x > 0, x.clip(0, 0.5), F.leaky_relu(x, 0.25)).half(),
        ROWS,
    ),
    "prelu": Case(lambda e, x: e(nn.prelu(x, const(weight(4)), 1)), lambda x: F.prelu(x, t(weight(4))), IMAGE),
    "mask_from_indices": Case(
        mask_from_indices,
        lambda ids, x: torch.where((ids == 0)[..., None], 0.0, x.exp().log()).sum(1),
        {"ids": (2, "L", "int64"), "x": (2, "L", 4)},
    ),
    "mask_of_two_dims": Case(
        lambda e, ids, z: e(op.sum(e(op.where(e(op.equal(ids, relax.const(0, "int64"))), relax.const(0.0), z)))),
        lambda ids, z: torch.where(ids == 0, 0.0, z).sum(),
        {"ids": (1, "L", "int64"), "z": ("H", 1)},
    ),
    "dropout": Case(lambda e, x: e(relax.TupleGetItem(e(nn.dropout(x)), 0)), lambda x: x, ROWS),
    # Moves.
    "concat_channels": Case(
        lambda e, x: e(nn.conv2d(e(op.concat([x, e(nn.relu(x))], 1)), const(weight(3, 8, 3, 3)), padding=1)),
        lambda x: F.conv2d(torch.cat([x, x.relu()], 1), t(weight(3, 8, 3, 3)), padding=1),
        IMAGE,
    ),
    "concat_of_unlike_padding": Case(
        lambda e, x: e(nn.conv2d(e(op.concat([x, e(op.exp(x))], 1)), const(weight(3, 8, 3, 3)), padding=1)),
        lambda x: F.conv2d(torch.cat([x, x.exp()], 1), t(weight(3, 8, 3, 3)), padding=1),
        IMAGE,
        masks=1,
    ),
    "concat_first_token": Case(
        lambda e, x: e(op.mean(e(op.concat([const(weight(3, 1, 4)), e(op.exp(x))], 1)), 1)),
        lambda x: torch.cat([t(weight(3, 1, 4)), x.exp()], 1).mean(1),
        ROWS,
        masks=1,
    ),
    "split_stack": Case(
        lambda e, x: e(op.stack([e(relax.TupleGetItem(e(op.split(x, 2, 2)), i)) for i in (1, 0)], 1)),
        lambda x: torch.stack(x.chunk(2, 2)[::-1], 1),
        ROWS,
    ),
    "tile_repeat_flip": Case(
        lambda e, x: e(op.flip(e(op.repeat(e(op.tile(x, [2, 1, 1, 3])), 2, 2)), 3)),
        lambda x: x.tile(2, 1, 1, 3).repeat_interleave(2, 2).flip(3),
        ROWS,
    ),
    "squeeze_expand": Case(
        lambda e, x: e(op.expand_dims(e(op.squeeze(x, [0])), [1, -1])), lambda x: x[0][:, None, ..., None], IMAGE
    ),
    "cumsum": Case(lambda e, x: e(op.cumsum(e(op.exp(x)), 1)), lambda x: x.exp().cumsum(1), ROWS),
    "tril": Case(lambda e, x: e(op.tril(e(op.exp(x)), 1)), lambda x: x.exp().tril(1), {"x": (2, "H", "W")}),
    "broadcast_to": Case(
        lambda e, x, n: e(op.sum(e(op.broadcast_to(x, (3, e.L, 4))), axis=1)),
        lambda x, n: x.expand(3, n.shape[0], 4).sum(1),
        {"x": (1, 4), "n": ("L",)},
        masks=1,
    ),
    "pixel_shuffle": Case(
        lambda e, x: e(nn.conv2d(e(nn.pixel_shuffle(x, 2)), const(weight(2, 1, 3, 3)), padding=1)),
        lambda x: F.conv2d(F.pixel_shuffle(x, 2), t(weight(2, 1, 3, 3)), padding=1),
        IMAGE,
    ),
    "pixel_shuffle_as_exported": Case(
        lambda e, x: e(
            op.reshape(
                e(op.permute_dims(e(op.reshape(x, (1, 1, 2, 2, e.H, e.W))), [0, 1, 4, 2, 5, 3])),
                (1, 1, e.H * 2, e.W * 2),
            )
        ),
        lambda x: F.pixel_shuffle(x, 2),
        IMAGE,
    ),
    "reshape_batch": Case(batch_rows, lambda x: x @ t(w4), ROWS),
    "merged_result": Case(
        lambda e, x: e(op.reshape(e(op.exp(x)), (3 * e.L, 4))), lambda x: x.exp().reshape(-1, 4), ROWS
    ),
    "sum_of_merged": Case(total_of_merged, lambda x: x.exp().sum((0, 1)), ROWS, masks=1),
    "attention_over_pixels": Case(tokens, torch_tokens, IMAGE, masks=1, upper={"H": 4, "W": 5}),
    "flatten": Case(lambda e, x: e(op.sum(e(op.flatten(e(op.exp(x)))))), lambda x: x.exp().sum(), IMAGE, 1),
    # Places.
    "slice_behind": Case(
        lambda e, x: e(op.mean(e(op.strided_slice(x, [1], [1], [-1], [2])), 1)),
        lambda x: x[:, 1:-1:2].mean(1),
        ROWS,
        masks=1,
        lower={"L": 3},
    ),
    "slice_to_a_dim": Case(
        lambda e, x: e(op.add(x, e(op.strided_slice(const(weight(1, 7, 4)), [1], [0], [e.L], [1])))),
        lambda x: x + t(weight(1, 7, 4))[:, : x.shape[1]],
        ROWS,
    ),
    "pad_constant": Case(
        lambda e, x: e(nn.pad(x, [0, 0, 0, 0, 1, 2, 0, 1], pad_value=2.0)),
        lambda x: F.pad(x, (0, 1, 1, 2), value=2.0),
        IMAGE,
        masks=1,
    ),
    "pad_one_side": Case(
        lambda e, x: e(nn.pad(e(op.exp(x)), [0, 0, 0, 0, 0, 0, 1, 1])), lambda x: F.pad(x.exp(), (1, 1)), IMAGE, masks=1
    ),
    "pad_zero": Case(lambda e, x: e(nn.pad(x, [0, 0, 1, 1, 0, 0])), lambda x: F.pad(x, (0, 0, 1, 1)), ROWS),
    "pad_before": Case(lambda e, x: e(nn.pad(x, [0, 0, 2, 0, 0, 0])), lambda x: F.pad(x, (0, 0, 2, 0)), ROWS),
    "embedding": Case(
        lambda e, ids: e(op.take(const(weight(5, 3)), ids, 0)),
        lambda ids: t(weight(5, 3))[ids],
        {"ids": (2, "L", "int64")},
    ),
    "embedding_of_others": Case(
        lambda e, ids: e(op.take(const(weight(9, 3)), e(op.add(ids, e(op.arange(0, e.L, 1, "int64")))), 0)),
        lambda ids: t(weight(9, 3))[ids + torch.arange(ids.shape[1])],
        {"ids": (2, "L", "int64")},
        masks=1,
        upper={"L": 6},
    ),
    "take_first": Case(lambda e, x: e(op.take(x, relax.const(0, "int64"), 1)), lambda x: x[:, 0], ROWS),
    "take_reflected": Case(
        lambda e, x: e(op.take(x, e(op.abs(e(op.arange(-2, e.L, 1, "int64")))), 1)),
        lambda x: torch.cat([x[:, [2, 1]], x], 1),
        ROWS,
        masks=1,
        lower={"L": 3},
    ),
    "one_hot": Case(one_hot_rows, lambda ids: F.one_hot(ids, 5).double(), {"ids": (2, "L", "int64")}),
    # Shapes.
    "ones_and_arange": Case(
        lambda e, x: (
            e(op.add(e(op.sum(x, axis=1)), e(op.sum(e(op.arange(2, 3 * e.L + 2, 3, "float32")))))),
            e(op.sum(e(op.full((e.L, 2), relax.const(0.5), "float32")), axis=0)),
        ),
        lambda x: (
            x.sum(1) + torch.arange(2, 3 * x.shape[1] + 2, 3).sum(),
            torch.full((2,), 0.5 * x.shape[1]),
        ),
        ROWS,
        masks=2,
    ),
    "dims_as_values": Case(
        lambda e, x: e(
            op.add(e(op.sum(x, axis=1)), e(op.astype(e(op.sum(e(op.shape_to_tensor(e(op.shape_of(x)))))), "float32")))
        ),
        lambda x: x.sum(1) + sum(x.shape),
        ROWS,
    ),
    "like": Case(
        lambda e, x: e(op.sum(e(op.add(e(op.zeros_like(x)), e(op.full_like(x, relax.const(2.0))))), axis=1)),
        lambda x: torch.full_like(x, 2).sum(1),
        ROWS,
        masks=1,
    ),
}

MODES = {"known": {}, "forgetful": {"forget": True}, "unmasked": {"forget": True, "unmasked": True}}

LOOKUPS = ("embedding_of_others", "take_reflected")
"""Without a mask these read foreign memory, at the places that padding gives."""

UNMASKED = [name for name, case in CASES.items() if case.masks and name not in LOOKUPS]


def sizes_of(case):
    """The bounds themselves, the least sizes, and two in between; dims that are not padded vary as well."""
    names = sorted({dim.name for param in function(case).params for dim in relax.analysis.tir_vars_in_type(param.ty)})
    low = {name: case.lower.get(name, 1) for name in names}
    high = {name: case.bounds.get(name, 11) for name in names}
    rng = np.random.default_rng(1)
    between = [{name: int(rng.integers(low[name], high[name] + 1)) for name in names} for _ in range(2)]
    return [low, *between, {**high, names[0]: high[names[0]] - 1}, high]


def function(case):
    return runs.function(case.body, case.lower, **case.params)


@pytest.fixture(scope="module")
def run():
    versions = {}
    for name, case in CASES.items():
        for mode, options in MODES.items():
            if mode != "unmasked" or name in UNMASKED:
                with runs.garbage(**options):
                    versions[f"{name}_{mode}"] = runs.padded(function(case), case.bounds)
        versions[f"{name}_inside"], _ = runs.exposed(versions[f"{name}_known"])
    return runs.runner(runs.module(versions))


def expected(case, arrays):
    result = case.torch(*(torch.from_numpy(array) for array in arrays))
    return [part.numpy() for part in (result if isinstance(result, tuple) else (result,))]


def error(found, wanted):
    """Largest difference as a part of the largest value, 1 if that is 0; infinite for another type, or a NaN."""
    assert len(found) == len(wanted)
    if any(a.dtype != b.dtype or a.shape != b.shape or not np.isfinite(a).all() for a, b in zip(found, wanted)):
        return float("inf")
    return max(float(np.abs(a - b).max() / (np.abs(b).max() or 1)) for a, b in zip(found, wanted))


@pytest.mark.parametrize("mode", ["known", "forgetful"])
@pytest.mark.parametrize("name", CASES)
def test_a_padded_version_gives_the_same_results(run, name, mode):
    case = CASES[name]
    for sizes in sizes_of(case):
        arrays = runs.inputs(function(case), sizes)
        assert error(run(f"{name}_{mode}", *arrays), expected(case, arrays)) < TOLERANCE, sizes


@pytest.mark.parametrize("name", CASES)
def test_what_is_said_of_padding_is_so(run, name):
    case = CASES[name]
    with runs.garbage():
        _, tensors = runs.exposed(runs.padded(function(case), case.bounds))
    for sizes in sizes_of(case):
        arrays = run(f"{name}_inside", *runs.inputs(function(case), sizes))
        assert len(arrays) == len(tensors)
        assert [text for tensor, a in zip(tensors, arrays) for text in runs.untrue_claims(tensor, a, sizes)] == []


@pytest.mark.parametrize("name", UNMASKED)
def test_without_its_masks_it_does_not(run, name):
    case = CASES[name]
    errors = []
    for sizes in sizes_of(case):
        arrays = runs.inputs(function(case), sizes)
        errors.append(error(run(f"{name}_unmasked", *arrays), expected(case, arrays)))
    assert max(errors) > 1e-3


@pytest.mark.parametrize("name", CASES)
def test_only_what_matters_is_overwritten(name):
    case = CASES[name]
    assert runs.padded(function(case), case.bounds).masks == case.masks


def test_a_softmax_over_nothing_stays_nan_and_spreads_nowhere():
    """Behind rows that are all -inf stands NaN and no 0, so that nobody may ask whether it is NaN."""

    def body(emit, scores, values):
        shares = emit(nn.softmax(scores))
        marked = emit(op.where(emit(op.isnan(shares)), relax.const(1.0), shares))
        small = emit(op.tanh(emit(op.add(emit(op.sum(values, axis=1)), relax.const(0.3)))))
        always = emit(op.greater(small, relax.const(-2.0)))
        nothing = emit(op.where(always, relax.const(0.0), shares))
        return emit(op.matmul(shares, values)), emit(op.sum(marked, axis=1)), emit(op.matmul(nothing, values))

    func = runs.function(body, scores=(3, "L"), values=("L", 2))
    with runs.garbage():
        run = runs.runner(runs.module({"main": runs.padded(func, {"L": 7})}))
    for length in (1, 4, 7):
        scores, values = runs.inputs(func, {"L": length})
        scores[1] = -np.inf
        mixed, total, zeros = run("main", scores, values)
        np.testing.assert_array_equal(np.isnan(mixed), [[False] * 2, [True] * 2, [False] * 2])
        np.testing.assert_allclose(mixed[::2], (t(scores).softmax(1) @ t(values))[::2], rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(total, [1, length, 1], rtol=1e-5)
        np.testing.assert_array_equal(zeros, np.zeros((3, 2)))
