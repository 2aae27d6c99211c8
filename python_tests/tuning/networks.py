"""A network of one kernel."""

from __future__ import annotations

from typing import Any

import numpy as np
from tvm import relax


def one_convolution(size: tuple[int, int]) -> Any:
    """Return a module whose main is a convolution of 8 to 16 channels with ReLU, of images of a size."""
    weight = (np.random.default_rng(0).standard_normal((16, 8, 3, 3)) / 9).astype(np.float32)
    x = relax.Var("x", relax.TensorType((1, 8, *size), "float32"))
    builder = relax.BlockBuilder()
    with builder.function("main", [x]):
        with builder.dataflow():
            y = builder.emit(relax.op.nn.conv2d(x, relax.const(weight), padding=1))
            out = builder.emit_output(relax.op.nn.relu(y))
        builder.emit_func_output(out)
    return builder.get()
