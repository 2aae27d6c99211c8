"""The contenders, one class each: a network loaded in a library, and a call from a host array to another.

Every class takes the folder of a network (see `convert`, and ``artifact`` for ours) and a number of threads. Only the
libraries of the one that is made are imported.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from benchmarks.peers.convert import EXPORTED, INPUT, MNN, ONNX

Array = npt.NDArray[np.float32]


class Engine(Protocol):
    """A loaded network.

    `prepare` is called, outside of what is timed, with the size (H, W) that all the next calls have, or None where each
    may have another. `run` computes a result from ``x``, contiguous (1, 3, H, W), and returns the array that holds it:
    ``out``, or one of the library's own where that saves it a copy. `memory_bytes` is what the library itself says that
    the network takes at the sizes seen so far, weights included; None where it does not tell.
    """

    def prepare(self, size: tuple[int, int] | None) -> None: ...

    def run(self, x: Array, out: Array) -> Array: ...

    def memory_bytes(self) -> int | None: ...


class Ours:
    """The first path of an artifact of ours, in the environment of the project."""

    def __init__(self, folder: Path, threads: int):
        from tvm_dydca.runtime import load

        self._session = load(folder / "artifact")  # TVM_NUM_THREADS says how many

    def prepare(self, size: tuple[int, int] | None) -> None:
        """Every size goes through the same kernels."""

    def run(self, x: Array, out: Array) -> Array:
        return self._session.run(x, path=0, out=out)

    def memory_bytes(self) -> int | None:
        return None


class Mnn:
    """MNN's interpreter; its session is resized when another size comes."""

    def __init__(self, folder: Path, threads: int):
        import MNN as mnn

        self._interpreter = mnn.Interpreter(str(folder / MNN))
        config = {"backend": "CPU", "numThread": threads, "precision": "high"}  # high: float32
        self._session = self._interpreter.createSession(config)
        self._size: tuple[int, int] | None = None

    def prepare(self, size: tuple[int, int] | None) -> None:
        if size is not None and size != self._size:
            entry = self._interpreter.getSessionInput(self._session)
            self._interpreter.resizeTensor(entry, (1, 3, *size))
            self._interpreter.resizeSession(self._session)
            self._size = size

    def run(self, x: Array, out: Array) -> Array:
        self.prepare((x.shape[2], x.shape[3]))
        np.copyto(self._interpreter.getSessionInput(self._session).getNumpyData(), x)
        self._interpreter.runSession(self._session)
        result: Array = self._interpreter.getSessionOutput(self._session).getNumpyData()
        return result

    def memory_bytes(self) -> int | None:
        memory = 0  # Interpreter::SessionInfoCode::MEMORY, in MiB
        return round(self._interpreter.getSessionInfo(self._session, memory) * 2**20)


class OnnxRuntime:
    """ONNX Runtime, its CPU provider, all optimisations, the output bound to our array."""

    def __init__(self, folder: Path, threads: int):
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
        self._session = onnxruntime.InferenceSession(str(folder / ONNX), options, providers=["CPUExecutionProvider"])
        self._output = self._session.get_outputs()[0].name

    def prepare(self, size: tuple[int, int] | None) -> None:
        """One session takes every size."""

    def run(self, x: Array, out: Array) -> Array:
        binding = self._session.io_binding()
        binding.bind_cpu_input(INPUT, x)
        binding.bind_output(self._output, "cpu", 0, np.float32, out.shape, out.ctypes.data)
        self._session.run_with_iobinding(binding)
        return out

    def memory_bytes(self) -> int | None:
        return None


class OpenVino:
    """OpenVINO's CPU plugin for latency: compiled for the one size where there is one, else for all of them."""

    def __init__(self, folder: Path, threads: int):
        import openvino

        self._openvino = openvino
        self._core = openvino.Core()
        self._file = str(folder / ONNX)
        self._config = {
            "INFERENCE_NUM_THREADS": threads,
            "PERFORMANCE_HINT": "LATENCY",
            "INFERENCE_PRECISION_HINT": "f32",
        }
        self._requests: dict[tuple[int, int] | None, Any] = {}
        self.prepare(None)

    def prepare(self, size: tuple[int, int] | None) -> None:
        if size not in self._requests:
            model = self._core.read_model(self._file)
            if size is not None:
                model.reshape([1, 3, *size])
            self._requests[size] = self._core.compile_model(model, "CPU", self._config).create_infer_request()
        self._request = self._requests[size]

    def run(self, x: Array, out: Array) -> Array:
        tensor = self._openvino.Tensor
        self._request.set_input_tensor(tensor(x, shared_memory=True))
        self._request.set_output_tensor(tensor(out, shared_memory=True))
        self._request.infer()
        return out

    def memory_bytes(self) -> int | None:
        return None


class PyTorch:
    """PyTorch, channels last."""

    def __init__(self, folder: Path, threads: int):
        import torch

        torch.set_num_threads(threads)
        torch.set_grad_enabled(False)
        self._torch = torch
        self._module = torch.export.load(folder / EXPORTED).module().to(memory_format=torch.channels_last)

    def prepare(self, size: tuple[int, int] | None) -> None:
        """The module takes every size."""

    def run(self, x: Array, out: Array) -> Array:
        tensor = self._torch.from_numpy(x).contiguous(memory_format=self._torch.channels_last)
        result: Array = self._module(tensor).numpy()
        return result

    def memory_bytes(self) -> int | None:
        return None


class MatrixProduct:
    """No network: PyTorch's product of two float32 matrices, the rate that everything is measured against.

    A call of any size multiplies matrices of SIDE rows and columns.
    """

    SIDE = 2048

    def __init__(self, folder: Path, threads: int):
        import torch

        torch.set_num_threads(threads)
        self._torch = torch
        self._a, self._b, self._c = (torch.rand(self.SIDE, self.SIDE) for _ in range(3))

    def prepare(self, size: tuple[int, int] | None) -> None:
        """One size."""

    def run(self, x: Array, out: Array) -> Array:
        self._torch.mm(self._a, self._b, out=self._c)
        return out

    def memory_bytes(self) -> int | None:
        return None


ENGINES: dict[str, Callable[[Path, int], Engine]] = {
    "ours": Ours,
    "MNN": Mnn,
    "ONNX Runtime": OnnxRuntime,
    "OpenVINO": OpenVino,
    "PyTorch": PyTorch,
    "matmul": MatrixProduct,
}
