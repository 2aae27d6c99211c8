"""Overfit a dynamic network to one video: the sender's main step, from a video file to a checkpoint."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from tvm_dydca.errors import DydcaError, InputError
from tvm_dydca.fit.crops import CropSource
from tvm_dydca.fit.frames import Clip, read_clip
from tvm_dydca.fit.score import check_paths, gate, gate_thresholds, path_map_from_scores
from tvm_dydca.fit.start import start_linear
from tvm_dydca.fit.steps import Stepper
from tvm_dydca.fit.workers import Workers
from tvm_dydca.model.checkpoint import Checkpoint, check_writable
from tvm_dydca.model.network import DEFAULT_BLOCKS, DyDcaNetwork
from tvm_dydca.patches import DEFAULT_HALO, PathMap

DEFAULT_BUDGET_S = 180.0

_LEARNING_RATE = 2e-3
_WARM_UP = 0.05
_CHECKS = 12


@dataclass(frozen=True)
class FitProgress:
    """Where a fit stands after a step.

    ``loss`` is the mean absolute error of the step's crops in [0, 1]; ``psnr`` is that of the last check on the fixed
    sample, in dB. ``steps`` and ``budget_s`` are the limits, None for the one not given.
    """

    step: int
    steps: int | None
    elapsed_s: float
    budget_s: float | None
    loss: float
    psnr: float


class FitInterrupted(DydcaError):
    """The fit was interrupted by the user; the best network so far is saved at ``checkpoint``."""

    def __init__(self, checkpoint: Path, step: int) -> None:
        """Say how far the fit came and where its network is."""
        super().__init__(f"interrupted after {step} steps; the best network so far is saved in {checkpoint}.")
        self.checkpoint = checkpoint


def fit_video(
    path: str | os.PathLike[str],
    *,
    out: str | os.PathLike[str],
    scale: int = 4,
    paths: int = 2,
    blocks: Sequence[int] | None = None,
    steps: int | None = None,
    budget: float | None = None,
    seed: int = 0,
    halo: int = DEFAULT_HALO,
    threads: int | None = None,
    on_progress: Callable[[FitProgress], None] | None = None,
) -> Checkpoint:
    """Fit a network to a video and save it.

    The recipe is that of the paper (arXiv 2407.02813), L1 and Adam, made for minutes instead of hours: paths start as
    linear upscalers (`start_linear`), steps are small and many, and the learning rate falls with the share of the
    steps or of the time that is used.

    Parameters
    ----------
    path
        The high-resolution video.
    out
        The checkpoint file, written whole at the end.
    scale
        HR pixels for one LR pixel, 1 to 8.
    paths, blocks
        Number of paths and the residual blocks of each, the largest first; `DEFAULT_BLOCKS` for up to 4 paths.
    steps, budget
        The fit ends after so many steps or so many seconds of fitting, whichever is first; 180 seconds if neither is
        given. Reading and scoring the video comes before and is not counted.
    seed
        Of the random start and of the crops, at least 0. The same seed, ``steps`` without ``budget`` and ``threads``
        give the same network on the same machine.
    halo
        LR pixels that a window reads beyond what it produces.
    threads
        Worker threads; by default the processors that this process may use. A step has four crops, so more than four
        bring nothing.
    on_progress
        Called after every step, on the calling thread.

    Raises
    ------
    InputError
        For arguments out of range, a video that cannot be read, or an output that cannot be written: found before
        fitting starts.
    FitInterrupted
        On KeyboardInterrupt while fitting, after the best network so far is saved. While the video is read,
        KeyboardInterrupt itself is raised and nothing is saved.
    """
    target = Path(out)
    blocks = _blocks(paths, blocks)
    budget = DEFAULT_BUDGET_S if steps is None and budget is None else budget
    _check_limits(steps, budget, seed, threads)
    check_writable(target)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        network = DyDcaNetwork(blocks, scale)
    clip = read_clip(Path(path), scale, halo)
    path_map = path_map_from_scores(clip.coarse, clip.fine, clip.grid, paths)

    fit = _Fit(network, clip, path_map, seed, threads)
    try:
        fit.run(steps, budget, on_progress)
    except KeyboardInterrupt:
        if fit.best_psnr == -math.inf:  # before the first check there is nothing worth keeping
            raise
        _checkpoint(fit, blocks).save(target)
        raise FitInterrupted(target, fit.step) from None
    checkpoint = _checkpoint(fit, blocks)
    checkpoint.save(target)
    return checkpoint


class _Fit:
    """The state of a fit: the network, its best parameters so far, and how far it has come."""

    def __init__(self, network: DyDcaNetwork, clip: Clip, path_map: PathMap, seed: int, threads: int | None) -> None:
        self.network, self.clip, self.path_map, self.seed, self.threads = network, clip, path_map, seed, threads
        self.begin = time.perf_counter()
        self.step = 0
        self.best = {name: tensor.clone() for name, tensor in network.state_dict().items()}
        self.best_psnr = -math.inf
        self.last_psnr = -math.inf

    @property
    def elapsed_s(self) -> float:
        return time.perf_counter() - self.begin

    def run(self, steps: int | None, budget: float | None, on_progress: Callable[[FitProgress], None] | None) -> None:
        rng = np.random.default_rng(self.seed)
        source = CropSource(self.clip, self.path_map, len(self.network.paths))
        effort = _effort(self.clip, self.path_map, len(self.network.paths))
        with Workers(self.threads) as workers:
            start_linear(self.network, self.clip, self.path_map)
            stepper = Stepper(self.network, source, effort, workers)
            try:
                check_s = self._check(stepper)
                checked, step_s = 0.0, 0.0
                while True:
                    # What is still to come, one step and the last check, is kept free.
                    spent = 0.0 if budget is None else (self.elapsed_s + step_s + check_s) / budget
                    share = max(spent, 0.0 if steps is None else self.step / steps)
                    if share >= 1:
                        break
                    if share >= checked + 1 / _CHECKS:
                        checked = share
                        check_s = self._check(stepper)
                    before = time.perf_counter()
                    loss = stepper.step(_learning_rate(share), rng)
                    step_s = time.perf_counter() - before
                    self.step += 1
                    if on_progress is not None:
                        on_progress(FitProgress(self.step, steps, self.elapsed_s, budget, loss, self.last_psnr))
            finally:
                # On an interrupt as well: the last parameters are nearly always the best.
                self._check(stepper)

    def _check(self, stepper: Stepper) -> float:
        """Measure the fixed sample, keep the parameters if they are the best so far, and return the seconds it took."""
        before = time.perf_counter()
        self.last_psnr = stepper.sample_psnr()
        if self.last_psnr > self.best_psnr:
            self.best_psnr = self.last_psnr
            self.best = {name: tensor.clone() for name, tensor in self.network.state_dict().items()}
        return time.perf_counter() - before


def _learning_rate(share: float) -> float:
    """Linear warm-up, then a half cosine down to nothing, over the share of the fit that is done."""
    if share < _WARM_UP:
        return _LEARNING_RATE * max(share / _WARM_UP, 0.01)
    return _LEARNING_RATE * (1 + math.cos(math.pi * (share - _WARM_UP) / (1 - _WARM_UP))) / 2


def _effort(clip: Clip, path_map: PathMap, paths: int) -> list[float]:
    """Share the computation among the paths by the square root of the squared error that bicubic leaves to each.

    Between even shares and shares by the error itself; the result changes little around it (0.03 dB from 70 % to 85 %
    for path 0).
    """
    error = 10.0 ** (-clip.fine.astype(np.float64) / 10)
    share = np.sqrt(np.bincount(path_map.ravel(), weights=error.ravel(), minlength=paths))
    return [float(s) for s in share / share.sum()]


def _checkpoint(fit: _Fit, blocks: tuple[int, ...]) -> Checkpoint:
    thresholds = gate_thresholds(fit.clip.activity, fit.path_map, len(blocks))
    path = fit.network.path(0)
    cells = np.bincount(fit.path_map.ravel(), minlength=len(blocks)) / fit.path_map.size
    figures = {
        "seed": fit.seed,
        "steps": fit.step,
        "seconds": round(fit.elapsed_s, 3),
        "sample_psnr": fit.best_psnr,
        "bicubic_psnr": fit.clip.bicubic_psnr,
        "gate_agreement": float((gate(fit.clip.activity, thresholds) == fit.path_map).mean()),
        **{f"cells_of_path_{k}": float(share) for k, share in enumerate(cells)},
    }
    return Checkpoint(
        scale=fit.clip.scale,
        blocks=blocks,
        width=path.width,
        expansion=path.expansion,
        state_dict=fit.best,
        source=fit.clip.source,
        grid=fit.clip.grid,
        path_map=fit.path_map,
        gate_thresholds=thresholds,
        fit=figures,
    )


def _blocks(paths: int, blocks: Sequence[int] | None) -> tuple[int, ...]:
    check_paths(paths)
    if blocks is None and paths not in DEFAULT_BLOCKS:
        raise InputError(
            f"there are no default blocks for {paths} paths; give the blocks of each path, or 1 to 4 paths."
        )
    chosen = DEFAULT_BLOCKS[paths] if blocks is None else tuple(blocks)
    if len(chosen) != paths:
        raise InputError(f"{len(chosen)} numbers of blocks {chosen} are given for {paths} paths; give one for each.")
    return chosen


def _check_limits(steps: int | None, budget: float | None, seed: int, threads: int | None) -> None:
    if steps is not None and steps < 1:
        raise InputError(f"steps is {steps}; give at least 1.")
    if budget is not None and not (0 < budget < math.inf):
        raise InputError(f"the budget is {budget} seconds; give more than 0.")
    if seed < 0:
        raise InputError(f"the seed is {seed}; give 0 or more.")
    if threads is not None and threads < 1:
        raise InputError(f"threads is {threads}; give at least 1.")
