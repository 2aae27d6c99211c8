"""The picture of an arena: time across, offset up, every buffer a rectangle, a panel for each path and bucket."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from tvm_dydca.cli.output import size
from tvm_dydca.errors import MissingDependencyError
from tvm_dydca.vis.arena_panels import Arena, ArenaPanel, Placed

TINTS = {"value": ("#8fb8de", "#a9cbe8", "#7aa6d1"), "workspace": ("#f2b366", "#f7c98d", "#e89f47")}
"""Of each kind, for buffers beside each other."""
OTHER_TINTS = ("#b9b9b9", "#cccccc", "#a8a8a8")
MOST_PANELS = {"png": 24, "svg": 120}
"""In one picture; one of lines can be enlarged, one of pixels cannot."""

_WIDTH_IN = 15.0
_FONT_PT = 6.5
_LETTER_PT = 0.6 * _FONT_PT
_LINE_PT = 1.3 * _FONT_PT
_NAMED_STEPS = 26  # Up to here the kernels are named below a panel of half the width.


def chosen_panels(arena: Arena, most: int) -> tuple[ArenaPanel, ...]:
    """Return the panels to draw: each once though several roots lead to it, and of too many the largest."""
    by_title: dict[str, ArenaPanel] = {}
    for panel in arena.panels:
        if panel.placed:
            by_title.setdefault(panel.title, panel)
    largest = sorted(by_title.values(), key=lambda panel: -panel.size_bytes)[:most]
    return tuple(panel for panel in arena.panels if any(panel is one for one in largest))


def draw_arena(arena: Arena, panels: Sequence[ArenaPanel], *, title: str, suffix: str) -> bytes:
    """Return the picture.

    Parameters
    ----------
    panels : of the arena, those to draw
    title : above them
    suffix : ``png`` or ``svg``. In the latter the group of the k-th buffer of the p-th panel has the id ``buffer-p-k``

    Raises
    ------
    MissingDependencyError
        matplotlib is not installed.
    """
    try:
        import matplotlib
        from matplotlib.figure import Figure
    except ImportError:
        raise MissingDependencyError("the picture needs matplotlib: pip install 'tvm_dydca[vis]'") from None

    columns = next(c for c, most in ((1, 1), (2, 4), (3, 12), (4, 10**9)) if len(panels) <= most)
    rows = max(1, -(-len(panels) // columns))
    high_in = {1: 7.0, 2: 5.4, 3: 3.9, 4: 3.1}[columns]
    options = {"svg.fonttype": "none", "svg.hashsalt": "arena", "savefig.facecolor": "white", "font.size": 8}
    with matplotlib.rc_context(options):
        figure = Figure(figsize=(_WIDTH_IN, rows * high_in + 0.9), layout="constrained", dpi=110)
        figure.suptitle(title, fontsize=11)
        axes = figure.subplots(rows, columns, squeeze=False).flatten().tolist()
        for axis, panel in zip(axes, panels):
            _frame(axis, panel, columns)
        for axis in axes[len(panels) :]:
            axis.set_axis_off()
        _legend(figure, panels)
        figure.draw_without_rendering()  # From here on the panels have their places, and text is known to fit or not.
        for number, (axis, panel) in enumerate(zip(axes, panels)):
            _fill(axis, panel, number)
        drawn = io.BytesIO()
        metadata = dict.fromkeys(("Date", "Creator", "Format", "Type")) if suffix == "svg" else {"Software": None}
        figure.savefig(drawn, format=suffix, metadata=metadata)
    return drawn.getvalue()


def _frame(axis: Any, panel: ArenaPanel, columns: int) -> None:
    """Draw what takes room around a panel."""
    begin, end = panel.steps
    axis.set_xlim(begin, end)
    axis.set_ylim(0, 1.1 * max(panel.size_bytes, panel.lower_bound_bytes, 1))
    axis.yaxis.set_major_locator(_locator())
    axis.yaxis.set_major_formatter(lambda value, _: size(value))
    axis.set_title(f"{panel.title}\n{size(panel.size_bytes)}", fontsize=8.5 if columns < 4 else 7.5)
    axis.spines[["top", "right"]].set_visible(False)
    if end - begin <= _NAMED_STEPS // max(columns - 1, 1) and columns <= 2:
        axis.set_xticks([step + 0.5 for step in range(begin, end)], [_cut(name, 24) for name in panel.kernels])
        axis.tick_params(axis="x", labelrotation=40, labelsize=6.5, length=0)
        for label in axis.get_xticklabels():
            label.set(ha="right", rotation_mode="anchor")
    else:
        axis.xaxis.get_major_locator().set_params(integer=True)
        axis.set_xlabel("step", fontsize=7)


def _locator() -> Any:
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10])


def _legend(figure: Any, panels: Sequence[ArenaPanel]) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    kinds = sorted({one.kind for panel in panels for one in panel.placed})
    handles: list[Any] = [Patch(facecolor=TINTS.get(kind, OTHER_TINTS)[0], label=kind) for kind in kinds]
    handles.append(
        Line2D([], [], color="#c92a2a", linestyle="--", linewidth=1.2, label="lower bound: most bytes alive")
    )
    figure.legend(handles=handles, loc="outside lower center", ncols=len(handles), fontsize=8, frameon=False)


def _fill(axis: Any, panel: ArenaPanel, number: int) -> None:
    """Draw the buffers and, where they fit, their names."""
    from matplotlib.patches import Rectangle

    begin, end = panel.steps
    box = axis.get_window_extent()
    points = 72 / axis.figure.dpi
    step_pt = points * box.width / (end - begin)
    byte_pt = points * box.height / axis.get_ylim()[1]
    for k, one in enumerate(panel.placed):
        left, right = max(one.buffer.lower, begin), min(one.buffer.upper, end)
        tints = TINTS.get(one.kind, OTHER_TINTS)
        rectangle = Rectangle(
            (left, one.offset_bytes),
            right - left,
            one.buffer.size_bytes,
            facecolor=tints[k % len(tints)],
            edgecolor="#3b4a5a",
            linewidth=0.5,
        )
        rectangle.set_gid(f"buffer-{number}-{k}")
        axis.add_patch(rectangle)
        text, rotation = _label(one, step_pt * (right - left), byte_pt * one.buffer.size_bytes)
        if text:
            middle = ((left + right) / 2, one.offset_bytes + one.buffer.size_bytes / 2)
            style = {"fontsize": _FONT_PT, "ha": "center", "va": "center", "linespacing": 1.15, "clip_on": True}
            axis.text(*middle, text, rotation=rotation, **style)
    axis.axhline(panel.lower_bound_bytes, color="#c92a2a", linestyle="--", linewidth=1.2, zorder=3)


def _label(one: Placed, wide_pt: float, high_pt: float) -> tuple[str, int]:
    """Return what of name and size fits into a rectangle, and its rotation in degrees; as much as can be."""
    name, bytes_text = one.short_name, size(one.buffer.size_bytes)
    for lines in ((f"{name}  {bytes_text}",), (name, bytes_text), (name,), (bytes_text,)):
        long_pt, thick_pt = _LETTER_PT * max(map(len, lines)) + 3, _LINE_PT * len(lines) + 1
        for rotation, (along_pt, across_pt) in ((0, (wide_pt, high_pt)), (90, (high_pt, wide_pt))):
            if long_pt <= along_pt and thick_pt <= across_pt:
                return "\n".join(lines), rotation
    return "", 0


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
