"""The fitted network on an OpenCL device (PoCL's, or this machine's): the same session, results and refusals."""

from __future__ import annotations

import json

import numpy as np
import pytest

import tvm_dydca
from python_tests.reference import NETWORK_TOLERANCE, random_image, relative_error
from tvm_dydca.cli.main import main
from tvm_dydca.errors import InputError
from tvm_dydca.importer import load_network


@pytest.fixture(scope="module")
def session(fitted, tmp_path_factory):
    folder = tmp_path_factory.mktemp("opencl") / "artifact"
    buckets = [{"H": (1, 16), "W": (1, 66)}, {"H": (17, 38), "W": (1, 66)}]
    tvm_dydca.compile(load_network(fitted.file), "opencl", out=folder, buckets=buckets)
    return tvm_dydca.load(folder, "opencl:0")


def test_every_path_and_bucket_gives_what_pytorch_gives(session, fitted):
    """In one arena on the device, into memory of the caller and not."""
    rng = np.random.default_rng(6)
    for number, size in enumerate([(1, 1), (16, 66), (17, 66), (38, 66), (9, 14), (38, 1), (20, 31), (3, 4)]):
        x = random_image(rng, *size)
        for path in (0, 1):
            out = np.full((1, 3, 2 * size[0], 2 * size[1]), np.nan, np.float32)
            session.run(x, path=path, out=out if number % 2 else None)
            found = session.run(x, path=path, out=out)
            assert found is out
            assert relative_error(found, fitted.torch(x, path)) < NETWORK_TOLERANCE


def test_the_gate_decides_as_on_the_cpu(session, fitted):
    rng = np.random.default_rng(7)
    batch = np.concatenate([random_image(rng, 18, 23, contrast=c) for c in (1.0, 0.1, 0.9, 0.05)])
    assert [session.route(one[None]) for one in batch] == [0, 1, 0, 1]
    assert relative_error(session.run(batch), fitted.session.run(batch)) < NETWORK_TOLERANCE


def test_offsets_are_multiples_that_devices_accept(session):
    arena = session.artifact.plan()["arena"]
    (root,) = arena["roots"]
    assert arena["dynamic"] == []
    assert root["size_bytes"] == root["lower_bound_bytes"]
    assert all(buffer["offset_bytes"] % 256 == 0 for buffer in root["buffers"])


def test_no_kernel_can_allocate(session):
    """Not even the four bytes of a sum between two kernels: on a GPU they lie in its memory, and on no stack."""
    symbols = session.artifact.library.read_bytes()
    assert b"TVMFFIFunctionCall" in symbols, "names of imports are there"
    assert b"TVMBackendAllocWorkspace" not in symbols


def test_wrong_devices_are_refused(session):
    folder = session.artifact.path
    with pytest.raises(InputError, match=r"compiled for opencl; run it with device opencl:0, or .* --target llvm"):
        tvm_dydca.load(folder)
    with pytest.raises(InputError, match=r"device 'opencl:99': there are \d+ OpenCL devices, opencl:0 to opencl:\d+"):
        tvm_dydca.load(folder, "opencl:99")


def test_devices_are_listed(capsys):
    assert main(["devices", "--json"]) == 0
    text = capsys.readouterr().out
    figures = json.loads(text.splitlines()[-1])
    assert figures["cpu"]["threads"] >= 1
    assert figures["opencl"][0]["memory_bytes"] > 0
    assert "opencl:0" in text
    assert figures["opencl"][0]["name"] in text
