"""PropagateDims on networks of the importers: what it restores, and the results against PyTorch."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
import tvm
from onnx import TensorProto, helper, numpy_helper
from torch import nn
from tvm.relax.frontend.onnx import from_onnx
from tvm.relax.frontend.torch import from_exported_program

from python_tests.passes.propagated import dims, propagate, runner
from python_tests.reference import NETWORK_TOLERANCE, relative_error
from tvm_dydca.relay_passes.dims import analyze_dims

SIZES = ((1, 8, 8), (3, 14, 20), (2, 13, 9))


def agree(run, reference, *inputs):
    """Whether a compiled function gives what PyTorch gives."""
    got, want = run(*(np.asarray(x) for x in inputs)), reference(*inputs)
    got, want = (list(y) if isinstance(y, list | tuple) else [y] for y in (got, want))
    assert len(got) == len(want)
    for one, other in zip(got, want):
        assert tuple(one.shape) == tuple(other.shape)
        assert relative_error(one, other.detach().numpy()) < NETWORK_TOLERANCE


def random_image(n, h, w, mean=0.0):
    return torch.randn(n, 3, h, w, generator=torch.Generator().manual_seed(n * h)) + mean


WEIGHTS = [
    (np.random.default_rng(i).standard_normal((8, channels, 3, 3)) / 5).astype("float32")
    for i, channels in enumerate((3, 8))
]


def conv(x, i=0):
    return F.conv2d(x, torch.from_numpy(WEIGHTS[i]), padding=1)


def node(operator, inputs, output, **attributes):
    return helper.make_node(operator, inputs.split(), [output], **attributes)


def branch(nodes):
    out = helper.make_tensor_value_info(nodes[-1].output[0], TensorProto.FLOAT, None)
    return helper.make_graph(nodes, out.name, [], [out])


def onnx_module(nodes, outputs, has_k=False):
    """An ONNX graph of an image x (N, 3, H, W), maybe of a number k, with constants and two convolutions' weights."""
    numbers = {
        "zero": [0],
        "one": [1],
        "two": [2],
        "four": [4],
        "eight": [8],
        "end": [2**63 - 1],
        "third": 2,
        "none": 0,
    }
    numbers |= {"origin": [0, 0], "corner": [3, 2], "axes": [1, 2]}
    numbers = {name: np.array(value, "int64") for name, value in numbers.items()}
    numbers |= {
        "row": np.array(3),
        "step": np.array(1),
        "half": np.array(0.5, "float32"),
        "w": WEIGHTS[0],
        "v": WEIGHTS[1],
    }
    initial = [numpy_helper.from_array(value, name) for name, value in numbers.items()]
    inputs = [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", 3, "H", "W"])]
    inputs += [helper.make_tensor_value_info("k", TensorProto.INT64, [1])] if has_k else []
    results = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in outputs]
    graph = helper.make_graph(nodes, "g", inputs, results, initial)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    mod = from_onnx(model, keep_params_in_input=False)
    for side, sizes in (("lower", (1, 8, 8)), ("upper", (8, 64, 96))):
        mod["main"] = mod["main"].with_attr(f"tir_var_{side}_bound", dict(zip("NHW", sizes)))
    return mod


def grams(x):
    rows = conv(x).mean(0).reshape(8, -1)
    return rows @ rows.T


def branches(x, k):
    y = x[:, :, : int(k)].relu() if x.mean() > 0.5 else conv(x)[:, :3, :2] * 0.5
    return y + y.relu()


NETWORKS = {
    "a reshape to computed sizes": (
        [
            node("Conv", "x w", "c", pads=[1, 1, 1, 1]),
            node("Shape", "c", "s"),
            node("Gather", "s third", "h"),
            node("Gather", "s row", "b"),
            node("Mul", "h b", "n"),
            node("Unsqueeze", "n zero", "n1"),
            node("Concat", "eight n1", "t", axis=0),
            node("ReduceMean", "c zero", "m", keepdims=0),
            node("Reshape", "m t", "r"),
            node("Transpose", "r", "q"),
            node("MatMul", "r q", "y"),
        ],
        grams,
        ["8", "8"],
    ),
    "sizes by a scale": (
        [
            node("Shape", "x", "s"),
            node("Slice", "s two four", "hw"),
            node("Cast", "hw", "f", to=TensorProto.FLOAT),
            node("Mul", "f half", "g"),
            node("Floor", "g", "d"),
            node("Cast", "d", "i", to=TensorProto.INT64),
            node("ConstantOfShape", "i", "z"),
            node("Add", "z half", "y"),
        ],
        lambda x: torch.full((x.shape[2] // 2, x.shape[3] // 2), 0.5),
        ["H // 2", "W // 2"],
    ),
    "a range as long as a row": (
        [
            node("Shape", "x", "s"),
            node("Gather", "s row", "b"),
            node("Range", "none b step", "r"),
            node("Cast", "r", "f", to=TensorProto.FLOAT),
            node("Add", "x f", "y"),
        ],
        lambda x: x + torch.arange(x.shape[3]),
        ["N", "3", "H", "W"],
    ),
    "a mean, expanded": (
        [node("Shape", "x", "s"), node("ReduceMean", "x", "m"), node("Expand", "m s", "e"), node("Add", "e x", "y")],
        lambda x: x.mean() + x,
        ["N", "3", "H", "W"],
    ),
    "the halves of an image": (
        [
            node("Shape", "x", "s"),
            node("Gather", "s third", "h"),
            node("Div", "h third", "d"),
            node("Unsqueeze", "d zero", "d1"),
            node("Slice", "x zero d1 two", "a"),
            node("Slice", "x d1 end two", "b"),
            node("Conv", "a w", "ca", pads=[1, 1, 1, 1]),
            node("Relu", "ca", "y"),
            node("Conv", "b w", "cb", pads=[1, 1, 1, 1]),
            node("Relu", "cb", "z"),
        ],
        lambda x: (conv(x[:, :, : x.shape[2] // 2]).relu(), conv(x[:, :, x.shape[2] // 2 :]).relu()),
        ["N", "8", "H // 2", "W", "N", "8", "H - H // 2", "W"],
    ),
    "as many rows as asked for": (
        [
            node("Slice", "x zero k two", "a"),
            node("Conv", "a w", "c", pads=[1, 1, 1, 1]),
            node("Conv", "c v", "d", pads=[1, 1, 1, 1]),
            node("Add", "c d", "y"),
        ],
        lambda x, k: (lambda c: c + conv(c, 1))(conv(x[:, :, : int(k)])),
        ["N", "8", None, "W"],
    ),
    "branches of different sizes": (
        [
            node("ReduceMean", "x", "m", keepdims=0),
            node("Greater", "m half", "g"),
            node(
                "If",
                "g",
                "o",
                then_branch=branch([node("Slice", "x zero k two", "a"), node("Relu", "a", "t")]),
                else_branch=branch(
                    [
                        node("Conv", "x w", "c", pads=[1, 1, 1, 1]),
                        node("Slice", "c origin corner axes", "b"),
                        node("Mul", "b half", "e"),
                    ]
                ),
            ),
            node("Relu", "o", "r"),
            node("Add", "o r", "y"),
        ],
        branches,
        ["N", "3", None, None],
    ),
}


@pytest.mark.filterwarnings("ignore:Field 'shape'")
@pytest.mark.parametrize("name", NETWORKS)
def test_networks_of_onnx(name):
    nodes, reference, expected = NETWORKS[name]
    has_k = any("k" in node.input for node in nodes) or name.startswith("branches")
    mod = onnx_module(nodes, ["y", "z"] if len(expected) > 4 else ["y"], has_k)
    after = propagate(mod)
    for one in (mod, after):
        found = dims(one)[one["main"].body.body.name]
        assert len(found) == len(expected)
        assert all(want is None or got == want for got, want in zip(found, expected))
    run = runner(after)
    for n, h, w in SIZES:
        for extra in [torch.tensor([k]) for k in (1, 5, h + 3, -2)] if has_k else [None]:
            for mean in (0.0, 1.0):
                x = random_image(n, h, w, mean)
                agree(run, reference, *((x,) if extra is None else (x, extra)))


class Cropped(nn.Module):
    """The first rows of an image, their means, and a branch on the whole of it."""

    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Conv2d(3, 8, 3, padding=1), nn.Conv2d(3, 8, 3, padding=1)

    def forward(self, x, k):
        rows = k.item()
        torch._check(rows >= 1)
        torch._check(rows <= x.shape[2])
        y = F.relu(self.first(x[:, :, :rows]))
        z = torch.cond(x.mean() > 0.5, lambda v: F.relu(self.second(v)), lambda v: self.second(v) * 2, (x,))
        return y.mean((2, 3)), y.flatten(2), z


class Unet(nn.Module):
    """Half the size and back: it takes even heights and widths only."""

    def __init__(self):
        super().__init__()
        self.down, self.up = nn.Conv2d(3, 8, 3, padding=1), nn.ConvTranspose2d(8, 8, 2, stride=2)

    def forward(self, x):
        y = self.down(x)
        z = self.up(F.relu(F.max_pool2d(y, 2)))
        return torch.cat([y, z], 1), F.pixel_unshuffle(x, 2)


class Nested(nn.Module):
    """A branch on the height, and one on the content inside of it."""

    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Conv2d(3, 8, 3, padding=1), nn.Conv2d(8, 8, 3, padding=1)

    def forward(self, x):
        def tall(v):
            return torch.cond(v.mean() > 0.2, lambda u: F.relu(self.second(u)), lambda u: u * 0.5, (v,))

        return torch.cond(x.shape[2] > 12, tall, lambda v: v - 1, (self.first(x),)).flatten(1)


def exported(network, inputs, *shapes):
    torch.manual_seed(3)
    network = network().eval()
    program = torch.export.export(network, inputs, dynamic_shapes=shapes)
    return network, from_exported_program(program)


def image_dims(multiple=1):
    height, width = (torch.export.Dim(name, min=8 // multiple, max=64 // multiple) for name in "hw")
    return {0: torch.export.Dim("n", min=1, max=8), 2: multiple * height, 3: multiple * width}


def test_a_crop_by_a_run_time_number_and_a_branch():
    network, mod = exported(Cropped, (torch.randn(2, 3, 16, 20), torch.tensor(4)), image_dims(), None)
    after = propagate(mod)
    bounds = [dict(func.attrs["tir_var_upper_bound"]) for _, func in after.functions_items()]
    assert len(bounds) == 3
    assert all({8, 64} <= set(map(int, found.values())) for found in bounds)
    unknown = {dim.reason for dim in analyze_dims(mod).unknown}
    assert unknown == {"element 0 of k is known only while running"}
    run = runner(after)
    for n, h, w in SIZES:
        for k in (1, 6, h):
            for mean in (0.0, 1.0):
                agree(run, network, random_image(n, h, w, mean), torch.tensor(k))


def test_a_network_that_takes_even_sizes():
    """Stock TVM can't compile it: nothing defines the symbols of which its sizes are the doubles."""
    network, mod = exported(Unet, (torch.randn(2, 3, 16, 20),), image_dims(2))
    with pytest.raises(tvm.error.InternalError, match="is not computed"):
        runner(mod)
    run = runner(propagate(mod))
    for n, h, w in ((1, 8, 8), (3, 14, 20), (2, 32, 10)):
        agree(run, network, random_image(n, h, w))
    with pytest.raises(RuntimeError, match="match_cast error"):
        run(np.zeros((1, 3, 9, 8), "float32"))


def test_branches_inside_branches():
    network, mod = exported(Nested, (torch.randn(2, 3, 16, 20),), image_dims())
    run = runner(propagate(mod))
    for n, h, w in SIZES:
        for mean in (-1.0, 3.0):
            agree(run, network, random_image(n, h, w, mean))
