"""``dydca demo``: the whole way on a real clip, sender to receiver, with its figures, picture and video."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from tvm_dydca.cli import compile as compile_command
from tvm_dydca.cli import fit as fit_command
from tvm_dydca.cli import run as run_command
from tvm_dydca.cli.output import progress, size, table
from tvm_dydca.errors import InputError

SEAM_FRAMES = 25
"""Frames that the cost of seams is measured on, spread over the clip."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("video", nargs="?", metavar="VIDEO", help="your own high-resolution video (default bikes.mp4)")
    parser.add_argument("--out", default="out", metavar="DIR", help="folder of the results (default out)")
    parser.add_argument("--scale", type=int, choices=(2, 3, 4), default=4, help="upscaling factor (default 4)")
    parser.add_argument("--paths", type=int, choices=(2, 3, 4), default=2, help="paths of the network (default 2)")
    parser.add_argument("--budget", type=float, default=180.0, metavar="SECONDS", help="of fitting (default 180)")
    parser.add_argument("--target", default="llvm", help="as of dydca compile (default llvm)")
    parser.add_argument("--seed", type=int, default=0, help="of the fit (default 0)")


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Run the demo, print the table, return all figures."""
    from tvm_dydca.importer import load_network
    from tvm_dydca.runtime import load
    from tvm_dydca.runtime.video import time_frames
    from tvm_dydca.video import demo_clip

    video = Path(args.video) if args.video else demo_clip()
    out = Path(args.out)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"cannot make the folder {out}: {error.strerror}; choose another --out") from None
    low, model, artifact_dir, restored = out / "low.mp4", out / "model.pt", out / "artifact", out / "sr.mp4"

    _write_low(video, low, args.scale)
    checkpoint = fit_command.fit_with_bar(
        str(video), out=str(model), scale=args.scale, paths=args.paths, budget=args.budget, seed=args.seed
    )
    network = load_network(model)
    artifact, compiled = compile_command.compile_network(network, args.target, str(artifact_dir))
    session = load(artifact.path)
    figures = run_command.run_with_bar(session, str(low), str(restored), reference=video)
    frame_ms = time_frames(session, low)
    seams = _seams(checkpoint, video)
    picture = _picture(session, checkpoint, video, out / "comparison.png")

    timed = {"frame_ms": median(frame_ms), "frames_per_s": len(frame_ms) / sum(frame_ms) * 1e3}
    figures = {**fit_command.fit_figures(checkpoint), **compiled, **figures, **seams, **timed}
    text = _table(video, checkpoint, figures)
    (out / "table.txt").write_text(text + "\n")
    print(text)
    print(f"\n  {restored}  the upscaled video\n  {picture}  the picture to look at")
    print(f"  {model}  {artifact_dir}  {low}  what dydca run takes: checkpoint, artifact, low-resolution video")
    return figures


def _write_low(video: Path, low: Path, scale: int) -> None:
    """Make the low-resolution side: antialiased bicubic, 8 bit, losslessly coded, so the receiver sees just that."""
    from tvm_dydca.video import VideoReader, VideoWriter, downscale

    with VideoReader(video) as reader, progress(reader.info.frames, "low resolution", "frame") as bar:
        height, width = (-(-side // scale) for side in (reader.info.height, reader.info.width))
        with VideoWriter(low, height, width, reader.info.rate, lossless=True, audio_from=video) as writer:
            for frame in reader:
                writer.write(downscale(frame.rgb, scale), frame.pts, frame.time_base)
                bar.update(1)


def _seams(checkpoint: Any, video: Path) -> dict[str, Any]:
    """Measure what the windows' borders cost, against the same paths run seamlessly over whole frames."""
    from tvm_dydca.fit.evaluate import evaluate, video_frames

    every = max(1, checkpoint.source.frames // SEAM_FRAMES)
    total = -(-checkpoint.source.frames // every)
    with progress(total, "seams", "frame") as bar:
        found = evaluate(checkpoint, _counted(video_frames(video, every), lambda: bar.update(1)))
    return {
        "seam_psnr": found.psnr,
        "seamless_psnr": found.seamless_psnr,
        "seam_border_psnr": found.border_psnr,
        "seamless_border_psnr": found.border_seamless_psnr,
        "halo": checkpoint.grid.halo,
        "halo_compute": found.relative_compute,
    }


def _counted(items: Any, count: Callable[[], object]) -> Any:
    for item in items:
        yield item
        count()


def _picture(session: Any, checkpoint: Any, video: Path, out: Path) -> Path:
    """Draw the middle frame."""
    from tvm_dydca.fit.evaluate import video_frames
    from tvm_dydca.runtime.frames import FrameUpscaler
    from tvm_dydca.video import downscale, psnr, upscale_bicubic
    from tvm_dydca.vis.comparison import draw_comparison

    index, original = next(video_frames(video))
    middle = checkpoint.source.frames // 2
    if middle:
        index, original = next(pair for pair in video_frames(video, middle) if pair[0] == middle)
    low = downscale(original, checkpoint.scale)
    routed = FrameUpscaler(session, *low.shape[:2]).upscale(low, index)
    bicubic = upscale_bicubic(low, checkpoint.scale, *original.shape[:2])
    title = f"{video.name}, frame {index}: x{checkpoint.scale} from {low.shape[1]}x{low.shape[0]}, "
    title += f"{psnr(original, routed.image):.2f} dB (bicubic {psnr(original, bicubic):.2f} dB), "
    title += f"{len(routed.windows)} windows"
    return draw_comparison(
        out,
        original=original,
        restored=routed.image,
        bicubic=bicubic,
        ids=routed.ids,
        grid=checkpoint.grid,
        scale=checkpoint.scale,
        title=title,
    )


def _table(video: Path, checkpoint: Any, figures: dict[str, Any]) -> str:
    source = checkpoint.source
    threads = os.environ.get("TVM_NUM_THREADS", "?")
    rows = [
        ("clip", f"{video.name}, {figures['frames']} frames of {source.width}x{source.height}, x{checkpoint.scale}"),
        ("network", f"{len(checkpoint.blocks)} paths of {', '.join(map(str, checkpoint.blocks))} blocks"),
        ("fit", f"{figures['steps']} steps in {figures['seconds']:.0f} s"),
        ("", ""),
        ("PSNR (RGB)", f"{figures['psnr']:.2f} dB   bicubic {figures['bicubic_psnr']:.2f} dB"),
        ("gain", f"{figures['psnr'] - figures['bicubic_psnr']:+.2f} dB"),
        ("SSIM (luma)", f"{figures['ssim']:.4f}     bicubic {figures['bicubic_ssim']:.4f}"),
        (
            "cost of seams",
            f"{figures['seamless_psnr'] - figures['seam_psnr']:.3f} dB of PSNR with a halo of {figures['halo']} pixels "
            f"({figures['seamless_border_psnr'] - figures['seam_border_psnr']:.3f} dB beside the borders; "
            f"the halo is {figures['halo_compute'] - 1:.0%} more work)",
        ),
        ("", ""),
        ("speed", f"{figures['frames_per_s']:.1f} frames/s on the CPU, {threads} threads, float32, frames in memory"),
        ("time", f"{figures['frame_ms']:.2f} ms a frame (median), {figures['windows']:.1f} windows a frame"),
        ("end to end", f"{figures['total_fps']:.1f} frames/s with decoding and H.264 encoding beside it"),
        ("arena", f"{figures['planned_bytes']} bytes ({size(figures['planned_bytes'])}), workspaces included"),
        ("weights", f"{size(figures['constant_bytes'])} in the kernels' layouts"),
        ("artifact", f"{figures['artifact_bytes']} bytes ({size(figures['artifact_bytes'])})"),
    ]
    return table(rows)
