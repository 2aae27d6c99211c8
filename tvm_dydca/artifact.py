"""The artifact: a directory that a stock TVM of the same version runs. Written whole or not at all, and read checked.

``manifest.json`` says what it is (versions, target, input, routing, checksums), ``lib.so`` holds the code and weights,
``plan.json`` the memory, and ``path_map.npz``, where a video was fitted, the path of each patch of each frame.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tvm_dydca import targets
from tvm_dydca.errors import DydcaError, InputError

FORMAT = "tvm_dydca.artifact"
VERSION = 1
MANIFEST = "manifest.json"
LIBRARY = "lib.so"
PLAN = "plan.json"
PATH_MAP = "path_map.npz"


@dataclass(frozen=True)
class Artifact:
    """A checked artifact: where it is and what its manifest says."""

    path: Path
    manifest: dict[str, Any]

    @property
    def library(self) -> Path:
        """The shared library."""
        return self.path / LIBRARY

    @property
    def size_bytes(self) -> int:
        """Bytes of all its files."""
        return sum(file.stat().st_size for file in self.path.iterdir())

    def plan(self) -> dict[str, Any]:
        """Return the memory figures, see `tvm_dydca.memory.describe_memory`."""
        return _read_json(self.path / PLAN)


def write(out: str | Path, manifest: dict[str, Any], fill: Callable[[Path], None]) -> Artifact:
    """Write an artifact, replacing an older one at the same place only once the new one is whole.

    Parameters
    ----------
    out : the directory to make; it may exist if it is empty or holds an artifact
    manifest : everything but ``format``, ``version``, ``files`` and ``checksum``, which are added
    fill : called with an empty directory, writes every file but the manifest

    Raises
    ------
    InputError
        Where `out` cannot be written, or is a file or a directory of something else.
    DydcaError
        Where the disk is full.
    """
    target = Path(out)
    _check_replaceable(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".partial", dir=target.parent))
    except OSError as error:
        raise InputError(f"cannot write an artifact at {target}: {error.strerror}; choose another --out") from None
    try:
        fill(partial)
        files = {file.name: _fingerprint(file) for file in sorted(partial.iterdir())}
        whole = {"format": FORMAT, "version": VERSION, **manifest, "files": files}
        whole["checksum"] = _checksum(whole)
        (partial / MANIFEST).write_text(json.dumps(whole, indent=2) + "\n")
        partial.chmod(0o755)
        if target.exists():
            shutil.rmtree(target)
        partial.rename(target)
    except OSError as error:
        raise DydcaError(f"cannot write the artifact {target}: {error.strerror or error}; nothing was kept") from None
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return Artifact(target, whole)


def read(path: str | Path, *, runs_here: bool = True) -> Artifact:
    """Check an artifact and return it.

    Parameters
    ----------
    runs_here : whether this machine's CPU must have the features that the code was compiled for

    Raises
    ------
    InputError
        No such directory, no manifest, another format or version, another TVM, a missing file, a changed byte, or code
        for CPU features that this machine lacks. The text names which.
    """
    import tvm

    root = Path(path)
    if not root.is_dir():
        raise InputError(f"no artifact at {root}: there is no such directory; make one with dydca compile")
    if not (root / MANIFEST).is_file():
        raise InputError(f"{root} is not an artifact: it has no {MANIFEST}; make one with dydca compile")
    manifest = _read_json(root / MANIFEST)
    if manifest.get("format") != FORMAT:
        raise InputError(
            f"{root / MANIFEST} does not describe an artifact of this project; make one with dydca compile"
        )
    if manifest.get("version") != VERSION:
        raise InputError(
            f"artifact {root} has format version {manifest.get('version')}, this program reads {VERSION}; "
            "compile it again"
        )
    if manifest.get("checksum") != _checksum(manifest):
        raise InputError(f"artifact {root} is damaged: {MANIFEST} does not match its own checksum; copy it again")
    _check_files(root, manifest)
    if manifest.get("tvm") != tvm.__version__:
        raise InputError(
            f"artifact {root} was compiled with TVM {manifest.get('tvm')}, here is {tvm.__version__}; "
            "install that version or compile again"
        )
    missing = targets.missing_features(list(manifest["target"].get("features", []))) if runs_here else []
    if missing:
        raise InputError(
            f"artifact {root} was compiled for {manifest['target'].get('mcpu')} and needs {', '.join(missing)}, "
            "which this CPU lacks; compile on this machine with --target llvm"
        )
    return Artifact(root, manifest)


def _check_replaceable(target: Path) -> None:
    if target.is_dir():
        if any(target.iterdir()) and not (target / MANIFEST).is_file():
            raise InputError(f"{target} holds something that is not an artifact; choose another --out, or empty it")
    elif target.exists():
        raise InputError(f"{target} is a file; an artifact is a directory, choose another --out")


def _check_files(root: Path, manifest: dict[str, Any]) -> None:
    files = manifest.get("files")
    if not isinstance(files, dict) or LIBRARY not in files:
        raise InputError(f"{root / MANIFEST} lists no {LIBRARY}: it is damaged, compile again")
    for name, expected in files.items():
        file = root / name
        if not file.is_file():
            raise InputError(f"artifact {root} is incomplete: {name} is missing; copy it whole or compile again")
        found = _fingerprint(file)
        if found != expected:
            what = (
                f"{found['bytes']} bytes, not {expected['bytes']}" if found["bytes"] != expected["bytes"] else "altered"
            )
            raise InputError(f"artifact {root} is damaged: {name} does not match its checksum ({what}); copy it again")


def _checksum(manifest: dict[str, Any]) -> str:
    """Return the SHA-256 of a manifest but for its own checksum, in one form of JSON whatever the file's spaces."""
    rest = {name: value for name, value in manifest.items() if name != "checksum"}
    return hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()


def _fingerprint(file: Path) -> dict[str, Any]:
    return {"bytes": file.stat().st_size, "sha256": hashlib.sha256(file.read_bytes()).hexdigest()}


def _read_json(file: Path) -> dict[str, Any]:
    try:
        value = json.loads(file.read_text())
    except (OSError, ValueError) as error:
        raise InputError(f"cannot read {file}: {error}") from None
    if not isinstance(value, dict):
        raise InputError(f"{file} is damaged: it holds no JSON object")
    return value
