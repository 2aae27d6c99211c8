"""The artifact's directory: written whole or not at all, and read with every check."""

import json
import re
import shutil

import numpy as np
import pytest
import tvm

from tvm_dydca import artifact as artifacts
from tvm_dydca import targets
from tvm_dydca.errors import DydcaError, InputError

MANIFEST = {"tvm": tvm.__version__, "target": {"kind": "llvm", "features": []}, "network": {"limit": 0.1}}
FILES = {"lib.so": b"code and weights", "plan.json": b'{"planned_bytes": 7}', "path_map.npz": b"map"}


def fill(folder):
    assert not list(folder.iterdir())
    for name, content in FILES.items():
        (folder / name).write_bytes(content)


@pytest.fixture
def written(tmp_path):
    return artifacts.write(tmp_path / "out" / "a", MANIFEST, fill)


def rewrite(path, **changes):
    """Change a manifest as another program would have written it: with a checksum that fits."""
    file = path / artifacts.MANIFEST
    manifest = {**json.loads(file.read_text()), **changes}
    file.write_text(json.dumps({**manifest, "checksum": artifacts._checksum(manifest)}))


def test_it_comes_back_as_it_was_written(written):
    found = artifacts.read(written.path)
    assert found == written
    assert found.manifest == {**found.manifest, **MANIFEST}
    assert found.plan() == {"planned_bytes": 7}
    assert found.library.read_bytes() == FILES["lib.so"]
    assert found.size_bytes == sum(map(len, FILES.values())) + (written.path / "manifest.json").stat().st_size
    assert sorted(file.name for file in written.path.iterdir()) == sorted([*FILES, "manifest.json"])
    assert [file.name for file in written.path.parent.iterdir()] == ["a"], "nothing temporary is left"


def test_it_may_be_moved_and_copied(written, tmp_path):
    shutil.copytree(written.path, tmp_path / "elsewhere")
    assert artifacts.read(tmp_path / "elsewhere").manifest == written.manifest


@pytest.mark.parametrize("name", [*FILES, "manifest.json"])
def test_any_changed_byte_is_seen(written, name):
    file = written.path / name
    content = file.read_bytes()
    for position in range(0, len(content), 1 if name != "manifest.json" else 7):
        changed = bytearray(content)
        changed[position] ^= 1
        file.write_bytes(bytes(changed))
        with pytest.raises(InputError, match=re.escape(str(written.path))):
            artifacts.read(written.path)
    file.write_bytes(content)
    assert artifacts.read(written.path) == written


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(written, name):
    (written.path / name).unlink()
    with pytest.raises(InputError, match=f"incomplete: {name} is missing"):
        artifacts.read(written.path)


@pytest.mark.parametrize("name", FILES)
def test_a_file_cut_short_is_named(written, name):
    (written.path / name).write_bytes(FILES[name][:-1])
    with pytest.raises(
        InputError, match=f"{name} does not match.*{len(FILES[name]) - 1} bytes, not {len(FILES[name])}"
    ):
        artifacts.read(written.path)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"format": "other"}, "does not describe an artifact of this project"),
        ({"version": 99}, "has format version 99, this program reads 1"),
        ({"version": None}, "has format version None"),
        ({"tvm": "0.1.0"}, f"compiled with TVM 0.1.0, here is {re.escape(tvm.__version__)}"),
        ({"files": {}}, "lists no lib.so"),
        ({"files": [1]}, "lists no lib.so"),
    ],
)
def test_another_format_version_or_tvm_is_refused(written, changes, message):
    rewrite(written.path, **changes)
    with pytest.raises(InputError, match=message):
        artifacts.read(written.path)


@pytest.mark.parametrize(
    ("text", "message"), [("{", "cannot read"), ("[1]", "holds no JSON object"), ("", "cannot read")]
)
def test_a_manifest_that_is_no_json_is_refused(written, text, message):
    (written.path / "manifest.json").write_text(text)
    with pytest.raises(InputError, match=message):
        artifacts.read(written.path)


def test_a_changed_manifest_is_refused(written):
    text = (written.path / "manifest.json").read_text().replace("0.1", "0.7")
    (written.path / "manifest.json").write_text(text)
    with pytest.raises(InputError, match=r"manifest\.json does not match its own checksum"):
        artifacts.read(written.path)


def test_code_for_another_cpu_is_refused(written, monkeypatch):
    rewrite(written.path, target={"kind": "llvm", "mcpu": "znver9", "features": ["avx512f", "fma"]})
    monkeypatch.setattr(targets, "missing_features", lambda needed: [name for name in needed if name == "avx512f"])
    with pytest.raises(InputError, match="compiled for znver9 and needs avx512f, which this CPU lacks"):
        artifacts.read(written.path)


def test_where_there_is_no_artifact_it_says_so(tmp_path):
    with pytest.raises(InputError, match="there is no such directory"):
        artifacts.read(tmp_path / "missing")
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="there is no such directory"):
        artifacts.read(tmp_path / "file")
    with pytest.raises(InputError, match=r"it has no manifest\.json"):
        artifacts.read(tmp_path)


def test_an_older_artifact_is_replaced(written):
    def other(folder):
        (folder / "lib.so").write_bytes(b"newer")

    artifacts.write(written.path, MANIFEST, other)
    assert artifacts.read(written.path).library.read_bytes() == b"newer"
    assert sorted(file.name for file in written.path.iterdir()) == ["lib.so", "manifest.json"]
    assert [file.name for file in written.path.parent.iterdir()] == ["a"]


def test_an_empty_directory_is_taken(tmp_path):
    (tmp_path / "a").mkdir()
    artifacts.write(tmp_path / "a", MANIFEST, fill)
    artifacts.read(tmp_path / "a")


def test_a_directory_of_something_else_is_left_alone(tmp_path):
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(InputError, match="holds something that is not an artifact"):
        artifacts.write(tmp_path, MANIFEST, lambda _: pytest.fail("nothing may be written"))
    assert [file.name for file in tmp_path.iterdir()] == ["thesis.tex"]
    with pytest.raises(InputError, match="is a file; an artifact is a directory"):
        artifacts.write(tmp_path / "thesis.tex", MANIFEST, lambda _: pytest.fail("nothing may be written"))
    assert (tmp_path / "thesis.tex").read_text() == "years of work"


def test_a_parent_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot write an artifact at"):
        artifacts.write(tmp_path / "file" / "a", MANIFEST, fill)


@pytest.mark.parametrize(
    ("failure", "raised", "message"),
    [
        (OSError(28, "No space left on device"), DydcaError, "No space left on device; nothing was kept"),
        (RuntimeError("the linker failed"), RuntimeError, "the linker failed"),
        (KeyboardInterrupt(), KeyboardInterrupt, None),
    ],
    ids=["disk", "linker", "interrupt"],
)
def test_a_failure_leaves_the_older_artifact_and_nothing_else(written, failure, raised, message):
    def fail(folder):
        (folder / "lib.so").write_bytes(b"half")
        raise failure

    with pytest.raises(raised, match=message):
        artifacts.write(written.path, MANIFEST, fail)
    assert artifacts.read(written.path) == written
    assert [file.name for file in written.path.parent.iterdir()] == ["a"]


def test_what_compiling_writes_is_an_artifact(fitted):
    found = artifacts.read(fitted.folder)
    assert found.manifest["target"]["kind"] == "llvm"
    assert found.manifest["network"]["scale"] == 2
    assert found.manifest["network"]["routing"] == {"kind": "activity", "thresholds": [0.25]}
    assert [path["name"] for path in found.manifest["network"]["paths"]] == ["path_0", "path_1"]
    assert set(found.manifest["functions"]) == {"main", "gate", "path_0", "path_1"}
    for function in found.manifest["functions"].values():
        assert function["bounds"] == {"H": [1, 38], "W": [1, 66]}
        assert function["inputs"] == [{"name": "x", "shape": [1, 3, "H", "W"], "dtype": "float32"}]
    with np.load(found.path / "path_map.npz") as arrays:
        assert arrays["path_map"].shape[0] == found.manifest["video"]["source"]["frames"] == 3
