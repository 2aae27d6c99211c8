"""A network in the forms that the peers take: network.pt2 of torch.export to network.onnx, and that to network.mnn.

Runs in the peers' environment: ``python -m benchmarks.peers.convert FOLDER``.
"""

from __future__ import annotations

import sys
from pathlib import Path

INPUT, OUTPUT = "x", "y"
EXPORTED, ONNX, MNN = "network.pt2", "network.onnx", "network.mnn"


def main() -> int:
    """Convert the network of a folder."""
    # The converter itself: MNN's command mnnconvert also installs a package and reports each conversion to its maker.
    import _tools
    import torch

    folder = Path(sys.argv[1])
    program = torch.export.load(folder / EXPORTED)
    exported = torch.onnx.export(program, input_names=[INPUT], output_names=[OUTPUT], verbose=False)
    assert exported is not None
    exported.save(folder / ONNX)
    files = ["--modelFile", str(folder / ONNX), "--MNNModel", str(folder / MNN)]
    _tools.mnnconvert(["mnnconvert", "-f", "ONNX", *files, "--bizCode", "benchmark"])
    if not (folder / MNN).is_file():
        raise RuntimeError(f"MNN did not convert {folder / ONNX}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
