"""The steps of a fit: which path is next, its gradient over a few crops, and Adam."""

from __future__ import annotations

import math
from functools import reduce

import numpy as np
import torch

from tvm_dydca.fit.crops import Crop, CropSource, crop_error
from tvm_dydca.fit.score import MAX_PSNR
from tvm_dydca.fit.workers import Workers
from tvm_dydca.model.network import DyDcaNetwork

# Few crops and many steps: at equal computation 4 gave 0.33 dB more than 8.
CROPS_PER_STEP = 4
# Pixels of other paths in a crop are computed anyway. Some weight for them gave 0.00 to 0.09 dB, and it prepares a
# path for frames that the receiver routes itself.
_OTHER_PATHS = 0.3
_SAMPLE_CROPS = 24
# Adam's usual 0.999 remembers for longer than a short fit has steps to spare: 0.04 dB.
_BETAS = (0.9, 0.99)


class Stepper:
    """Trains the paths of a network by steps; the crops of a step are shared out among the threads.

    Parameters
    ----------
    network
        Trained in place.
    source
        The crops.
    effort
        Share of the computation for each path; a path without a cell gets none.
    workers
        The threads. Sums are rounded otherwise with another number of them, so results differ a little.
    """

    def __init__(self, network: DyDcaNetwork, source: CropSource, effort: list[float], workers: Workers) -> None:
        """Make an optimiser for each path and choose the fixed sample."""
        self.network = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.source = source
        self.paths = [network.path(k) for k in range(len(network.paths))]
        self.effort = effort
        self.used = [0.0] * len(self.paths)
        self.trained = [k for k in range(len(self.paths)) if len(source.cells[k])]
        self.parameters = [list(path.parameters()) for path in self.paths]
        self.optimizers = [torch.optim.Adam(p, betas=_BETAS, fused=True) for p in self.parameters]
        self.sample = [(k, [crop]) for k in self.trained for crop in source.spread(k, _SAMPLE_CROPS)]
        self.workers = workers
        # A call costs as much as two crops more, so a thread gets its crops in one.
        self.crops_per_task = -(-CROPS_PER_STEP // workers.threads)

    def step(self, learning_rate: float, rng: np.random.Generator) -> float:
        """Train the path that is furthest behind its effort by one step; return its mean absolute error in [0, 1]."""
        k = min(self.trained, key=lambda k: self.used[k] / self.effort[k])
        self.used[k] += self.paths[k].macs_per_pixel
        crops = self.source.draw(k, CROPS_PER_STEP, rng)
        tasks = [crops[i : i + self.crops_per_task] for i in range(0, len(crops), self.crops_per_task)]
        results = self.workers.map(self._gradient, [k] * len(tasks), tasks)
        count = sum(r[1] for r in results)
        for parameter, *grads in zip(self.parameters[k], *(r[2] for r in results)):
            # In the order of the crops, not of the threads: the same sum every time. Copied because the fused Adam
            # takes the memory layout of a gradient for that of its parameter, which PyTorch does not promise.
            parameter.grad = torch.empty_like(parameter).copy_(reduce(torch.add, grads) / count)
        for group in self.optimizers[k].param_groups:
            group["lr"] = learning_rate
        self.optimizers[k].step()
        return sum(r[0] for r in results) / count

    def sample_psnr(self) -> float:
        """Return the PSNR in dB of a fixed sample of crops, paths weighted by their cells; -inf after a divergence."""
        results = self.workers.map(self._errors, *zip(*self.sample))
        mse = 0.0
        for k in self.trained:
            squared = sum(r[0] for r, (path, _) in zip(results, self.sample) if path == k)
            count = sum(r[1] for r, (path, _) in zip(results, self.sample) if path == k)
            mse += squared / count * len(self.source.cells[k]) / self.source.path_map.size
        return -10 * math.log10(max(mse, 10 ** (-MAX_PSNR / 10))) if math.isfinite(mse) else -math.inf

    def _gradient(self, k: int, crops: list[Crop]) -> tuple[float, float, tuple[torch.Tensor, ...]]:
        absolute, _, count = crop_error(self.paths[k], self.source, k, crops, _OTHER_PATHS)
        return absolute.item(), count, torch.autograd.grad(absolute, self.parameters[k])

    def _errors(self, k: int, crops: list[Crop]) -> tuple[float, float]:
        with torch.no_grad():
            _, squared, count = crop_error(self.paths[k], self.source, k, crops, 0.0)
        return squared.item(), count
