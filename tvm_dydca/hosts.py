"""Machines that artifacts are made for with ``dydca compile --host``: what each is called, and asks of libraries."""

from __future__ import annotations

import json
import platform
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tvm_dydca import targets
from tvm_dydca.errors import InputError

if TYPE_CHECKING:
    from tvm_dydca.artifact import Artifact


@dataclass(frozen=True)
class Host:
    """A kind of machine.

    Attributes
    ----------
    triple : as compilers name it
    emulation : as linkers name its processor
    page_bytes : what a library's segments are aligned to
    libc, libm : names that a library asks for its C library by
    """

    triple: str
    emulation: str
    page_bytes: int
    libc: str
    libm: str


HOSTS = {
    host.triple: host
    for host in (
        # Android 15 has devices with pages of 16 KB, https://developer.android.com/guide/practices/page-sizes
        Host("aarch64-linux-android", "aarch64linux", 16384, "libc.so", "libm.so"),
        # Linux on arm64 is built for pages up to 64 KB.
        Host("aarch64-linux-gnu", "aarch64linux", 65536, "libc.so.6", "libm.so.6"),
    )
}
"""By triple."""

DEFAULT_CPU = {"mcpu": "cortex-a76", "num-cores": 4}
"""The oldest core of phones since 2019: it has dot products and float16. Four cores, since the others are slower."""


def resolve(text: str, host: str | None = None) -> Any:
    """Turn a target's text into a `tvm.target.Target` whose CPU is that of another machine.

    Parameters
    ----------
    text : as `targets.resolve` takes it
    host : a triple of `HOSTS`, or a JSON object of an llvm target with such an ``mtriple``, whose other entries
        (``mcpu``, ``mattr``, ``num-cores`` ...) stand in place of the defaults. None for this machine

    Raises
    ------
    InputError
        The host is none of those, or the target names a CPU as well.
    """
    if host is None:
        return targets.resolve(text)
    import tvm

    cpu = targets.resolve(json.dumps(_description(host)))
    if text == "llvm":
        return cpu
    if _names_a_cpu(text) or str((target := targets.resolve(text)).kind.name) == "llvm":
        raise InputError(
            f"target {text!r} and host {host!r} both name a CPU; say all in --host, such as "
            '{"kind": "llvm", "mtriple": "aarch64-linux-android", "mcpu": "cortex-x1"}'
        )
    return tvm.target.Target(target, host=cpu)


def host_of(target: Any) -> Host | None:
    """Return the machine that a target's host code is for; None for this one, and for those that we know nothing of."""
    return HOSTS.get(targets.describe(target).get("mtriple", ""))


def check_runs_here(artifact: Artifact) -> None:
    """Refuse an artifact whose library this machine cannot load.

    Raises
    ------
    InputError
        It was made for another machine.
    """
    triple = artifact.manifest["target"].get("mtriple", "")
    if triple and not _is_this_machine(triple):
        raise InputError(
            f"artifact {artifact.path} is for another machine, {triple}; run it there with --rpc, or compile it again "
            "without --host"
        )


def _description(host: str) -> dict[str, Any]:
    if not host.lstrip().startswith("{"):
        given: dict[str, Any] = {"mtriple": host}
    else:
        try:
            given = json.loads(host)
        except ValueError as error:
            raise InputError(f"host {host!r} is no JSON object: {error}") from None
    if given.get("kind", "llvm") != "llvm" or given.get("mtriple") not in HOSTS:
        raise InputError(
            f"host {host!r} is unknown; give one of {', '.join(HOSTS)}, or a TVM target in JSON of the kind llvm with "
            "one of them as its mtriple"
        )
    return {"kind": "llvm", **DEFAULT_CPU, **given}


def _names_a_cpu(target: str) -> bool:
    try:
        given = json.loads(target)
    except ValueError:
        return False  # a tag
    return isinstance(given, dict) and (given.get("kind") == "llvm" or "host" in given)


def _is_this_machine(triple: str) -> bool:
    names = {"amd64": "x86_64", "arm64": "aarch64"}
    processor, android = triple.split("-")[0].lower(), "android" in triple
    here = platform.machine().lower()
    return names.get(processor, processor) == names.get(here, here) and android == hasattr(sys, "getandroidapilevel")
