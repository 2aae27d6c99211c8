"""Linking an artifact's library for another machine, without that machine's C library.

Kernels call a handful of functions outside. Stub libraries stand in for those that define them, under their names and
with nothing else inside. So a call of anything else fails here, rather than on the phone, and the library asks for
those libraries by name, which Android's loader wants.

Where ``TVM_NDK_CC`` names the compiler of Android's NDK, it links for Android, with its own libc and libm.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tvm_dydca.errors import DydcaError, InputError
from tvm_dydca.hosts import Host, host_of

NDK_COMPILER = "TVM_NDK_CC"

LIBC = ("memcmp", "memcpy", "memmove", "memset")

_REAL = (
    *("acos", "acosh", "asin", "asinh", "atan", "atan2", "atanh", "cbrt", "ceil", "copysign", "cos", "cosh", "erf"),
    *("exp", "exp10", "exp2", "expm1", "fabs", "floor", "fma", "fmax", "fmin", "fmod", "hypot", "ldexp", "log"),
    *("log10", "log1p", "log2", "lrint", "nearbyint", "nextafter", "pow", "rint", "round", "sin", "sinh", "sqrt"),
    *("tan", "tanh", "trunc"),
)
LIBM = tuple(name + kind for name in _REAL for kind in ("", "f"))

TVM_FFI_NAME = "libtvm_ffi.so"
TVM_FFI = ("TVMFFIErrorSetRaisedFromCStr", "TVMFFIErrorSetRaisedFromCStrParts")
"""What generated code calls by name. It calls TVM's runtime through pointers, which the runtime sets at loading."""


def export_options(target: Any) -> dict[str, Any]:
    """Return the arguments of ``export_library`` that link for a target's host.

    Raises
    ------
    InputError
        No linker for it was found.
    """
    host = host_of(target)
    if host is None:
        return {}
    linker = [] if _ndk_links(host) else find_linker(host)

    def compile_and_link(output: str, objects: str | Sequence[str], options: Any = None) -> None:
        link(host, linker, output, [objects] if isinstance(objects, str) else list(objects))

    compile_and_link.output_format = "so"  # type: ignore[attr-defined]
    compile_and_link.get_target_triple = lambda: host.triple  # type: ignore[attr-defined]
    return {"fcompile": compile_and_link}


def find_linker(host: Host) -> list[str]:
    """Return the command of LLVM's linker: the system's, or the one inside the package ziglang.

    Raises
    ------
    InputError
        There is neither.
    """
    found = shutil.which("ld.lld")
    if found is not None:
        return [found]
    if importlib.util.find_spec("ziglang") is not None:
        return [sys.executable, "-m", "ziglang", "ld.lld"]
    ndk = f", or set {NDK_COMPILER} to the NDK's aarch64-linux-android29-clang" if "android" in host.triple else ""
    raise InputError(
        f"no linker for {host.triple} was found: pip install 'tvm_dydca[cross]', or install LLVM's ld.lld{ndk}"
    )


def link(host: Host, linker: Sequence[str], output: str, objects: Sequence[str]) -> None:
    """Link objects to a shared library.

    Parameters
    ----------
    host : the machine to link for
    linker : command of LLVM's linker; empty for the NDK's compiler
    output : the library, whose file name becomes its SONAME

    Raises
    ------
    DydcaError
        The linker failed, for example since the objects call a function that is not allowed.
    """
    page = f"max-page-size={host.page_bytes}"
    flags = ["-soname", Path(output).name, "-z", page, "-z", "defs", "-z", "noexecstack", "--as-needed"]
    with tempfile.TemporaryDirectory() as folder:
        if linker:
            stubs = {host.libc: LIBC, host.libm: LIBM, TVM_FFI_NAME: TVM_FFI}
            libraries = [_stub(host, linker, Path(folder), name, symbols) for name, symbols in stubs.items()]
        else:
            libraries = [_stub(host, linker, Path(folder), TVM_FFI_NAME, TVM_FFI), "-lm"]
        _run(host, linker, flags, [*objects, *libraries], output)


def _stub(host: Host, linker: Sequence[str], folder: Path, name: str, symbols: Sequence[str]) -> str:
    """Make a library that defines symbols and has no content."""
    script, nothing = folder / f"{name}.ld", folder / "nothing"
    script.write_text("".join(f"{symbol} = 0;\n" for symbol in symbols))
    nothing.write_bytes(b"")  # Linkers before LLVM 15 want some input beside a script.
    flags = ["-soname", name, "--format=binary", str(nothing), "--format=default"]
    _run(host, linker, flags, [str(script)], str(folder / name))
    return str(folder / name)


def _run(host: Host, linker: Sequence[str], flags: Sequence[str], files: Sequence[str], output: str) -> None:
    if not linker:
        from tvm.support import ndk

        try:
            # All as options, since the linker's own take effect on the files after them.
            ndk.create_shared(output, [], ["-shared", "-fPIC", f"-Wl,{','.join(flags)}", *files])
        except (OSError, RuntimeError) as error:
            raise _failure(f"{os.environ[NDK_COMPILER]} ({NDK_COMPILER})", host, str(error)) from None
        return
    command = [*linker, "-m", host.emulation, "-shared", *flags, *files, "-o", output]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise _failure(linker[-1], host, done.stderr)


def _failure(command: str, host: Host, text: str) -> DydcaError:
    """Give the linker's first complaint: the others follow from it, and name each place it is about."""
    lines = [line for line in text.splitlines() if "error:" in line] or text.splitlines() or ["no reason given"]
    return DydcaError(f"{command} cannot link for {host.triple}: {lines[0].strip()}")


def _ndk_links(host: Host) -> bool:
    return "android" in host.triple and bool(os.environ.get(NDK_COMPILER))
