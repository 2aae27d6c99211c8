"""Sessions: what they refuse, batches and given memory, threads; and the figures of the plan."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import tvm_dydca
from python_tests.reference import NETWORK_TOLERANCE, random_image, relative_error
from tvm_dydca.errors import DydcaError, InputError
from tvm_dydca.schedules.cpu.tiling import accumulator_budget
from tvm_dydca.targets import processors, resolve


@pytest.fixture
def x():
    return random_image(np.random.default_rng(0), 9, 14)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda x: x.astype(np.float64), "x is float64; it must be float32"),
        (lambda x: (x * 255).astype(np.uint8), "x is uint8; it must be float32"),
        (lambda x: x.astype(np.float16), "x is float16"),
        (lambda x: x[0], r"x has shape \(3, 9, 14\); it must be \(N, 3, H, W\)"),
        (lambda x: x[:, :2], r"x has shape \(1, 2, 9, 14\)"),
        (lambda x: x[:0], "with N at least 1"),
        (lambda x: x[:, :, :0], "H = 0 is outside the bounds of this artifact, 1 to 38"),
        (lambda x: x.repeat(5, axis=2), "H = 45 is outside the bounds of this artifact, 1 to 38"),
        (lambda x: x.repeat(5, axis=3), "W = 70 is outside the bounds of this artifact, 1 to 66"),
    ],
)
def test_wrong_inputs_never_reach_a_kernel(fitted, x, change, message, monkeypatch):
    monkeypatch.setattr(fitted.session, "_functions", {})
    for call in (fitted.session.run, fitted.session.route):
        with pytest.raises(InputError, match=message):
            call(change(x))


@pytest.mark.parametrize("path", [-1, 2, 1.0, "0"])
def test_a_path_that_is_not_there_is_refused(fitted, x, path):
    with pytest.raises(InputError, match="this artifact has paths 0 to 1"):
        fitted.session.run(x, path=path)


def test_a_path_may_be_numpy_s(fitted, x):
    np.testing.assert_array_equal(fitted.session.run(x, path=np.uint8(1)), fitted.session.run(x, path=1))


def test_one_sample_is_routed_at_a_time(fitted, x):
    with pytest.raises(InputError, match="2 samples"):
        fitted.session.route(x.repeat(2, axis=0))


@pytest.mark.parametrize("device", ["cuda:0", "cpu:1", "", "opencl:x", "cpu:0:0"])
def test_other_devices_are_refused(fitted, device):
    with pytest.raises(InputError, match=f"device '{device}' is unknown; give one of cpu:0, opencl:0"):
        tvm_dydca.load(fitted.folder, device=device)


def test_a_device_that_the_artifact_was_not_compiled_for_is_refused(fitted):
    with pytest.raises(InputError, match=r"compiled for llvm; run it with device cpu:0, or .* --target opencl"):
        tvm_dydca.load(fitted.folder, device="opencl:0")


def test_a_library_that_is_none_is_an_error_of_ours(tmp_path, fitted):
    from tvm_dydca import artifact as artifacts

    manifest = {k: v for k, v in artifacts.read(fitted.folder).manifest.items() if k not in ("files", "checksum")}
    artifacts.write(tmp_path / "a", manifest, lambda folder: (folder / "lib.so").write_bytes(b"no library"))
    with pytest.raises(DydcaError, match=r"TVM cannot load .*lib\.so"):
        tvm_dydca.load(tmp_path / "a")


@pytest.mark.parametrize("count", [1, 3])
def test_the_result_is_written_to_the_memory_given(fitted, count):
    rng = np.random.default_rng(1)
    batch = np.concatenate([random_image(rng, 8, 5) for _ in range(count)])
    memory = np.full((count, 3, 16, 10), np.nan, np.float32)
    assert fitted.session.run(batch, path=0, out=memory) is memory
    np.testing.assert_array_equal(memory, fitted.session.run(batch, path=0))


@pytest.mark.parametrize(
    "memory",
    [np.empty((1, 3, 18, 27), np.float32), np.empty((1, 3, 18, 28)), np.empty((3, 18, 28), np.float32), [0.0]],
    ids=["width", "dtype", "rank", "list"],
)
def test_memory_that_does_not_fit_is_refused(fitted, x, memory):
    with pytest.raises(InputError, match=r"out must be a float32 array of shape \(1, 3, 18, 28\)"):
        fitted.session.run(x, out=memory)


def test_each_sample_of_a_batch_is_routed_for_itself(fitted):
    rng = np.random.default_rng(2)
    batch = np.concatenate([random_image(rng, 11, 7, contrast=c) for c in (1.0, 0.1, 0.9)])
    found = fitted.session.run(batch)
    assert [fitted.session.route(one[None]) for one in batch] == [0, 1, 0]
    for n, path in enumerate((0, 1, 0)):
        assert relative_error(found[n : n + 1], fitted.torch(batch[n : n + 1], path)) < NETWORK_TOLERANCE


def test_inputs_in_another_order_of_memory_are_the_same(fitted, x):
    turned = np.asfortranarray(x)
    backwards = np.ascontiguousarray(x[..., ::-1])[..., ::-1]
    for other in (turned, backwards):
        np.testing.assert_array_equal(fitted.session.run(other, path=0), fitted.session.run(x, path=0))


def test_a_result_stays_when_the_session_runs_again(fitted, x):
    first = fitted.session.run(x, path=0)
    kept = first.copy()
    for size in ((9, 14), (38, 66), (9, 14)):
        fitted.session.run(random_image(np.random.default_rng(7), *size), path=0)
    np.testing.assert_array_equal(first, kept)


def test_sessions_in_two_threads_do_not_disturb_each_other(fitted):
    rng = np.random.default_rng(3)
    images = [random_image(rng, int(rng.integers(1, 39)), int(rng.integers(1, 67))) for _ in range(12)]
    expected = [fitted.session.run(image, path=n % 2) for n, image in enumerate(images)]

    def work(order):
        session = tvm_dydca.load(fitted.folder)
        return [(n, session.run(images[n], path=n % 2)) for _ in range(4) for n in order]

    with ThreadPoolExecutor(2) as threads:
        for results in threads.map(work, (range(12), range(11, -1, -1))):
            for n, found in results:
                np.testing.assert_array_equal(found, expected[n])


def test_one_session_serves_two_threads_one_after_the_other(fitted):
    rng = np.random.default_rng(4)
    images = [random_image(rng, int(rng.integers(1, 39)), int(rng.integers(1, 67))) for _ in range(12)]
    expected = [fitted.session.run(image, path=n % 2) for n, image in enumerate(images)]

    def work(order):
        return [(n, fitted.session.run(images[n], path=n % 2)) for _ in range(8) for n in order]

    with ThreadPoolExecutor(2) as threads:
        for results in threads.map(work, (range(12), range(11, -1, -1))):
            for n, found in results:
                np.testing.assert_array_equal(found, expected[n])


def test_memory_given_may_begin_anywhere_and_lie_anyhow(fitted, x):
    expected = fitted.session.run(x, path=0)
    for start in range(4):
        flat = np.full(expected.size + 4, np.nan, np.float32)
        memory = flat[start : start + expected.size].reshape(expected.shape)
        assert fitted.session.run(x, path=0, out=memory) is memory
        np.testing.assert_array_equal(memory, expected)
        assert np.isnan(np.delete(flat, slice(start, start + expected.size))).all()
    wide = np.full((1, 3, 18, 40), np.nan, np.float32)
    fitted.session.run(x, path=0, out=wide[..., 5:33])
    np.testing.assert_array_equal(wide[..., 5:33], expected)
    assert np.isnan(wide[..., :5]).all()
    assert np.isnan(wide[..., 33:]).all()


def test_memory_that_must_not_be_written_is_refused(fitted, x):
    memory = np.empty((1, 3, 18, 28), np.float32)
    memory.flags.writeable = False
    with pytest.raises(InputError, match="out is read-only"):
        fitted.session.run(x, out=memory)
    shared = np.zeros(4 * x.size, np.float32)
    with pytest.raises(InputError, match="out overlaps x"):
        fitted.session.run(shared[: x.size].reshape(x.shape), out=shared.reshape(1, 3, 18, 28))


def test_inputs_may_be_read_only(fitted, x):
    expected = fitted.session.run(x, path=0)
    x.flags.writeable = False
    np.testing.assert_array_equal(fitted.session.run(x, path=0), expected)


def test_a_memory_limit_that_cannot_be_met_names_who_is_to_blame(fitted):
    plan = fitted.session.artifact.plan()
    needed = plan["planned_bytes"] + plan["constant_bytes"]
    assert tvm_dydca.load(fitted.folder, memory_limit=needed).arena_bytes == plan["planned_bytes"]
    bound = max(root["lower_bound_bytes"] for root in plan["arena"]["roots"])
    with pytest.raises(InputError) as caught:
        tvm_dydca.load(fitted.folder, memory_limit=needed - 1)
    text = str(caught.value)
    assert f"needs {needed} bytes" in text
    assert f"no plan is below {bound}" in text
    assert f"memory_limit is {needed - 1}" in text
    wide = max((b for root in plan["arena"]["roots"] for b in root["buffers"]), key=lambda b: b["size_bytes"])
    assert f"{wide['name']} ({wide['size_bytes']} bytes)" in text


def test_the_plan_s_figures_are_those_computed_by_hand(fitted):
    """Two paths of 20 channels (2 blocks of 16), 40 inside (3 blocks), x2, up to 38x66."""
    plan = tvm_dydca.load(fitted.folder).artifact.plan()
    pixels = 38 * 66
    padded, narrow, wide = 3 * (48 + 4) * (72 + 4) * 4, pixels * 32 * 4, pixels * 48 * 4
    (root,) = plan["arena"]["roots"]
    # Inside a block: the ring, which has as many rows as so low an image, and for each of the two convolutions the
    # transforms of 4 tiles, 64 products over the 2 and 3 blocks of channels, and registers.
    transforms = 2 * processors() * 64 * 4 * 16 * (2 + 3) * 4
    inside = {
        buffer["size_bytes"] - wide
        for buffer in root["buffers"]
        if buffer["kind"] == "workspace" and transforms < buffer["size_bytes"] - wide < 1.15 * transforms
    }
    assert len(inside) == 1, "all blocks have as much"
    # The padded image lives throughout; a block's result is written over its input, beside the inside of the block.
    assert plan["planned_bytes"] == -(-padded // 64) * 64 + narrow + wide + max(inside)
    assert plan["arena"]["dynamic"] == []
    assert root["optimal"]
    assert [panel["title"].split(",")[0] for panel in root["panels"]] == ["gate", "path_0", "path_1"]
    block = 64 * 4 * (48 * 32 + 32 * 48) + 4 * (48 + 32)
    places = 64 if accumulator_budget(resolve("llvm")) > 16 else 36  # of the last layer
    head, tail = 4 * (27 * 32 + 32), 4 * (places * 32 * 16 + 16 + 75 * 16)
    assert plan["constant_bytes"] >= 3 * block + 2 * (head + tail)
    assert plan["constant_bytes"] < 3 * block + 2 * (head + tail) + 1000
