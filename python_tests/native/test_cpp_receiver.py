"""``examples/cpp_receiver`` built from source, against `Session.run` on the same artifact, and its refusals."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

import tvm_dydca
from python_tests.busy import busy_processors
from tvm_dydca.importer import ActivityRouting, Bounds, Conv, ImportedNetwork, NetworkSpec, WdsrSpec
from tvm_dydca.runtime.frames import to_image
from tvm_dydca.runtime.session import Session

ROOT = Path(__file__).parents[2]
Image = npt.NDArray[np.uint8]
Receiver = Callable[..., "subprocess.CompletedProcess[str]"]


def network(scale: int = 2, width: int = 16) -> ImportedNetwork:
    """Two paths of one block with random weights; noise takes the first and flat pictures the second."""
    rng = np.random.default_rng(0)

    def conv(outputs: int, inputs: int, size: int) -> Conv:
        weight = rng.standard_normal((outputs, inputs, size, size)) / np.sqrt(inputs * size * size)
        return Conv(weight.astype(np.float32), (0.1 * rng.standard_normal(outputs)).astype(np.float32))

    def path() -> WdsrSpec:
        blocks = ((conv(2 * width, width, 3), conv(width, 2 * width, 3)),)
        return WdsrSpec(conv(width, 3, 3), blocks, conv(3 * scale**2, width, 3), conv(3 * scale**2, 3, 5))

    return ImportedNetwork(NetworkSpec((path(), path()), scale, ActivityRouting((0.05,))), Bounds((4, 40), (6, 64)))


def ppm(image: Image, header: str = "P6\n{width} {height}\n255\n") -> bytes:
    return header.format(width=image.shape[1], height=image.shape[0]).encode() + image.tobytes()


def picture(height: int, width: int, spread: int = 255) -> Image:
    return np.random.default_rng(height * width).integers(0, spread + 1, (height, width, 3), np.uint8)


@pytest.fixture(scope="module")
def program(
    tmp_path_factory: pytest.TempPathFactory,
    cmake: Callable[..., subprocess.CompletedProcess[str]],
    build_tools: list[str],
) -> Iterator[Future[Path]]:
    """Build the example from source, beside whatever else is prepared: it takes about as long as a network."""
    folder = tmp_path_factory.mktemp("build")

    def build() -> Path:
        python = f"-DPython3_EXECUTABLE={sys.executable}"
        for args in (
            ("-S", ROOT, "-B", folder, python, *build_tools),
            ("--build", folder, "--target", "dydca_receiver"),
        ):
            done = cmake(*args)
            assert done.returncode == 0, done.stdout + done.stderr
        return folder / "dydca_receiver"

    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(build)


@pytest.fixture(scope="module")
def artifact(program: Future[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("artifact") / "net"
    tvm_dydca.compile(network(), "llvm", out=out)
    return out


@pytest.fixture(scope="module")
def session(artifact: Path) -> Session:
    return tvm_dydca.load(artifact)


@pytest.fixture(scope="module")
def receiver(artifact: Path, program: Future[Path]) -> Receiver:
    """Return a function that runs the program, in an environment that knows nothing of this Python."""

    def run(*args: str | Path) -> subprocess.CompletedProcess[str]:
        command = [program.result(), *args]
        return subprocess.run(command, capture_output=True, text=True, env={}, timeout=60, check=False)

    return run


@pytest.mark.parametrize("path", [None, 0, 1])
@pytest.mark.parametrize(("height", "width", "spread"), [(24, 40, 255), (40, 64, 4), (4, 6, 255), (7, 33, 0)])
def test_same_pixels_as_session(
    receiver: Receiver,
    artifact: Path,
    session: Session,
    tmp_path: Path,
    height: int,
    width: int,
    spread: int,
    path: int | None,
) -> None:
    frame = picture(height, width, spread)
    source, out = tmp_path / "in.ppm", tmp_path / "out.ppm"
    source.write_bytes(ppm(frame))
    done = receiver(artifact, source, out, *([] if path is None else ["--path", str(path)]))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    x = np.ascontiguousarray(frame.transpose(2, 0, 1), np.float32)[None] / np.float32(255)
    assert session.route(x) == (0 if spread == 255 else 1)
    assert out.read_bytes() == ppm(to_image(session.run(x, path=path)[0]))


def test_ends_with_its_work_where_others_want_the_processors(
    receiver: Receiver, artifact: Path, program: Future[Path], tmp_path: Path
) -> None:
    program.result()
    source, out = tmp_path / "in.ppm", tmp_path / "out.ppm"
    source.write_bytes(ppm(picture(24, 40, 255)))
    with busy_processors():
        assert receiver(artifact, source, out, "--path", "0").returncode == 0


def test_paths_differ(session: Session) -> None:
    """Otherwise the comparison above could not tell one path from another."""
    x = np.full((1, 3, 8, 8), 0.5, np.float32)
    assert not np.array_equal(to_image(session.run(x, path=0)[0]), to_image(session.run(x, path=1)[0]))


@pytest.mark.parametrize(
    "header", ["P6 {width} {height} 255 ", "P6\n# made by hand\n{width}\t# columns\n {height}\n255\n"]
)
def test_headers(receiver: Receiver, artifact: Path, tmp_path: Path, header: str) -> None:
    frame = picture(8, 9)
    frame[0, 0] = ord("\n")  # A byte of white space that belongs to the pixels.
    for name, text in (("plain", ppm(frame)), ("other", ppm(frame, header))):
        (tmp_path / f"{name}.ppm").write_bytes(text)
        assert receiver(artifact, tmp_path / f"{name}.ppm", tmp_path / f"{name}.out").returncode == 0
    assert (tmp_path / "other.out").read_bytes() == (tmp_path / "plain.out").read_bytes()


def refused(done: subprocess.CompletedProcess[str], words: str, code: int = 2) -> None:
    assert done.returncode == code, done
    assert done.stdout == ""
    assert words in done.stderr
    assert done.stderr.startswith("dydca_receiver: ")
    assert done.stderr.count("\n") == 1


GOOD = ppm(picture(8, 9))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "cannot read"),
        (b"", "is no binary PPM"),
        (b"P5" + GOOD[2:], "is no binary PPM"),
        (b"P3\n1 1\n255\n0 0 0\n", "is no binary PPM"),
        (b"P6\n", "broken PPM header"),
        (b"P6\n8 -9\n255\n", "broken PPM header"),
        (b"P6\n8 99999999999999999999\n255\n", "broken PPM header"),
        (b"P6\n8 9\n255", "broken PPM header"),
        (b"P6\n8 9\n65535\n" + bytes(432), "has the maximum 65535; only 255 can be read"),
        (GOOD[:-1], "is truncated: 215 of 216 bytes of pixels"),
        (GOOD[:11], "is truncated: 0 of 216 bytes of pixels"),
        (ppm(picture(3, 9)), "H = 3 is outside the bounds of this artifact, 4 to 40"),
        (ppm(picture(41, 9)), "H = 41 is outside the bounds of this artifact, 4 to 40"),
        (ppm(picture(9, 5)), "W = 5 is outside the bounds of this artifact, 6 to 64"),
        (b"P6\n999999999 40\n255\n", "W = 999999999 is outside the bounds of this artifact, 6 to 64"),
        (b"P6\n0 0\n255\n", "H = 0 is outside the bounds"),
    ],
)
def test_pictures_refused(
    receiver: Receiver, artifact: Path, tmp_path: Path, content: bytes | None, words: str
) -> None:
    source = tmp_path / "in.ppm"
    if content is not None:
        source.write_bytes(content)
    refused(receiver(artifact, source, tmp_path / "out.ppm"), words)
    assert not (tmp_path / "out.ppm").exists()


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ([], "3 arguments are needed, 0 given; usage: dydca_receiver"),
        (["a", "b", "c", "d"], "3 arguments are needed, 4 given"),
        (["a", "b", "c", "--paths", "1"], "unknown option --paths"),
        (["a", "b", "c", "--path"], "--path needs the number of a path"),
        (["a", "b", "c", "--path", "-1"], "--path needs the number of a path"),
        (["a", "b", "c", "--path", "one"], "--path needs the number of a path"),
        (["nowhere", "b", "c"], "no artifact at nowhere"),
    ],
)
def test_usage_refused(receiver: Receiver, args: list[str], words: str) -> None:
    refused(receiver(*args), words)


def test_help(receiver: Receiver) -> None:
    done = receiver("--help")
    assert done.returncode == 0
    assert done.stdout.startswith("usage: dydca_receiver ARTIFACT_DIR")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    file = tmp_path / "in.ppm"
    file.write_bytes(GOOD)
    return file


def test_no_such_path(receiver: Receiver, artifact: Path, source: Path, tmp_path: Path) -> None:
    refused(receiver(artifact, source, tmp_path / "out.ppm", "--path", "2"), "path = 2: this artifact has paths 0 to 1")


def test_unwritable_output(receiver: Receiver, artifact: Path, source: Path, tmp_path: Path) -> None:
    refused(receiver(artifact, source, tmp_path / "nowhere" / "out.ppm"), "cannot write")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux's /dev/full")
def test_full_disk(receiver: Receiver, artifact: Path, source: Path) -> None:
    refused(receiver(artifact, source, "/dev/full"), "cannot write all of /dev/full", code=1)


@pytest.mark.parametrize(
    ("keys", "value", "words"),
    [
        (("tvm",), "0.26.0", "was compiled with TVM 0.26.0, this program with 0.27"),
        (("version",), 2, "is no artifact of format version 1"),
        (("format",), "other", "is no artifact of format version 1"),
        (("network",), None, "lacks paths"),
        (("functions", "main", "bounds", "H"), [1], "is damaged at H"),
        (("functions", "main", "bounds", "H"), "40", "is damaged at H"),
        (("target", "features"), ["avx1024"], "needs avx1024, which this CPU lacks"),
        (("files", "lib.so", "bytes"), 7, "is missing or not whole"),
        ((), None, "is damaged: it is no JSON"),
    ],
)
def test_artifacts_refused(
    receiver: Receiver,
    artifact: Path,
    source: Path,
    tmp_path: Path,
    keys: tuple[str, ...],
    value: object,
    words: str,
) -> None:
    copy = Path(shutil.copytree(artifact, tmp_path / "copy"))
    manifest = json.loads((copy / "manifest.json").read_text())
    if keys:
        inner = manifest
        for key in keys[:-1]:
            inner = inner[key]
        inner[keys[-1]] = value
    (copy / "manifest.json").write_text(json.dumps(manifest) if keys else "{")
    refused(receiver(copy, source, tmp_path / "out.ppm"), words)


def test_library_of_another_kind(receiver: Receiver, artifact: Path, source: Path, tmp_path: Path) -> None:
    """A library that has the right size and is none ends in one line, too."""
    copy = Path(shutil.copytree(artifact, tmp_path / "copy"))
    (copy / "lib.so").write_bytes(bytes((copy / "lib.so").stat().st_size))
    refused(receiver(copy, source, tmp_path / "out.ppm"), "lib.so", code=1)
    (copy / "lib.so").unlink()
    refused(receiver(copy, source, tmp_path / "out.ppm"), "is missing or not whole")
