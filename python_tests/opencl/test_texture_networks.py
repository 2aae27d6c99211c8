"""Whole networks of this project in textures: fixed and padded versions use them, others are right without."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
import pytest
import tvm
from tvm import relax

import tvm_dydca
from python_tests.opencl.test_textures import SCOPES
from python_tests.reference import NETWORK_TOLERANCE, random_image, relative_error
from tvm_dydca import targets
from tvm_dydca.errors import InputError
from tvm_dydca.importer import Bounds, load_network
from tvm_dydca.opencl import devices
from tvm_dydca.relay_passes import BucketShapes, UseTextures, pipeline
from tvm_dydca.textures import Textures, check_textures, extent

BUFFERS, TEXTURES = "qcom/adreno-opencl", "qcom/adreno-opencl-texture"
TENSORS = "global.texture"
"""Scope of tensors that kernels of ours read and write; weights have others, and tensors for TVM's have any."""
BUCKETS = [{"H": (1, 16), "W": (1, 66)}, {"H": (17, 38), "W": (1, 66)}]
SIZES = [(16, 66), (17, 66), (38, 66), (1, 1), (9, 14), (38, 1), (20, 31), (3, 4)]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return tmp_path_factory.mktemp("textures")


@pytest.fixture(scope="module")
def bucketed_textures(fitted: Any, folders: Any) -> Any:
    return tvm_dydca.compile(load_network(fitted.file), TEXTURES, out=folders / "bucketed", buckets=BUCKETS)


def worst_error(artifact: Any, fitted: Any, sizes: Any) -> float:
    session = tvm_dydca.load(artifact.path, "opencl:0")
    rng = np.random.default_rng(6)
    errors = []
    for size in sizes:
        x = random_image(rng, *size)
        for path in (0, 1):
            out = np.full((1, 3, 2 * size[0], 2 * size[1]), np.nan, np.float32)
            errors.append(relative_error(session.run(x, path=path, out=out), fitted.torch(x, path)))
    batch = np.concatenate([random_image(rng, *sizes[0], contrast=c) for c in (1.0, 0.1, 0.9, 0.05)])
    errors.append(relative_error(session.run(batch), fitted.session.run(batch)))
    return max(errors)


def test_buckets_of_sizes_are_in_textures(device: Any, bucketed_textures: Any, fitted: Any) -> None:
    textures = Textures(**bucketed_textures.manifest["textures"])
    assert textures.kernels == 5, "all buckets and paths share them"
    assert bucketed_textures.plan()["arena"]["dynamic"] == []
    assert worst_error(bucketed_textures, fitted, SIZES) < NETWORK_TOLERANCE
    assert len(bucketed_textures.plan()["arena"]["images"]) <= 4


def test_versions_are_not_padded(bucketed_textures: Any) -> None:
    """The image is of the upper bound, the kernels compute what the input has: nothing pads, masks or crops."""
    kernels = [entry for entry in bucketed_textures.plan()["kernels"] if entry["function"].startswith("path")]
    assert {"path_0_bucket_0", "path_1_bucket_1"} < {entry["function"] for entry in kernels}
    assert {entry["schedule"] for entry in kernels} == {
        "pack",
        "direct3x3_3x20",
        "winograd4x4_20x40_relu",
        "winograd4x4_40x20_residual",
        "direct3x3_20x12_skip5x5_shuffle2",
        "TVM's default",
    }
    (others,) = {entry["kernel"] for entry in kernels if entry["schedule"] == "TVM's default"}
    assert others.startswith("subtract")


def test_padded_versions_through_the_passes_of_tvm(device: Any, fitted: Any, folders: Any) -> None:
    """As for networks with operators that we have no kernels for."""
    padded = BucketShapes([{"H": (1, 38), "W": (1, 66)}], targets.resolve(TEXTURES), kinds="padded")
    artifact = tvm_dydca.compile(load_network(fitted.file), TEXTURES, out=folders / "padded", buckets=padded)
    assert {version.kind for version in padded.report.versions} == {"padded"}
    assert artifact.manifest["textures"]["kernels"] >= 6
    assert worst_error(artifact, fitted, [(38, 66), (1, 1), (9, 14)]) < NETWORK_TOLERANCE


def test_without_buckets_images_are_of_the_upper_bound(device: Any, fitted: Any, folders: Any) -> None:
    artifact = tvm_dydca.compile(load_network(fitted.file), TEXTURES, out=folders / "unbucketed")
    textures = artifact.manifest["textures"]
    assert textures["height"] == 38
    assert worst_error(artifact, fitted, SIZES[2:]) < NETWORK_TOLERANCE


def test_no_kernel_can_allocate(bucketed_textures: Any) -> None:
    """Buffers come from this function of TVM's runtime, textures from that of the device; nothing asks for either."""
    symbols = bucketed_textures.library.read_bytes()
    assert b"TVMFFIFunctionCall" in symbols, "names of imports are there"
    assert b"TVMBackendAllocWorkspace" not in symbols
    assert b"alloc_nd" not in symbols


def test_calls_of_all_sizes_allocate_nothing(
    python: Any, limited_opencl: dict[str, str], bucketed_textures: Any
) -> None:
    """On a device that puts textures into buffers, as Adreno does: all is there when the session is."""
    done = python(MANY_CALLS, bucketed_textures.path, LIMITED_IMAGES_IN_BUFFERS="1", **limited_opencl)
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout.splitlines()[-1])
    assert figures["bytes"][0] > 0
    assert figures["allocations"][0] > 0
    assert [last - first for first, last in figures.values()] == [0, 0]


MANY_CALLS = """
import ctypes, json, os, sys
import numpy as np
import tvm_dydca
from tvm_dydca.opencl import devices

library = ctypes.CDLL(os.environ["TVM_DYDCA_OPENCL_LIBRARY"])
session = tvm_dydca.load(sys.argv[1], "opencl:0")
figures = {"bytes": [], "allocations": []}

def note():
    figures["bytes"].append(devices()[0].allocated_bytes)
    figures["allocations"].append(library.limited_allocations())

note()
rng = np.random.default_rng(8)
(_, rows), (_, columns) = session.bounds.values()
for number in range(300):
    height, width = (int(rng.integers(1, most, endpoint=True)) for most in (rows, columns))
    x = rng.random((1, 3, height, width), dtype=np.float32)
    out = np.empty((1, 3, session.scale * height, session.scale * width), np.float32)
    session.run(x, path=(None, 0, 1)[number % 3], out=out)
note()
print(json.dumps(figures))
"""


@pytest.mark.parametrize("size", [(17, 66), (9, 14)])
def test_one_size_is_in_textures(device: Any, fitted: Any, folders: Any, size: tuple[int, int]) -> None:
    network = load_network(fitted.file, bounds=Bounds((size[0],) * 2, (size[1],) * 2))
    out = folders / f"fixed_{size[0]}"
    artifact = tvm_dydca.compile(network, TEXTURES, out=out, buckets=[{"H": size[0], "W": size[1]}])
    assert artifact.manifest["textures"]["kernels"] >= 4
    images = artifact.plan()["arena"]["images"]
    assert len(images) <= 4, "the image that the skip reads at the end is one"
    assert sum(len(image["textures"]) for image in images) > len(images)
    assert worst_error(artifact, fitted, [size]) < NETWORK_TOLERANCE


@pytest.mark.parametrize(
    ("target", "buckets"),
    [(BUFFERS, None), (BUFFERS, BUCKETS)],
    ids=["plain", "bucketed"],
)
def test_the_others_are_in_buffers(device: Any, fitted: Any, folders: Any, target: str, buckets: Any) -> None:
    out = folders / f"buffers_{buckets is None}"
    artifact = tvm_dydca.compile(load_network(fitted.file), target, out=out, buckets=buckets)
    assert "textures" not in artifact.manifest
    assert worst_error(artifact, fitted, SIZES[3:]) < NETWORK_TOLERANCE


def with_limits(**limits: int) -> Any:
    tag = tvm.target.Target(TEXTURES, host="llvm")
    options = {"kind": "opencl", "device": "adreno", "keys": list(tag.keys), "host": "llvm"}
    return tvm.target.Target({**options, **limits})


def lowered(fitted: Any, kinds: str = "auto", **limits: int) -> Any:
    """Return the network of two paths after the whole pipeline."""
    target = with_limits(**limits)
    with target:
        buckets = BucketShapes([{"H": (1, 38), "W": (1, 66)}], target, kinds=kinds)
        return pipeline(target, buckets)(load_network(fitted.file).build())


def texture_extents(mod: Any, scope: str = "") -> list[tuple[int, int, int]]:
    """Return the images of all kernels, or those of a scope."""
    found = []
    for _, func in mod.functions_items():
        if isinstance(func, tvm.tirx.PrimFunc):
            params = [param for param in func.params if tvm.tirx.is_buffer_var(param)]
            textures = [param for param in params if str(param.scope()) in ([scope] if scope else SCOPES)]
            found += [extent([int(dim) for dim in param.shape], str(param.scope())) for param in textures]
    return found


@pytest.fixture(scope="module")
def one_bucket(fitted: Any) -> Any:
    return lowered(fitted, kinds="padded")


def test_images_keep_to_the_limits_of_the_target(fitted: Any, one_bucket: Any) -> None:
    free = texture_extents(one_bucket)
    assert max(width for width, _, _ in free) > 2640
    limited = texture_extents(lowered(fitted, "padded", texture_spatial_limit=2640, texture_depth_limit=2048))
    assert limited
    assert max(max(width, height) for width, height, _ in limited) <= 2640
    assert texture_extents(lowered(fitted, "padded", texture_spatial_limit=16, texture_depth_limit=8)) == []


def test_images_of_kernels_of_ours_keep_to_the_limits(fitted: Any) -> None:
    def layers(spatial: int, depth: int) -> set[int]:
        mod = lowered(fitted, texture_spatial_limit=spatial, texture_depth_limit=depth)
        return {layers for _, _, layers in texture_extents(mod, TENSORS)}

    assert layers(66, 10) == {1, 5, 10}, "blocks of 3, 20 and 40 channels"
    assert layers(66, 9) == {1, 5}
    assert layers(65, 10) == set()


def test_a_bucket_has_smaller_images_where_those_of_all_are_too_large(fitted: Any) -> None:
    target = with_limits(texture_spatial_limit=40)
    with target:
        mod = pipeline(target, [{"H": (1, 38), "W": (1, 40)}, {"H": (1, 38), "W": (41, 66)}])(
            load_network(fitted.file).build()
        )
    assert {(width, height) for width, height, _ in texture_extents(mod, TENSORS)} == {(40, 38)}


def test_masks_join_the_convolutions(one_bucket: Any) -> None:
    """Blocks of channels are undone behind the tail alone."""
    calls = [
        str(binding.value.op.name_hint)
        for block in one_bucket["path_0_bucket_0"].body.blocks
        for binding in block.bindings
        if isinstance(binding.value, relax.Call) and isinstance(binding.value.op, tvm.ir.GlobalVar)
    ]
    convolutions = [name for name in calls if "NCHWc" in name]
    assert len(convolutions) == 5  # two blocks and the tail
    assert sum("relu_mask" in name for name in convolutions) == 2  # the first of each block
    # The masked head and the head as residual, the skip, and the way back.
    assert sum("layout_transform" in name for name in calls) == 4


def test_other_targets_are_left_alone(fitted: Any) -> None:
    mod = load_network(fitted.file).build()
    for target in (BUFFERS, "opencl", "llvm"):
        use: Any = UseTextures(targets.resolve(target))
        assert use(mod).same_as(mod)


def test_kernels_of_ours_read_and_write_images(fitted: Any, tmp_path: Any) -> None:
    artifact = tvm_dydca.compile(load_network(fitted.file), TEXTURES, out=tmp_path / "a", buckets=[{"H": 38, "W": 66}])
    kernels = {entry["kernel"] for entry in artifact.plan()["kernels"] if entry["function"].startswith("path_0")}
    assert {"pack", "direct3x3_3x20", "winograd4x4_20x40_relu", "winograd4x4_40x20_residual"} < kernels
    assert artifact.manifest["textures"] == {
        "kernels": 5,
        "width": 5 * 4 * 9,  # of the weights for the last layer
        "height": 38,
        "layers": 10,
        "virtual_devices": 3,
    }


def test_what_a_schedule_refuses_has_kernels_of_ours(
    fitted: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from tvm_dydca.relay_passes.textures import schedules

    monkeypatch.setattr(schedules, "_schedule", lambda _: None)
    with caplog.at_level("INFO"):
        mod = lowered(fitted, kinds="padded")
    assert {layers for _, _, layers in texture_extents(mod, TENSORS)} == {1, 5, 10}, "blocks of 3, 20 and 40 channels"
    assert "UseTextures leaves path_0_bucket_0 in buffers" in caplog.text


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        (
            "LIMITED_NO_IMAGES",
            r"'opencl:0' \(.*\) has no images, which the artifact uses; compile it again for buffers",
        ),
        ("LIMITED_IMAGE_WIDTH", r"'opencl:0' \(.*\) has images of at most 64 x \d+ texels in \d+ layers, the artifact"),
    ],
)
def test_devices_with_less_are_refused(
    python: Any, limited_opencl: dict[str, str], bucketed_textures: Any, setting: str, message: str
) -> None:
    code = "import sys; from tvm_dydca.cli.main import main; sys.exit(main(sys.argv[1:]))"
    argv = ["run", bucketed_textures.path, "none.mp4", "--out", "none_sr.mp4", "--device", "opencl:0"]
    done = python(code, *argv, **{setting: "64"}, **limited_opencl)
    assert done.returncode == 2
    (line,) = done.stderr.strip().splitlines()
    assert re.search(message, line), line


def test_a_device_with_enough_is_taken(device: Any, bucketed_textures: Any) -> None:
    check_textures("opencl:0", devices()[0], Textures(**bucketed_textures.manifest["textures"]))
    with pytest.raises(
        InputError, match="artifact needs 99999 x 1 texels in 1 layers; compile it again with --limits-of"
    ):
        check_textures("opencl:0", devices()[0], Textures(1, 99999, 1, 1, 2))


def test_the_manifest_names_the_target(bucketed_textures: Any) -> None:
    manifest = json.loads((bucketed_textures.path / "manifest.json").read_text())
    assert manifest["target"]["kind"] == "opencl"
    assert manifest["textures"]["virtual_devices"] >= 2
