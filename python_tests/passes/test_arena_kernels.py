"""What PlanStaticArena makes of kernels: their workspaces as parameters, each memory told from every other."""

import numpy as np
import pytest
import tvm
import tvm_ffi
from tvm import tirx

from tvm_dydca.relay_passes.arena.kernels import prepare_kernels
from tvm_dydca.schedules import ConvGroup
from tvm_dydca.schedules.cpu import winograd


@pytest.fixture(scope="module")
def target():
    return tvm.target.Target({"kind": "llvm", "mcpu": "x86-64-v4", "num-cores": 2})


@pytest.fixture(scope="module")
def prepared(target):
    group = ConvGroup(np.ones((32, 16, 3, 3), np.float32), np.zeros(32, np.float32), relu=True)
    module = tvm.IRModule({"kernel": winograd.rule(group, target).func})
    (found,) = prepare_kernels(module, 2, set()).values()
    return found


def test_a_kernel_has_one_workspace_for_a_dtype(prepared):
    assert [str(workspace.dtype) for workspace in prepared.workspaces] == ["float32"]
    assert prepared.func.params[-1].same_as(prepared.workspaces[0])


def test_every_part_of_a_workspace_has_a_pointer_of_its_own(prepared):
    """LLVM takes memory behind one pointer for one memory, and would store an accumulator after every product."""
    bound, declared = [], []
    walk = [(tirx.Bind, lambda stmt: bound.append(stmt.var)), (tirx.DeclBuffer, lambda stmt: declared.append(stmt))]
    tvm_ffi.structural_walk(prepared.func.body, walk)
    parts = [stmt for stmt in declared if any(stmt.data.same_as(pointer) for pointer in bound)]
    assert {str(stmt.buffer.name) for stmt in parts} >= {"V", "M", "M_local", "Z_local"}
    assert len({hash(stmt.data) for stmt in parts}) == len(parts)


def test_accumulators_stay_in_registers(prepared, target):
    """In the loop over products nothing is stored: it has as many multiply-adds as its tile, times its unrolling."""
    module = tvm.IRModule({"kernel": prepared.func.with_attr("global_symbol", "kernel")})
    lines = tvm.tirx.build(module, target=target).inspect_source("asm").splitlines()
    blocks: list[list[str]] = [[]]
    for line in lines:
        if line.startswith((".L", "\tj")):
            blocks.append([])
        blocks[-1].append(line)
    products = max(blocks, key=lambda block: sum("vfmadd" in line for line in block))
    stores = [line for line in products if line.strip().startswith("vmov") and line.rstrip().endswith(")")]
    assert sum("vfmadd" in line for line in products) == 4 * 24, "24 accumulators of 16 floats, unrolled by 4"
    assert stores == []
