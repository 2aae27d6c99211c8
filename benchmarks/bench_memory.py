"""What networks take: our arena, stock TVM's plan with its kernels' hidden workspaces, and MNN by its own account.

Everything at the largest shape of a network's bounds, float32. Ours: the arena, which holds all intermediate tensors
and workspaces of all threads, its lower bound by the live sum, the same without OrderExecution, the weights in the
kernels' layouts, and the caller's arrays (input and output). Stock TVM: the storages that StaticPlanBlockMemory plans,
the most that one kernel allocates inside, and its weights. MNN: what its session says, weights, input and output
included, for each path alone; of several paths the largest counts, as if the others were free.

Our process and MNN's are then started in alternation and run that shape, and the growth of each while running is
given: it is measured, and it includes the arrays of the caller. Memory that loading has freed is used again, so it
reads low for small networks, and more so on our side, where all of TVM is loaded. Figures are in MB of 10^6 bytes.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from benchmarks.networks import BenchNetwork, cpu_target, dydca, gated
from benchmarks.peers.client import PEERS_PYTHON, Contender, export

FRAME, PATCH, TOWER = (270, 480), (108, 96), (256, 256)
NETWORKS = (
    dydca("4-block path, frames", (4,), FRAME),
    dydca("4-block path, patches", (4,), PATCH),
    dydca("two paths by content", (4, 2), FRAME),
    dydca("released, by height", (4, 2), FRAME, threshold=70),
    gated("4 gates, 2 buckets", 4, TOWER, buckets=(((8, 64), (8, 96)), ((8, 256), (8, 256)))),
    gated("20 gates", 20, TOWER),
)


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--rounds", type=int, default=3, help="of our process and MNN's (default 3)")
    parser.add_argument("--peers-python", type=Path, default=PEERS_PYTHON, help="interpreter that has the peers")
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object, the last line")
    args = parser.parse_args()
    # Before TVM is loaded: the arena holds the workspaces of this many threads.
    os.environ["TVM_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = str(args.threads)
    figures = {network.title: measure(network, args) for network in NETWORKS}
    print(f"MB at the largest shape, float32, {args.threads} threads")
    _print_plans(figures)
    _print_comparison(figures)
    if args.json:
        print(json.dumps(figures))
    return 0


def measure(network: BenchNetwork, args: argparse.Namespace) -> dict[str, Any]:
    """Return every figure of a network in bytes; a key that does not apply is None."""
    import tvm_dydca
    from benchmarks.stock_memory import hidden_workspaces, stock_memory
    from tvm_dydca.memory import describe_memory

    target = cpu_target(args.threads)
    source = network.compiled()
    module = source.build() if hasattr(source, "build") else source
    buckets = network.named_buckets(module)
    ordered = lower(module, target, buckets)
    unordered = lower(module, target, buckets, without="OrderExecution")
    stock = stock_memory(module, target, network.most)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        artifact = tvm_dydca.compile(source, target, out=folder / "artifact", buckets=buckets)
        plan = artifact.plan()
        found = {
            **arena_figures(plan["arena"]),
            "arena_without_order_bytes": describe_memory(unordered)["arena"]["size_bytes"],
            "hidden_bytes": max(hidden_workspaces(ordered, target).values()),
            "weight_bytes": plan["constant_bytes"],
            "edge_bytes": network.edge_bytes,
            "stock_planned_bytes": stock.planned_bytes,
            "stock_hidden_bytes": stock.hidden_bytes,
            "stock_weight_bytes": stock.weight_bytes,
            **_processes(network, folder, "network" in artifact.manifest, args),
        }
    return found


def lower(module: Any, target: Any, buckets: Any, without: str = "") -> Any:
    """Run our pipeline, all of it or without the pass of a name."""
    import tvm

    from tvm_dydca.relay_passes import OutlinePaths, pipeline

    outline: Any = OutlinePaths()
    passes = [step for step in pipeline(target, buckets).passes if step.info.name != without]
    with target:
        return tvm.transform.Sequential(passes)(outline(module))


def arena_figures(arena: dict[str, Any]) -> dict[str, Any]:
    """Read off the ``arena`` of a plan.json its bytes, the largest lower bound of its roots, and whether it is proven.

    The arena serves all roots, so it is proven to be as small as can be where that of the largest root is.
    """
    roots = arena["roots"]
    return {
        "arena_bytes": arena["size_bytes"],
        "lower_bound_bytes": max(root["lower_bound_bytes"] for root in roots),
        "proven": any(root["optimal"] and root["size_bytes"] == arena["size_bytes"] for root in roots),
        "dynamic": len(arena["dynamic"]),
    }


def counted(figures: dict[str, Any]) -> dict[str, int]:
    """Sum what each takes without and with the caller's arrays; MNN's own figure holds weights, input and output."""
    ours = figures["arena_bytes"] + figures["hidden_bytes"] + figures["weight_bytes"]
    stock = figures["stock_planned_bytes"] + figures["stock_hidden_bytes"] + figures["stock_weight_bytes"]
    edges = figures["edge_bytes"]
    return {"ours": ours, "ours_with_edges": ours + edges, "stock": stock, "stock_with_edges": stock + edges}


def _processes(network: BenchNetwork, folder: Path, has_session: bool, args: argparse.Namespace) -> dict[str, Any]:
    """Run our process and MNN's on the largest shape, in alternation."""
    image = folder / "image.npy"
    np.save(image, np.random.default_rng(0).random((1, 3, *network.most), np.float32))
    modules = network.modules()
    for k, module in enumerate(modules):
        export(module, folder / str(k), network.most, network.least[0], args.peers_python)
    own: list[list[int]] = []
    grown: dict[str, list[int]] = {"ours": [], "MNN": []}
    for _ in range(args.rounds):
        asked = [("MNN", folder / str(k)) for k in range(len(modules))]
        answers = []
        for name, place in [*([("ours", folder)] if has_session else []), *asked]:
            with Contender(name, args.threads, args.peers_python) as worker:
                _, resident = worker.load(place)
                worker.run(image, [network.most], scale=network.scale)
                memory = worker.ask("memory")
            answers.append((name, memory["own_bytes"], memory["peak_bytes"] - resident))
        own.append([figure for name, figure, _ in answers if name == "MNN"])
        for name, found in grown.items():
            if measured := [growth for whose, _, growth in answers if whose == name]:
                found.append(max(measured))
    if any(entry != own[0] for entry in own):
        raise SystemExit(f"{network.title}: MNN's figure is not the same in every round: {own}")
    return {
        "mnn_bytes": max(own[0]),
        "mnn_paths_bytes": own[0],
        "grown_bytes": median(grown["ours"]) if grown["ours"] else None,
        "mnn_grown_bytes": median(grown["MNN"]),
    }


def _print_plans(figures: dict[str, Any]) -> None:
    print(
        f"{'our plan':24}{'arena':>9}{'lower bound':>13}{'proven':>8}{'unordered':>11}{'dynamic':>9}{'hidden kB':>11}"
    )
    for title, found in figures.items():
        print(
            f"{title:24}{_mb(found['arena_bytes']):>9}{_mb(found['lower_bound_bytes']):>13}"
            f"{'yes' if found['proven'] else 'no':>8}{_mb(found['arena_without_order_bytes']):>11}"
            f"{found['dynamic']:>9}{found['hidden_bytes'] / 1e3:11.1f}"
        )


def _print_comparison(figures: dict[str, Any]) -> None:
    print(
        f"\n{'':24}{'ours:':>7}{'arena +':>10}{'+ caller':>10}{'stock:':>9}{'':>9}{'':>8}{'MNN,':>8}"
        f"{'MNN / ours':>16}{'grown while running':>22}\n"
        f"{'':24}{'weights':>7}{'weights':>10}{'arrays':>10}{'planned':>9}{'hidden':>9}{'sum':>8}{'itself':>8}"
        f"{'without':>9}{'with':>7}{'ours':>15}{'MNN':>7}"
    )
    for title, found in figures.items():
        sums, mnn = counted(found), found["mnn_bytes"]
        grown = "-" if found["grown_bytes"] is None else _mb(found["grown_bytes"])
        print(
            f"{title:24}{_mb(found['weight_bytes']):>7}{_mb(sums['ours']):>10}{_mb(sums['ours_with_edges']):>10}"
            f"{_mb(found['stock_planned_bytes']):>9}{_mb(found['stock_hidden_bytes']):>9}{_mb(sums['stock']):>8}"
            f"{_mb(mnn):>8}{mnn / sums['ours']:9.2f}{mnn / sums['ours_with_edges']:7.2f}"
            f"{grown:>15}{_mb(found['mnn_grown_bytes']):>7}"
        )
    print("MNN / ours: without and with the caller's input and output on our side; MNN's own figure has both inside")


def _mb(size_bytes: float) -> str:
    return f"{size_bytes / 1e6:.1f}"


if __name__ == "__main__":
    sys.exit(main())
