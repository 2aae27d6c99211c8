"""An artifact runs where nothing of this package is installed: TVM's wheel, what it depends on, and the files."""

from __future__ import annotations

import importlib.metadata
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from python_tests.reference import NETWORK_TOLERANCE, random_image, relative_error

STOCK = ("apache-tvm", "apache-tvm-ffi", "numpy", "ml_dtypes", "typing_extensions")

RECEIVER = """
import sys
from pathlib import Path

site, library, folder = sys.argv[1:]
sys.path.append(site)
for name in ("tvm_dydca", "torch"):
    try:
        __import__(name)
    except ModuleNotFoundError:
        continue
    sys.exit(f"{name} is there: this environment is not stock")

import numpy as np
import tvm
from tvm import relax

assert Path(tvm.__file__).is_relative_to(site), tvm.__file__
vm = relax.VirtualMachine(tvm.runtime.load_module(library), tvm.cpu())
for file in sorted(Path(folder).glob("x*.npy")):
    x = tvm.runtime.tensor(np.load(file))
    for function in ("main", "path_0", "path_1"):
        np.save(file.with_name(f"{function}_{file.name}"), vm[function](x).numpy())
print("modules of ours:", sorted(name for name in sys.modules if "dydca" in name))
"""


@pytest.fixture(scope="module")
def stock_site(tmp_path_factory):
    """A directory that holds the packages of `STOCK` and nothing else, as links."""
    site = tmp_path_factory.mktemp("site")
    for name in STOCK:
        distribution = importlib.metadata.distribution(name)
        tops = {file.parts[0] for file in distribution.files or () if file.parts[0] not in ("..", "__pycache__")}
        assert tops, name
        for top in tops:
            (site / top).symlink_to(Path(str(distribution.locate_file(top))).resolve())
    return site


@pytest.mark.parametrize("kind", ["fitted", "released"])
def test_an_artifact_runs_on_a_stock_tvm(kind, request, stock_site, tmp_path):
    compiled = request.getfixturevalue(kind)
    rng = np.random.default_rng(4)
    images = {"x0.npy": random_image(rng, 19, 33), "x1.npy": random_image(rng, 38, 7, contrast=0.2)}
    for name, image in images.items():
        np.save(tmp_path / name, image)

    arguments = [str(stock_site), str(compiled.folder / "lib.so"), str(tmp_path)]
    # -S and -E: neither site-packages with its .pth files nor the environment's paths.
    ran = subprocess.run(
        [sys.executable, "-S", "-E", "-c", RECEIVER, *arguments], cwd=tmp_path, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "modules of ours: []" in ran.stdout

    for (name, image), routed in zip(images.items(), (0, 1)):
        outputs = {function: np.load(tmp_path / f"{function}_{name}") for function in ("main", "path_0", "path_1")}
        for path in (0, 1):
            assert relative_error(outputs[f"path_{path}"], compiled.torch(image, path)) < NETWORK_TOLERANCE
        np.testing.assert_array_equal(outputs["main"], outputs[f"path_{routed}"])
