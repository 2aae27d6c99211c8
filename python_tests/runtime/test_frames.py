"""Whole frames: windows against PyTorch, the sender's path map, the receiver's own rule, and bounds."""

import numpy as np
import pytest

import tvm_dydca
from python_tests.reference import activity, random_path
from tvm_dydca.errors import InputError
from tvm_dydca.importer import ActivityRouting, Bounds, ImportedNetwork, NetworkSpec, ShapeRouting
from tvm_dydca.patches import cover
from tvm_dydca.runtime.frames import FrameUpscaler, to_image


@pytest.fixture(scope="module")
def frame():
    return noise(38, 66)


@pytest.fixture(scope="module")
def narrow(tmp_path_factory):
    """A network that takes at most 13x11 pixels, less than a cell of its frames, routed by content, x2."""
    return small(tmp_path_factory, ActivityRouting((0.25,)))


@pytest.fixture(scope="module")
def narrow_by_height(tmp_path_factory):
    return small(tmp_path_factory, ShapeRouting((16,)))


def small(tmp_path_factory, routing):
    rng = np.random.default_rng(0)
    spec = NetworkSpec((random_path(rng, 1, 2, 5), random_path(rng, 1, 2, 5)), 2, routing)
    out = tmp_path_factory.mktemp("narrow") / "artifact"
    return tvm_dydca.load(tvm_dydca.compile(ImportedNetwork(spec, Bounds((1, 13), (1, 11))), "llvm", out=out).path)


def noise(height, width):
    """Half of it busy, half of it smooth."""
    picture = np.random.default_rng((height, width)).integers(0, 256, (height, width, 3), dtype=np.uint8)
    picture[:, width // 2 :] = 100 + picture[:, width // 2 :] // 16
    return picture


def as_input(frame):
    return (frame.transpose(2, 0, 1)[None] / 255).astype(np.float32)


def expected_image(compiled, frame, windows, size):
    """Each window by PyTorch in float64, put together; as levels that are not yet rounded."""
    x, scale = as_input(frame), compiled.session.scale
    levels = np.full((3, frame.shape[0] * scale, frame.shape[1] * scale), np.nan)
    for path, window in windows:
        patch = compiled.torch(x[(slice(None), slice(None), *window.read_slices())], path)[0]
        levels[(slice(None), *window.write_slices(scale))] = patch[(slice(None), *window.crop_slices(scale))]
    assert np.isfinite(levels).all()
    return (levels.clip(0, 1) * 255).transpose(1, 2, 0)[: size[0], : size[1]]


def check_image(compiled, frame, found, size):
    assert found.image.dtype == np.uint8
    assert found.image.shape == (*size, 3)
    assert np.abs(found.image - expected_image(compiled, frame, found.windows, size)).max() < 0.51


@pytest.mark.parametrize("index", [0, 2])
def test_a_frame_of_the_video_follows_the_sender_s_map(fitted, frame, index):
    upscaler = FrameUpscaler(fitted.session, 38, 66)
    assert upscaler.mapped_frames == 3
    assert (upscaler.out_height, upscaler.out_width) == (75, 131), "the video's size, not twice the frame's"
    found = upscaler.upscale(frame, index)
    with np.load(fitted.folder / "path_map.npz") as arrays:
        np.testing.assert_array_equal(found.ids, arrays["path_map"][index])
    assert found.windows == tuple(cover(upscaler.grid, found.ids, 38, 66))
    check_image(fitted, frame, found, (75, 131))


@pytest.mark.parametrize("options", [{"use_path_map": False}, {}], ids=["no map", "beyond the map"])
def test_without_a_map_the_rule_decides_cell_by_cell(fitted, frame, options):
    upscaler = FrameUpscaler(fitted.session, 38, 66, **options)
    found = upscaler.upscale(frame, 3)
    rows, columns = upscaler.grid.fine_edges()
    for (i, j), path in np.ndenumerate(found.ids):
        cell = as_input(frame)[:, :, rows[i] : rows[i + 1], columns[j] : columns[j + 1]]
        assert path == int(activity(cell) < 0.25)
    assert set(np.unique(found.ids)) == {0, 1}
    check_image(fitted, frame, found, (75, 131))
    np.testing.assert_array_equal(upscaler.upscale(frame).image, found.image)


@pytest.mark.parametrize("size", [(1, 1), (7, 66), (37, 5), (90, 151)])
def test_frames_of_another_size_than_the_video_s(fitted, size):
    """Larger ones than the bounds are cut in windows that fit."""
    upscaler = FrameUpscaler(fitted.session, *size)
    assert upscaler.mapped_frames == 0
    assert upscaler.grid.halo == 3, "the fitted halo"
    found = upscaler.upscale(noise(*size), 0)
    assert all(window.read_height <= 38 and window.read_width <= 66 for _, window in found.windows)
    check_image(fitted, noise(*size), found, (2 * size[0], 2 * size[1]))


@pytest.mark.parametrize("size", [(20, 29), (64, 95), (131, 40)])
@pytest.mark.parametrize("kind", ["narrow", "narrow_by_height"])
def test_bounds_smaller_than_a_patch(request, kind, size):
    """Each pixel is what the path of its cell gives for a window within the bounds."""
    session = request.getfixturevalue(kind)
    frame = noise(*size)
    found = FrameUpscaler(session, *size).upscale(frame)
    assert found.image.shape == (2 * size[0], 2 * size[1], 3)
    for path, window in found.windows:
        assert window.read_height <= 13
        assert window.read_width <= 11
        patch = to_image(session.run(as_input(frame)[(slice(None), slice(None), *window.read_slices())], path=path)[0])
        np.testing.assert_array_equal(found.image[window.write_slices(2)], patch[window.crop_slices(2)])


def test_a_network_routed_by_height_looks_at_whole_patches(released, narrow_by_height):
    upscaler = FrameUpscaler(narrow_by_height, 100, 40)
    heights = np.diff(upscaler.grid.coarse_edges()[0])
    ids = upscaler.upscale(noise(100, 40)).ids
    assert ids.shape == upscaler.grid.fine_shape
    for i, row in enumerate(ids):
        assert (row == int(heights[i // 2] >= 16)).all()

    frame = noise(41, 50)  # patches of 42 rows and then none: all of one path
    found = FrameUpscaler(released.session, 41, 50).upscale(frame)
    assert (found.ids == 1).all()
    check_image(released, frame, found, (164, 200))


@pytest.mark.parametrize(
    "change",
    [lambda f: f.astype(np.float32), lambda f: f[:-1], lambda f: f[..., :2], lambda f: f.transpose(2, 0, 1)],
    ids=["dtype", "height", "channels", "order"],
)
def test_other_frames_are_refused(fitted, frame, change):
    with pytest.raises(InputError, match=r"expected uint8 \(38, 66, 3\)"):
        FrameUpscaler(fitted.session, 38, 66).upscale(change(frame))


def test_levels_are_rounded_to_nearest_and_clipped():
    values = np.array([-1, 0, 0.49 / 255, 0.51 / 255, 254.4 / 255, 1, 1.7], np.float32)
    np.testing.assert_array_equal(to_image(np.stack([values[None]] * 3))[0, :, 0], [0, 0, 0, 1, 254, 255, 255])
