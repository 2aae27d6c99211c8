"""Tests of the fit: it learns, repeats itself, keeps to its limits and survives an interrupt."""

import time

import numpy as np
import pytest
import torch

from tvm_dydca.errors import InputError
from tvm_dydca.fit.evaluate import evaluate, video_frames
from tvm_dydca.fit.trainer import FitInterrupted, fit_video
from tvm_dydca.model.checkpoint import Checkpoint


def _equal(a: Checkpoint, b: Checkpoint) -> bool:
    return all(torch.equal(a.state_dict[name], b.state_dict[name]) for name in a.state_dict)


def test_a_fit_learns_beyond_its_linear_start_and_bicubic(clip, fitted, tmp_path):
    start = fit_video(clip, out=tmp_path / "a.pth", scale=2, steps=1, blocks=(2, 1), halo=2)
    first, last = (evaluate(c, video_frames(clip)) for c in (start, fitted))
    assert first.psnr > first.bicubic_psnr
    assert last.psnr > first.psnr + 1


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_the_same_seed_and_steps_give_the_same_network(clip, tmp_path, threads):
    def fit(seed):
        return fit_video(clip, out=tmp_path / "a.pth", scale=2, steps=5, seed=seed, threads=threads, blocks=(2, 1))

    first = fit(1)
    assert _equal(first, fit(1))
    assert not _equal(first, fit(2))


def test_the_number_of_threads_changes_no_more_than_rounding(clip, tmp_path):
    one, four = (
        fit_video(clip, out=tmp_path / "a.pth", scale=2, steps=4, threads=n, blocks=(1, 1)).state_dict for n in (1, 4)
    )
    for name in one:
        torch.testing.assert_close(one[name], four[name], rtol=0, atol=1e-4)


def test_the_file_is_the_result_and_the_figures_are_plain(fitted, clip, tmp_path):
    seen = []
    result = fit_video(clip, out=tmp_path / "a.pth", scale=2, steps=3, blocks=(1, 1), on_progress=seen.append)
    loaded = Checkpoint.load(tmp_path / "a.pth")
    assert _equal(loaded, result)
    assert loaded.fit == result.fit
    assert loaded.fit["steps"] == 3
    assert [p.step for p in seen] == [1, 2, 3]
    assert all(p.steps == 3 and p.budget_s is None and 0 < p.loss < 1 and 0 < p.psnr < 100 for p in seen)
    assert loaded.fit["cells_of_path_0"] + loaded.fit["cells_of_path_1"] == pytest.approx(1)
    assert 0.5 < loaded.fit["gate_agreement"] <= 1
    assert [p.name for p in tmp_path.iterdir()] == ["a.pth"]


def test_a_budget_is_kept_and_used(clip, tmp_path):
    seen = []
    result = fit_video(clip, out=tmp_path / "a.pth", scale=2, budget=4, blocks=(1, 1), on_progress=seen.append)
    assert 2 < result.fit["seconds"] < 5
    assert len(seen) == result.fit["steps"] > 3
    assert seen[-1].budget_s == 4


def test_steps_end_a_fit_before_its_budget(clip, tmp_path):
    begin = time.perf_counter()
    result = fit_video(clip, out=tmp_path / "a.pth", scale=2, budget=600, steps=2, blocks=(1,), paths=1)
    assert result.fit["steps"] == 2
    assert time.perf_counter() - begin < 60


def test_an_interrupt_saves_the_best_network_whole(clip, tmp_path):
    def interrupt(progress):
        if progress.step == 80:
            raise KeyboardInterrupt

    before = torch.get_num_threads()
    with pytest.raises(FitInterrupted, match="after 80 steps") as caught:
        fit_video(clip, out=tmp_path / "a.pth", scale=2, steps=160, blocks=(1, 1), on_progress=interrupt)
    assert caught.value.checkpoint == tmp_path / "a.pth"
    saved = Checkpoint.load(tmp_path / "a.pth")
    start = fit_video(clip, out=tmp_path / "b.pth", scale=2, steps=1, blocks=(1, 1))
    assert saved.fit["steps"] == 80
    assert saved.fit["sample_psnr"] > start.fit["sample_psnr"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.pth", "b.pth"]
    assert torch.get_num_threads() == before


def test_an_interrupt_before_the_first_check_leaves_no_file(clip, tmp_path, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("tvm_dydca.fit.trainer.start_linear", interrupt)
    with pytest.raises(KeyboardInterrupt):
        fit_video(clip, out=tmp_path / "a.pth", scale=2, steps=5)
    assert not list(tmp_path.iterdir())


def test_the_best_network_is_kept_where_a_fit_diverges(clip, tmp_path, monkeypatch):
    monkeypatch.setattr("tvm_dydca.fit.trainer._LEARNING_RATE", 1e6)
    result = fit_video(clip, out=tmp_path / "a.pth", scale=2, steps=30, blocks=(1, 1))
    assert evaluate(result, video_frames(clip, 4)).psnr > evaluate(result, video_frames(clip, 4)).bicubic_psnr


@pytest.mark.parametrize(("height", "width", "scale"), [(7, 5, 4), (1, 1, 2), (90, 3, 3), (8, 130, 2)])
def test_a_single_frame_of_any_size_is_fitted(film, write, tmp_path, height, width, scale):
    path = write(tmp_path / "one.mkv", film(1, height, width))
    checkpoint = fit_video(path, out=tmp_path / "a.pth", scale=scale, steps=2, blocks=(1, 1))
    assert checkpoint.path_map.shape == (1, *checkpoint.grid.fine_shape)
    assert np.isfinite(evaluate(checkpoint, video_frames(path)).psnr)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ({"steps": 0}, "steps is 0"),
        ({"budget": 0.0}, "budget is 0"),
        ({"budget": float("nan")}, "budget is nan"),
        ({"seed": -1}, "seed is -1"),
        ({"threads": 0}, "threads is 0"),
        ({"paths": 0}, "paths is 0"),
        ({"paths": 6}, "default blocks for 6 paths"),
        ({"blocks": (2,)}, "for 2 paths"),
        ({"blocks": (1, 2)}, "largest path first"),
        ({"scale": 9}, "scale is 9"),
        ({"halo": -1}, "halo is -1"),
    ],
)
def test_arguments_out_of_range_are_named_and_nothing_is_written(clip, tmp_path, arguments, named):
    with pytest.raises(InputError, match=named):
        fit_video(clip, out=tmp_path / "a.pth", **{"steps": 1, **arguments})
    assert not list(tmp_path.iterdir())


def test_an_output_that_cannot_be_written_is_found_before_the_video_is_read(tmp_path):
    with pytest.raises(InputError, match="there is no folder"):
        fit_video(tmp_path / "missing.mkv", out=tmp_path / "missing" / "a.pth", steps=1)
    with pytest.raises(InputError, match=r"missing\.mkv"):
        fit_video(tmp_path / "missing.mkv", out=tmp_path / "a.pth", steps=1)
