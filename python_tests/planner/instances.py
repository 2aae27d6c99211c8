"""Problems to plan: tiny ones of every kind with their optimum by trying everything, large ones that fit tightly."""

from __future__ import annotations

import random
from itertools import permutations
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from tvm_dydca.errors import InputError
from tvm_dydca.planner import Buffer, Problem


def smallest_size(problem: Problem) -> int:
    """The optimum: of all orders, each buffer at the lowest offset that those before it leave.

    The placement with the smallest sum of offsets among the best ones is one of these: its order is that of its
    offsets.
    """
    fixed = [(b, b.offset_bytes) for b in problem.buffers if b.offset_bytes is not None]
    free = [b for b in problem.buffers if b.offset_bytes is None]
    return min(_size(fixed, order) for order in permutations(free))


def _size(fixed: list[tuple[Buffer, int]], order: tuple[Buffer, ...]) -> int:
    placed = list(fixed)
    for buffer in order:
        offset = 0
        while hits := [o + b.size_bytes for b, o in placed if _meets(buffer, offset, b, o)]:
            offset = -(-max(hits) // buffer.alignment) * buffer.alignment
        placed.append((buffer, offset))
    return max((offset + b.size_bytes for b, offset in placed), default=0)


def _meets(a: Buffer, at: int, b: Buffer, offset: int) -> bool:
    in_memory = at < offset + b.size_bytes and offset < at + a.size_bytes
    return a.conflicts(b) and in_memory and bool(a.size_bytes and b.size_bytes)


@st.composite
def tiny_problems(draw: st.DrawFn, most: int = 6) -> Problem:
    """Up to `most` buffers, with and without alignment, fixed offsets, and choices that need not nest."""
    alignments = draw(st.sampled_from([[1], [4], [1, 2, 3, 8]]))
    with_fixed, with_choices = draw(st.booleans()), draw(st.booleans())
    buffers = []
    for k in range(draw(st.integers(0, most))):
        lower = draw(st.integers(-2, 4))
        alignment = draw(st.sampled_from(alignments))
        offset = None
        if with_fixed and draw(st.booleans()):
            offset = alignment * draw(st.integers(0, 5))
        choices: tuple[tuple[str, int], ...] = ()
        if with_choices:
            named = draw(st.lists(st.sampled_from("abc"), unique=True, max_size=2))
            choices = tuple((name, draw(st.integers(0, 2))) for name in named)
        size, upper = draw(st.integers(0, 20)), lower + draw(st.integers(1, 5))
        buffers.append(Buffer(f"b{k}", lower, upper, size, alignment, offset, choices))
    try:
        return Problem(tuple(buffers))
    except InputError:  # two fixed ones overlap
        assume(False)
        raise


def tight_problem(seed: int, count: int, dropped: int, pinwheels: float = 0.0, side: int = 1024) -> Problem:
    """A square of time and memory cut into rectangles at random, some of which are dropped: it fits into `side`.

    Some rectangles are cut into the five pieces of a pinwheel, which no straight cut takes apart.
    """
    rng = random.Random(seed)
    pieces = [(0, side, 0, side)]  # lower, upper, offset, size
    while len(pieces) < count:
        at = max(rng.sample(range(len(pieces)), min(3, len(pieces))), key=lambda k: _area(pieces[k]))
        low, high, offset, size = pieces[at]
        length = high - low
        if rng.random() < pinwheels and min(length, size) >= 3:
            x1, x2 = sorted(rng.sample(range(1, length), 2))
            y1, y2 = sorted(rng.sample(range(1, size), 2))
            parts = [
                (low, low + x2, offset, y1),
                (low + x2, high, offset, y2),
                (low + x1, high, offset + y2, size - y2),
                (low, low + x1, offset + y1, size - y1),
                (low + x1, low + x2, offset + y1, y2 - y1),
            ]
        elif rng.random() < 0.5 and length > 1:
            cut = rng.randrange(1, length)
            parts = [(low, low + cut, offset, size), (low + cut, high, offset, size)]
        elif size > 1:
            cut = rng.randrange(1, size)
            parts = [(low, high, offset, cut), (low, high, offset + cut, size - cut)]
        else:
            continue
        pieces[at : at + 1] = parts
    rng.shuffle(pieces)
    kept = enumerate(pieces[dropped:])
    return Problem(tuple(Buffer(str(k), low, high, size) for k, (low, high, _, size) in kept))


def _area(piece: tuple[int, int, int, int]) -> int:
    low, high, _, size = piece
    return (high - low) * size


def unreachable_problem() -> Problem:
    """Never more than 4 bytes live, yet 4 are not enough.

    The two buffers of two bytes at time 0 make two slots. In each of them a byte lives until 5 and another dies before
    4, when two bytes beside each other are needed: so those two lie in the middle, and the other two at the ends, where
    they leave two bytes apart when two more are needed together.
    """
    ranges = [
        (0, 1, 2),
        (0, 2, 2),
        (1, 3, 1),
        (2, 3, 1),
        (3, 4, 1),
        (3, 4, 1),
        (1, 5, 1),
        (2, 5, 1),
        (4, 6, 2),
        (5, 6, 2),
    ]
    return Problem(tuple(Buffer(f"b{k}", *some) for k, some in enumerate(ranges)))


def random_problem(seed: int, count: int, lives: int = 100, **options: Any) -> Problem:
    """Buffers of random sizes that begin at random times and live for up to `lives` steps."""
    rng = random.Random(seed)
    buffers = []
    for k in range(count):
        lower = rng.randrange(2 * count)
        buffers.append(Buffer(str(k), lower, lower + rng.randint(1, lives), rng.randint(1, 10_000), **options))
    return Problem(tuple(buffers))


def network_problem(blocks: int, buckets: int) -> Problem:
    """What a routed network gives: a choice of two paths, in each a choice of buckets, all at the same time.

    The image lives through it all, and so does the output from the last layer on. In a bucket each layer makes a
    tensor that the next one reads, two layers a block with a residual around them, and each has a workspace while it
    runs.
    """
    last = 2 * blocks + 2
    buffers = [Buffer("image", 0, last, 3 * 8000, 64), Buffer("output", last - 1, last + 1, 48 * 8000, 64)]
    for path in range(2):
        layers = last if path == 0 else last // 2
        for bucket in range(buckets):
            pixels = 1000 * (bucket + 1)
            choices = (("path", path), (f"bucket of {path}", bucket))
            prefix = f"path {path} bucket {bucket}"
            for layer in range(layers - 1):
                kept = 3 if layer % 2 == 0 and layer + 3 <= last else 2  # read again behind the block
                wide = 64 if layer % 2 else 32
                buffers += [
                    Buffer(f"{prefix} layer {layer}", layer, layer + kept, wide * pixels, 64, None, choices),
                    Buffer(f"{prefix} work {layer}", layer, layer + 1, 5 * pixels + 24, 64, None, choices),
                ]
    return Problem(tuple(buffers))
