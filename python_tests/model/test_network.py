"""Tests of the paths against what the released code of Dy-DCA is known to compute."""

import pytest
import torch
import torch.nn.functional as F

from tvm_dydca.errors import InputError
from tvm_dydca.model.network import DyDcaNetwork
from tvm_dydca.model.wdsr import WdsrPath


def test_a_path_is_the_published_formula():
    torch.manual_seed(0)
    path = WdsrPath(blocks=2, scale=3)
    w = path.state_dict()
    x = torch.rand(2, 3, 7, 9)

    def conv(name, value, padding):
        return F.conv2d(value, w[f"{name}.weight"], w[f"{name}.bias"], padding=padding)

    y = conv("head", x - 0.5, 1)
    for i in (0, 1):
        y = y + conv(f"blocks.{i}.project", torch.relu(conv(f"blocks.{i}.expand", y, 1)), 1)
    expected = F.pixel_shuffle(conv("tail", y, 1) + conv("skip", x - 0.5, 2), 3) + 0.5
    torch.testing.assert_close(path(x), expected)
    assert path(x).shape == (2, 3, 21, 27)


def test_sizes_are_those_of_the_paper():
    # The reference also counts an addition for each of the 96 outputs of tail and skip.
    network = DyDcaNetwork((4, 2), 4)
    assert [network.path(k).macs_per_pixel for k in (0, 1)] == [165_840 - 96, 92_112 - 96]
    assert sum(p.numel() for p in network.parameters()) == 258_592


@pytest.mark.parametrize("blocks", [1, 2, 4])
def test_receptive_radius_is_exactly_how_far_a_pixel_reaches(blocks):
    torch.manual_seed(0)
    path = WdsrPath(blocks, 2).double()
    x = torch.rand(1, 3, 41, 41, dtype=torch.float64, requires_grad=True)
    path(x)[0, :, 40:42, 40:42].sum().backward()
    touched = x.grad[0].abs().sum(0).nonzero()
    r = path.receptive_radius
    assert touched.min(0).values.tolist() == [20 - r, 20 - r]
    assert touched.max(0).values.tolist() == [20 + r, 20 + r]


def test_forward_runs_the_named_path_alone():
    network = DyDcaNetwork((3, 2, 1), 2)
    x = torch.rand(1, 3, 5, 5)
    with torch.no_grad():
        before = [network(x, k) for k in range(3)]
        network.path(1).tail.bias.add_(1)
        after = [network(x, k) for k in range(3)]
    assert [torch.equal(a, b) for a, b in zip(before, after)] == [True, False, True]


@pytest.mark.parametrize(
    ("blocks", "scale", "named"), [((), 4, "blocks"), ((2, 4), 4, "blocks"), ((2, 0), 4, "blocks"), ((2,), 9, "scale")]
)
def test_a_bad_size_is_named(blocks, scale, named):
    with pytest.raises(InputError, match=named):
        DyDcaNetwork(blocks, scale)
