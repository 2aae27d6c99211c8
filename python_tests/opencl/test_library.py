"""The library itself: what it exports and was built for, the values of its OpenCL constants, and other versions."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyopencl
import pytest

from python_tests.opencl.conftest import ROOT, Run
from tvm_dydca.errors import InputError
from tvm_dydca.opencl import OpenCLError, UnlistedDevicesError, devices, load
from tvm_dydca.opencl.library import LIBRARY
from tvm_dydca.runtime.devices import find_device

SOURCES = ROOT / "tvm_dydca" / "csrc" / "opencl"


def constants() -> list[tuple[str, int]]:
    text = (SOURCES / "cl_abi.h").read_text()
    found = re.findall(r"constexpr \w+ CL_(\w+) = ([^;]+);", text)
    return [(name, eval(value, {})) for name, value in found]


def pyopencl_value(name: str) -> int:
    """Look a constant up among pyopencl's, which are grouped in classes by their prefixes."""
    groups = {
        "device_type": "DEVICE_TYPE_",
        "device_info": "DEVICE_",
        "command_queue_properties": "QUEUE_",
        "mem_object_type": "MEM_OBJECT_",
        "mem_flags": "MEM_",
        "platform_info": "PLATFORM_",
        "channel_order": "",
        "channel_type": "",
        "program_info": "PROGRAM_",
        "program_build_info": "PROGRAM_BUILD_",
        "kernel_info": "KERNEL_",
        "kernel_work_group_info": "KERNEL_",
        "profiling_info": "PROFILING_COMMAND_",
        "status_code": "",
    }
    for group, prefix in groups.items():
        members = getattr(pyopencl, group)
        if name.startswith(prefix) and hasattr(members, name.removeprefix(prefix)):
            return int(getattr(members, name.removeprefix(prefix)))
    if name.startswith("DRIVER_"):
        return int(getattr(pyopencl.device_info, name))
    raise LookupError(name)


UNKNOWN_TO_PYOPENCL = {
    "FALSE": 0,  # a macro there
    "DEVICE_TYPE_ALL": 0xFFFFFFFF,
    "BUFFER_CREATE_TYPE_REGION": 0x1220,
    "DEVICE_IMAGE_PITCH_ALIGNMENT": 0x104A,
}


@pytest.mark.parametrize(("name", "value"), constants())
def test_constants_have_the_values_of_the_specification(name: str, value: int) -> None:
    if name in UNKNOWN_TO_PYOPENCL:
        assert value == UNKNOWN_TO_PYOPENCL[name]
    else:
        assert value == pyopencl_value(name)


def test_only_intended_symbols_are_exported() -> None:
    """The two describe the type of exceptions that cross to TVM's libraries."""
    listed = subprocess.run(["nm", "-D", "--defined-only", LIBRARY], capture_output=True, text=True, check=True).stdout
    assert {line.split()[-1] for line in listed.splitlines()} == {"_ZTIN3tvm3ffi5ErrorE", "_ZTSN3tvm3ffi5ErrorE"}


def test_no_opencl_library_is_linked() -> None:
    listed = subprocess.run(["readelf", "-d", LIBRARY], capture_output=True, text=True, check=True).stdout
    assert "libtvm_runtime.so" in listed
    assert "OpenCL" not in listed
    assert "PATH" not in listed
    assert str(ROOT).encode() not in LIBRARY.read_bytes()


def test_nothing_is_opened_before_the_first_use(python: Run) -> None:
    code = "import tvm; print('libOpenCL' in open('/proc/self/maps').read())"
    done = python(code + "; tvm.opencl(0).exist; print('libOpenCL' in open('/proc/self/maps').read())")
    assert done.stdout.split() == ["False", "True"], done.stderr


def test_other_versions_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """In this process TVM has a runtime already, which hides from `load` here."""
    import tvm
    import tvm_ffi

    monkeypatch.setattr("tvm_dydca.opencl.library._has_runtime", lambda _: False)
    monkeypatch.setattr(tvm, "__version__", "0.28.0")
    with pytest.raises(OpenCLError, match=r"was built for apache-tvm 0\.27\S+, but 0.28.0 is installed: .* install"):
        load()
    monkeypatch.undo()
    monkeypatch.setattr("tvm_dydca.opencl.library._has_runtime", lambda _: False)
    monkeypatch.setattr(tvm_ffi, "__version__", "0.1.15")
    with pytest.raises(OpenCLError, match=r"was built for apache-tvm-ffi 0\.1\.14\S*, but 0.1.15 is installed"):
        load()
    (tmp_path / "some.so").write_bytes(b"\x7fELF")
    with pytest.raises(OpenCLError, match="is not tvm_dydca's OpenCL runtime"):
        load(tmp_path / "some.so")
    assert not load(tmp_path / "none.so")


class Session:
    """An RPC session of a server without our runtime, which may have TVM's own."""

    def __init__(self, devices: int):
        self.devices = devices

    def get_function(self, name: str) -> None:
        raise AttributeError(name)

    def device(self, kind: str, index: int) -> Any:
        return SimpleNamespace(exist=kind == "opencl" and index < self.devices)


def test_devices_of_an_rpc_session() -> None:
    from tvm import rpc

    assert devices(rpc.LocalSession()) == devices()
    with pytest.raises(OpenCLError, match="the RPC server has no OpenCL runtime of tvm_dydca: install"):
        devices(Session(0))


def test_a_runtime_of_tvm_s_own_runs_what_it_does_not_list() -> None:
    """As on a phone whose server was built with OpenCL."""
    with pytest.raises(UnlistedDevicesError, match="TVM has an OpenCL runtime of its own there"):
        devices(Session(2))
    manifest = {"target": {"kind": "opencl"}, "dtype": "float16"}
    assert find_device("opencl:1", manifest, Session(2)).exist
    with pytest.raises(InputError, match=r"device 'opencl:2': there is no such OpenCL device"):
        find_device("opencl:2", manifest, Session(2))


def test_import_goes_on_after_a_refusal(python: Run) -> None:
    done = python("import tvm_ffi; tvm_ffi.__version__ = '9.9.9'\nimport tvm; print(tvm.opencl(0).exist, tvm.__name__)")
    assert done.stdout.split() == ["False", "tvm"], done.stderr
    assert "Failed to autoload tvm backend 'tvm_dydca': the OpenCL runtime was built for" in done.stderr
    assert "Traceback" not in done.stderr
