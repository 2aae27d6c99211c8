"""``dydca plan``: the memory of an artifact, what of a network is dynamic, or where buffers of a CSV file go."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tvm_dydca.cli.output import progress, size, table
from tvm_dydca.errors import InputError, MissingDependencyError

_CSV_ONLY = ("capacity", "out", "budget", "strategy", "seed")
_PLOTS = (".png", ".html", ".svg")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "source",
        nargs="?",
        metavar="ARTIFACT",
        help="directory of dydca compile; or, for --dynamism, a checkpoint of dydca fit or .pth of the released code",
    )
    parser.add_argument("--plot", metavar="FILE", help="draw the artifact's arena: a .png, .html or .svg")
    parser.add_argument("--dynamism", action="store_true", help="print the class of every operator of every function")
    buffers = parser.add_argument_group("planning buffers, without a network")
    buffers.add_argument("--csv", metavar="FILE", help="the buffers, with the columns id,lower,upper,size")
    buffers.add_argument("--capacity", type=int, metavar="BYTES", help="of the arena (default: as few as possible)")
    buffers.add_argument("--out", metavar="FILE", help="where to write them again, with their offsets")
    buffers.add_argument(
        "--budget", type=float, metavar="SECONDS", help="of the search (default 60 with --capacity, else below 1)"
    )
    buffers.add_argument("--strategy", metavar="NAME", help="auto, exact, improve, skyline, greedy_size, ...")
    buffers.add_argument("--seed", type=int, metavar="N", help="of what is random in the search (default 0)")


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Print tables, return the figures."""
    if (args.source is None) == (args.csv is None):
        raise InputError("give an ARTIFACT, a checkpoint with --dynamism, or --csv FILE with buffers to plan")
    if args.csv is not None:
        for name in ("dynamism", "plot"):
            if getattr(args, name):
                raise InputError(f"--{name} is not for --csv, which has buffers only")
        return _plan_csv(args)
    for name in _CSV_ONLY:
        if getattr(args, name) is not None:
            raise InputError(f"--{name} is for --csv FILE")
    if not args.dynamism:
        return _show_arena(args.source, args.plot)
    if args.plot is not None:
        raise InputError("--plot draws the arena of an artifact; --dynamism is for a checkpoint")
    return _dynamism(args.source)


def _show_arena(source: str, plot: str | None) -> dict[str, Any]:
    """Print a table, draw where asked to, return the figures."""
    from tvm_dydca import artifact
    from tvm_dydca.planner.whole_file import check_writable, write_whole
    from tvm_dydca.vis.arena_figure import MOST_PANELS, chosen_panels, draw_arena
    from tvm_dydca.vis.arena_page import arena_page
    from tvm_dydca.vis.arena_panels import read_arena
    from tvm_dydca.vis.arena_table import arena_table

    suffix = None if plot is None else Path(plot).suffix.lower()
    if suffix is not None and suffix not in _PLOTS:
        raise InputError(f"--plot {plot} ends in {suffix or 'nothing'}; it must end in {', '.join(_PLOTS)}")
    if Path(source).is_file():
        raise InputError(f"{source} is a file, not an artifact; add --dynamism for a checkpoint, or compile it")
    read = artifact.read(source)
    arena = read_arena(read.plan(), f"{read.path / artifact.PLAN}")
    text = arena_table(arena)
    figures: dict[str, Any] = {
        "size_bytes": arena.size_bytes,
        "lower_bound_bytes": arena.lower_bound_bytes,
        "optimal": arena.size_bytes == arena.lower_bound_bytes,
        "dynamic": list(arena.dynamic),
        "panels": [
            {
                "root": panel.root,
                "title": panel.title,
                "steps": list(panel.steps),
                "buffers": len(panel.placed),
                "size_bytes": panel.size_bytes,
                "lower_bound_bytes": panel.lower_bound_bytes,
            }
            for panel in arena.panels
        ],
    }
    proof = "no plan is smaller" if figures["optimal"] else f"at least {arena.lower_bound_bytes} bytes are needed"
    title = f"arena of {read.path.name}: {arena.size_bytes} bytes ({size(arena.size_bytes)}); {proof}"
    if plot is not None and suffix is not None:
        check_writable(plot)
        kind = "png" if suffix == ".png" else "svg"
        panels = chosen_panels(arena, MOST_PANELS[kind])
        left_out = len({panel.title for panel in arena.panels if panel.placed}) - len(panels)
        note = f"; {left_out} smaller panels are left out" if left_out else ""
        if suffix == ".html":
            drawn = arena_page(arena, panels, title=title + note, table=text)
        else:
            drawn = draw_arena(arena, panels, title=title + note, suffix=kind)
        write_whole(plot, drawn)
        figures |= {"plot": plot, "panels_drawn": len(panels)}
    print(f"{title}\n\n{text}")
    if plot is not None:
        print(f"\ndrew {figures['panels_drawn']} panels{note}: {plot}")
    return figures


def _dynamism(model: str) -> dict[str, Any]:
    """Print a table a function, return the counts."""
    from tvm_dydca.importer import load_network
    from tvm_dydca.relay_passes.classify_dynamism import classify_module

    reports = classify_module(load_network(model).build())
    print("\n\n".join(report.table() for report in reports.values()))
    return {name: report.counts for name, report in reports.items()}


def _plan_csv(args: argparse.Namespace) -> dict[str, Any]:
    from tvm_dydca.planner import solve
    from tvm_dydca.planner.csv_format import read_problem, write_solution
    from tvm_dydca.planner.whole_file import check_writable

    problem = read_problem(args.csv)
    if args.out is not None:
        check_writable(args.out)
    with _bar() as show:
        plan = solve(
            problem.problem,
            args.capacity,
            budget_s=args.budget,
            strategy=args.strategy or "auto",
            seed=args.seed or 0,
            on_progress=show,
        )
    if args.out is not None:
        write_solution(args.out, problem, plan)
    figures = {
        "buffers": len(problem.problem.buffers),
        "capacity_bytes": args.capacity,
        "size_bytes": plan.size_bytes,
        "lower_bound_bytes": plan.lower_bound_bytes,
        "optimal": plan.optimal,
        "strategy": plan.strategy,
        "steps": plan.statistics.steps,
        "seconds": plan.statistics.time_s,
        "native": plan.statistics.native,
    }
    print(f"planned {figures['buffers']} buffers of {args.csv}" + (f": {args.out}" if args.out else ""))
    print(table(_rows(figures)))
    return figures


def _rows(figures: dict[str, Any]) -> list[tuple[str, str]]:
    proof = "no plan is smaller" if figures["optimal"] else "whether a smaller plan exists is not proven"
    where = "natively" if figures["native"] else "in Python (the native planner was not built)"
    rows = [
        ("arena", f"{figures['size_bytes']} bytes ({size(figures['size_bytes'])})"),
        ("lower bound", f"{figures['lower_bound_bytes']} bytes; {proof}"),
        ("found by", f"{figures['strategy']} in {figures['seconds']:.2f} s, {figures['steps']} steps, {where}"),
    ]
    if figures["capacity_bytes"] is not None:
        rows.insert(1, ("capacity", f"{figures['capacity_bytes']} bytes"))
    return rows


@contextlib.contextmanager
def _bar() -> Iterator[Any]:
    """Yield a function that shows the search on stderr, or None where tqdm is not installed."""
    try:
        bar = progress(None, "plan", "s")
    except MissingDependencyError:
        yield None
        return
    bar.bar_format = "{desc}: {elapsed}{postfix}"  # Nobody knows how far it is.

    def show(size_bytes: int, bound_bytes: int) -> None:
        bar.set_postfix_str(f"{size_bytes} bytes found, {bound_bytes} needed")

    with bar:
        yield show
