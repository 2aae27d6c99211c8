"""Each pass alone on modules as importers leave them: well-formed, right when stock TVM compiles it, idempotent."""

import numpy as np
import onnx
import pytest
import torch
import torch.nn.functional as F
import tvm
from torch import nn
from tvm import relax
from tvm.relax.frontend.onnx import from_onnx
from tvm.relax.frontend.torch import from_exported_program

from python_tests.reference import NETWORK_TOLERANCE, relative_error
from tvm_dydca._autoload import autoload
from tvm_dydca.relay_passes import (
    BucketShapes,
    ClassifyDynamism,
    DispatchKernels,
    FuseDynamic,
    OrderExecution,
    OutlinePaths,
    PropagateDims,
)

PASSES = (ClassifyDynamism, OutlinePaths, PropagateDims, BucketShapes, DispatchKernels, FuseDynamic, OrderExecution)


class Chooser(nn.Module):
    """Branches inside a branch, a residual, and a mean: nothing that stock TVM cannot legalise."""

    def __init__(self):
        super().__init__()
        self.head = nn.Conv2d(3, 8, 3, padding=1)
        self.body = nn.Conv2d(8, 8, 3, padding=1)
        self.last = nn.Linear(8, 4)

    def forward(self, x):
        y = F.relu(self.head(x))

        def busy(z):
            return torch.cond(z.mean() > 0.6, lambda v: F.relu(self.body(v)) + v, lambda v: self.body(v), (z,))

        y = torch.cond(y.mean() > 0.3, busy, lambda z: z * 0.5, (y,))
        return self.last(y.mean((2, 3)))


@pytest.fixture(scope="module")
def chooser():
    torch.manual_seed(4)
    network = Chooser().eval()
    dims = {2: torch.export.Dim("h", min=2, max=32), 3: torch.export.Dim("w", min=2, max=32)}
    program = torch.export.export(network, (torch.rand(1, 3, 10, 12),), dynamic_shapes=(dims,))
    return network, from_exported_program(program, unwrap_unit_return_tuple=True)


@pytest.fixture(scope="module")
def reshaper():
    """An ONNX graph whose reshape computes its target: (n, 4, 6) to (n, 24), then a matrix product and an If on n."""
    helper, kinds = onnx.helper, onnx.TensorProto
    weight = np.random.default_rng(0).standard_normal((24, 5)).astype(np.float32)
    branches = []
    for name, operator in (("few", "Relu"), ("many", "Neg")):
        node = helper.make_node(operator, ["product"], [name])
        out = helper.make_tensor_value_info(name, kinds.FLOAT, None)
        branches.append(helper.make_graph([node], name, [], [out]))
    nodes = [
        helper.make_node("Shape", ["x"], ["shape"]),
        helper.make_node("Slice", ["shape", "zero", "one"], ["rows"]),
        helper.make_node("Concat", ["rows", "width"], ["target"], axis=0),
        helper.make_node("Reshape", ["x", "target"], ["flat"]),
        helper.make_node("MatMul", ["flat", "weight"], ["product"]),
        helper.make_node("ReduceMean", ["product"], ["mean"], keepdims=0),
        helper.make_node("Greater", ["mean", "threshold"], ["up"]),
        helper.make_node("If", ["up"], ["y"], then_branch=branches[0], else_branch=branches[1]),
    ]
    initial = [
        onnx.numpy_helper.from_array(array, name)
        for name, array in {
            "zero": np.array([0]),
            "one": np.array([1]),
            "width": np.array([24]),
            "weight": weight,
            "threshold": np.array(0, np.float32),
        }.items()
    ]
    given = [helper.make_tensor_value_info("x", kinds.FLOAT, ["n", 4, 6])]
    results = [helper.make_tensor_value_info("y", kinds.FLOAT, None)]
    model = helper.make_model(
        helper.make_graph(nodes, "g", given, results, initial),
        opset_imports=[helper.make_opsetid("", 18)],
        ir_version=9,
    )

    def network(x):
        product = x.reshape(-1, 24) @ torch.from_numpy(weight)
        return F.relu(product) if product.mean() > 0 else -product

    return network, from_onnx(model, keep_params_in_input=False)


def made(kind, mod, target):
    if kind is DispatchKernels:
        return kind(target)
    if kind is not BucketShapes:
        return kind()
    names = [str(dim) for dim in mod["main"].params[0].ty.shape if isinstance(dim, tvm.ir.Var)]
    return BucketShapes([dict.fromkeys(names, (2, 9)), dict.fromkeys(names, (2, 32))], target)


@pytest.mark.parametrize("kind", PASSES)
def test_alone_on_torch_export(kind, chooser, target):
    network, mod = chooser
    after = made(kind, mod, target)(mod)
    relax.analysis.well_formed(after)
    vm = relax.VirtualMachine(tvm.compile(OutlinePaths()(after), target), tvm.cpu())
    for size in ((2, 2), (10, 12), (9, 32), (31, 7)):
        for scale in (0.2, 1.0, 4.0):  # each of the three ways
            x = torch.rand(1, 3, *size) * scale
            with torch.no_grad():
                expected = network(x).numpy()
            assert relative_error(vm["main"](tvm.runtime.tensor(x.numpy())).numpy(), expected) < NETWORK_TOLERANCE


@pytest.mark.parametrize("kind", PASSES)
def test_alone_on_onnx(kind, reshaper, target):
    network, mod = reshaper
    after = made(kind, mod, target)(mod)
    relax.analysis.well_formed(after)
    # Stock TVM compiles neither inline branches nor a reshape to an unknown shape, whatever else ran before.
    vm = relax.VirtualMachine(tvm.compile(PropagateDims()(OutlinePaths()(after)), target), tvm.cpu())
    for rows in (2, 7, 32):
        for sign in (1, -1):
            x = torch.randn(rows, 4, 6) * sign
            found = vm["main"](tvm.runtime.tensor(x.numpy())).numpy()
            assert relative_error(found, network(x).numpy()) < NETWORK_TOLERANCE


@pytest.mark.parametrize("kind", PASSES)
def test_a_second_run_changes_nothing(kind, chooser, reshaper, target):
    for _, mod in (chooser, reshaper):
        one = made(kind, mod, target)
        once = one(mod)
        tvm.ir.assert_structural_equal(one(once), once, map_free_vars=True)


def test_all_of_them_by_name(chooser, reshaper, target):
    """The pipeline as `import tvm` registers it, on modules that stock TVM compiles wrongly or not at all."""
    autoload()
    rng = np.random.default_rng(7)
    inputs = {
        chooser: [rng.random((1, 3, *size), np.float32) * scale for size in ((2, 2), (9, 31)) for scale in (0.2, 1, 4)],
        reshaper: [rng.standard_normal((rows, 4, 6)).astype(np.float32) for rows in (1, 2, 33)],
    }
    for (network, mod), arrays in inputs.items():
        vm = relax.VirtualMachine(tvm.compile(mod, target, relax_pipeline="dydca"), tvm.cpu())
        for x in arrays:
            with torch.no_grad():
                expected = network(torch.from_numpy(x)).numpy()
            assert relative_error(vm["main"](tvm.runtime.tensor(x)).numpy(), expected) < NETWORK_TOLERANCE
