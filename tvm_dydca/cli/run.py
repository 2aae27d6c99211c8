"""``dydca run ARTIFACT VIDEO``: upscale a video, every frame of it, and measure it against a reference."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import asdict
from typing import Any

from tvm_dydca.cli import remote
from tvm_dydca.cli.output import progress, table


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("artifact", metavar="ARTIFACT", help="directory made by dydca compile")
    parser.add_argument("video", metavar="VIDEO", help="the low-resolution video")
    parser.add_argument("--out", required=True, metavar="FILE", help="the upscaled video to write (.mp4, .mov, .mkv)")
    parser.add_argument("--reference", metavar="FILE", help="the high-resolution original, to measure against")
    parser.add_argument("--device", default="cpu", help="where to run (default cpu)")
    parser.add_argument(
        "--memory-limit", type=int, metavar="BYTES", help="refuse an artifact whose arena and weights take more"
    )
    parser.add_argument("--crf", type=int, default=16, help="quality of H.264, 0 best to 51 worst (default 16)")
    parser.add_argument(
        "--no-path-map", action="store_true", help="let the receiver's rule route even where there is a path map"
    )
    remote.add_arguments(parser)
    remote.add_key(parser)


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Upscale, print the figures, return them."""
    from tvm_dydca.runtime import load

    local = args.rpc is None
    opened: Any = (
        nullcontext(load(args.artifact, args.device, memory_limit=args.memory_limit))
        if local
        else remote.open_session(args)
    )
    windows: list[Any] = []  # of each frame
    with opened as session:
        figures = run_with_bar(
            session,
            args.video,
            args.out,
            reference=args.reference,
            use_path_map=not args.no_path_map,
            crf=args.crf,
            on_frame=lambda routed: windows.append(routed.windows),
        )
        if not local:
            figures["rpc"] = remote.measure(session, windows[0])
    print(f"upscaled {args.video}: {args.out}")
    print(table(figure_rows(figures)))
    return figures


def run_with_bar(
    session: Any, low: str, out: str, on_frame: Callable[[Any], Any] = lambda _routed: None, **options: Any
) -> dict[str, Any]:
    """Call `tvm_dydca.runtime.video.upscale_video` under a progress bar; return its figures as plain data."""
    from tvm_dydca.runtime.video import upscale_video

    with progress(None, "run", "frame") as bar:

        def show(index: int, total: int | None, routed: Any) -> None:
            on_frame(routed)
            bar.total = total
            bar.update(index + 1 - bar.n)

        return asdict(upscale_video(session, low, out, on_frame=show, **options))


def figure_rows(figures: dict[str, Any]) -> list[tuple[str, str]]:
    """Lay out the figures of a run for people."""
    rows = [
        ("frames", f"{figures['frames']}, {figures['mapped_frames']} routed by the sender's path map"),
        ("speed", f"{figures['upscale_fps']:.1f} frames/s; with decoding and encoding {figures['total_fps']:.1f}"),
        ("time", f"{figures['upscale_ms']:.2f} ms a frame (median), {figures['windows']:.1f} windows a frame"),
        ("share of pixels", ", ".join(f"path {k} {v:.0%}" for k, v in enumerate(figures["path_share"]))),
    ]
    if figures["psnr"] is not None:
        rows += [
            ("PSNR", f"{figures['psnr']:.2f} dB; bicubic {figures['bicubic_psnr']:.2f} dB"),
            ("SSIM", f"{figures['ssim']:.4f}; bicubic {figures['bicubic_ssim']:.4f}"),
        ]
    if "rpc" in figures:
        rows += remote.figure_rows(figures["rpc"])
    return rows
