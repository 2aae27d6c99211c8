"""Checkpoints of the released code: what is read off the tensors, and that every broken one is told apart."""

import numpy as np
import pytest
import torch

from python_tests.reference import ReleasedNetwork
from tvm_dydca.errors import InputError
from tvm_dydca.importer import ShapeRouting, load_network
from tvm_dydca.importer.network import DEFAULT_BOUNDS
from tvm_dydca.importer.released import read_released

pytestmark = pytest.mark.filterwarnings("ignore:.*weight_norm.*:FutureWarning")


@pytest.fixture
def state():
    return dict(ReleasedNetwork((2, 1), 2, 6).state_dict())


def test_blocks_width_scale_and_routing_are_read_off_the_tensors(state):
    spec = read_released("a.pth", state, (54,))
    assert [len(path.blocks) for path in spec.paths] == [2, 1]
    assert spec.scale == 2
    assert spec.mean == 0.5
    assert spec.routing == ShapeRouting((54,))
    assert spec.paths[0].head.weight.shape == (6, 3, 3, 3)
    assert spec.paths[1].blocks[0][0].weight.shape == (12, 6, 3, 3)


def test_weight_normalisation_is_folded_as_pytorch_does(state):
    spec = read_released("a.pth", state, (54,))
    conv = ReleasedNetwork((2, 1), 2, 6).double()
    conv.load_state_dict(state)
    conv(torch.zeros(1, 3, 2, 2).double(), 0)  # the hook of weight_norm sets .weight
    expected = conv.network1.body[2].body[0].weight.detach().numpy()
    np.testing.assert_allclose(spec.paths[0].blocks[1][0].weight, expected, rtol=1e-6, atol=1e-9)


def test_weights_without_normalisation_are_taken_as_they_are(state):
    weight = torch.rand(6, 3, 3, 3)
    del state["network1.body.0.weight_g"], state["network1.body.0.weight_v"]
    state["network1.body.0.weight"] = weight
    np.testing.assert_array_equal(read_released("a.pth", state, (54,)).paths[0].head.weight, weight.numpy())


def test_the_defaults_are_the_paper_s(state, tmp_path):
    torch.save({"model_state_dict": state}, tmp_path / "a.pth")
    imported = load_network(tmp_path / "a.pth")
    assert imported.spec.routing == ShapeRouting((70,))
    assert imported.bounds == DEFAULT_BOUNDS
    assert imported.grid is None
    assert imported.path_map is None


def drop(name):
    return lambda state: state.pop(name)


def put(name, value):
    return lambda state: state.update({name: value})


def keep_only(prefix):
    def change(state):
        for name in [name for name in state if not name.startswith(prefix)]:
            del state[name]

    return change


BROKEN = [
    (drop("network1.body.0.bias"), "network1.body.0.bias is missing"),
    (drop("network2.body.1.body.2.weight_g"), "network2.body.1.body.2.weight_g is missing"),
    (drop("network1.body.2.body.0.weight_v"), "network1.body.2.body.0.weight_v is missing"),
    (drop("network2.skip.0.bias"), "network2.skip.0.bias is missing"),
    (put("network1.body.0.bias", torch.zeros(5)), r"network1.body.0: weight \(6, 3, 3, 3\) with bias \(5,\)"),
    (put("network1.body.0.bias", "text"), "network1.body.0.bias is str, not a tensor"),
    (
        put("network1.body.0.bias", torch.full((6,), float("nan"))),
        "network1.body.0.bias holds values that are not finite",
    ),
    (put("network1.body.0.weight_g", torch.ones(1)), r"network1.body.0.weight_g of shape \(1,\)"),
    (put("network1.body.0.weight_v", torch.ones(6)), r"network1.body.0.weight_g.*weight_v \(6,\)"),
    (put("network1.body.0.weight_v", torch.zeros(6, 3, 3, 3)), "network1.body.0.weight_v has a filter of zeros"),
    (put("network1.body.0.weight_v", torch.ones(6, 3, 4, 4)), r"network1.body.0: weight \(6, 3, 4, 4\)"),
    (put("network1.body.0.weight_v", torch.ones(6, 3, 3, 5)), r"network1.body.0: weight \(6, 3, 3, 5\)"),
    (put("network1.body.0.weight_v", torch.ones(6, 4, 3, 3)), "network1: head takes 4 channels where it is given 3"),
    (
        put("network1.body.1.body.2.weight_v", torch.ones(6, 11, 3, 3)),
        "network1: block 1 takes 11 channels where it is given 12",
    ),
    (put("network2.body.2.weight_v", torch.ones(12, 7, 3, 3)), "network2: tail takes 7 channels where it is given 6"),
    (put("network2.skip.0.weight_v", torch.ones(12, 1, 5, 5)), "network2: skip takes 1 channels where it is given 3"),
    (keep_only("network1.body.0"), "network1 needs a head, at least one block and a tail"),
    (keep_only("network3"), "no tensor named network1.body.0"),
    (put(7, torch.zeros(1)), "is no state dict"),
]


@pytest.mark.parametrize(("change", "message"), BROKEN, ids=[message for _, message in BROKEN])
def test_a_broken_state_dict_is_told_by_the_tensor(state, tmp_path, change, message):
    change(state)
    torch.save({"model_state_dict": state}, tmp_path / "a.pth")
    networks = len({name.partition(".")[0] for name in state if isinstance(name, str)})
    with pytest.raises(InputError, match=message) as caught:
        load_network(tmp_path / "a.pth", thresholds=tuple(range(10, 9 + networks)))
    assert str(caught.value).startswith(str(tmp_path / "a.pth"))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("value", [None, [1, 2], torch.zeros(3)], ids=["none", "list", "tensor"])
def test_what_is_no_state_dict_is_refused(tmp_path, value):
    torch.save({"model_state_dict": value}, tmp_path / "a.pth")
    with pytest.raises(InputError, match="is no state dict"):
        load_network(tmp_path / "a.pth")


def test_a_tail_that_is_no_square_of_a_scale_is_refused(state):
    for name in ("network1.body.3", "network1.skip.0"):
        state[f"{name}.bias"] = torch.zeros(9)
        state[f"{name}.weight_g"] = torch.ones(9)
        state[f"{name}.weight_v"] = state[f"{name}.weight_v"][:9]
    with pytest.raises(InputError, match="a tail of 9 channels is not 3 s"):
        read_released("a.pth", state, (54,))


def test_a_tail_and_a_skip_that_differ_are_refused(state):
    state |= {
        f"network1.skip.0.{part}": state[f"network1.skip.0.{part}"][:3] for part in ("bias", "weight_g", "weight_v")
    }
    with pytest.raises(InputError, match="network1: tail and skip give 12 and 3 channels"):
        read_released("a.pth", state, (54,))


def test_networks_of_different_scales_are_refused(state):
    other = ReleasedNetwork((1, 1), 3, 6).state_dict()
    state = {name: value for name, value in state.items() if name.startswith("network1")}
    state |= {name: value for name, value in other.items() if name.startswith("network2")}
    with pytest.raises(InputError, match=r"different scales \[2, 3\]"):
        read_released("a.pth", state, (54,))


@pytest.mark.parametrize(
    ("thresholds", "message"),
    [
        ((), "give 1 heights with --threshold, not 0"),
        ((1, 2), "give 1 heights with --threshold, not 2"),
        ((0,), "must be positive"),
    ],
)
def test_thresholds_that_do_not_fit_are_refused(state, thresholds, message):
    with pytest.raises(InputError, match=message):
        read_released("a.pth", state, thresholds)
