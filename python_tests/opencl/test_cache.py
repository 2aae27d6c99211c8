"""The cache of compiled kernels: hits, damage, several writers, its bound, and what an entry is a key of."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tvm

from python_tests.opencl.conftest import ROOT, Run
from python_tests.opencl.kernels import HANDLE, SCALE, data_handle, load, module_bytes

USE = """
import sys, numpy as np, tvm
from python_tests.opencl.kernels import HANDLE, SCALE, data_handle, load, module_bytes
dev = tvm.opencl(0)
for factor in sys.argv[1:]:
    code = SCALE.replace("factor;", f"factor * {factor};")
    x = tvm.runtime.tensor(np.ones(4, np.float32), dev)
    module = load(module_bytes({"scale": ([HANDLE, (2, 32)], ["blockIdx.x"])}, code))
    module["scale"](data_handle(x), 2.0, 4)
    print(x.numpy()[3])
"""


def entries(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.glob("*")}


def use(python: Run, *factors: int, **variables: str) -> list[float]:
    """Scale a one by 2 and each factor, each in a kernel of its own, in another process."""
    done = python(USE, *map(str, factors), TVM_USE_RUNTIME_LIB="1", **variables)
    assert done.returncode == 0, done.stderr
    return [float(line) for line in done.stdout.split()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def scale_by(device: Any, factor: int) -> float:
    """Do the same in this process."""
    x = tvm.runtime.tensor(np.ones(4, np.float32), device)
    code = SCALE.replace("factor;", f"factor * {factor};")
    load(module_bytes({"scale": ([HANDLE, (2, 32)], ["blockIdx.x"])}, code))["scale"](data_handle(x), 2.0, 4)
    return float(x.numpy()[3])


@pytest.fixture
def entry(device: Any, request: pytest.FixtureRequest) -> Path:
    """Return the file of the kernel that scales by a number of this test's own."""
    folder = Path(os.environ["TVM_DYDCA_OPENCL_CACHE"])
    before = set(folder.glob("*"))
    assert scale_by(device, factor_of(request)) == 2 * factor_of(request)
    (found,) = set(folder.glob("*")) - before
    return found


def factor_of(request: pytest.FixtureRequest) -> int:
    """Return an exact float32 that belongs to a test."""
    return 3 + zlib.crc32(request.node.name.encode()) % 1_000_000


def test_an_entry_is_read_and_marked_as_used(device: Any, entry: Path, request: pytest.FixtureRequest) -> None:
    os.utime(entry, (0, 0))
    inode, content = entry.stat().st_ino, entry.read_bytes()
    assert scale_by(device, factor_of(request)) == 2 * factor_of(request)
    assert (entry.stat().st_ino, entry.read_bytes()) == (inode, content)
    assert entry.stat().st_mtime > time.time() - 600


@pytest.mark.parametrize("damage", ["truncated", "flipped", "empty", "foreign", "other key", "refused by the driver"])
def test_a_damaged_entry_is_rewritten(device: Any, entry: Path, damage: str, request: pytest.FixtureRequest) -> None:
    good, factor = entry.read_bytes(), factor_of(request)
    entry.write_bytes(
        {
            "truncated": good[: len(good) // 2],
            "flipped": good[:-100] + bytes([good[-100] ^ 1]) + good[-99:],
            "empty": b"",
            "foreign": b"\x7fELF" + good[4:],
            "other key": good.replace(f"* {factor};".encode(), f"* {factor ^ 1};".encode()),
            "refused by the driver": with_binary(good, b"no binary of this driver"),
        }[damage]
    )
    bad = entry.stat().st_ino, entry.read_bytes()
    assert bad[1] != good
    assert scale_by(device, factor) == 2 * factor
    assert entry.stat().st_ino != bad[0]
    inode = entry.stat().st_ino
    assert scale_by(device, factor) == 2 * factor
    assert entry.stat().st_ino == inode  # The new one is read.


def with_binary(entry: bytes, binary: bytes) -> bytes:
    """Put another binary with a right checksum into an entry: 8 bytes, sizes of key and binary, FNV-1a, key, binary."""
    key_size = int.from_bytes(entry[8:16], "little")
    hashed = 14695981039346656037
    for byte in binary:
        hashed = (hashed ^ byte) * 1099511628211 % 2**64
    numbers = [key_size, len(binary), hashed]
    return entry[:8] + b"".join(n.to_bytes(8, "little") for n in numbers) + entry[32 : 32 + key_size] + binary


def test_concurrent_writers(python: Run, folder: Path, tmp_path: Path) -> None:
    """Three processes compile the same three kernels at once, and leave whole entries and no temporary files."""
    environment = os.environ | {"TVM_DYDCA_OPENCL_CACHE": str(folder), "TVM_USE_RUNTIME_LIB": "1"}
    command = [sys.executable, "-c", USE, "1", "2", "3"]
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, cwd=ROOT)
        for _ in range(3)
    ]
    for process in running:
        out, err = process.communicate(timeout=120)
        assert out.split() == ["2.0", "4.0", "6.0"], err
    assert sorted(path.suffix for path in folder.iterdir()) == [".clbin"] * 3
    assert use(python, 1, 2, 3) == [2, 4, 6]


def test_the_cache_is_bounded(python: Run, folder: Path) -> None:
    """At 1 MB, old entries go; abandoned temporary files go after an hour."""
    folder.mkdir()
    for age, name in ((7200, "old.tmp"), (60, "new.tmp")):
        (folder / name).write_bytes(b"")
        os.utime(folder / name, (time.time() - age,) * 2)
    for age in (300, 200, 100):
        (folder / f"{age}.clbin").write_bytes(bytes(400_000))
        os.utime(folder / f"{age}.clbin", (time.time() - age,) * 2)
    assert use(python, 3, TVM_DYDCA_OPENCL_CACHE_MB="1") == [6]
    left = set(entries(folder))
    assert {"new.tmp", "100.clbin"} < left
    assert not left & {"old.tmp", "300.clbin", "200.clbin"}
    assert len(left) == 3


def test_another_process_reads_the_entry_unless_options_differ(python: Run, folder: Path) -> None:
    assert use(python, 3) == [6]
    before = entries(folder)
    assert use(python, 3) == [6]
    assert entries(folder) == before
    assert use(python, 3, TVM_DYDCA_OPENCL_BUILD_OPTIONS="-DUNUSED=1") == [6]
    assert len(entries(folder)) == 2


def test_no_cache(python: Run, tmp_path: Path) -> None:
    assert use(python, 3, TVM_DYDCA_OPENCL_CACHE="", HOME=str(tmp_path)) == [6]
    assert not list(tmp_path.rglob("*.clbin"))


def test_a_folder_that_cannot_be_written(python: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert use(python, 3, TVM_DYDCA_OPENCL_CACHE=str(tmp_path / "file" / "cache")) == [6]
