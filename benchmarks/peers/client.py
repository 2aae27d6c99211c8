"""The asking side of the workers: starts them in their environments and exports a network for all of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any

from benchmarks.peers.convert import EXPORTED

ROOT = Path(__file__).parents[2]
PEERS_PYTHON = ROOT / ".venv-peers" / "bin" / "python"
PEERS = ("MNN", "ONNX Runtime", "OpenVINO", "PyTorch")


class WorkerError(RuntimeError):
    """A worker failed or ended; the text holds what it said."""


class Contender:
    """A worker process.

    Parameters
    ----------
    name : of `engines.ENGINES`; ``ours`` runs in this environment, everything else in the peers'
    threads : for its kernels
    peers_python : interpreter of the peers' environment
    """

    def __init__(self, name: str, threads: int, peers_python: Path = PEERS_PYTHON):
        python = Path(sys.executable) if name == "ours" else peers_python
        if not python.is_file():
            raise WorkerError(
                f"no interpreter at {python}; make bench and make bench-memory make the peers' environment"
            )
        self.name, self.threads = name, threads
        counts = dict.fromkeys(("TVM_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), str(threads))
        self._said = tempfile.TemporaryFile("w+")  # noqa: SIM115  closed with the worker
        self._process = subprocess.Popen(
            [python, "-m", "benchmarks.peers.worker", name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            text=True,
            bufsize=1,
            cwd=ROOT,
            env={**os.environ, **counts},
        )

    def ask(self, do: str, **fields: Any) -> dict[str, Any]:
        """Send a request of `worker` and return the answer.

        Raises
        ------
        WorkerError
            Where the worker answers with an error, or has ended.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps({"do": do, **fields}) + "\n")
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = ""
        answer: dict[str, Any] = json.loads(line) if line else {"error": "the worker has ended"}
        if "error" in answer:
            self._said.seek(0)
            raise WorkerError(f"{self.name}, {do}: {answer['error']}\n{self._said.read()[-2000:]}")
        return answer

    def load(self, folder: Path) -> list[int]:
        """Load the network of a folder; return the resident bytes of the process before and after."""
        resident: list[int] = self.ask("load", network=str(folder), threads=self.threads)["resident_bytes"]
        return resident

    def run(
        self, image: Path, sizes: list[tuple[int, int]], *, scale: int, repeats: int = 1, output: Path | None = None
    ) -> float:
        """Run crops of an image; return the seconds of all of them once."""
        out = None if output is None else str(output)
        answer = self.ask("run", image=str(image), sizes=sizes, scale=scale, repeats=repeats, output=out)
        return float(answer["seconds"])

    def cpu_seconds(self) -> float:
        """Return the processor seconds that the worker has used, all its threads together."""
        clock = (~self._process.pid << 3) | 2  # the clock of another process, as clock_getcpuclockid(3) makes it
        return time.clock_gettime(clock)

    def close(self) -> None:
        """End the worker."""
        if self._process.poll() is None and self._process.stdin is not None:
            try:
                self._process.stdin.write('{"do": "quit"}\n')
                self._process.stdin.close()
            except BrokenPipeError:
                pass
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._said.close()

    def __enter__(self) -> Contender:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the worker."""
        self.close()


def export(module: Any, folder: Path, most: tuple[int, int], least: int = 1, python: Path = PEERS_PYTHON) -> None:
    """Write a PyTorch network (1, 3, H, W) -> ... with dynamic H and W to a folder, in every form that the peers take.

    Parameters
    ----------
    most, least : largest height and width, and the smallest of both
    """
    import torch

    folder.mkdir(parents=True, exist_ok=True)
    height, width = (torch.export.Dim(name, min=least, max=side) for name, side in zip(("H", "W"), most))
    example = torch.rand(1, 3, *(max(least, side * 2 // 3) for side in most))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # of PyTorch about itself
        program = torch.export.export(module.eval(), (example,), dynamic_shapes=({2: height, 3: width},))
    torch.export.save(program, folder / EXPORTED)
    command = [str(python), "-m", "benchmarks.peers.convert", str(folder)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        raise WorkerError(f"converting the network for the peers failed:\n{done.stdout[-3000:]}")
