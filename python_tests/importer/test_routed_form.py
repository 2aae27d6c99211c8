"""The routed form that every pass relies on: what `main`, `gate` and the paths hold; and the specs it is built from."""

import numpy as np
import pytest
from tvm import relax

from python_tests.reference import random_path
from tvm_dydca.errors import InputError
from tvm_dydca.importer import ActivityRouting, Bounds, Conv, NetworkSpec, ShapeRouting, build_module

BOUNDS = Bounds((3, 40), (5, 64))


def spec(routing):
    rng = np.random.default_rng(0)
    count = len(routing.thresholds) + 1
    return NetworkSpec(tuple(random_path(rng, 1, 2, 4) for _ in range(count)), 2, routing)


@pytest.fixture(
    params=[
        ShapeRouting(()),
        ShapeRouting((20,)),
        ShapeRouting((9, 20)),
        ActivityRouting((0.3,)),
        ActivityRouting((0.4, 0.1)),
    ],
    ids=str,
)
def module(request):
    return build_module(spec(request.param), BOUNDS)


def operators(func):
    names = []

    def visit(expr):
        if isinstance(expr, relax.Call):
            names.append(getattr(expr.op, "name", None) or expr.op.name_hint)

    relax.analysis.post_order_visit(func, visit)
    return names


def test_the_module_is_well_formed(module):
    relax.analysis.well_formed(module)


def test_main_holds_routing_and_nothing_else(module):
    allowed = {"gate", "relax.equal", "path_0", "path_1", "path_2"}
    assert set(operators(module["main"])) <= allowed
    assert operators(module["main"]).count("path_0") == 1


def test_paths_are_pure_dataflow_with_their_weights_inside(module):
    paths = [func for gvar, func in module.functions_items() if gvar.name_hint.startswith("path_")]
    assert paths
    for func in paths:
        assert len(func.params) == 1
        assert all(isinstance(block, relax.DataflowBlock) for block in func.body.blocks)
        assert operators(func).count("relax.nn.conv2d") == 5
        assert not any(name.startswith("path_") for name in operators(func))


def test_every_function_carries_the_bounds_by_the_names_of_its_dims(module):
    for _, func in module.functions_items():
        assert dict(func.attrs["tir_var_lower_bound"]) == {"H": 3, "W": 5}
        assert dict(func.attrs["tir_var_upper_bound"]) == {"H": 40, "W": 64}
        assert [str(dim) for dim in func.params[0].ty.shape][2:] == ["H", "W"]
        assert func.attrs["global_symbol"]


def test_the_output_is_larger_by_the_scale(module):
    for gvar, func in module.functions_items():
        if gvar.name_hint != "gate":
            assert '-> R.Tensor((1, 3, "H * 2", "W * 2"), dtype="float32")' in func.script()


def test_height_is_compared_on_the_host():
    main = build_module(spec(ShapeRouting((20,))), BOUNDS)["main"]
    assert operators(main) == ["path_0", "path_1"], "neither a gate nor a tensor in the decision"
    assert "H < 20" in main.script()


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("H=24:544,W=24:960", Bounds((24, 544), (24, 960))),
        ("W=1:2,H=3:4", Bounds((3, 4), (1, 2))),
        (" h = 1 : 2 , w = 3 : 4 ", Bounds((1, 2), (3, 4))),
        ("H=54,W=96", Bounds((54, 54), (96, 96))),
    ],
)
def test_bounds_are_read(text, bounds):
    assert Bounds.parse(text) == bounds


@pytest.mark.parametrize(
    "text",
    [
        "",
        "H=1:2",
        "H=1:2,W=",
        "H=1:2,W=a:b",
        "H=1:2,H=3:4",
        "H=1:2,W=3:4,D=5:6",
        "H=1:2:3,W=1",
        "1:2,3:4",
        "H=1:2,W=3:4,W=5:6",
    ],
)
def test_bounds_of_another_form_are_refused(text):
    with pytest.raises(InputError, match="not of the form H=24:544,W=24:960"):
        Bounds.parse(text)


@pytest.mark.parametrize("text", ["H=0:4,W=1:2", "H=5:4,W=1:2", "H=1:4,W=3:2", "H=-3:4,W=1:2"])
def test_empty_bounds_are_refused(text):
    with pytest.raises(InputError, match="the low end must be at least 1 and at most the high end"):
        Bounds.parse(text)


def test_specs_that_do_not_fit_together_are_refused():
    with pytest.raises(InputError, match="1 paths need 0 thresholds, got 1"):
        NetworkSpec(spec(ShapeRouting(())).paths, 2, ShapeRouting((3,)))
    with pytest.raises(InputError, match="0 paths need 0 thresholds"):
        NetworkSpec((), 2, ShapeRouting(()))
    for thresholds in ((20, 20), (20, 9), (0, 5)):
        with pytest.raises(InputError, match="strictly ascending"):
            ShapeRouting(thresholds)
    with pytest.raises(InputError, match="must descend"):
        ActivityRouting((0.1, 0.2))
    with pytest.raises(InputError, match="not a convolution"):
        Conv(np.zeros((4, 3, 2, 2), np.float32), np.zeros(4, np.float32))


def test_the_cost_of_a_path_counts_its_direct_convolutions():
    path = random_path(np.random.default_rng(0), 4, 4, 32)
    head, block, tail, skip = 3 * 32 * 9, 2 * 32 * 64 * 9, 32 * 48 * 9, 3 * 48 * 25
    assert path.macs_per_pixel() == head + 4 * block + tail + skip
