"""``dydca plan ARTIFACT``: the table, the pictures, and what is refused."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import tvm

from tvm_dydca import artifact
from tvm_dydca.cli.main import main
from tvm_dydca.planner import Buffer, Problem, solve
from tvm_dydca.planner.live_sum import find_peak
from tvm_dydca.vis.arena_figure import MOST_PANELS, chosen_panels
from tvm_dydca.vis.arena_panels import read_arena

from .conftest import last_json

TARGET = {"kind": "llvm", "features": []}
SVG = "{http://www.w3.org/2000/svg}"


def write_artifact(folder: Path, plan: dict[str, Any]) -> Path:
    """A directory that is read as an artifact; its code is never loaded."""

    def fill(inside: Path) -> None:
        (inside / artifact.LIBRARY).write_bytes(b"code")
        (inside / artifact.PLAN).write_text(json.dumps(plan))

    return artifact.write(folder, {"tvm": tvm.__version__, "target": TARGET}, fill).path


def gated_arena(blocks: int, layers: int = 3, unit: int = 64_000) -> dict[str, Any]:
    """What a network of blocks gives of which each runs or is passed by: two panels a block, on one clock.

    The trunk lives from one block to the next. A block that runs makes a wide tensor and has workspaces; a block that
    is passed by copies.
    """
    buffers, panels, steps = [], [], []
    for block in range(blocks):
        for taken in range(2):
            choices, begin = ((f"main/if_{block}", taken),), len(steps)
            name = f"block_{block}" if taken else f"pass_{block}"
            for layer in range(layers if taken else 1):
                at = len(steps)
                steps.append({"function": name, "kernel": f"winograd6x6_32x64_relu_{layer}" if taken else "copy"})
                if taken and layer < layers - 1:
                    buffers.append(Buffer(f"{name}/alloc{layer}", at, at + 2, 4 * unit, 64, None, choices))
                if taken:
                    buffers.append(
                        Buffer(f"{name}/_{layer}.workspace_float32", at, at + 1, unit + 24, 64, None, choices)
                    )
            panels.append((name, choices, (begin, len(steps))))
        begin, end = panels[-2][2][0], len(steps)
        buffers.append(Buffer(f"main/trunk_{block}", begin, end + layers + 1, 2 * unit, 64))
    problem = Problem(tuple(buffers))
    plan = solve(problem)
    root = {
        "function": "main",
        "size_bytes": plan.size_bytes,
        "lower_bound_bytes": plan.lower_bound_bytes,
        "optimal": plan.optimal,
        "strategy": plan.strategy,
        "steps": steps,
        "panels": [
            {"title": title, "choices": choices, "lower_bound_bytes": bound(problem, choices, span), "steps": span}
            for title, choices, span in panels
        ],
        "buffers": [
            {
                "name": buffer.name,
                "kind": "workspace" if "workspace" in buffer.name else "value",
                "scope": "global",
                "lower": buffer.lower,
                "upper": buffer.upper,
                "offset_bytes": offset,
                "size_bytes": buffer.size_bytes,
                "choices": buffer.choices,
            }
            for buffer, offset in zip(problem.buffers, plan.offsets_bytes)
        ],
    }
    return {"size_bytes": plan.size_bytes, "dynamic": [], "roots": [root]}


def bound(problem: Problem, choices: Any, steps: tuple[int, int]) -> int:
    way = Buffer("way", *steps, 0, choices=choices)
    return find_peak(Problem(tuple(b for b in problem.buffers if b.conflicts(way)))).size_bytes


@pytest.fixture
def arena() -> dict[str, Any]:
    return gated_arena(2)


@pytest.fixture
def made(tmp_path: Path, arena: dict[str, Any]) -> Path:
    return write_artifact(tmp_path / "art & craft", {"arena": arena})


def test_the_table_has_a_row_a_panel_and_the_largest_buffers(
    made: Path, arena: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plan", str(made), "--json"]) == 0
    printed = capsys.readouterr().out
    figures = last_json(printed)
    root = arena["roots"][0]
    assert figures["size_bytes"] == figures["lower_bound_bytes"] == root["size_bytes"]
    assert [panel["title"] for panel in figures["panels"]] == ["pass_0", "block_0", "pass_1", "block_1"]
    for panel, given in zip(figures["panels"], root["panels"]):
        row = re.search(rf"^  main +{panel['title']} +(\S+) +(\d+) +(\d+) +(\d+) +(yes|no)$", printed, re.MULTILINE)
        assert row is not None
        begin, end = given["steps"]
        inside = [
            b
            for b in root["buffers"]
            if b["lower"] < end and begin < b["upper"] and dict(b["choices"]).items() <= dict(given["choices"]).items()
        ]
        highest = max(b["offset_bytes"] + b["size_bytes"] for b in inside)
        proven = "yes" if highest == given["lower_bound_bytes"] else "no"
        expected = (f"{begin}..{end - 1}", str(len(inside)), str(highest), str(given["lower_bound_bytes"]), proven)
        assert row.groups() == expected
    # A wide tensor and the next, the workspace of the layer between them, and the trunks of two blocks live together.
    assert f"5 buffers of {(4 + 4 + 2 + 2) * 64_000 + 64_024} bytes live together" in printed
    assert re.search(r"block_1/alloc\d +value +256000 ", printed)


def test_a_png_is_drawn(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "plan.PNG"
    assert main(["plan", str(made), "--plot", str(out), "--json"]) == 0
    assert out.read_bytes().startswith(b"\x89PNG\r\n")
    captured = capsys.readouterr().out
    assert f"drew 4 panels: {out}" in captured
    assert last_json(captured)["plot"] == str(out)
    assert {path.name for path in tmp_path.iterdir()} == {made.name, "plan.PNG"}


def test_an_svg_has_a_rectangle_for_every_buffer_of_every_panel(made: Path, tmp_path: Path) -> None:
    out = tmp_path / "plan.svg"
    assert main(["plan", str(made), "--plot", str(out)]) == 0
    first = out.read_bytes()
    groups = {group.get("id"): group for group in ElementTree.fromstring(first).iter(f"{SVG}g")}
    panels = read_arena(artifact.read(made).plan(), "it").panels
    expected = {f"buffer-{p}-{k}" for p, panel in enumerate(panels) for k in range(len(panel.placed))}
    assert {name for name in groups if str(name).startswith("buffer-")} == expected
    # Time across, offset up: what is later lies further right, what is higher in memory further up.
    boxes = {(one.short_name, p): box(groups[f"buffer-{p}-{k}"]) for p, k, one in each(panels)}
    earlier, later = boxes["alloc0", 1], boxes["alloc1", 1]
    assert earlier[0] < later[0] < earlier[1]
    offsets = {(one.short_name, p): one.offset_bytes for p, _, one in each(panels)}
    lower, higher = sorted((k for k in boxes if k[1] == 1), key=lambda k: offsets[k])[:: len(panels[1].placed) - 1]
    assert boxes[lower][3] > boxes[higher][3]
    main(["plan", str(made), "--plot", str(out)])
    assert out.read_bytes() == first  # the same arena, the same picture


def each(panels: Any) -> list[tuple[int, int, Any]]:
    return [(p, k, one) for p, panel in enumerate(panels) for k, one in enumerate(panel.placed)]


def box(group: Any) -> tuple[float, float, float, float]:
    """Left, right, top and bottom of the rectangle in a group; down is positive."""
    numbers = list(map(float, re.findall(r"-?\d+\.?\d*", group.find(f"{SVG}path").get("d"))))
    return min(numbers[::2]), max(numbers[::2]), min(numbers[1::2]), max(numbers[1::2])


def test_a_page_needs_nothing_else_and_names_buffers_on_hover(
    made: Path, arena: dict[str, Any], tmp_path: Path
) -> None:
    out = tmp_path / "plan.html"
    assert main(["plan", str(made), "--plot", str(out)]) == 0
    page = out.read_text()
    assert not re.findall(r"<script|<link|<img|url\((?!#)|@import|\b(?:src|href)=\"(?!#)", page)
    for buffer in arena["roots"][0]["buffers"]:
        end = buffer["offset_bytes"] + buffer["size_bytes"]
        assert (
            f"<title>{buffer['name']} ({buffer['kind']})\n"
            f"{buffer['size_bytes']} bytes at [{buffer['offset_bytes']}, {end})\n"
            f"lives during steps [{buffer['lower']}, {buffer['upper']})</title>"
        ) in page
    assert "<title>arena of art &amp; craft: " in page
    assert re.search(r"main +block_1 ", page)


def test_of_forty_panels_the_largest_are_drawn_and_the_others_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = write_artifact(tmp_path / "art", {"arena": gated_arena(20)})
    assert main(["plan", str(made), "--plot", str(tmp_path / "plan.png"), "--json"]) == 0
    printed = capsys.readouterr().out
    left_out = 40 - MOST_PANELS["png"]
    assert f"drew 24 panels; {left_out} smaller panels are left out: " in printed
    assert len(re.findall(r"^  main +(block|pass)_", printed, re.MULTILINE)) == 40
    read = read_arena(artifact.read(made).plan(), "it")
    drawn = chosen_panels(read, 24)
    others = [panel for panel in read.panels if panel not in drawn]
    assert min(panel.size_bytes for panel in drawn) >= max(panel.size_bytes for panel in others)
    assert [panel.steps for panel in drawn] == sorted(panel.steps for panel in drawn)
    assert main(["plan", str(made), "--plot", str(tmp_path / "plan.svg")]) == 0
    assert "drew 40 panels: " in capsys.readouterr().out


def test_a_panel_that_two_roots_lead_to_is_drawn_once(tmp_path: Path, arena: dict[str, Any]) -> None:
    arena["roots"].append({**arena["roots"][0], "function": "path_0"})
    read = read_arena({"arena": arena}, "it")
    assert len(read.panels) == 8
    assert [panel.root for panel in chosen_panels(read, 24)] == ["main"] * 4


def test_roots_without_panels_and_without_buffers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    buffer = {"name": "path_0/lv", "kind": "value", "lower": 0, "upper": 2, "offset_bytes": 0, "size_bytes": 64}
    steps = [{"function": "path_0", "kernel": "conv"}] * 2
    full = {"function": "path_0", "size_bytes": 64, "lower_bound_bytes": 64, "steps": steps, "panels": []}
    empty = {"function": "gate", "size_bytes": 0, "lower_bound_bytes": 0, "steps": [], "panels": [], "buffers": []}
    arena = {
        "size_bytes": 64,
        "dynamic": [f"path_0/free{k}" for k in range(7)],
        "roots": [empty, {**full, "buffers": [{**buffer, "choices": []}]}],
    }
    made = write_artifact(tmp_path / "art", {"arena": arena})
    assert main(["plan", str(made), "--plot", str(tmp_path / "plan.svg"), "--json"]) == 0
    printed = capsys.readouterr().out
    assert last_json(printed)["panels"] == [
        {
            "root": "path_0",
            "title": "path_0",
            "steps": [0, 2],
            "buffers": 1,
            "size_bytes": 64,
            "lower_bound_bytes": 64,
        }
    ]
    assert "7 tensors have no bound and stay out of the arena: path_0/free0, " in printed
    assert "path_0/free4 and 2 more" in printed


def test_an_arena_of_nothing_is_drawn_too(tmp_path: Path) -> None:
    made = write_artifact(tmp_path / "art", {"arena": {"size_bytes": 0, "dynamic": [], "roots": []}})
    assert main(["plan", str(made), "--plot", str(tmp_path / "plan.html")]) == 0


def test_without_matplotlib_the_extra_is_named_and_the_table_needs_none(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert main(["plan", str(made), "--plot", str(tmp_path / "plan.png")]) == 2
    assert "pip install 'tvm_dydca[vis]'" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == [made]
    assert main(["plan", str(made)]) == 0


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        ("{made} --plot {folder}/plan.pdf", "ends in .pdf; it must end in .png, .html, .svg"),
        ("{made} --plot {folder}/plan", "ends in nothing; it must end in"),
        ("{made} --plot {folder}/none/plan.png", "choose a folder that exists"),
        ("{made} --plot {taken}", "it is no regular file"),
        ("{folder}/none", "there is no such directory; make one with dydca compile"),
        ("{folder}", "is not an artifact"),
        ("{old}", "plan.json has no arena: the artifact was compiled without one; compile it again"),
        ("{torn}", "plan.json is damaged (KeyError('offset_bytes')); compile the artifact again"),
        ("{late}", "plan.json is damaged (ValueError('steps 0..9 of 8')); compile the artifact again"),
        ("{mixed}", "plan.json is damaged (InputError('buffers "),
        ("{made} --capacity 3", "--capacity is for --csv FILE"),
        ("{made} --dynamism --plot {folder}/plan.png", "--dynamism is for a checkpoint"),
    ],
)
def test_bad_usage_ends_in_one_sentence(
    tmp_path: Path, arena: dict[str, Any], argv: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    places = {"folder": tmp_path, "taken": tmp_path / "taken.png"}
    places["taken"].mkdir()
    places["made"] = write_artifact(tmp_path / "made", {"arena": arena})
    places["old"] = write_artifact(tmp_path / "old", {"planned_bytes": 3})
    places["torn"] = write_artifact(tmp_path / "torn", {"arena": changed(arena, "buffers", "offset_bytes", None)})
    places["late"] = write_artifact(tmp_path / "late", {"arena": changed(arena, "panels", "steps", [0, 9])})
    places["mixed"] = write_artifact(tmp_path / "mixed", {"arena": overlapping(arena)})
    before = set(tmp_path.rglob("*"))
    assert main(["plan", *argv.format(**places).split()]) == 2
    captured = capsys.readouterr()
    message = captured.err.strip().splitlines()[-1]
    assert message.startswith("dydca plan: ")
    assert says in message
    assert captured.out == ""
    assert set(tmp_path.rglob("*")) == before


def changed(arena: dict[str, Any], entries: str, key: str, value: Any) -> dict[str, Any]:
    """An arena whose first buffer or panel has another value, or none."""
    copy: dict[str, Any] = json.loads(json.dumps(arena))
    first = copy["roots"][0][entries][0]
    first[key] = value
    if value is None:
        del first[key]
    return copy


def overlapping(arena: dict[str, Any]) -> dict[str, Any]:
    copy: dict[str, Any] = json.loads(json.dumps(arena))
    for buffer in copy["roots"][0]["buffers"]:
        buffer["offset_bytes"] = 0
    return copy
