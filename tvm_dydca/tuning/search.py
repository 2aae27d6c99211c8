"""Which candidates are tried next: at first any, then those that XGBoost expects to be fast from what was measured.

The model sees knobs, the family, and the sizes of the kernel, and learns the logarithm of the time as a multiple of the
default kernel's, over all tasks of the job. MetaSchedule's own features, of loops, say no more about a space of knobs,
and its model asks for a hundred measurements before it says anything.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tvm_dydca.relay_passes.dispatch.choice import Request
from tvm_dydca.tuning.space import Candidate

LEAST = 6
"""Measurements before the model is asked."""
POOL = 512
"""Candidates that it is asked about at most."""
EXPLORED = 0.25
"""Part of a batch that is taken at random all the same."""
_WORST = math.log(4.0)


@dataclass
class Model:
    """What was measured in a job, as rows of features with a time.

    Attributes
    ----------
    rows, values : features of each measurement, and its logarithm
    """

    rows: list[dict[str, float]] = field(default_factory=list)
    values: list[float] = field(default_factory=list)

    def learn(self, request: Request, candidate: Candidate, ratio: float) -> None:
        """Add a measurement: the time as a multiple of the default kernel's, infinite for a failure."""
        self.rows.append(_features(request, candidate))
        self.values.append(min(math.log(ratio), _WORST) if ratio < math.inf else _WORST)

    def order(self, request: Request, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Return candidates, those first that it expects to be fast; as they are, where it knows too little."""
        if len(self.rows) < LEAST or len(candidates) < 2:
            return list(candidates)
        import xgboost

        asked = [_features(request, candidate) for candidate in candidates]
        names = sorted({name for row in (*self.rows, *asked) for name in row})
        options = {"max_depth": 4, "eta": 0.2, "min_child_weight": 1, "nthread": 1, "seed": 0, "verbosity": 0}
        known = xgboost.DMatrix(_matrix(self.rows, names), label=np.array(self.values, np.float32))
        booster = xgboost.train(options, known, num_boost_round=60)
        scores = booster.predict(xgboost.DMatrix(_matrix(asked, names)))
        return [candidates[index] for index in np.argsort(scores, kind="stable")]


def next_candidates(
    model: Model, request: Request, left: Sequence[Candidate], count: int, rng: random.Random
) -> list[Candidate]:
    """Return candidates in the order in which to try them: more than `count`, as some may make no kernel."""
    pool = rng.sample(list(left), min(POOL, len(left)))
    any_of_them = pool[: max(1, round(count * EXPLORED))] if len(model.rows) >= LEAST else pool
    best = model.order(request, pool)
    at = max(0, count - len(any_of_them))
    return list(dict.fromkeys([*best[:at], *any_of_them, *best[at:]]))


def _features(request: Request, candidate: Candidate) -> dict[str, float]:
    weight = request.groups[0].weight
    found = {f"{candidate.rule}.{name}": float(value) for name, value in candidate.knobs}
    found[candidate.rule] = 1.0
    sizes: dict[str, Any] = {"weights": weight.size, "out": weight.shape[0], "pixels": math.prod(request.size)}
    return found | {name: math.log2(value) for name, value in sizes.items()}


def _matrix(rows: Sequence[dict[str, float]], names: Sequence[str]) -> Any:
    return np.array([[row.get(name, math.nan) for name in names] for row in rows], np.float32)
