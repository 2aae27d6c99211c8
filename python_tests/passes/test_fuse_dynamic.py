"""FuseDynamic: which kernels are left, that stock TVM leaves more, and that they compute what PyTorch computes."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import pytest
import torch
import torch.nn.functional as F
import tvm
from torch import nn
from tvm import relax, tirx
from tvm.ir import assert_structural_equal
from tvm.relax.frontend.torch import from_exported_program
from tvm.script import ir as I
from tvm.script import relax as R
from tvm.script import tirx as T

from python_tests.passes.graphs import Graph, calls, relax_module
from python_tests.reference import NETWORK_TOLERANCE, relative_error
from tvm_dydca.errors import InputError
from tvm_dydca.relay_passes import DispatchKernels
from tvm_dydca.relay_passes.fuse.patterns import blocks_of
from tvm_dydca.relay_passes.fuse.reshape_groups import match_groups
from tvm_dydca.relay_passes.fuse_dynamic import FuseDynamic, fusion_report

h, w = TypeVar("h"), TypeVar("w")


def apply(mod, **options):
    """Run the pass; what comes out is well formed, and a second run changes nothing."""
    result = FuseDynamic(**options)(mod)
    relax.analysis.well_formed(result)
    assert_structural_equal(FuseDynamic(**options)(result), result)
    return result


def kernels(mod, function="main"):
    """Names of the kernels of a function, without the word for a fused one."""
    return [name.replace("fused_", "") for name in calls(relax.transform.RewriteDataflowReshape()(mod)[function])]


def blocks(mod, name):
    return len(blocks_of(next(f for g, f in mod.functions_items() if g.name_hint.replace("fused_", "") == name)))


class Tokens(nn.Module):
    """Attention over the pixels: the number of tokens is a product of two symbolic dims."""

    def __init__(self):
        super().__init__()
        self.norm, self.qkv, self.out = nn.LayerNorm(8), nn.Linear(8, 24), nn.Linear(8, 8)

    def forward(self, x):
        n, c, h, w = x.shape
        tokens = self.norm(x.permute(0, 2, 3, 1).reshape(n, h * w, c))
        q, k, v = self.qkv(tokens).chunk(3, dim=-1)
        mixed = torch.softmax(q @ k.transpose(1, 2) * 0.3, dim=-1) @ v
        return torch.tanh(self.out(mixed).reshape(n, h, w, c).permute(0, 3, 1, 2)) + x


class Upscaler(nn.Module):
    """A convolution whose tail moves elements: pixel shuffle as the importer spells it, a scale, a shift and a clip."""

    def __init__(self):
        super().__init__()
        self.head, self.tail = nn.Conv2d(3, 8, 3, padding=1), nn.Conv2d(8, 12, 3, padding=1)

    def forward(self, x):
        y = F.relu(self.head(x))
        return torch.clamp(F.pixel_shuffle(self.tail(y), 2) * 0.5 + 0.5, 0, 1)


class Gated(nn.Module):
    """Squeeze and excitation, a residual, shuffled channels and a concat of convolutions."""

    def __init__(self):
        super().__init__()
        self.first, self.second, self.third = nn.Conv2d(3, 8, 3, padding=1), nn.Conv2d(8, 8, 1), nn.Conv2d(8, 4, 1)

    def forward(self, x):
        y = self.first(x)
        y = y + F.relu(self.second(y)) * torch.sigmoid(y.mean((2, 3), keepdim=True))
        n, c, h, w = y.shape
        shuffled = y.reshape(n, 2, c // 2, h, w).transpose(1, 2).reshape(n, c, h, w)
        return torch.cat([torch.exp(self.third(shuffled)), F.max_pool2d(y, 3, 1, 1)], 1)


class Branched(nn.Module):
    """torch.cond: the importer makes no dataflow block where there is a branch."""

    def __init__(self):
        super().__init__()
        self.paths = nn.ModuleList([Upscaler(), Upscaler()])

    def forward(self, x):
        return torch.cond(x.mean() > 0.5, lambda x: self.paths[0](x) + 1, lambda x: self.paths[1](x) * 2, (x,))


def export(network, channels):
    torch.manual_seed(0)
    dims = {2: torch.export.Dim("h", min=2, max=40), 3: torch.export.Dim("w", min=2, max=40)}
    program = torch.export.export(network.eval(), (torch.rand(1, channels, 10, 14),), dynamic_shapes=(dims,))
    return from_exported_program(program, unwrap_unit_return_tuple=True)


@pytest.fixture(scope="module")
def networks():
    made = {"tokens": (Tokens(), 8), "upscaler": (Upscaler(), 3), "gated": (Gated(), 3), "branched": (Branched(), 3)}
    return {name: (network, channels, export(network, channels)) for name, (network, channels) in made.items()}


@pytest.mark.parametrize(("name", "most"), [("tokens", 8), ("upscaler", 2), ("gated", 6), ("branched", 5)])
def test_a_network_of_torch_export_is_fused_and_equals_pytorch(networks, name, most, target):
    network, channels, module = networks[name]
    fused = apply(module)
    report = fusion_report(module)
    assert sum(entry.kernels for entry in report.functions) <= most
    assert sum(entry.kernels for entry in report.functions) < sum(entry.stock_kernels for entry in report.functions)
    vm = relax.VirtualMachine(tvm.compile(fused, target=target), tvm.cpu())
    network = network.double()
    for size in ((2, 2), (3, 17), (40, 31)):
        for offset in (0.0, 0.4):
            x = np.random.default_rng(size).random((1, channels, *size)).astype(np.float32) * 0.6 + np.float32(offset)
            with torch.no_grad():
                expected = network(torch.from_numpy(x).double()).numpy()
            assert relative_error(vm["main"](tvm.runtime.tensor(x)).numpy(), expected) < NETWORK_TOLERANCE
    network.float()


def test_a_tail_that_moves_elements_is_one_loop_nest_of_the_convolution(networks):
    fused = apply(networks["upscaler"][2])
    names = kernels(fused)
    assert len(names) == 2
    assert blocks(fused, names[1]) == 3, "padding, convolution, and one for bias, shuffle, scale, shift and clip"


def test_tails_stay_apart_where_that_is_asked_for(networks):
    fused = apply(networks["upscaler"][2], absorb_tails=False)
    assert len(kernels(fused)) == 3
    assert fusion_report(networks["upscaler"][2], absorb_tails=False).of("main").kernels == 3


def test_the_report_counts_both(networks):
    report = fusion_report(networks["upscaler"][2])
    assert (report.of("main").stock_kernels, report.of("main").kernels) == (4, 2)
    assert str(report).splitlines()[1].split() == ["main", "4", "2"]
    with pytest.raises(KeyError):
        report.of("other")


def test_functions_with_a_branch_get_dataflow_blocks(networks):
    stock = fusion_report(networks["branched"][2])
    assert all(entry.kernels <= entry.stock_kernels for entry in stock.functions)
    branches = [entry for entry in stock.functions if entry.function != "main"]
    assert len(branches) == 2
    assert all(entry.kernels == 2 for entry in branches)


def test_a_shuffle_spelled_out_becomes_one_loop_nest():
    @I.ir_module
    class Before:
        @R.function
        def main(x: R.Tensor((1, 4, h, w), "float32")) -> R.Tensor((1, 1, "h * 2", "w * 2"), "float32"):
            with R.dataflow():
                a = R.reshape(x, (1, 1, 2, 2, h, w))
                b = R.permute_dims(a, [0, 1, 4, 2, 5, 3])
                c = R.reshape(b, (1, 1, h * 2, w * 2))
                d = R.multiply(c, R.const(2, "float32"))
                R.output(d)
            return d

    @I.ir_module
    class Expected:
        @T.prim_func(private=True, s_tir=True)
        def fused_reshape_transpose_reshape1_multiply(
            x: T.Buffer((T.int64(1), T.int64(4), h, w), "float32"),
            y: T.Buffer((T.int64(1), T.int64(1), h * T.int64(2), w * T.int64(2)), "float32"),
        ):
            T.func_attr({"tirx.noalias": True})
            for i, j, k, m in T.grid(T.int64(1), T.int64(1), h * T.int64(2), w * T.int64(2)):
                with T.sblock("T_multiply"):
                    vi, vj, vk, vm = T.axis.remap("SSSS", [i, j, k, m])
                    y[vi, vj, vk, vm] = x[
                        vi, vk % T.int64(2) * T.int64(2) + vm % T.int64(2), vk // T.int64(2), vm // T.int64(2)
                    ] * T.float32(2)

        @R.function
        def main(x: R.Tensor((1, 4, h, w), "float32")) -> R.Tensor((1, 1, "h * 2", "w * 2"), "float32"):
            cls = Expected
            with R.dataflow():
                d = R.call_tir(
                    cls.fused_reshape_transpose_reshape1_multiply,
                    (x,),
                    out_ty=R.Tensor((1, 1, h * 2, w * 2), "float32"),
                )
                R.output(d)
            return d

    assert_structural_equal(apply(Before), Expected)


def functions(mod, kind):
    return {gvar.name_hint: func for gvar, func in mod.functions_items() if isinstance(func, kind)}


def with_relu_and_shuffle(ops, x):
    return ops.shuffle(ops.relu(ops.add(ops.conv(x, 12, bias=False), x)), 2)


def test_a_residual_and_a_shuffle_join_the_convolution_before_them():
    fused = apply(relax_module(main=Graph(with_relu_and_shuffle, {"x": 12})))
    assert kernels(fused) == ["conv2d_add_relu_pixel_shuffle"]


def test_kernels_that_are_chosen_already_stay_as_they_are(target):
    def body(ops, x):
        return ops.shuffle(ops.bias(ops.relu(ops.add(ops.conv(x, 32), x))), 2)

    module = relax_module(main=Graph(body, {"x": 32}))
    chosen = DispatchKernels(target)(module)
    ours = functions(chosen, tirx.PrimFunc)
    assert ours
    fused = apply(chosen)
    left = functions(fused, tirx.PrimFunc)
    for name, func in ours.items():
        assert_structural_equal(left[name], func)
    assert calls(fused["main"]) == [*calls(chosen["main"])[:-2], "fused_add_pixel_shuffle"]


@pytest.mark.parametrize(("attrs", "left"), [({"op_pattern": 8}, 3), ({"tirx.is_scheduled": True}, 3), ({}, 1)])
def test_a_mark_alone_keeps_a_kernel_apart(attrs, left):
    """The same kernel is fused or not: nothing in its body tells that it was chosen."""
    x = relax.Var("x", relax.TensorType((tirx.Var("h", "int64"), 8), "float32"))
    builder = relax.BlockBuilder()
    with builder.function("main", [x]):
        with builder.dataflow():
            y = builder.emit_te(tvm.topi.transpose, builder.emit(relax.op.exp(x)), primfunc_name_hint="turn")
            out = builder.emit_output(relax.op.tanh(y))
        builder.emit_func_output(out)
    module = builder.get()
    module["turn"] = module["turn"].with_attrs(attrs)
    fused = apply(module)
    assert len(kernels(fused)) == left
    if attrs:
        assert_structural_equal(fused["turn"], module["turn"])


def test_a_reshape_between_two_products_stays_a_view():
    @I.ir_module
    class Views:
        @R.function
        def main(x: R.Tensor((h, 4, 2), "float32"), y: R.Tensor((8, 3), "float32"), z: R.Tensor((3, 3), "float32")):
            with R.dataflow():
                a = R.matmul(R.reshape(x, (h, 8)), y)
                b = R.matmul(R.reshape(a, (h, 1, 3)), z)
                R.output(b)
            return b

    fused = apply(Views)
    assert calls(relax.transform.RewriteDataflowReshape()(fused)["main"]) == ["reshape", "matmul", "reshape", "matmul1"]
    assert fusion_report(Views).of("main").kernels == 2


def test_what_is_broadcast_or_read_twice_is_not_computed_again():
    @I.ir_module
    class Before:
        @R.function
        def main(x: R.Tensor((1, 8, h, w), "float32"), s: R.Tensor((1, 8, 1, 1), "float32")):
            with R.dataflow():
                gate = R.sigmoid(s)
                a = R.multiply(x, gate)
                b = R.exp(a)
                c = R.add(R.tanh(b), b)
                R.output(c)
            return c

    fused = apply(Before)
    (name,) = kernels(fused)
    # Sigmoid of as many numbers as there are channels; exp with the product in it, read twice; and tanh with the sum.
    found = blocks_of(fused["fused_" + name])
    assert len(found) == 3
    assert [str(block.body.buffer.shape[2]) for block in found] == ["T.int64(1)", "h", "h"]


def test_a_layout_of_constants_is_folded_into_them():
    weight = np.random.default_rng(0).standard_normal((3, 8)).astype("float32")
    x = relax.Var("x", relax.TensorType((tirx.Var("n", "int64"), 8), "float32"))
    builder = relax.BlockBuilder()
    with builder.function("main", [x]):
        with builder.dataflow():
            turned = builder.emit(relax.op.permute_dims(relax.const(weight)))
            bias = builder.emit(relax.op.reshape(relax.const(weight[:, 0]), (1, 3)))
            out = builder.emit_output(relax.op.add(builder.emit(relax.op.matmul(x, turned)), bias))
        builder.emit_func_output(out)
    fused = apply(builder.get())
    assert kernels(fused) == ["matmul_add"]
    constants = fused["main"].body.blocks[0].bindings[0].value.args[1].fields[1:]
    np.testing.assert_array_equal(constants[0].value.numpy(), weight.T)
    assert tuple(constants[1].value.numpy().shape) == (1, 3)


def test_a_shape_that_stays_the_same_is_no_kernel():
    @I.ir_module
    class Same:
        @R.function
        def main(x: R.Tensor((h, w), "float32"), y: R.Tensor((w, 3), "float32")):
            with R.dataflow():
                a = R.broadcast_to(x, (h, w))
                b = R.reshape(a, (h, w))
                c = R.matmul(b, y)
                R.output(c)
            return c

    assert calls(apply(Same)["main"]) == ["matmul"]


N, M = tirx.Var("n", "int64"), tirx.Var("m", "int64")


@pytest.mark.parametrize(
    ("before", "after", "groups"),
    [
        ((1, 12, N, M), (1, 3, 2, 2, N, M), [([0], [0]), ([1], [1, 2, 3]), ([2], [4]), ([3], [5])]),
        ((3, N, 2, M, 2), (3, 2 * N, 2 * M), [([0], [0]), ([1, 2], [1]), ([3, 4], [2])]),
        ((1, N, M, 8), (N * M, 8), [([0], []), ([1, 2], [0]), ([3], [1])]),
        ((N, M), (1, N, 1, M, 1), [([], [0]), ([0], [1]), ([], [2]), ([1], [3]), ([], [4])]),
        ((), (1, 1), [([], [0]), ([], [1])]),
        ((6, N), (2, 3 * N), [([0, 1], [0, 1])]),
        ((N,), (M,), None),
        ((N, 2), (N,), None),
    ],
)
def test_dims_that_a_reshape_leaves_alone_are_found(before, after, groups):
    dims = [[tirx.const(dim, "int64") if isinstance(dim, int) else dim for dim in shape] for shape in (before, after)]
    assert match_groups(*dims) == groups


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((2, "n", 6), ("n*2", 2, 3)),
        (("n", 4), (2, "n*2")),
        ((1, "n", 1, 2), ("n", 2, 1)),
        (("n", "m", 2), ("m*2", "n")),
        (("n", "m"), ("n*m",)),
        (("n*m",), ("m", "n")),
    ],
)
def test_every_reshape_keeps_the_order_of_elements(before, after, target):
    dims = {"n": N, "m": M, "n*2": N * 2, "m*2": M * 2, "n*m": N * M}
    x = relax.Var("x", relax.TensorType([dims.get(dim, dim) for dim in before], "float32"))
    sizes = relax.Var("sizes", relax.TensorType((N, M), "float32"))  # so that both dims are known from the start
    builder = relax.BlockBuilder()
    with builder.function("main", [x, sizes]):
        with builder.dataflow():
            y = builder.emit(relax.op.reshape(builder.emit(relax.op.exp(x)), [dims.get(dim, dim) for dim in after]))
            out = builder.emit_output(relax.op.negative(y))
        builder.emit_func_output(out)
    fused = apply(builder.get())
    assert len(kernels(fused)) == 1
    vm = relax.VirtualMachine(tvm.compile(fused, target=target), tvm.cpu())
    for n, m in ((1, 1), (3, 5), (8, 2)):
        values = {"n": n, "m": m, "n*2": n * 2, "m*2": m * 2, "n*m": n * m}
        data = np.random.default_rng(n).random([values.get(dim, dim) for dim in before]).astype("float32")
        found = vm["main"](tvm.runtime.tensor(data), tvm.runtime.tensor(np.zeros((n, m), "float32"))).numpy()
        np.testing.assert_allclose(found, -np.exp(data).reshape([values.get(dim, dim) for dim in after]), rtol=1e-5)


def test_a_planned_module_is_refused(networks):
    late = tvm.transform.Sequential([relax.transform.ToNonDataflow(), relax.transform.CallTIRRewrite()])
    planned = late(FuseDynamic()(networks["upscaler"][2]))
    with pytest.raises(InputError, match=r"FuseDynamic: function main, binding \w+: relax.builtin.alloc_tensor"):
        FuseDynamic()(planned)
