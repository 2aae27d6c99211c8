"""Sources of kernels for golden files: what TVM writes around numbers is taken off, so that a person can read them."""

from __future__ import annotations

import re
from typing import Any

import tvm

_NAMES = (
    *((rf"get_group_id\({axis}\)", f"group_{name}") for axis, name in enumerate("xyz")),
    *((rf"get_local_id\({axis}\)", f"item_{name}") for axis, name in enumerate("xyz")),
    (r"0\.000000e\+00f", "0"),
    (r"_ptr\b", ""),
    (r"\bconvert_(?:int|long)(?=\()|\((?:int|long|bool)\)(?=[\w(])", ""),
)
_SPLAT = re.compile(r"\(float4\)\(([^(),]+), \1, \1, \1\)")
_ALONE = re.compile(r"(?<![\w)])\((?!(?:float|half|u?int)\d*\))(\w+(?:\[\w+\])?)\)")


def kernel_source(func: Any, target: Any) -> str:
    """Compile a scheduled kernel to OpenCL C and return it normalised."""
    module = tvm.IRModule({"kernel": func.with_attr("global_symbol", "kernel")})
    return normalised(str(tvm.tirx.build(module, target=target).imports[0].inspect_source()))


def normalised(source: str) -> str:
    """Return OpenCL C without declarations ahead, casts of integers, and parentheses around what needs none.

    Loops and common subexpressions are named in their order, so that one more in a schedule renames no others.

    The result is no program, but each part of a program is in it, in its order.
    """
    source = "\n".join(line for line in source.splitlines() if not re.match(r"// Function:|__kernel .*;$", line))
    for pattern, name in _NAMES:
        source = re.sub(pattern, name, source)
    source = _renamed(source)
    before = ""
    while before != source:
        before = source
        source = _ALONE.sub(r"\1", _SPLAT.sub(r"\1", _single(source)))
    return source.strip() + "\n"


def _renamed(source: str) -> str:
    loops = dict.fromkeys(re.findall(r"\bfor \((?:int|long) (\w+) =", source))
    common = dict.fromkeys(re.findall(r"\bcse_v\d+\b", source))
    names = {old: f"loop_{k}" for k, old in enumerate(loops)} | {old: f"common_{k}" for k, old in enumerate(common)}
    return re.sub(r"\b[A-Za-z_]\w*\b", lambda found: names.get(found[0], found[0]), source)


def _single(source: str) -> str:
    """Take off every pair of parentheses that stands just inside another."""
    ends: dict[int, int] = {}
    begins: list[int] = []
    for place, letter in enumerate(source):
        if letter == "(":
            begins.append(place)
        elif letter == ")":
            ends[begins.pop()] = place
    inner = {begin for begin, end in ends.items() if ends.get(begin - 1) == end + 1}
    dropped = inner | {ends[begin] for begin in inner}
    return "".join(letter for place, letter in enumerate(source) if place not in dropped)
