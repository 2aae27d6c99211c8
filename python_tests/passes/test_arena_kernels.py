"""What PlanStaticArena makes of kernels: their workspaces as parameters, each memory told from every other."""

import numpy as np
import pytest
import tvm
import tvm_ffi
from tvm import tirx

from tvm_dydca.relay_passes.arena.kernels import prepare_kernels
from tvm_dydca.schedules import ConvGroup
from tvm_dydca.schedules.cpu import winograd
from tvm_dydca.schedules.elementwise import RELU


@pytest.fixture(scope="module")
def target():
    return tvm.target.Target({"kind": "llvm", "mcpu": "x86-64-v4", "num-cores": 2})


@pytest.fixture(scope="module")
def prepared(target):
    group = ConvGroup(np.ones((32, 16, 3, 3), np.float32), np.zeros(32, np.float32), activation=RELU)
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


def test_what_threads_write_lies_apart(prepared):
    """Each thread has its workspaces in one piece, and no cache line of it is beside another thread's."""
    begins = {}

    def note(stmt):
        if not isinstance(stmt.value, tvm.ir.Call) or str(stmt.value.op.name) != "tirx.address_of":
            return
        (index,) = stmt.value.args[0].indices
        variables = []
        tvm_ffi.structural_walk(index, (tvm.ir.Var, variables.append))
        (part,) = set(variables)
        begins[str(stmt.var.name)] = [_value(index, part, number) for number in (0, 1, 2)]

    tvm_ffi.structural_walk(prepared.func.body, (tirx.Bind, note))
    strides = {(first - zero, second - first) for zero, first, second in begins.values()}
    assert len(begins) == 6
    assert len(strides) == 1, "all move together"
    (stride, _) = strides.pop()
    own = {"V": 64 * 4 * 16, "M": 64 * 4 * 32, "Z": 64 * 16, "D": 8 * 16, "sums": 4 * 2 * 16, "P": 6 * 8 * 16}
    assert stride == sum(own.values()) + 1024 // 4, "1024 bytes lie between one thread's and the next one's"


def _value(index, part, number):
    put = tvm_ffi.structural_map(index, (tvm.ir.Var, lambda var: tirx.const(number, "int32") if var == part else var))
    return int(tvm.sym.Analyzer().simplify(put))


@pytest.mark.parametrize(("tile", "k_unroll"), [(2, 1), (4, 2), (6, 4)])
def test_accumulators_stay_in_registers(tile, k_unroll, target):
    """In the loop over products nothing is stored: it has as many multiply-adds as its tile, times its unrolling."""
    group = ConvGroup(np.ones((32, 128, 3, 3), np.float32), np.zeros(32, np.float32), activation=RELU)
    kernel = winograd.rule(group, target, winograd.Knobs(tile=tile, k_unroll=k_unroll))
    (prepared,) = prepare_kernels(tvm.IRModule({"kernel": kernel.func}), 2, set()).values()
    module = tvm.IRModule({"kernel": prepared.func.with_attr("global_symbol", "kernel")})
    products = max(_loops(tvm.tirx.build(module, target=target).inspect_source("asm")), key=_multiply_adds)
    stores = [line for line in products if line.strip().startswith("vmov") and line.rstrip().endswith(")")]
    # Accumulators of 4 tiles by 2 blocks; LLVM may unroll further.
    assert _multiply_adds(products) >= 8 * k_unroll
    assert _multiply_adds(products) % (8 * k_unroll) == 0
    assert stores == []


def _loops(assembly):
    """Yield the lines of every loop without another one in it."""
    label, lines = "", []
    for line in assembly.splitlines():
        if line.startswith(".L"):
            label, lines = line.split(":")[0], []
        elif line.startswith("\tj"):
            if line.split()[-1] == label:
                yield lines
            lines = []
        else:
            lines.append(line)


def _multiply_adds(lines):
    return sum("vfmadd" in line for line in lines)
