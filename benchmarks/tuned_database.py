"""Make the package's tuned databases: the demo's network, at two sizes, on this machine's CPU and first OpenCL device.

A CPU with AVX-512 is needed for the first target, see `tvm_dydca.tuning.packaged`. Takes about ten minutes a target. A
job that was stopped goes on from its folder below ``build/``.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from benchmarks.networks import dydca
from tvm_dydca import targets
from tvm_dydca.errors import InputError
from tvm_dydca.tuning import Settings, tune
from tvm_dydca.tuning.database import TuningDatabase
from tvm_dydca.tuning.devices import this_machine
from tvm_dydca.tuning.packaged import FOLDER, TARGETS
from tvm_dydca.tuning.space import Candidate
from tvm_dydca.tuning.tasks import find_tasks

BLOCKS = (4, 2)
SIZES = ((40, 56), (108, 96))
"""Windows of the demo's clip, and patches of the paper's, height and width."""
TIMEOUT_S = 60.0


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--target", action="append", choices=list(TARGETS), help="one of them (default: all)")
    parser.add_argument("--trials", type=int, default=24, help="candidates of each kernel (default 24)")
    args = parser.parse_args()
    for name in args.target or TARGETS:
        make(name, args.trials)


def make(name: str, trials: int) -> None:
    target, work = targets.resolve(TARGETS[name]), Path("build", "tuned", name)
    if missing := targets.missing_features(targets.needed_features(target)):
        raise InputError(f"this CPU lacks {', '.join(missing)}, which {name} is for; choose others with --target")
    defaults = {}
    with this_machine(TIMEOUT_S) as server:
        for size in SIZES:
            network = dydca("demo", BLOCKS, size).compiled()
            found = tune(network, target, work, server, Settings(trials=trials))
            for result in found.tasks:
                before, after = (1e6 * (seconds or 0) for seconds in (result.default_s, result.best_s))
                print(f"{name}: {result.key} {before:.0f} us, tuned {after:.0f} us, {result.best}", flush=True)
            if found.network is not None:
                left_out = ", ".join(found.network.left_out) or "none"
                print(
                    f"{name}: the network takes {found.network.ratio:.3f} of its time, left out: {left_out}", flush=True
                )
            defaults |= {task.key: Candidate.default(task.request.rule) for task in find_tasks(network, target)}
    shutil.rmtree(FOLDER / name, ignore_errors=True)
    TuningDatabase.open(work, target).write_best(FOLDER / name, defaults)
    print(f"{name}: {FOLDER / name}")


if __name__ == "__main__":
    main()
