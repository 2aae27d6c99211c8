"""Tests of the checkpoint file: whole or absent, and every broken one is told apart."""

import errno
from dataclasses import replace

import numpy as np
import pytest
import torch

from tvm_dydca.errors import DydcaError, InputError
from tvm_dydca.model.checkpoint import FORMAT, Checkpoint, SourceVideo
from tvm_dydca.model.network import DyDcaNetwork
from tvm_dydca.patches import PatchGrid


@pytest.fixture
def checkpoint():
    torch.manual_seed(0)
    grid = PatchGrid.for_frame(20, 33, halo=3)
    network = DyDcaNetwork((2, 1), 2, width=8, expansion=3)
    path_map = np.random.default_rng(0).integers(2, size=(5, *grid.fine_shape), dtype=np.uint8)
    source = SourceVideo("clip.mp4", 39, 65, 5, (30000, 1001))
    return Checkpoint(
        2, (2, 1), 8, 3, network.state_dict(), source, grid, path_map, (0.125,), {"seed": 3, "sample_psnr": 31.5}
    )


def test_a_checkpoint_comes_back_as_it_was(checkpoint, tmp_path):
    loaded = Checkpoint.load(checkpoint.save(tmp_path / "a.pth"))
    for name in ("scale", "blocks", "width", "expansion", "source", "grid", "gate_thresholds", "fit"):
        assert getattr(loaded, name) == getattr(checkpoint, name)
    np.testing.assert_array_equal(loaded.path_map, checkpoint.path_map)
    x = torch.rand(1, 3, 6, 7)
    for k in (0, 1):
        assert torch.equal(loaded.network()(x, k), checkpoint.network()(x, k))
    assert [p.name for p in tmp_path.iterdir()] == ["a.pth"]


def test_a_full_disk_leaves_the_old_file_and_nothing_else(checkpoint, tmp_path, monkeypatch):
    target = checkpoint.save(tmp_path / "a.pth")
    old = target.read_bytes()

    def fill(_, file):
        file.write(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(torch, "save", fill)
    with pytest.raises(DydcaError, match="No space left") as caught:
        checkpoint.save(target)
    assert caught.value.exit_code == 1
    assert target.read_bytes() == old
    assert [p.name for p in tmp_path.iterdir()] == ["a.pth"]


def test_a_place_that_cannot_be_written_is_refused(checkpoint, tmp_path):
    with pytest.raises(InputError, match="it is a folder"):
        checkpoint.save(tmp_path)
    with pytest.raises(InputError, match="there is no folder"):
        checkpoint.save(tmp_path / "missing" / "a.pth")
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="there is no folder"):
        checkpoint.save(tmp_path / "file" / "a.pth")


def test_a_folder_without_permission_is_refused(checkpoint, tmp_path, monkeypatch):
    def refuse(**_):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("tempfile.TemporaryFile", refuse)
    with pytest.raises(InputError, match="Permission denied"):
        checkpoint.save(tmp_path / "a.pth")
    assert not list(tmp_path.iterdir())


def test_what_is_not_a_file_of_torch_is_refused(tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        Checkpoint.load(tmp_path / "missing.pth")
    with pytest.raises(InputError, match="is a folder"):
        Checkpoint.load(tmp_path)
    (tmp_path / "text.pth").write_text("hello")
    (tmp_path / "empty.pth").write_bytes(b"")
    for name in ("text.pth", "empty.pth"):
        with pytest.raises(InputError, match=f"{name} is not a checkpoint"):
            Checkpoint.load(tmp_path / name)


@pytest.mark.parametrize("share", [0.01, 0.3, 0.7, 0.99])
def test_a_file_cut_short_is_refused(checkpoint, tmp_path, share):
    target = checkpoint.save(tmp_path / "a.pth")
    whole = target.read_bytes()
    target.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(InputError, match="cut short"):
        Checkpoint.load(target)


def test_code_in_a_file_is_not_run(tmp_path):
    class Bomb:
        def __reduce__(self):
            return (exec, (f"open({str(tmp_path / 'ran')!r}, 'w')",))

    torch.save({"format": FORMAT, "version": 1, "fit": Bomb()}, tmp_path / "a.pth")
    with pytest.raises(InputError, match="not a checkpoint"):
        Checkpoint.load(tmp_path / "a.pth")
    assert not (tmp_path / "ran").exists()


def _set(*keys, to):
    def change(payload):
        for key in keys[:-1]:
            payload = payload[key]
        payload[keys[-1]] = to

    return change


def _drop(*keys):
    def change(payload):
        for key in keys[:-1]:
            payload = payload[key]
        del payload[keys[-1]]

    return change


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (_set("format", to="other"), "no checkpoint of `dydca fit`"),
        (_set("version", to=99), "version 99; this package reads version 1"),
        (_drop("grid"), "no 'grid'"),
        (_drop("source", "fps"), "'source' is not what it should be"),
        (_set("source", to=3), "'source' is not what it should be"),
        (_set("scale", to="four"), "'scale' is not what it should be"),
        (_set("scale", to=3), "its patch grid is for frames"),
        (_set("scale", to=99), "its patch grid is for frames"),
        (_set("blocks", to=[2]), "path map names path 1"),
        (_set("blocks", to=[1, 2]), "blocks are"),
        (_set("path_map", to=torch.zeros(4, 2, 2, dtype=torch.uint8)), "path map is uint8 of shape"),
        (_set("path_map", to=[1, 2]), "'path_map' is not what it should be"),
        (_set("gate_thresholds", to=[]), "gate thresholds"),
        (_set("grid", "halo", to=-1), "halo is -1"),
        (_drop("state_dict", "paths.0.head.weight"), "1 are missing.*paths.0.head.weight"),
        (_set("state_dict", "paths.7.head.weight", to=torch.zeros(1)), "1 are unknown.*paths.7.head.weight"),
        (_set("state_dict", "paths.1.head.bias", to=torch.zeros(9)), "paths.1.head.bias.*\\(9,\\).*\\(8,\\)"),
        (_set("state_dict", "paths.1.head.bias", to=torch.zeros(8).double()), "float64"),
        (_set("state_dict", "paths.1.head.bias", to=torch.full((8,), float("nan"))), "not finite"),
        (_set("state_dict", "paths.1.head.bias", to="text"), "paths.1.head.bias.*str"),
    ],
)
def test_a_broken_checkpoint_says_what_is_wrong_and_where(checkpoint, tmp_path, change, message):
    target = checkpoint.save(tmp_path / "a.pth")
    payload = torch.load(target, weights_only=True)
    change(payload)
    torch.save(payload, target)
    with pytest.raises(InputError, match=message) as caught:
        Checkpoint.load(target)
    assert str(target) in str(caught.value)


def test_another_object_in_a_file_of_torch_is_refused(tmp_path):
    torch.save([1, 2], tmp_path / "a.pth")
    with pytest.raises(InputError, match="no checkpoint of `dydca fit`"):
        Checkpoint.load(tmp_path / "a.pth")


def test_parts_that_do_not_belong_together_are_refused(checkpoint):
    with pytest.raises(InputError, match="gate thresholds"):
        replace(checkpoint, gate_thresholds=(0.1, 0.2))
    with pytest.raises(InputError, match="path map"):
        replace(checkpoint, path_map=checkpoint.path_map[:-1])
