"""The wheel that setup.py makes: its one import name, and everything below it."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tvm_dydca.planner.native import library_name

ROOT = Path(__file__).parents[1]


@pytest.fixture
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy what a build reads, since it writes beside setup.py."""
    return copy_source(tmp_path_factory.mktemp("source"))


def copy_source(source: Path) -> Path:
    folders = ("tvm_dydca", "relay_passes", "schedules", "cmake")
    for name in (*folders, "CMakeLists.txt", "setup.py", "pyproject.toml", "README.md", "LICENSE"):
        subprocess.run(["cp", "-r", ROOT / name, source / name], check=True)
    for built in source.rglob("*.so"):  # what an editable installation left beside the sources
        built.unlink()
    return source


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    source = copy_source(tmp_path_factory.mktemp("source"))
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


def test_the_tuned_databases_are_in_it(wheel: zipfile.ZipFile) -> None:
    expected = {str(file.relative_to(ROOT)) for file in (ROOT / "tvm_dydca" / "tuning" / "data").rglob("*.json")}
    assert len(expected) == 9
    assert expected <= set(wheel.namelist())


def test_it_carries_native_libraries_for_any_python_3_of_this_platform(wheel: zipfile.ZipFile) -> None:
    assert sorted(name for name in wheel.namelist() if name.endswith((".so", ".dll"))) == [
        "tvm_dydca/opencl/libdydca_opencl.so",
        f"tvm_dydca/planner/{library_name()}",
    ]
    assert not [name for name in wheel.namelist() if "csrc" in name]
    (name,) = (n for n in wheel.namelist() if n.endswith(".dist-info/WHEEL"))
    tag = next(line for line in wheel.read(name).decode().splitlines() if line.startswith("Tag: "))
    assert tag.removeprefix("Tag: ").split("-")[:2] == ["py3", "none"]
    assert not tag.endswith("-any")


def test_without_a_compiler_it_builds_all_the_same(source: Path, tmp_path: Path) -> None:
    """The planner then runs in Python."""
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", tmp_path, source]
    subprocess.run(command, check=True, timeout=300, env={**os.environ, "CXX": str(tmp_path / "none")})
    (file,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(file).namelist()
    assert "tvm_dydca/planner/fallback/search.py" in names
    assert not [name for name in names if name.endswith((".so", ".dll"))]


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
