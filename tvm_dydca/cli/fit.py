"""``dydca fit VIDEO``: overfit a network to a video, with a bar that shows loss and PSNR."""

from __future__ import annotations

import argparse
from typing import Any

from tvm_dydca.cli.output import progress, size, table
from tvm_dydca.errors import InputError, MissingDependencyError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("video", metavar="VIDEO", help="the high-resolution source")
    parser.add_argument("--out", required=True, metavar="FILE", help="the checkpoint to write, for example model.pt")
    parser.add_argument("--scale", type=int, choices=(2, 3, 4), default=4, help="upscaling factor (default 4)")
    parser.add_argument("--paths", type=int, choices=(2, 3, 4), default=2, help="paths of the network (default 2)")
    parser.add_argument(
        "--blocks", metavar="N,N", help="residual blocks of each path, the largest first (default 4,2 for two paths)"
    )
    limit = parser.add_mutually_exclusive_group()
    limit.add_argument("--steps", type=int, metavar="N", help="optimiser steps")
    limit.add_argument("--budget", type=float, metavar="SECONDS", help="of fitting (default 180)")
    parser.add_argument("--seed", type=int, default=0, help="of the start and of the crops (default 0)")


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Fit, print the figures, return them."""
    blocks = _blocks(args.blocks, args.paths)
    checkpoint = fit_with_bar(
        args.video,
        out=args.out,
        scale=args.scale,
        paths=args.paths,
        blocks=blocks,
        steps=args.steps,
        budget=args.budget,
        seed=args.seed,
    )
    figures = fit_figures(checkpoint)
    source = checkpoint.source
    print(f"fitted {source.name}, {source.frames} frames of {source.width}x{source.height}: {args.out}")
    parameters = sum(tensor.numel() for tensor in checkpoint.state_dict.values())
    print(
        table(
            [
                ("paths", f"{len(checkpoint.blocks)} with {', '.join(map(str, checkpoint.blocks))} blocks"),
                ("parameters", f"{parameters} ({size(4 * parameters)})"),
                ("steps", f"{figures['steps']} in {figures['seconds']:.0f} s"),
                ("PSNR", f"{figures['sample_psnr']:.2f} dB on a sample; bicubic {figures['bicubic_psnr']:.2f} dB"),
                ("share of cells", ", ".join(f"path {k} {v:.0%}" for k, v in enumerate(figures["path_share"]))),
            ]
        )
    )
    return figures


def fit_with_bar(video: str, **options: Any) -> Any:
    """Call `tvm_dydca.fit.fit_video` under a progress bar."""
    try:
        from tvm_dydca.fit.trainer import DEFAULT_BUDGET_S, FitProgress, fit_video
    except ModuleNotFoundError as error:
        if error.name != "torch":
            raise
        raise MissingDependencyError("fitting needs PyTorch: pip install 'tvm_dydca[fit,video]'") from None
    steps = options.get("steps")
    budget = options.get("budget")
    if steps is None and budget is None:
        budget = DEFAULT_BUDGET_S
    with progress(steps if budget is None else round(budget), "fit", "step" if budget is None else "s") as bar:

        def show(state: FitProgress) -> None:
            done = state.step if budget is None else min(round(state.elapsed_s), round(budget))
            bar.set_postfix_str(f"L1 {state.loss:.4f}, PSNR {state.psnr:.2f} dB, step {state.step}", refresh=False)
            bar.update(done - bar.n)

        return fit_video(video, on_progress=show, **options)


def fit_figures(checkpoint: Any) -> dict[str, Any]:
    """Return the figures of a fit as plain data."""
    fit = dict(checkpoint.fit)
    shares = [fit.pop(f"cells_of_path_{k}") for k in range(len(checkpoint.blocks))]
    return {**fit, "path_share": shares, "blocks": list(checkpoint.blocks), "scale": checkpoint.scale}


def _blocks(text: str | None, paths: int) -> tuple[int, ...] | None:
    if text is None:
        return None
    try:
        blocks = tuple(int(part) for part in text.split(","))
    except ValueError:
        raise InputError(f"--blocks {text!r} is not a list of whole numbers such as 4,2") from None
    if len(blocks) != paths:
        raise InputError(f"--blocks {text} names {len(blocks)} paths, --paths says {paths}")
    return blocks
