"""An emulated arm64 Linux machine for the RPC server: made of Debian's and PyPI's packages, without root.

Nothing foreign runs while it is made: packages are unpacked, and ``qemu-aarch64-static`` runs the one interpreter in
user mode. It is for what the code does, never for how fast.
"""

from __future__ import annotations

import compileall
import importlib.metadata
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
PYTHON = "3.11"
SOURCE = "deb http://deb.debian.org/debian bookworm main\n"
DEBIAN = (f"python{PYTHON}-minimal", f"libpython{PYTHON}-stdlib", "libstdc++6")
WHEELS = (
    *("apache-tvm", "apache-tvm-ffi", "numpy", "ml_dtypes", "typing_extensions"),
    *("psutil", "tornado", "cloudpickle"),
)
PLATFORMS = (
    *("manylinux_2_28_aarch64", "manylinux_2_27_aarch64", "manylinux_2_24_aarch64", "manylinux_2_17_aarch64"),
    *("manylinux2014_aarch64", "any"),
)
UNUSED = ("tvm/lib/libtvm_compiler.so", "tvm/lib/libtvm_runtime_cuda.so", "tvm/3rdparty/")


def make_device(folder: Path) -> Path:
    """Make the machine below a folder, unless it is there.

    Returns
    -------
    The wrapper that runs its Python.
    """
    wrapper = folder / "bin" / "python"
    if wrapper.exists():
        return wrapper
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    emulator = shutil.which("qemu-aarch64-static")
    if emulator is None:
        unpack(folder / "host", ["qemu-user-static"], host=True)
        emulator = str(folder / "host" / "root" / "usr" / "bin" / "qemu-aarch64-static")
    unpack(folder, DEBIAN, host=False)
    _install_wheels(folder / "site", folder / "wheels")
    if sys.version_info[:2] == tuple(map(int, PYTHON.split("."))):  # its start takes half of the time then
        for part in (folder / "site", folder / "root" / "usr" / "lib" / f"python{PYTHON}"):
            compileall.compile_dir(part, quiet=2)
    (folder / "site" / "tvm_dydca").symlink_to(ROOT / "tvm_dydca")  # for its guarded server; nothing else is used
    wrapper.parent.mkdir()
    partial = wrapper.with_suffix(".new")
    root = folder / "root"
    partial.write_text(
        "#!/bin/sh\n"
        f"export PYTHONHOME={root}/usr PYTHONPATH={folder / 'site'} TVM_USE_RUNTIME_LIB=1\n"
        # -0 makes sys.executable this file, so that the server can start processes of its own.
        f'exec {emulator} -L {root} -cpu cortex-a76 -0 {wrapper} {root}/usr/bin/python{PYTHON} "$@"\n'
    )
    partial.chmod(0o755)
    partial.rename(wrapper)
    return wrapper


def unpack(folder: Path, packages: tuple[str, ...] | list[str], host: bool) -> None:
    """Download packages with what they need and unpack them to ``folder/root``, with a state of apt's of their own."""
    apt = folder / "apt"
    for part in ("state/lists/partial", "cache/archives/partial", "etc"):
        (apt / part).mkdir(parents=True)
    (apt / "status").touch()
    (apt / "etc" / "sources.list").write_text(SOURCE)
    architecture = _output(["dpkg", "--print-architecture"]) if host else "arm64"
    options = {
        "APT::Architecture": architecture,
        "APT::Architectures": architecture,
        "APT::Install-Recommends": "0",
        "APT::Sandbox::User": "",
        "Dir::State": f"{apt}/state",
        "Dir::State::status": f"{apt}/status",
        "Dir::Cache": f"{apt}/cache",
        "Dir::Etc::sourcelist": f"{apt}/etc/sources.list",
        "Dir::Etc::sourceparts": "/dev/null",
        "Debug::NoLocking": "1",
    }
    command = ["apt-get", "-qq", "-y", *(part for item in options.items() for part in ("-o", "=".join(item)))]
    _run([*command, "update"])
    _run([*command, "install", "--download-only", *packages])
    for package in sorted((apt / "cache" / "archives").glob("*.deb")):
        _run(["dpkg-deb", "-x", str(package), str(folder / "root")])
    shutil.rmtree(apt)


def _install_wheels(site: Path, wheels: Path) -> None:
    wanted = [f"{name}=={importlib.metadata.version(name)}" for name in WHEELS]
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
    command += ["--python-version", PYTHON, "--implementation", "cp", "--dest", str(wheels)]
    command += [part for abi in (f"cp{PYTHON.replace('.', '')}", "abi3", "none") for part in ("--abi", abi)]
    command += [part for platform in PLATFORMS for part in ("--platform", platform)]
    _run([*command, *wanted])
    for wheel in wheels.glob("*.whl"):
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(site, [name for name in archive.namelist() if not name.startswith(UNUSED)])
    shutil.rmtree(wheels)


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False, env=_environment())
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"


def _output(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def _environment() -> dict[str, str]:
    return dict(os.environ) | {"DEBIAN_FRONTEND": "noninteractive"}
