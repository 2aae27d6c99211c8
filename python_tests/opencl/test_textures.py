"""Tensors in textures: how they lie there, copies of all kinds, storages and views."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import tvm
import tvm_ffi
from tvm import relax
from tvm.script import ir as I
from tvm.script import relax as R

from python_tests.opencl.conftest import Run
from python_tests.opencl.kernels import HANDLE, data_handle, load, module_bytes
from tvm_dydca.opencl import devices

SCOPES = {"global.texture": (2, 3, 5, 7, 4), "global.texture-weight": (6, 3, 5, 4), "global.texture-nhwc": (2, 5, 7, 4)}
EXTENTS = {"global.texture": (7, 5, 6), "global.texture-weight": (15, 6, 1), "global.texture-nhwc": (7, 5, 2)}
"""Width, height and layers of the textures of SCOPES."""

READ_ALL = """// Function: read_all
__constant sampler_t plain = CLK_NORMALIZED_COORDS_FALSE | CLK_ADDRESS_NONE | CLK_FILTER_NEAREST;
__kernel void read_all(__read_only image2d_array_t from, __global float* to, int w, int h) {
  int x = get_global_id(0), y = get_global_id(1), z = get_global_id(2);
  vstore4(read_imagef(from, plain, (int4)(x, y, z, 0)), (z * h + y) * w + x, to);
}
"""


def texture(shape: tuple[int, ...], scope: str, device: Any, dtype: str = "float32") -> Any:
    return tvm.runtime.empty(shape, dtype, device, scope)


@pytest.mark.parametrize("dtype", ["float32", "float16"])
@pytest.mark.parametrize("scope", SCOPES)
def test_copies_between_host_buffer_and_texture(device: Any, scope: str, dtype: str) -> None:
    values = np.random.default_rng(0).random(SCOPES[scope]).astype(dtype)
    first, second = texture(values.shape, scope, device, dtype), texture(values.shape, scope, device, dtype)
    buffer = tvm.runtime.empty((2, *values.shape), dtype, device)._create_view(values.shape, dtype, values.nbytes)
    first.copyfrom(values)
    first.copyto(second)
    second.copyto(buffer)
    np.testing.assert_array_equal(second.numpy(), values)
    np.testing.assert_array_equal(buffer.numpy(), values)
    buffer.copyfrom(-values)
    buffer.copyto(first)
    np.testing.assert_array_equal(first.numpy(), -values)


@pytest.mark.parametrize("scope", SCOPES)
def test_a_kernel_sees_rows_and_layers(device: Any, scope: str) -> None:
    width, height, layers = EXTENTS[scope]
    values = np.random.default_rng(0).random(SCOPES[scope]).astype(np.float32)
    source, target = texture(values.shape, scope, device), tvm.runtime.empty(values.shape, "float32", device)
    source.copyfrom(values)
    arguments = [HANDLE, HANDLE, (0, 32), (0, 32)]
    module = load(module_bytes({"read_all": (arguments, [f"blockIdx.{axis}" for axis in "xyz"])}, READ_ALL))
    module["read_all"](data_handle(source), data_handle(target), width, height, width, height, layers)
    np.testing.assert_array_equal(target.numpy(), values)


@pytest.mark.parametrize(
    ("shape", "scope", "message"),
    [
        ((2, 3, 5), "global.texture", "the last of extent 4"),
        ((2, 4), "global.texture", "three axes or more"),
        ((2, 3, 4), "global.texture-rows", "no texture scope"),
        ((1 << 40, 1 << 40, 2, 2, 4), "global.texture", "cannot be allocated"),
    ],
)
def test_wrong_shapes(device: Any, shape: tuple[int, ...], scope: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        texture(shape, scope, device)


def test_integers_do_not_lie_in_textures(device: Any) -> None:
    with pytest.raises(TypeError, match="float32 and float16, not int8"):
        texture((1, 2, 4), "global.texture", device, "int8")


@I.ir_module
class Storage:
    @R.function
    def main():
        storage: R.Any = R.memory.alloc_storage(R.shape([4096]), R.prim_value(0), "global", "uint8")
        return storage


@pytest.fixture(scope="module")
def storages(device: Any, target: Any) -> Any:
    passes = [
        relax.transform.LowerRuntimeBuiltin(),
        relax.transform.VMShapeLower(),
        relax.transform.AttachGlobalSymbol(),
    ]
    built = relax.build(Storage, target, relax_pipeline=tvm.transform.Sequential(passes))
    return relax.VirtualMachine(built, device)


def test_views_of_one_storage(storages: Any) -> None:
    """As the VM does it: each view is given back, and serves the next tensor of its shape."""
    make = tvm_ffi.get_global_func("vm.builtin.alloc_tensor")
    storage = storages["main"]()
    allocated = []
    for _ in range(2):
        for shape in ((1, 6, 8, 4), (1, 3, 16, 4), (1, 4, 8, 4)):
            tensor = make(storage, 0, tvm_ffi.Shape(shape), tvm.DataType("float32"), "global.texture")
            values = np.random.default_rng(0).random(shape).astype(np.float32)
            tensor.copyfrom(values)
            np.testing.assert_array_equal(tensor.numpy(), values)
            del tensor
        allocated.append(devices()[0].allocated_bytes)
    assert allocated[0] == allocated[1]
    flat = make(storage, 256, tvm_ffi.Shape((8,)), tvm.DataType("float32"))
    flat.copyfrom(np.ones(8, np.float32))
    np.testing.assert_array_equal(flat.numpy(), 1)


def test_images_in_buffers(python: Run, limited_opencl: dict[str, str]) -> None:
    """PoCL cannot do it; a library in front of it checks what a driver would, and says that it can."""
    done = python(IN_BUFFERS, LIMITED_IMAGES_IN_BUFFERS="1", **limited_opencl)
    assert done.stdout.split() == ["True", "(1,", "4,", "8,", "4)", "ok"], done.stderr


IN_BUFFERS = """
import numpy as np, tvm, tvm_ffi
from tvm_dydca.opencl import devices
device = tvm.opencl(0)
print(devices()[0].images_in_buffers)
base = tvm.runtime.empty((4096,), "float32", device)
view = tvm_ffi.get_global_func("dydca.opencl.view")
part = view(base, 128, tvm_ffi.Shape((1, 4, 8, 4)), tvm.DataType("float32"), "global.texture")
print(part.shape)
values = np.random.default_rng(0).random((1, 4, 8, 4)).astype(np.float32)
part.copyfrom(values)
assert np.array_equal(part.numpy(), values)
try:
    view(base, 128, tvm_ffi.Shape((1, 128, 8, 4)), tvm.DataType("float32"), "global.texture")
except ValueError as error:
    assert "do not lie in a buffer" in str(error), error
    print("ok")
"""


def test_what_does_not_fit_a_storage_has_an_image_of_its_own(python: Run, limited_opencl: dict[str, str]) -> None:
    """Rows in a buffer begin at multiples of a pitch, which a device chooses: a column takes more than its bytes."""
    done = python(TOO_NARROW, LIMITED_IMAGES_IN_BUFFERS="1", **limited_opencl)
    assert done.stdout.split() == ["True", "0", str(4096)], done.stderr


TOO_NARROW = """
import numpy as np, tvm, tvm_ffi
from tvm import relax
from python_tests.opencl.test_textures import Storage
from tvm_dydca.opencl import devices
passes = [relax.transform.LowerRuntimeBuiltin(), relax.transform.VMShapeLower(), relax.transform.AttachGlobalSymbol()]
target = tvm.target.Target("opencl", host="llvm")
vm = relax.VirtualMachine(relax.build(Storage, target, relax_pipeline=tvm.transform.Sequential(passes)), tvm.opencl(0))
storage, kept = vm["main"](), []
make = tvm_ffi.get_global_func("vm.builtin.alloc_tensor")
print(devices()[0].images_in_buffers)
for shape in ((1, 16, 4, 4), (1, 256, 1, 4)):
    before = devices()[0].allocated_bytes
    tensor = make(storage, 0, tvm_ffi.Shape(shape), tvm.DataType("float32"), "global.texture")
    values = np.random.default_rng(0).random(shape).astype(np.float32)
    tensor.copyfrom(values)
    assert np.array_equal(tensor.numpy(), values)
    kept.append(tensor)
    print(devices()[0].allocated_bytes - before)
"""
