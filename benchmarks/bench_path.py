"""The 4-block Dy-DCA path, compiled by us, against PyTorch running it and against PyTorch's large matrix product.

Everything runs in this process on the same threads, in alternation: a round times each contender once, after a pause
that lets the other's threads fall asleep; the table shows medians over rounds and the median of the rounds' ratios.
Rates count the operations of direct convolution (two for each multiply-accumulate), whatever a kernel does instead.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

SIZES = ((108, 96), (54, 48), (53, 47), (107, 95), (270, 480))
SCALE = 4
MATRIX = 2048
PAUSE_S = 0.02
MIN_TIMED_S = 0.05


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object, the last line")
    args = parser.parse_args()
    os.environ["TVM_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = str(args.threads)

    import numpy as np
    import torch

    torch.set_num_threads(args.threads)
    torch.set_grad_enabled(False)
    model, session = _networks()
    a, b = torch.rand(MATRIX, MATRIX), torch.rand(MATRIX, MATRIX)
    macs = model.path(0).macs_per_pixel
    rng = np.random.default_rng(0)
    load = os.getloadavg()[0]
    report: dict[str, Any] = {"threads": args.threads, "rounds": args.rounds, "load_before": load, "sizes": []}
    print(f"4-block path, x{SCALE}, float32, {args.threads} threads, {args.rounds} rounds; load {load:.1f}")
    print(
        f"{'H x W':>9} {'ours':>9} {'PyTorch':>9} {'ours':>8} {'PyTorch':>8} {'matmul':>8}  ours/PyTorch  ours/matmul"
    )
    print(f"{'':>9} {'ms':>9} {'ms':>9} {'GFLOPS':>8} {'GFLOPS':>8} {'GFLOPS':>8}  (medians of rounds)")
    for height, width in SIZES:
        x = rng.random((1, 3, height, width), np.float32)
        tensor = torch.from_numpy(x).contiguous(memory_format=torch.channels_last)
        out = np.empty((1, 3, SCALE * height, SCALE * width), np.float32)

        def ours(x: Any = x, out: Any = out) -> None:
            session.run(x, path=0, out=out)

        def theirs(tensor: Any = tensor) -> None:
            model(tensor, 0)

        times = _alternate({"ours": ours, "torch": theirs, "matmul": lambda: a @ b}, args.rounds)
        work = {"ours": 2 * macs * height * width, "torch": 2 * macs * height * width, "matmul": 2 * MATRIX**3}
        rate = {name: np.array([work[name] / t / 1e9 for t in values]) for name, values in times.items()}
        ms = {name: float(np.median(values)) * 1e3 for name, values in times.items()}
        gflops = {name: float(np.median(values)) for name, values in rate.items()}
        faster = float(np.median(rate["ours"] / rate["torch"]))
        share = float(np.median(rate["ours"] / rate["matmul"]))
        report["sizes"].append(
            {"height": height, "width": width, "ms": ms, "gflops": gflops, "over_torch": faster, "over_matmul": share}
        )
        print(
            f"{f'{height}x{width}':>9} {ms['ours']:9.2f} {ms['torch']:9.2f} "
            f"{gflops['ours']:8.0f} {gflops['torch']:8.0f} "
            f"{gflops['matmul']:8.0f} {faster:13.2f} {share:12.2f}"
        )
    report["error"] = _errors(model, session)
    print(
        "largest error against float64, relative to the largest output: "
        f"ours {report['error']['ours']:.1e}, PyTorch float32 {report['error']['torch']:.1e}"
    )
    report["load_after"] = os.getloadavg()[0]
    if args.json:
        print(json.dumps(report))
    return 0


def _networks() -> tuple[Any, Any]:
    """Return a random network in PyTorch (channels last, its fastest) and a session of the same network compiled."""
    import numpy as np
    import torch

    from tvm_dydca.build import compile
    from tvm_dydca.importer import Bounds, load_network
    from tvm_dydca.model.checkpoint import Checkpoint, SourceVideo
    from tvm_dydca.model.network import DyDcaNetwork
    from tvm_dydca.patches import PatchGrid
    from tvm_dydca.runtime import load

    torch.manual_seed(0)
    model = DyDcaNetwork((4,), SCALE).eval()
    grid = PatchGrid.for_frame(270, 480)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "model.pt"
        Checkpoint(
            scale=SCALE,
            blocks=(4,),
            width=32,
            expansion=2,
            state_dict=model.state_dict(),
            source=SourceVideo("random weights", 270 * SCALE, 480 * SCALE, 1, (30, 1)),
            grid=grid,
            path_map=np.zeros((1, *grid.fine_shape), np.uint8),
            gate_thresholds=(),
        ).save(file)
        network = load_network(file, bounds=Bounds((1, 270), (1, 480)))
        artifact = compile(network, "llvm", out=Path(folder) / "artifact")
        session = load(artifact.path)
    return model.to(memory_format=torch.channels_last), session


def _alternate(contenders: dict[str, Callable[[], Any]], rounds: int) -> dict[str, list[float]]:
    """Return seconds a call, one figure a round and contender, after a warm-up."""
    repeats = {}
    for name, call in contenders.items():
        call()
        call()
        begin = time.perf_counter()
        call()
        repeats[name] = max(1, round(MIN_TIMED_S / (time.perf_counter() - begin)))
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, call in contenders.items():
            time.sleep(PAUSE_S)
            call()
            begin = time.perf_counter()
            for _ in range(repeats[name]):
                call()
            times[name].append((time.perf_counter() - begin) / repeats[name])
    return times


def _errors(model: Any, session: Any) -> dict[str, float]:
    import copy

    import numpy as np
    import torch

    x = np.random.default_rng(1).random((1, 3, 107, 95), np.float32)
    exact = copy.deepcopy(model).double()(torch.from_numpy(x).double(), 0).numpy()
    largest = float(np.abs(exact).max())
    ours = float(np.abs(session.run(x, path=0) - exact).max()) / largest
    theirs = float(np.abs(model(torch.from_numpy(x), 0).numpy() - exact).max()) / largest
    return {"ours": ours, "torch": theirs}


if __name__ == "__main__":
    sys.exit(main())
