"""The wheel that setup.py makes: its one import name, and everything below it."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"  # a copy, since a build writes beside setup.py
    source.mkdir()
    for name in ("tvm_dydca", "relay_passes", "schedules", "setup.py", "pyproject.toml", "README.md", "LICENSE"):
        subprocess.run(["cp", "-r", ROOT / name, source / name], check=True)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, source]
    subprocess.run(command, check=True, timeout=300)
    (file,) = folder.glob("*.whl")
    return zipfile.ZipFile(file)


def test_the_only_import_name_is_ours(wheel: zipfile.ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"tvm_dydca"}


def test_every_module_is_in_it(wheel: zipfile.ZipFile) -> None:
    expected = {
        ("" if folder == "tvm_dydca" else "tvm_dydca/") + str(file.relative_to(ROOT))
        for folder in ("tvm_dydca", "relay_passes", "schedules")
        for file in (ROOT / folder).rglob("*.py")
    }
    assert expected | {"tvm_dydca/py.typed"} <= set(wheel.namelist())


def test_what_it_asks_for_and_offers(wheel: zipfile.ZipFile) -> None:
    (name,) = (n for n in wheel.namelist() if n.endswith(".dist-info/METADATA"))
    metadata = wheel.read(name).decode()
    required = [line for line in metadata.splitlines() if line.startswith("Requires-Dist") and "extra ==" not in line]
    assert sorted(line.split()[1].split("<")[0].split(">")[0] for line in required) == [
        "apache-tvm",
        "apache-tvm-ffi",
        "numpy",
    ]
    assert {"fit", "video", "tune", "vis", "dev"} <= {
        line.split()[1] for line in metadata.splitlines() if line.startswith("Provides-Extra")
    }
    assert "License-Expression: Apache-2.0" in metadata
