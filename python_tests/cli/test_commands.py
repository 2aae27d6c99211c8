"""The commands as a user types them: what they write, print and return."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from tvm_dydca.cli.main import COMMANDS, main
from tvm_dydca.model.checkpoint import Checkpoint
from tvm_dydca.video import VideoReader, psnr

from .conftest import FRAMES, HEIGHT, SCALE, WIDTH, Made, last_json, shrink, write_clip


def test_fit_reports_what_it_did(made: Made) -> None:
    checkpoint = Checkpoint.load(made.model)
    assert checkpoint.blocks == (2, 1)
    assert made.fit["steps"] == 4
    assert made.fit["path_share"] == pytest.approx(
        [float((checkpoint.path_map == k).mean()) for k in range(2)], abs=1e-6
    )
    assert min(made.fit["path_share"]) > 0


def test_compile_reports_sizes_that_are_true(made: Made) -> None:
    assert made.compiled["artifact_bytes"] == sum(f.stat().st_size for f in made.artifact.iterdir())
    plan = json.loads((made.artifact / "plan.json").read_text())
    assert made.compiled["planned_bytes"] == plan["planned_bytes"] > 0
    assert made.compiled["bounds"] == {"H": [1, -(-HEIGHT // SCALE)], "W": [1, -(-WIDTH // SCALE)]}


def test_compile_tells_what_is_in_the_kernels(made: Made, tmp_path: Path, capsys: Any) -> None:
    argv = ["compile", str(made.model), "--target", "opencl", "--out", str(tmp_path / "a"), "--kernels", "--json"]
    assert main(argv) == 0
    printed = capsys.readouterr().out
    found = last_json(printed)["opencl"]
    assert found == json.loads((tmp_path / "a" / "plan.json").read_text())["opencl"]
    for entry in found:
        assert entry["within_limits"]
        assert f"  {entry['function'].removesuffix('_kernel')} " in printed
    convolutions = [entry for entry in found if entry["kernel"].startswith("direct")]
    assert convolutions
    for entry in convolutions:
        assert entry["body"]["vector_products"] > 0
        assert entry["body"]["scalar_products"] == entry["body"]["tested_products"] == 0
        assert entry["flops_at"] > 0
        assert set(entry["predicted"]) == {"Adreno 640", "Adreno 740"}


def test_an_artifact_with_buckets_gives_the_same_video(made: Made, tmp_path: Path, capsys: Any) -> None:
    high, wide = (-(-size // SCALE) for size in (HEIGHT, WIDTH))
    artifact = tmp_path / "bucketed"
    argv = ["compile", str(made.model), "--out", str(artifact), "--buckets", f"H=1:{high}@9,W=1:{wide}", "--json"]
    assert main(argv) == 0
    compiled = last_json(capsys.readouterr().out)
    assert compiled["buckets"] == len(json.loads((artifact / "manifest.json").read_text())["buckets"]) > 1
    assert compiled["bounds"] == made.compiled["bounds"]
    assert compiled["planned_bytes"] == made.compiled["planned_bytes"]  # of the largest bucket
    found = []
    for one in (made.artifact, artifact):
        out = tmp_path / "sr.mp4"
        assert main(["run", str(one), str(made.low), "--out", str(out), "--crf", "0", "--json"]) == 0
        with VideoReader(out) as reader:
            found.append(np.stack([frame.rgb for frame in reader]).astype(np.int16))
    # Versions may have kernels of their own, whose last digit turns a value here and there before it is encoded.
    assert np.abs(found[0] - found[1]).max() <= 2


def test_plan_shows_the_class_of_every_operator(made: Made, capsys: Any) -> None:
    assert main(["plan", str(made.model), "--dynamism", "--json"]) == 0
    printed = capsys.readouterr().out
    counts = last_json(printed)
    assert set(counts) == {"main", "gate", "path_0", "path_1"}
    assert counts["path_0"]["ISDOS"] > counts["path_1"]["ISDOS"] > 0  # two blocks and one: convolutions and so on
    assert counts["path_0"]["EDO"] == 0
    assert counts["main"]["EDO"] > 0  # which path is taken is known by executing the gate
    assert "relax.nn.conv2d" in printed


def test_run_upscales_every_frame_to_the_size_of_the_source(made: Made, tmp_path: Path, capsys: Any) -> None:
    out = tmp_path / "sr.mp4"
    argv = ["run", str(made.artifact), str(made.low), "--out", str(out), "--reference", str(made.high), "--json"]
    assert main(argv) == 0
    captured = capsys.readouterr()
    figures = last_json(captured.out)
    assert figures["frames"] == figures["mapped_frames"] == FRAMES
    with VideoReader(out) as reader:
        frames = list(reader)
        assert (reader.info.height, reader.info.width) == (HEIGHT, WIDTH)
    assert len(frames) == FRAMES
    # Before encoding, as the figures say: the same network in PyTorch on the same windows gives the same PSNR.
    from tvm_dydca.fit.evaluate import evaluate, video_frames

    expected = evaluate(Checkpoint.load(made.model), video_frames(made.high))
    assert figures["psnr"] == pytest.approx(expected.psnr, abs=5e-3)
    assert figures["bicubic_psnr"] == pytest.approx(expected.bicubic_psnr, abs=1e-6)
    assert figures["windows"] == pytest.approx(expected.windows_per_frame)
    assert sum(figures["path_share"]) == pytest.approx(1)


def test_run_by_the_rule_where_there_is_no_path_map(made: Made, tmp_path: Path, capsys: Any) -> None:
    """A video of another size was not fitted: the receiver's rule routes it, and its size is the scale's."""
    high = write_clip(tmp_path / "other.mp4", 96, 160, 2)
    low = shrink(high, tmp_path / "low.mp4")
    out = tmp_path / "sr.mp4"
    assert main(["run", str(made.artifact), str(low), "--out", str(out), "--reference", str(high), "--json"]) == 0
    figures = last_json(capsys.readouterr().out)
    assert figures["mapped_frames"] == 0
    assert min(figures["path_share"]) > 0
    assert main(["run", str(made.artifact), str(made.low), "--out", str(out), "--no-path-map", "--json"]) == 0
    assert last_json(capsys.readouterr().out)["mapped_frames"] == 0


def test_released_checkpoint_compiles_and_runs(tmp_path: Path, capsys: Any, released_state: dict[str, Any]) -> None:
    model = tmp_path / "released.pth"
    torch.save({"model_state_dict": released_state}, model)
    artifact = tmp_path / "artifact"
    argv = ["compile", str(model), "--out", str(artifact), "--bounds", "H=1:64,W=1:64", "--threshold", "20"]
    assert main(argv) == 0
    low = write_clip(tmp_path / "low.mp4", 40, 60, 1)
    out = tmp_path / "sr.mp4"
    assert main(["run", str(artifact), str(low), "--out", str(out), "--json"]) == 0
    figures = last_json(capsys.readouterr().out)
    assert figures["path_share"] == [0.0, 1.0]  # patches of 40 rows: not below the threshold


@pytest.fixture
def released_state() -> dict[str, Any]:
    """Two one-block networks at x2, width 16, under weight normalisation."""
    generator = torch.Generator().manual_seed(0)
    state: dict[str, Any] = {}
    for n in (1, 2):
        convs = {
            "body.0": (16, 3, 3),
            "body.1.body.0": (32, 16, 3),
            "body.1.body.2": (16, 32, 3),
            "body.2": (12, 16, 3),
            "skip.0": (12, 3, 5),
        }
        for name, (o, i, k) in convs.items():
            state[f"network{n}.{name}.weight_g"] = torch.rand(o, 1, 1, 1, generator=generator)
            state[f"network{n}.{name}.weight_v"] = torch.randn(o, i, k, k, generator=generator)
            state[f"network{n}.{name}.bias"] = torch.randn(o, generator=generator) * 0.1
    return state


def test_demo_writes_all_it_names(tmp_path: Path, capsys: Any) -> None:
    high = write_clip(tmp_path / "high.mp4", frames=3)
    out = tmp_path / "out"
    assert main(["demo", str(high), "--out", str(out), "--budget", "3", "--json"]) == 0
    captured = capsys.readouterr()
    figures = last_json(captured.out)
    for name in ("sr.mp4", "low.mp4", "model.pt", "comparison.png", "table.txt", "artifact/manifest.json"):
        assert (out / name).stat().st_size > 0, name
    for name in ("psnr", "ssim", "bicubic_psnr", "upscale_fps", "upscale_ms", "planned_bytes", "artifact_bytes"):
        assert figures[name] > 0
    assert figures["frames"] == 3
    assert (out / "table.txt").read_text().strip() in captured.out
    for bar in ("low resolution", "fit", "compile", "run", "seams"):
        assert f"{bar}:" in captured.err


@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS)])
def test_help(command: list[str], capsys: Any) -> None:
    with pytest.raises(SystemExit) as stop:
        main([*command, "--help"])
    assert stop.value.code == 0
    assert "usage: dydca" in capsys.readouterr().out


# Braces name a file of `wrong_files`, of `made`, or the test's own {folder}.
WRONG = {
    "fit: not a video": "fit {text} --out {folder}/m.pt",
    "fit: no such file": "fit {folder}/none.mp4 --out {folder}/m.pt",
    "fit: unwritable": "fit {high} --out {folder}/no/m.pt",
    "fit: no steps": "fit {high} --out {folder}/m.pt --steps 0",
    "fit: negative budget": "fit {high} --out {folder}/m.pt --budget -1",
    "fit: no budget": "fit {high} --out {folder}/m.pt --budget 0",
    "fit: blocks": "fit {high} --out {folder}/m.pt --blocks 4,x",
    "fit: blocks of other paths": "fit {high} --out {folder}/m.pt --blocks 4,3,2",
    "compile: something else": "compile {other} --out {folder}/a",
    "compile: foreign state dict": "compile {state} --out {folder}/a",
    "compile: text": "compile {text} --out {folder}/a",
    "compile: target": "compile {model} --out {folder}/a --target abacus",
    "compile: kernels of a CPU": "compile {model} --out {folder}/a --kernels",
    "compile: threshold": "compile {model} --out {folder}/a --threshold x",
    "compile: bounds": "compile {model} --out {folder}/a --bounds H=9",
    "compile: buckets": "compile {model} --out {folder}/a --buckets H=x",
    "compile: empty bucket": "compile {model} --out {folder}/a --buckets H=9:4,W=1:9",
    "compile: buckets of another dim": "compile {model} --out {folder}/a --buckets Q=1:9",
    "compile: buckets too large": "compile {model} --out {folder}/a --buckets H=1:9999,W=1:9",
    "plan: text": "plan {text} --dynamism",
    "compile: over a file": "compile {model} --out {text}",
    "run: no artifact": "run {folder} {low} --out {folder}/sr.mp4",
    "run: device": "run {artifact} {low} --out {folder}/sr.mp4 --device opencl:0",
    "run: not a video": "run {artifact} {text} --out {folder}/sr.mp4",
    "run: unwritable": "run {artifact} {low} --out {folder}/no/sr.mp4",
    "run: container": "run {artifact} {low} --out {folder}/sr.xyz",
    "run: short reference": "run {artifact} {low} --out {folder}/sr.mp4 --reference {short}",
    "run: small reference": "run {artifact} {low} --out {folder}/sr.mp4 --reference {small}",
    "demo: not a video": "demo {text} --out {folder}/out",
    "demo: out is a file": "demo {high} --out {text}",
}


@pytest.fixture(scope="module")
def wrong_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("wrong")
    files = {name: folder / name for name in ("text", "other", "state")}
    files["text"].write_text("not a video\n")
    torch.save({"weights": torch.zeros(3)}, files["other"])
    torch.save({"model_state_dict": {"conv.weight": torch.zeros(3)}}, files["state"])
    files["short"] = write_clip(folder / "short.mp4", frames=FRAMES - 1)
    files["small"] = write_clip(folder / "small.mp4", 64, 64, 1)
    return files


@pytest.mark.parametrize("case", WRONG)
def test_bad_input_ends_in_one_sentence(
    case: str, made: Made, wrong_files: dict[str, Path], tmp_path: Path, capsys: Any
) -> None:
    argv = [word.format(folder=tmp_path, **vars(made), **wrong_files) for word in WRONG[case].split()]
    text = wrong_files["text"].read_text()
    assert main(argv) == 2
    captured = capsys.readouterr()
    message = captured.err.strip().splitlines()[-1]
    assert message.startswith(f"dydca {argv[0]}: ")
    assert len(message) > 30  # says what and what to do
    assert "Traceback" not in captured.err
    assert captured.out == ""
    assert set(tmp_path.rglob("*")) <= {tmp_path / "out"}  # the demo's folder; no file, no half-written directory
    assert wrong_files["text"].read_text() == text


def test_interrupted_fit_keeps_the_best_checkpoint(made: Made, tmp_path: Path) -> None:
    model = tmp_path / "model.pt"
    command = [
        sys.executable,
        "-m",
        "tvm_dydca.cli.main",
        "fit",
        str(made.high),
        "--out",
        str(model),
        "--budget",
        "300",
    ]
    heeding = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # a shell's background jobs ignore it
    with subprocess.Popen(
        [*command, "--budget", "300"], stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, preexec_fn=heeding
    ) as process:
        assert process.stderr is not None
        seen = ""
        deadline = time.monotonic() + 120
        while "step 3" not in seen and time.monotonic() < deadline:
            seen += process.stderr.read(1)
        process.send_signal(signal.SIGINT)
        _, rest = process.communicate(timeout=120)
    assert process.returncode == 1
    assert str(model) in rest.strip().splitlines()[-1]
    assert "Traceback" not in seen + rest
    assert Checkpoint.load(model).source.frames == FRAMES
    assert list(tmp_path.iterdir()) == [model]


def test_interrupted_run_leaves_nothing(made: Made, tmp_path: Path, monkeypatch: Any, capsys: Any) -> None:
    from tvm_dydca.runtime.frames import FrameUpscaler

    upscale = FrameUpscaler.upscale

    def interrupt(self: Any, frame: Any, index: int | None = None) -> Any:
        if index == 2:
            raise KeyboardInterrupt
        return upscale(self, frame, index)

    monkeypatch.setattr(FrameUpscaler, "upscale", interrupt)
    assert main(["run", str(made.artifact), str(made.low), "--out", str(tmp_path / "sr.mp4")]) == 1
    assert "interrupted" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_seams_are_not_visible(made: Made) -> None:
    """Beside the borders of windows the picture is as good as the same paths give without windows."""
    from tvm_dydca.fit.evaluate import evaluate, video_frames

    found = evaluate(Checkpoint.load(made.model), video_frames(made.high))
    assert found.windows_per_frame > 1
    assert found.border_psnr > found.border_seamless_psnr - 0.1
    assert not np.isnan(found.border_psnr)


def test_encoded_video_is_close_to_what_was_measured(made: Made, tmp_path: Path, capsys: Any) -> None:
    out = tmp_path / "sr.mp4"
    argv = ["run", str(made.artifact), str(made.low), "--out", str(out), "--reference", str(made.high), "--crf", "0"]
    assert main([*argv, "--json"]) == 0
    figures = last_json(capsys.readouterr().out)
    with VideoReader(out) as restored, VideoReader(made.high) as high:
        encoded = np.mean([psnr(a.rgb, b.rgb) for a, b in zip(high, restored)])
    assert encoded == pytest.approx(figures["psnr"], abs=1.0)
