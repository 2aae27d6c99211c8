"""What there is to tune, in which sizes, and what it may be replaced by."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
import tvm

from python_tests.opencl.families import group
from python_tests.tuning.conftest import SIZE
from tvm_dydca import targets
from tvm_dydca.importer import Bounds, load_network
from tvm_dydca.patches import cover
from tvm_dydca.relay_passes.dispatch.choice import Request
from tvm_dydca.schedules.elementwise import RELU
from tvm_dydca.schedules.opencl import direct, winograd
from tvm_dydca.tuning.limits import within_limits
from tvm_dydca.tuning.search import LEAST, Model, next_candidates
from tvm_dydca.tuning.space import Candidate, candidates_of, fits
from tvm_dydca.tuning.tasks import find_tasks
from tvm_dydca.tuning.typical import PATCH, TypicalSizes


def test_a_path_s_typical_size_is_that_of_its_middle_pixel(fitted):
    network = load_network(fitted.file)
    windows = [window for ids in network.path_map for window in cover(network.grid, ids)]
    sizes = TypicalSizes(network)
    for path in (0, 1):
        areas = sorted(w.read_height * w.read_width for k, w in windows if k == path)
        found = sizes.of(f"path_{path}")
        area = found.height * found.width
        assert area in areas
        assert sum(a for a in areas if a < area) <= sum(areas) / 2 <= sum(a for a in areas if a <= area)
        assert sizes.of(f"path_{path}_bucket_2") == found
    assert sizes.of("path_0").share + sizes.of("path_1").share == pytest.approx(1)
    assert sizes.of("gate") is None


def test_without_a_path_map_it_is_a_patch_within_the_bounds(fitted):
    network = replace(load_network(fitted.file), path_map=None, bounds=Bounds((1, 64), (1, 960)))
    found = [TypicalSizes(network).of(f"path_{path}") for path in (0, 1)]
    assert [(one.height, one.width, one.share) for one in found] == [(64, PATCH[1], 0.5)] * 2


def test_a_network_s_tasks_are_its_kernels_once_a_size(fitted, target):
    network = load_network(fitted.file)
    tasks = find_tasks(network, target)
    sizes = {(s.height, s.width): s.share for s in (TypicalSizes(network).of(f"path_{k}") for k in (0, 1))}
    kernels = {"few_channels_3x3_3x20", "winograd6x6_20x40_block", "winograd6x6_20x12_skip5x5_shuffle2"}
    assert {(task.key.kernel, task.key.size) for task in tasks} == {(k, size) for k in kernels for size in sizes}
    assert [task.weight for task in tasks] == sorted((task.weight for task in tasks), reverse=True)
    calls = {"path_0": 2, "path_1": 1}  # of blocks
    for task in tasks:
        expected = sizes[task.key.size] * (calls[task.request.function] if "block" in task.key.kernel else 1)
        assert task.weight == pytest.approx(expected)


def test_equal_kernels_of_buckets_with_one_typical_size_are_one_task(fitted, target):
    network = load_network(fitted.file)
    ranges = [{"H": high, "W": (1, 66)} for high in ((1, 20), (21, 38))]
    bucketed = find_tasks(network, target, ranges)
    keys = [task.key for task in bucketed]
    assert len(keys) == len(set(keys))
    assert {key.size for key in keys} == {(10, 33), (29, 33)}  # in the middle of each


def test_shapes_are_those_of_a_call(cpu_task):
    assert cpu_task.key.size == SIZE
    assert cpu_task.request.operands == ((*SIZE, 1, 16),)
    assert cpu_task.request.output == (*SIZE, 1, 16)


def test_the_default_is_the_first_candidate_and_each_is_there_once(cpu_task, target):
    found = candidates_of(cpu_task.request, target)
    assert found[0] == Candidate.default(cpu_task.request.rule)
    assert len(found) == len(set(found)) > 100
    assert all(one.rule == "cpu.winograd" or fits(one.kernel(cpu_task.request.groups, target), cpu_task.request)
               for one in found[:: len(found) // 7])  # fmt: skip


def test_a_candidate_as_text_and_back():
    one = Candidate("opencl.direct", (("pixels", 8), ("rows", 2)))
    assert Candidate.from_json(one.to_json()) == one
    for text in ("nothing", "[]", '{"rule": "x"}', '{"rule": "x", "knobs": {"a": "b"}}'):
        with pytest.raises(ValueError, match=r"candidate|JSON|Expecting|invalid literal"):
            Candidate.from_json(text)


def test_a_candidate_of_another_version_makes_no_kernel(cpu_task, target):
    for rule, knobs in (("cpu.gone", ()), ("cpu.winograd", (("gone", 1),)), ("kernel", ())):
        assert Candidate(rule, knobs).kernel(cpu_task.request.groups, target) is None


def test_a_kernel_in_other_layouts_does_not_fit(cpu_task, opencl_task):
    assert fits(cpu_task.request.kernel, cpu_task.request)
    assert not fits(opencl_task.request.kernel, cpu_task.request)
    assert not fits(replace(cpu_task.request.kernel, made=None), cpu_task.request)
    assert not fits(None, cpu_task.request)


def test_work_groups_beyond_the_target_s_limit_are_left_out(opencl_task):
    target = targets.resolve("opencl")
    smaller = tvm.target.Target({"kind": "opencl", "max_threads_per_block": 64, "max_num_threads": 64}, host="llvm")
    for rows, here, there in ((8, True, True), (16, True, False), (64, False, False)):
        kernel = direct.rule(*opencl_task.request.groups, target, direct.Knobs(columns=8, rows=rows))
        assert within_limits(kernel, opencl_task.request, target) == here
        assert within_limits(kernel, opencl_task.request, smaller) == there


def test_memory_of_a_work_group_counts_as_code_generation_lays_it_out():
    """Two buffers of 13.8 kB that do not live together share one place."""
    target, conv = targets.resolve("opencl"), group(32, 64, 3, activation=RELU)
    for knobs, fits_it in ((winograd.Knobs(), True), (winograd.Knobs(columns=4, own_columns=4), False)):
        kernel = winograd.rule(conv, target, knobs)
        request = Request("main", winograd.rule, (conv,), kernel, ((8, 20, 24, 4),), (16, 20, 24, 4), (20, 24))
        assert within_limits(kernel, request, target) == fits_it


def test_the_model_finds_what_is_fast(cpu_task, target):
    """Times that depend on the family and two knobs: after 24 trials, its first ones are among the fastest."""

    def ratio(candidate):
        knobs = dict(candidate.knobs)
        return 1 + abs(knobs["tiles"] - 16) / 8 + (knobs["k_unroll"] - 4) ** 2 / 8 if "tiles" in knobs else 3

    candidates, rng, model = candidates_of(cpu_task.request, target), random.Random(3), Model()
    left = list(candidates)
    while len(model.rows) < 24:
        batch = next_candidates(model, cpu_task.request, left, 8, rng)
        assert len(batch) == len(set(batch)) > 8
        for candidate in batch[:8]:
            model.learn(cpu_task.request, candidate, ratio(candidate))
            left.remove(candidate)
    first = model.order(cpu_task.request, left)[:4]
    assert np.mean([ratio(one) for one in first]) < np.quantile([ratio(one) for one in candidates], 0.15)


def test_a_model_that_knows_little_keeps_the_order(cpu_task, target):
    candidates, model = candidates_of(cpu_task.request, target), Model()
    for candidate in candidates[: LEAST - 1]:
        model.learn(cpu_task.request, candidate, float("inf"))
    assert model.order(cpu_task.request, candidates) == candidates
