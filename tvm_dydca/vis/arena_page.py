"""The picture of an arena as one file for a browser, in which a buffer under the pointer says what it is."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from tvm_dydca.vis.arena_figure import draw_arena
from tvm_dydca.vis.arena_panels import Arena, ArenaPanel

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title}</title>
<style>
body {{ margin: 1em auto; max-width: 1600px; font-family: sans-serif; }}
svg {{ width: 100%; height: auto; }}
svg text {{ pointer-events: none; }}
svg g[id^="buffer-"]:hover path {{ stroke-width: 2; filter: brightness(1.12); }}
pre {{ overflow-x: auto; font-size: 12px; }}
</style>
</head>
<body>
{picture}
<pre>
{table}
</pre>
</body>
</html>
"""


def arena_page(arena: Arena, panels: Sequence[ArenaPanel], *, title: str, table: str) -> bytes:
    """Return the page; see `draw_arena`, and below the picture a table."""
    picture = draw_arena(arena, panels, title=title, suffix="svg").decode()
    picture = picture[picture.index("<svg") :]

    def named(match: re.Match[str]) -> str:
        return f"{match[0]}<title>{html.escape(_hover(panels[int(match[1])], int(match[2])))}</title>"

    picture = re.sub(r'<g id="buffer-(\d+)-(\d+)">', named, picture)
    return _PAGE.format(title=html.escape(title), picture=picture, table=html.escape(table)).encode()


def _hover(panel: ArenaPanel, index: int) -> str:
    one = panel.placed[index]
    buffer = one.buffer
    return (
        f"{buffer.name} ({one.kind})\n{buffer.size_bytes} bytes at [{one.offset_bytes}, {one.end_bytes})\n"
        f"lives during steps [{buffer.lower}, {buffer.upper})"
    )
