"""Bad surroundings and bad kernels: one error that says what to do, and never a crash."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tvm

from python_tests.opencl.conftest import Run
from python_tests.opencl.kernels import HANDLE, SCALE, data_handle, load, module_bytes, scale_module
from tvm_dydca.opencl import OpenCLError, devices

LIST = """
import tvm
from tvm_dydca.opencl import OpenCLError, devices
try:
    devices()
except OpenCLError as error:
    print(error)
print(tvm.opencl(0).exist)
try:
    tvm.runtime.empty((4,), "float32", tvm.opencl(0))
except OpenCLError as error:
    print(error)
"""


def test_no_library(python: Run, tmp_path: Path) -> None:
    done = python(LIST, TVM_DYDCA_OPENCL_LIBRARY=tmp_path / "none.so", TVM_USE_RUNTIME_LIB="1")
    listed, exists, allocated = done.stdout.splitlines()
    assert f"no OpenCL library could be opened (tried {tmp_path}/none.so); install" in listed
    assert (exists, allocated) == ("False", listed), done.stderr


def test_a_library_that_is_no_opencl(python: Run) -> None:
    done = python(LIST, TVM_DYDCA_OPENCL_LIBRARY="libc.so.6", TVM_USE_RUNTIME_LIB="1")
    assert "(tried libc.so.6 (it lacks clGetPlatformIDs))" in done.stdout, done.stderr


def test_no_device(python: Run, limited_opencl: dict[str, str]) -> None:
    done = python(LIST, LIMITED_NO_DEVICES="1", TVM_USE_RUNTIME_LIB="1", **limited_opencl)
    listed, exists, allocated = done.stdout.splitlines()
    assert "knows no OpenCL device" in listed
    assert "knows no OpenCL device" in allocated
    assert exists == "False", done.stderr


def test_a_device_that_is_not_there(device: Any) -> None:
    with pytest.raises(OpenCLError, match=r"there is no device opencl:99; there are opencl:0 to opencl:\d+"):
        tvm.runtime.empty((4,), "float32", tvm.opencl(99))


TEXTURE = """
import tvm
from tvm_dydca.opencl import OpenCLError
try:
    tvm.runtime.empty((4, 100, 4), "float32", tvm.opencl(0), "global.texture-weight")
except OpenCLError as error:
    print(error)
"""


def test_no_images(python: Run, limited_opencl: dict[str, str]) -> None:
    done = python(TEXTURE, LIMITED_NO_IMAGES="1", TVM_USE_RUNTIME_LIB="1", **limited_opencl)
    assert "has no images; compile for buffers" in done.stdout, done.stderr


def test_too_small_an_image_limit(python: Run, limited_opencl: dict[str, str]) -> None:
    done = python(TEXTURE, LIMITED_IMAGE_WIDTH="99", TVM_USE_RUNTIME_LIB="1", **limited_opencl)
    assert "a texture of 100 x 4 texels in 1 layers does not fit" in done.stdout, done.stderr
    assert "images are at most 99 x" in done.stdout
    assert "texture_spatial_limit" in done.stdout


FILL = """
import sys, tvm
from tvm_dydca.opencl import OpenCLError, devices
dev, kept = tvm.opencl(0), []
try:
    for _ in range(8):
        kept.append(tvm.runtime.empty((1 << 20,), "uint8", dev))
except OpenCLError as error:
    print(len(kept), error)
del kept[-1]
kept.append(tvm.runtime.empty((1 << 20,), "uint8", dev))
print(devices()[0].allocated_bytes >> 20)
"""


def test_out_of_the_memory_that_the_user_allows(python: Run) -> None:
    done = python(FILL, TVM_DYDCA_OPENCL_MEMORY_MB="5", TVM_USE_RUNTIME_LIB="1")
    error, left = done.stdout.splitlines()
    assert error.startswith("5 opencl:0"), done.stderr
    assert "has no room for a buffer of 1048576 bytes: 5242880 of 5242880 bytes are in use" in error
    assert left == "5"


def test_out_of_the_memory_that_the_device_has(python: Run, limited_opencl: dict[str, str]) -> None:
    done = python(FILL, LIMITED_MEMORY_BYTES=str(3 << 20), TVM_USE_RUNTIME_LIB="1", **limited_opencl)
    error, left = done.stdout.splitlines()
    assert error.startswith("3 opencl:0"), done.stderr
    assert "has no room for a buffer of 1048576 bytes: 3145728 of" in error
    assert left == "3"


POOL = """
import numpy as np, tvm
from tvm import relax
from tvm_dydca.opencl import devices
builder = relax.BlockBuilder()
x = relax.Var("x", relax.TensorType((512, 512), "float32"))
with builder.function("main", [x]):
    y = builder.emit(relax.op.exp(x))
    z = builder.emit(relax.op.matmul(y, y))
    builder.emit_func_output(builder.emit(relax.op.sum(z)))
dev = tvm.opencl(0)
vm = relax.VirtualMachine(tvm.compile(builder.get(), tvm.target.Target("opencl", host="llvm")), dev)
x = tvm.runtime.tensor(np.ones((512, 512), np.float32), dev)
print(vm["main"](x).numpy())
print(devices()[0].allocated_bytes >> 20)
kept = tvm.runtime.empty((4 << 20,), "uint8", dev)
print(devices()[0].allocated_bytes >> 20)
"""


def test_memory_that_a_pool_keeps_is_given_up_for_others(python: Run) -> None:
    """Of 6 MB, 1 is the input and 2 lie idle when 4 more are asked for."""
    done = python(POOL, TVM_DYDCA_OPENCL_MEMORY_MB="6")
    total, before, after = map(float, done.stdout.split())
    assert total == pytest.approx(np.e**2 * 2**27, rel=1e-4), done.stderr
    assert (before, after) == (3, 5)


def test_one_allocation_beyond_the_limit(device: Any) -> None:
    size = devices()[0].largest_allocation_bytes + 1
    with pytest.raises(OpenCLError, match=f"has no room for a buffer of {size} bytes"):
        tvm.runtime.empty((size,), "uint8", device)


def test_a_kernel_that_does_not_build(device: Any) -> None:
    module = load(
        module_bytes(
            {"broken": ([HANDLE], [])}, "// Function: broken\n__kernel void broken(__global int* x) { x[0] = y; }"
        )
    )
    with pytest.raises(OpenCLError, match=r"(?s)the kernel broken does not build on opencl:0 .*'y'"):
        module["broken"](data_handle(tvm.runtime.empty((4,), "int32", device)))


def test_a_kernel_that_takes_other_arguments_than_the_module_says(device: Any) -> None:
    module = load(module_bytes({"scale": ([HANDLE], ["blockIdx.x"])}, SCALE))
    with pytest.raises(ValueError, match="the kernel scale takes 2 arguments, but its module says 1"):
        module["scale"](data_handle(tvm.runtime.empty((4,), "float32", device)), 4)


def test_a_work_group_that_the_device_does_not_run(device: Any) -> None:
    items = devices()[0].work_group_items
    x = tvm.runtime.empty((2 * items,), "float32", device)
    with pytest.raises(
        OpenCLError, match=f"the kernel scale asks for work-groups of {2 * items} x 1 x 1, but .* {items}"
    ):
        load(scale_module())["scale"](data_handle(x), 1.0, 1, 2 * items)


WORK_GROUP = """
import numpy as np, tvm
from python_tests.opencl.kernels import data_handle, load, scale_module
from tvm_dydca.opencl import OpenCLError, devices
x = tvm.runtime.tensor(np.ones(64, np.float32), tvm.opencl(0))
scale = load(scale_module())["scale"]
scale(data_handle(x), 3.0, 4, 16)
try:
    scale(data_handle(x), 3.0, 2, 32)
except OpenCLError as error:
    print(error)
print(x.numpy().sum(), devices()[0].work_group_items)
"""


def test_a_kernel_whose_own_limit_is_lower(python: Run, limited_opencl: dict[str, str]) -> None:
    """As registers run short on Adreno: the device allows more than this kernel can have."""
    done = python(WORK_GROUP, LIMITED_WORK_GROUP="16", TVM_USE_RUNTIME_LIB="1", **limited_opencl)
    error, figures = done.stdout.splitlines()
    assert "the kernel scale asks for work-groups of 32 x 1 x 1, but" in error, done.stderr
    assert "in groups of 16 items at most" in error
    total, items = figures.split()
    assert float(total) == 192
    assert int(items) > 16


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((1.0, 1), "takes 2 arguments and 2 launch sizes, not 3"),
        ((1.0, -1, 4), "is launched with -1 along blockIdx.x"),
        ((1.0, 1.5, 4), "argument 2 of the kernel scale must be an integer"),
    ],
)
def test_wrong_launches(device: Any, arguments: tuple[float, ...], message: str) -> None:
    x = tvm.runtime.tensor(np.ones(4, np.float32), device)
    with pytest.raises((TypeError, ValueError), match=message):
        load(scale_module())["scale"](data_handle(x), *arguments)


def test_an_empty_launch_does_nothing(device: Any) -> None:
    x = tvm.runtime.tensor(np.ones(4, np.float32), device)
    load(scale_module())["scale"](data_handle(x), 2.0, 0, 4)
    np.testing.assert_array_equal(x.numpy(), 1)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (module_bytes({"f": ([HANDLE], [])}, "", "aocx"), "of the format aocx cannot be run here"),
        (module_bytes({"f": ([HANDLE], [])}, SCALE), "no source of the kernel f"),
        (module_bytes({"scale": ([HANDLE], ["vthread"])}, SCALE), "launched with vthread, which OpenCL does not have"),
        (module_bytes({"scale": ([(2, 16)], [])}, SCALE), "argument 0 of the kernel scale is of type float16"),
        (scale_module()[:-1], "its code would lie behind its end"),
        (scale_module() + b"\0", "1 bytes too many"),
        (b"", "its format would lie behind its end"),
    ],
)
def test_wrong_modules(device: Any, data: bytes, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        load(data)
