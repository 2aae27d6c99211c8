"""Tensors inside one storage: `R.memory.alloc_tensor` with an offset, and kernels that add it themselves."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import tvm
from tvm import relax
from tvm.script import ir as I
from tvm.script import relax as R
from tvm.script import tirx as T

from tvm_dydca.opencl import OpenCLError, devices


@I.ir_module
class Arena:
    """Three tensors of 64 floats in one storage; what a cl_mem cannot express, the kernel computes."""

    @T.prim_func(private=True, s_tir=True)
    def add_one(a: T.handle, b: T.handle):
        a_offset = T.int64()
        b_offset = T.int64()
        A = T.match_buffer(a, (64,), "float32", elem_offset=a_offset, offset_factor=16)
        B = T.match_buffer(b, (64,), "float32", elem_offset=b_offset, offset_factor=16)
        for i in T.thread_binding(64, thread="threadIdx.x"):
            with T.sblock("add_one"):
                v = T.axis.spatial(64, i)
                B[v] = A[v] + T.float32(1)

    @R.function
    def main(x: R.Tensor((64,), "float32")):
        R.func_attr({"relax.force_pure": True})
        cls = Arena
        storage: R.Any = R.memory.alloc_storage(R.shape([1024]), R.prim_value(0), "global", "uint8")
        first: R.Tensor((64,), "float32") = R.memory.alloc_tensor(storage, 256, R.shape([64]), "float32")
        second: R.Tensor((64,), "float32") = R.memory.alloc_tensor(storage, 768, R.shape([64]), "float32")
        third: R.Tensor((64,), "float32") = R.memory.alloc_tensor(storage, 0, R.shape([64]), "float32")
        _ = cls.add_one(x, first)
        _1 = cls.add_one(first, second)
        _2 = cls.add_one(second, third)
        return (first, second, third)


@pytest.fixture(scope="module")
def outputs(device: Any, target: Any) -> list[Any]:
    """Run `Arena` on 0, 1, ..., 63."""
    passes = (relax.transform.LowerRuntimeBuiltin, relax.transform.ComputePrimValue, relax.transform.VMShapeLower)
    pipeline = tvm.transform.Sequential([p() for p in passes] + [relax.transform.AttachGlobalSymbol()])
    vm = relax.VirtualMachine(relax.build(Arena, target, relax_pipeline=pipeline), device)
    return list(vm["main"](tvm.runtime.tensor(np.arange(64, dtype=np.float32), device)))


def test_kernels_reach_tensors_at_their_offsets(outputs: list[Any]) -> None:
    for step, tensor in enumerate(outputs, 1):
        np.testing.assert_array_equal(tensor.numpy(), np.arange(64) + step)


def test_copies_on_the_device_keep_to_the_offsets(outputs: list[Any], device: Any) -> None:
    first, second, third = outputs
    moved = tvm.runtime.empty((64,), "float32", device)
    second.copyto(moved)
    moved.copyto(first)
    np.testing.assert_array_equal(first.numpy(), np.arange(64) + 2)
    np.testing.assert_array_equal(second.numpy(), np.arange(64) + 2)
    np.testing.assert_array_equal(third.numpy(), np.arange(64) + 3)


def view(base: Any, offset_bytes: int, shape: tuple[int, ...], dtype: str = "float32", scope: str = "global") -> Any:
    import tvm_ffi

    create = tvm_ffi.get_global_func("dydca.opencl.view")
    return create(base, offset_bytes, tvm_ffi.Shape(shape), tvm.DataType(dtype), scope)


def test_a_sub_buffer_shares_the_memory(device: Any) -> None:
    alignment = devices()[0].base_alignment_bytes
    whole = np.arange(alignment, dtype=np.float32)
    base = tvm.runtime.tensor(whole, device)
    part = view(base, alignment, (alignment // 8, 2))
    np.testing.assert_array_equal(part.numpy().ravel(), whole[alignment // 4 :][: alignment // 4])
    part.copyfrom(np.full((alignment // 8, 2), -1, np.float32))
    whole[alignment // 4 :][: alignment // 4] = -1
    np.testing.assert_array_equal(base.numpy(), whole)


def test_a_sub_buffer_outlives_the_name_of_its_base(device: Any) -> None:
    base = tvm.runtime.tensor(np.arange(1024, dtype=np.float32), device)
    part = view(base, 0, (16,))
    before = devices()[0].allocated_bytes
    del base
    assert devices()[0].allocated_bytes == before
    np.testing.assert_array_equal(part.numpy(), np.arange(16))
    del part
    assert devices()[0].allocated_bytes == before - 4096


def test_wrong_sub_buffers(device: Any) -> None:
    base = tvm.runtime.empty((1024,), "float32", device)
    with pytest.raises(ValueError, match="no multiple of"):
        view(base, 4, (16,))
    with pytest.raises(ValueError, match="do not lie in a buffer of 4096 bytes"):
        view(base, 3968, (64,))
    with pytest.raises(ValueError, match="below 0"):
        view(base, -128, (16,))
    with pytest.raises(ValueError, match="cannot be allocated"):
        view(base, 0, (1 << 40, 1 << 40))


def test_a_texture_lies_in_a_buffer_only_where_the_device_can(device: Any) -> None:
    base = tvm.runtime.empty((1024,), "float32", device)
    if devices()[0].images_in_buffers:
        assert view(base, 0, (1, 4, 8, 4), scope="global.texture").shape == (1, 4, 8, 4)
    else:
        with pytest.raises(OpenCLError, match="cannot put textures into buffers"):
            view(base, 0, (1, 4, 8, 4), scope="global.texture")
