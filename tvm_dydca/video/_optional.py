"""The one place where this package says which pip extra brings the libraries that video work needs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tvm_dydca.errors import MissingDependencyError


@contextmanager
def video_extra() -> Iterator[None]:
    """Turn the failing import of an optional library into an error that names the extra.

    Raises
    ------
    MissingDependencyError
        When an import in the ``with`` block finds no such package.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        raise MissingDependencyError(
            f"video work needs the package {error.name!r}, which is not installed; run: pip install 'tvm_dydca[video]'"
        ) from error
