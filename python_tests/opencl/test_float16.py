"""Networks in float16: what is compiled, that OpenCL compilers take it, and how far it is from float32."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tvm
from tvm import relax

import tvm_dydca
from python_tests.reference import random_image, relative_error
from tvm_dydca import _compat
from tvm_dydca.cli.main import main
from tvm_dydca.errors import InputError
from tvm_dydca.importer import load_network
from tvm_dydca.opencl import devices

TARGETS = ("opencl", "qcom/adreno-opencl", "qcom/adreno-opencl-texture")
BUCKETS = [{"H": (1, 38), "W": (1, 66)}]
TOLERANCE = 4e-3
"""Of the largest value of the result; a step of float16 is 1e-3 of it at most."""

CLANG = Path(sys.executable).with_name("clang-tidy")
"""Clang's front end as PyPI has it, with the headers of OpenCL C (the extra `dev`)."""


@pytest.fixture(scope="module")
def artifacts(device: Any, fitted: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    root = tmp_path_factory.mktemp("float16")
    network = load_network(fitted.file)
    return {
        target: tvm_dydca.compile(network, target, out=root / str(number), buckets=BUCKETS, dtype="float16")
        for number, target in enumerate(TARGETS)
    }


def sources(artifact: Any) -> list[str]:
    """Return the OpenCL C of each kernel, as the runtime builds it."""
    modules = [tvm.runtime.load_module(str(artifact.library))]
    while modules:
        module = modules.pop()
        if module.kind == "opencl":
            return re.split(r"^// Function: .*$", str(module.inspect_source("cl")), flags=re.MULTILINE)[1:]
        modules += list(module.imports)
    raise LookupError("no module of the kind opencl")


def complaints(texts: list[str], folder: Path) -> str:
    """Return the errors of clang's front end."""
    files = [folder / f"{number}.cl" for number in range(len(texts))]
    for file, text in zip(files, texts):
        file.write_text(text)
    # A driver defines __OPENCL_VERSION__; clang by itself does not. Some check must be on beside the compiler's errors.
    flags = ["-x", "cl", "-cl-std=CL2.0", "-Xclang", "-finclude-default-header", "-D__OPENCL_VERSION__=200"]
    command = [CLANG, "--quiet", "--checks=-*,misc-unused-alias-decls", *files, "--", *flags]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    errors = "\n".join(line for line in done.stdout.splitlines() if "error:" in line)
    assert bool(errors) == (done.returncode != 0), done.stderr
    return errors


@pytest.mark.parametrize("target", TARGETS)
def test_clang_takes_the_source(artifacts: dict[str, Any], tmp_path: Path, target: str) -> None:
    texts = sources(artifacts[target])
    assert complaints(texts, tmp_path) == ""
    assert any("__global half*" in text for text in texts)
    if target.endswith("texture"):
        assert any("READ_IMAGEH(" in text.rpartition("#endif")[2] for text in texts)
        assert any("write_imageh(" in text for text in texts)
        assert not any("write_imagef(" in text for text in texts)


def test_clang_finds_what_is_wrong(artifacts: dict[str, Any], tmp_path: Path) -> None:
    texts = [text.replace("half", "haIf") for text in sources(artifacts["opencl"]) if "half*" in text]
    assert "unknown type name 'haIf'" in complaints(texts[:1], tmp_path)


def test_a_device_runs_it_or_says_that_it_cannot(artifacts: dict[str, Any], fitted: Any) -> None:
    for artifact in artifacts.values():
        assert artifact.manifest["dtype"] == "float16"
        if not devices()[0].float16:
            with pytest.raises(
                InputError, match=r"has no float16 \(cl_khr_fp16\), .*; compile it again with --dtype f"
            ):
                tvm_dydca.load(artifact.path, "opencl:0")
            continue
        session = tvm_dydca.load(artifact.path, "opencl:0")
        for size in [(38, 66), (9, 14)]:
            x = random_image(np.random.default_rng(1), *size)
            for path in (0, 1):
                found = session.run(x, path=path)
                assert found.dtype == np.float32
                assert relative_error(found, fitted.torch(x, path)) < TOLERANCE


@pytest.fixture(scope="module")
def rounded(fitted: Any) -> list[Any]:
    """The paths on the CPU, rounded to float16 after every operation, sums of convolutions included."""
    mixed = relax.transform.ToMixedPrecision(out_dtype="float16")(load_network(fitted.file).build())
    lower = tvm.transform.Sequential([relax.transform.LegalizeOps(_compat.legalizers()), relax.get_pipeline("zero")])
    found = []
    for path in (0, 1):
        alone = tvm.IRModule({"main": mixed[f"path_{path}"].with_attr("global_symbol", "main")})
        built = relax.build(lower(alone), "llvm", relax_pipeline="default_build")
        found.append(relax.VirtualMachine(built, tvm.cpu())["main"])
    return found


@pytest.mark.parametrize("size", [(38, 66), (9, 14), (1, 1)])
def test_how_far_from_float32(rounded: list[Any], fitted: Any, size: tuple[int, int]) -> None:
    x = random_image(np.random.default_rng(1), *size)
    for path, run in enumerate(rounded):
        found = run(tvm.runtime.tensor(x)).numpy()
        assert found.dtype == np.float32
        assert 1e-6 < relative_error(found, fitted.torch(x, path)) < TOLERANCE


@pytest.mark.parametrize(
    ("target", "dtype", "message"),
    [
        (
            "llvm",
            "float16",
            "dtype float16 is for OpenCL, the target is of kind llvm; leave it out, or give a",
        ),
        ("opencl", "bfloat16", "dtype 'bfloat16' is none of float32 and float16"),
    ],
)
def test_other_types_are_refused(
    fitted: Any, tmp_path: Path, capsys: Any, target: str, dtype: str, message: str
) -> None:
    out = tmp_path / "artifact"
    assert main(["compile", str(fitted.file), "--target", target, "--dtype", dtype, "--out", str(out)]) == 2
    assert message in capsys.readouterr().err.strip().splitlines()[-1]
    assert not out.exists()
