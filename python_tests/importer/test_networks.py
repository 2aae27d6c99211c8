"""Files of networks, compiled and run, equal PyTorch: both formats, both ways of routing, each path by itself."""

import numpy as np
import pytest

from python_tests.reference import NETWORK_TOLERANCE, activity, random_image, relative_error

SHAPES = ((1, 1), (1, 23), (17, 1), (4, 12), (7, 30), (23, 31), (38, 60))


@pytest.fixture(scope="module")
def released_by_three(compile_released):
    """Three networks, x3, 8 channels: H < 8, H < 20, and the rest."""
    return compile_released((2, 1, 1), 3, 8, thresholds=(8, 20), bounds="H=1:48,W=1:64")


@pytest.fixture(scope="module")
def fitted_by_three(compile_fitted):
    """Three paths, x4, 6 channels and 18 inside the blocks, for a video of 256x160: LR frames of 64x40."""
    return compile_fitted((2, 1, 1), 4, 6, expansion=3, gates=(0.4, 0.1), size=(160, 256))


@pytest.fixture(params=["fitted", "fitted_by_three", "released", "released_by_three"])
def compiled(request):
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize("size", SHAPES)
def test_every_path_equals_pytorch(compiled, size):
    x = random_image(np.random.default_rng(size), *size)
    for path in range(compiled.session.paths):
        expected = compiled.torch(x, path)
        assert relative_error(compiled.session.run(x, path=path), expected) < NETWORK_TOLERANCE


def test_random_shapes_inside_the_bounds_equal_pytorch(compiled):
    rng = np.random.default_rng(11)
    bounds = compiled.session.bounds
    for _ in range(6):
        height, width = (int(rng.integers(low, high + 1)) for low, high in (bounds["H"], bounds["W"]))
        path = int(rng.integers(compiled.session.paths))
        x = random_image(rng, height, width)
        error = relative_error(compiled.session.run(x, path=path), compiled.torch(x, path))
        assert error < NETWORK_TOLERANCE, (height, width, path)


def test_the_bounds_themselves_are_accepted(compiled):
    bounds = compiled.session.bounds
    x = random_image(np.random.default_rng(1), bounds["H"][1], bounds["W"][1])
    assert relative_error(compiled.session.run(x, path=0), compiled.torch(x, 0)) < NETWORK_TOLERANCE


@pytest.mark.parametrize(("height", "path"), [(1, 0), (19, 0), (20, 1), (21, 1), (64, 1)])
def test_two_networks_are_routed_by_height(released, height, path):
    check_routing(released, random_image(np.random.default_rng(height), height, 9), path)


@pytest.mark.parametrize(("height", "path"), [(7, 0), (8, 1), (19, 1), (20, 2), (48, 2)])
def test_three_networks_are_routed_by_height(released_by_three, height, path):
    check_routing(released_by_three, random_image(np.random.default_rng(height), height, 9), path)


@pytest.mark.parametrize("size", [(38, 66), (5, 3), (1, 30), (30, 1)])
@pytest.mark.parametrize("side", [0.97, 1.03])
def test_two_paths_are_routed_by_activity(fitted, size, side):
    check_routing(fitted, image_of_activity(0.25 * side, *size), int(side < 1))


@pytest.mark.parametrize(("level", "path"), [(0.42, 0), (0.38, 1), (0.105, 1), (0.095, 2), (0.01, 2)])
def test_three_paths_are_routed_by_activity(fitted_by_three, level, path):
    check_routing(fitted_by_three, image_of_activity(level, 21, 40), path)


def test_an_image_of_one_pixel_has_no_activity(fitted):
    check_routing(fitted, random_image(np.random.default_rng(0), 1, 1), 1)


def test_random_images_are_routed_as_the_definition_says(fitted_by_three):
    rng = np.random.default_rng(2)
    taken = set()
    for _ in range(12):
        x = random_image(rng, int(rng.integers(2, 41)), int(rng.integers(2, 65)), contrast=rng.random())
        path = sum(activity(x) < threshold for threshold in (0.4, 0.1))
        assert fitted_by_three.session.route(x) == path
        taken.add(path)
    assert taken == {0, 1, 2}


def test_the_paths_of_a_network_differ(compiled):
    """Else the tests of routing could not fail."""
    x = random_image(np.random.default_rng(3), 12, 12)
    outputs = [compiled.torch(x, path) for path in range(compiled.session.paths)]
    for k in range(1, len(outputs)):
        assert relative_error(outputs[k], outputs[0]) > 100 * NETWORK_TOLERANCE


def image_of_activity(level, height, width):
    x = random_image(np.random.default_rng((height, width)), height, width)
    return ((x - 0.5) * (level / activity(x)) + 0.5).astype(np.float32)


def check_routing(compiled, x, path):
    assert compiled.session.route(x) == path
    routed = compiled.session.run(x)
    np.testing.assert_array_equal(routed, compiled.session.run(x, path=path))
    assert relative_error(routed, compiled.torch(x, path)) < NETWORK_TOLERANCE
