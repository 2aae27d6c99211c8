"""Networks of a kernel or a few."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from tvm import relax


def convolutions(size: tuple[int, int], *channels: int) -> Any:
    """Return a module whose main is a chain of convolutions with ReLU between those channels, of images of a size."""
    rng = np.random.default_rng(0)
    x = relax.Var("x", relax.TensorType((1, channels[0], *size), "float32"))
    builder = relax.BlockBuilder()
    with builder.function("main", [x]):
        with builder.dataflow():
            y: Any = x
            for inputs, outputs in pairwise(channels):
                weight = (rng.standard_normal((outputs, inputs, 3, 3)) / 9).astype(np.float32)
                y = builder.emit(relax.op.nn.relu(builder.emit(relax.op.nn.conv2d(y, relax.const(weight), padding=1))))
            out = builder.emit_output(y)
        builder.emit_func_output(out)
    return builder.get()
