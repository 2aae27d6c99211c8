"""A file that is written whole or not at all, and the check beforehand that it can be."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from tvm_dydca.errors import DydcaError, InputError


def check_writable(path: str | os.PathLike[str]) -> None:
    """Raise InputError unless a file can be written at `path`; called before long work as well."""
    target = Path(path)
    if target.exists() and not target.is_file():
        raise InputError(f"cannot write {target}: it is no regular file; give the name of a file")
    try:
        with tempfile.TemporaryFile(dir=target.parent):
            pass
    except OSError as error:
        raise InputError(
            f"cannot write {target}: {error.strerror} ({target.parent}); choose a folder that exists and is yours"
        ) from None


def write_whole(path: str | os.PathLike[str], content: bytes) -> None:
    """Write a file under another name, then give it its own.

    Raises
    ------
    InputError
        Where nothing can be written there.
    DydcaError
        Where writing failed halfway; the file is then as it was before.
    """
    check_writable(path)
    target = Path(path)
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        partial.write_bytes(content)
        os.replace(partial, target)
    except OSError as error:
        raise DydcaError(f"could not write {target}: {error.strerror}; free some space") from error
    finally:
        partial.unlink(missing_ok=True)
