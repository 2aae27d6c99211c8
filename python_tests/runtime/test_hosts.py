"""Artifacts for other machines: their libraries read as ELF, the linkers that make them, and what is refused."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from elftools.elf.elffile import ELFFile

import tvm_dydca
from tvm_dydca import hosts, link
from tvm_dydca.cli.main import main
from tvm_dydca.errors import DydcaError, InputError
from tvm_dydca.hosts import HOSTS
from tvm_dydca.importer import load_network

ANDROID = "aarch64-linux-android"


def script(folder: Path, name: str, text: str) -> Path:
    """Write a program for the shell."""
    file = folder / name
    file.write_text(f"#!/bin/sh\n{text}\n")
    file.chmod(0o755)
    return file


@pytest.fixture
def only_ziglang(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine without a linker of its own for others, and without an NDK."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("TVM_NDK_CC", raising=False)


@pytest.fixture(params=[(target, host) for target in ("llvm", "opencl") for host in HOSTS], ids="-".join)
def artifact(request: pytest.FixtureRequest, fitted: Any, only_ziglang: None, tmp_path: Path) -> Any:
    target, host = request.param
    return tvm_dydca.compile(load_network(fitted.file), target, host=host, out=tmp_path / "artifact")


@pytest.fixture
def elf(artifact: Any) -> Iterator[ELFFile]:
    with artifact.library.open("rb") as file:
        yield ELFFile(file)


def dynamic(elf: ELFFile, tag: str) -> list[Any]:
    section = elf.get_section_by_name(".dynamic")
    return [getattr(entry, tag[3:].lower(), entry.entry.d_val) for entry in section.iter_tags(tag)]


def test_a_library_is_right_for_its_machine(artifact: Any, elf: ELFFile) -> None:
    """The whole network: kernels, bytecode and weights."""
    host = HOSTS[artifact.manifest["target"]["mtriple"]]
    assert elf["e_machine"] == "EM_AARCH64"
    assert elf["e_type"] == "ET_DYN"
    assert dynamic(elf, "DT_SONAME") == ["lib.so"]

    segments = {kind: list(elf.iter_segments(kind)) for kind in ("PT_LOAD", "PT_GNU_STACK", "PT_GNU_RELRO")}
    assert len(segments["PT_LOAD"]) >= 2
    for segment in segments["PT_LOAD"]:
        assert segment["p_align"] % host.page_bytes == 0
        assert (segment["p_vaddr"] - segment["p_offset"]) % host.page_bytes == 0
        assert segment["p_flags"] & 3 != 3  # never written and executed
    (stack,) = segments["PT_GNU_STACK"]
    assert not stack["p_flags"] & 1
    for tag in ("DT_TEXTREL", "DT_RPATH", "DT_RUNPATH"):  # Android refuses the first
        assert dynamic(elf, tag) == []

    symbols = list(elf.get_section_by_name(".dynsym").iter_symbols())
    undefined = {symbol.name for symbol in symbols if symbol["st_shndx"] == "SHN_UNDEF" and symbol.name}
    providers = {host.libc: set(link.LIBC), host.libm: set(link.LIBM), link.TVM_FFI_NAME: set(link.TVM_FFI)}
    assert undefined <= set().union(*providers.values())
    assert "TVMFFIErrorSetRaisedFromCStrParts" in undefined
    asked = dynamic(elf, "DT_NEEDED")
    assert sorted(asked) == sorted(name for name, defined in providers.items() if defined & undefined)

    defined = {symbol.name for symbol in symbols if symbol["st_shndx"] != "SHN_UNDEF"}
    assert "__tvm_ffi__library_bin" in defined  # bytecode, weights, and OpenCL's kernels
    assert any(name.startswith("__tvm_ffi_shape_func") for name in defined)


def test_its_weights_are_in_it_and_its_plan_says_as_much(artifact: Any) -> None:
    assert artifact.library.stat().st_size > artifact.plan()["constant_bytes"] > 0
    assert artifact.manifest["target"]["mcpu"] == "cortex-a76"
    assert artifact.manifest["target"]["features"] == []


def test_a_host_of_another_processor_and_its_cores() -> None:
    text = '{"mtriple": "aarch64-linux-android", "mcpu": "cortex-x1", "num-cores": 2, "mattr": ["+fp16fml"]}'
    target = hosts.resolve("opencl", text)
    assert str(target.kind.name) == "opencl"
    cpu = target.host
    assert (cpu.attrs["mcpu"], int(cpu.attrs["num-cores"]), str(cpu.attrs["mtriple"])) == ("cortex-x1", 2, ANDROID)
    assert [str(one) for one in cpu.attrs["mattr"]] == ["+fp16fml"]
    assert int(hosts.resolve("llvm", ANDROID).attrs["num-cores"]) == 4


@pytest.mark.parametrize(
    ("target", "host", "message"),
    [
        ("llvm", "riscv64-linux-gnu", f"host 'riscv64-linux-gnu' is unknown; give one of {', '.join(HOSTS)}, or"),
        ("llvm", '{"mtriple": "aarch64-apple-ios"}', "is unknown; give one of"),
        ("llvm", '{"kind": "cuda", "mtriple": "aarch64-linux-android"}', "is unknown; give one of"),
        ("llvm", "{", "is no JSON object"),
        ("llvm", '{"mtriple": "aarch64-linux-android", "mcpu": "z80"}', "LLVM knows no mcpu 'z80'"),
        ('{"kind": "llvm", "mcpu": "cortex-x1"}', ANDROID, "both name a CPU; say all in --host"),
        ("raspberry-pi/4b-aarch64", ANDROID, "both name a CPU; say all in --host"),
        ('{"kind": "opencl", "host": "llvm"}', ANDROID, "both name a CPU; say all in --host"),
    ],
)
def test_wrong_hosts(target: str, host: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        hosts.resolve(target, host)
    assert message in str(caught.value)


def test_the_linker_of_the_system_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    used = tmp_path / "used"
    mine = script(tmp_path, "ld.lld", f'echo "$@" >> {used}; exec {sys.executable} -m ziglang ld.lld "$@"')
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.delenv("TVM_NDK_CC", raising=False)
    assert link.find_linker(HOSTS[ANDROID]) == [str(mine)]
    link_something(tmp_path)
    assert "-soname out.so" in used.read_text()


NDK = """
import subprocess, sys
rest = [part for word in sys.argv[1:] for part in (word[4:].split(",") if word.startswith("-Wl,") else [word])]
kept = [word for word in rest if word not in ("-fPIC", "-lm")]
sys.exit(subprocess.run([sys.executable, "-m", "ziglang", "ld.lld", "-m", "aarch64linux", *kept]).returncode)
"""
"""Takes what the NDK's compiler is told to link, but for the libraries that the NDK brings."""


def test_the_compiler_of_the_ndk_links_for_android(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, only_ziglang: None
) -> None:
    (tmp_path / "ndk.py").write_text(NDK)
    used = tmp_path / "used"
    compiler = script(tmp_path, "clang", f'echo "$@" >> {used}; exec {sys.executable} {tmp_path / "ndk.py"} "$@"')
    monkeypatch.setenv("TVM_NDK_CC", str(compiler))
    library = link_something(tmp_path)
    told = used.read_text().splitlines()[-1]
    assert " -shared " in told
    assert told.endswith(" -lm")
    assert "-Wl,-soname,out.so,-z,max-page-size=16384" in told
    with library.open("rb") as file:
        assert dynamic(ELFFile(file), "DT_NEEDED") == [link.TVM_FFI_NAME]


def test_the_ndk_is_asked_for_android_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TVM_NDK_CC", str(tmp_path / "none"))
    with pytest.raises(DydcaError, match=r"none \(TVM_NDK_CC\) cannot link for aarch64-linux-android: .*none"):
        link_something(tmp_path)
    link_something(tmp_path, "aarch64-linux-gnu")


def link_something(folder: Path, triple: str = ANDROID, call: str | None = None) -> Path:
    """Compile one kernel, and link it; it may call a function of C."""
    import tvm
    from tvm import te

    target = hosts.resolve("llvm", triple)
    x = te.placeholder((8,), name="x")
    made: Callable[..., Any] = lambda value: tvm.tirx.call_extern("float32", call, value) if call else value + 1  # noqa: E731
    y = te.compute((8,), lambda i: made(x[i]), name="y")
    built = tvm.compile(te.create_prim_func([x, y]), target)
    built.export_library(str(folder / "out.so"), **link.export_options(target))
    return folder / "out.so"


def test_a_call_of_anything_else_does_not_link(tmp_path: Path, only_ziglang: None) -> None:
    link_something(tmp_path, call="tanf")
    with pytest.raises(DydcaError, match=f"ld.lld cannot link for {ANDROID}: .*undefined symbol: system$"):
        link_something(tmp_path, call="system")


def compile_for(host: str, fitted: Any, out: Path) -> int:
    return main(["compile", str(fitted.file), "--host", host, "--out", str(out)])


def test_no_linker(
    monkeypatch: pytest.MonkeyPatch, fitted: Any, tmp_path: Path, only_ziglang: None, capsys: Any
) -> None:
    find = link.importlib.util.find_spec
    monkeypatch.setattr(link.importlib.util, "find_spec", lambda name: None if name == "ziglang" else find(name))
    out = tmp_path / "artifact"
    for host, ndk in ((ANDROID, True), ("aarch64-linux-gnu", False)):
        assert compile_for(host, fitted, out) == 2
        line = capsys.readouterr().err.splitlines()[-1]
        assert f"no linker for {host} was found: pip install 'tvm_dydca[cross]', or install LLVM's ld.lld" in line
        assert ("set TVM_NDK_CC" in line) == ndk
        assert not out.exists()


def test_a_linker_that_fails_leaves_nothing(
    fitted: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    script(tmp_path, "ld.lld", "echo 'ld.lld: error: no space' >&2; exit 1")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.delenv("TVM_NDK_CC", raising=False)
    (tmp_path / "made").mkdir()
    assert compile_for(ANDROID, fitted, tmp_path / "made" / "artifact") == 1
    assert "ld.lld: error: no space" in capsys.readouterr().err.splitlines()[-1]
    assert list((tmp_path / "made").iterdir()) == []


def test_an_artifact_for_another_machine_does_not_run_here(
    fitted: Any, tmp_path: Path, only_ziglang: None, capsys: Any
) -> None:
    out = tmp_path / "artifact"
    assert compile_for(ANDROID, fitted, out) == 0
    assert ANDROID in capsys.readouterr().out
    assert main(["run", str(out), "none.mp4", "--out", str(tmp_path / "sr.mp4")]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith(
        f"artifact {out} is for another machine, {ANDROID}; run it there with --rpc, or compile it again without --host"
    )
    assert main(["plan", str(out)]) == 0  # reading it is no loading
