"""OrderExecution: which order comes out, what is counted and what stays in place; and that results do not change."""

from __future__ import annotations

import numpy as np
import pytest
import tvm
from tvm import relax
from tvm.ir import assert_structural_equal
from tvm.script import ir as I
from tvm.script import relax as R
from tvm.script import tirx as T

from python_tests.passes.graphs import Graph, largest_error, relax_module
from python_tests.reference import NETWORK_TOLERANCE
from tvm_dydca.errors import InputError
from tvm_dydca.relay_passes.order_execution import OrderExecution, order_report

FLOAT = 4


def apply(mod):
    """Run the pass; what comes out is well formed, and a second run changes nothing."""
    result = OrderExecution()(mod)
    relax.analysis.well_formed(result)
    assert_structural_equal(OrderExecution()(result), result)
    return result


def names(mod, function="main"):
    return [binding.var.name for block in mod[function].body.blocks for binding in block.bindings]


@I.ir_module
class Branches:
    """Two branches that each blow up and shrink, written breadth first."""

    @R.function
    def main(x: R.Tensor((1, "n"), "float32")):
        R.func_attr({"tir_var_upper_bound": {"n": 10}})
        with R.dataflow():
            a = R.concat((x, x, x, x), axis=0)
            b = R.concat((x, x, x, x), axis=0)
            c = R.sum(a, axis=0)
            d = R.sum(b, axis=0)
            e = R.add(c, d)
            R.output(e)
        return e


def test_a_branch_runs_to_its_end_before_the_next_one_starts():
    @I.ir_module
    class Expected:
        @R.function
        def main(x: R.Tensor((1, "n"), "float32")):
            R.func_attr({"tir_var_upper_bound": {"n": 10}})
            with R.dataflow():
                a = R.concat((x, x, x, x), axis=0)
                c = R.sum(a, axis=0)
                b = R.concat((x, x, x, x), axis=0)
                d = R.sum(b, axis=0)
                e = R.add(c, d)
                R.output(e)
            return e

    assert_structural_equal(apply(Branches), Expected)


def test_the_report_has_the_bytes_at_the_upper_bounds():
    report = order_report(Branches)
    body = report.of("main")
    assert body.steps == 5
    assert body.peak_before_bytes == (40 + 40 + 10) * FLOAT
    assert body.peak_after_bytes == body.lower_bound_bytes == (40 + 10 + 10) * FLOAT
    assert body.exact
    assert body.unsized == ()
    ordering = OrderExecution()
    ordering(Branches)
    assert ordering.report == report
    assert str(report).splitlines()[1].split() == ["main", "5", "360", "240", "240"]
    with pytest.raises(KeyError):
        report.of("other")


def test_the_same_module_gives_the_same_order_every_time():
    first = OrderExecution()(Branches)
    assert_structural_equal(OrderExecution()(Branches), first)


def test_an_order_that_is_best_is_left_alone():
    @I.ir_module
    class Chain:
        @R.function
        def main(x: R.Tensor((4, 4), "float32")):
            with R.dataflow():
                a = R.exp(x)
                b = R.exp(a)
                R.output(b)
            return b

    assert OrderExecution()(Chain).same_as(Chain)
    assert order_report(Chain).of("main").peak_after_bytes == 2 * 16 * FLOAT


def test_a_view_takes_nothing_and_keeps_what_it_shows():
    @I.ir_module
    class Views:
        @R.function
        def main(x: R.Tensor((4, 4), "float32")):
            with R.dataflow():
                a = R.exp(x)
                flat = R.reshape(a, (16,))
                other = R.concat((x, x), axis=0)
                less = R.sum(other)
                b = R.add(flat, less)
                R.output(b)
            return b

    body = order_report(Views).of("main")
    assert body.peak_before_bytes == (16 + 32 + 1) * FLOAT
    assert names(apply(Views)) == ["other", "less", "a", "flat", "b"]
    assert body.peak_after_bytes == (1 + 16 + 16) * FLOAT


def test_a_reshaped_output_is_a_copy():
    @I.ir_module
    class Output:
        @R.function
        def main(x: R.Tensor((4, 4), "float32")):
            with R.dataflow():
                a = R.exp(x)
                b = R.reshape(a, (16,))
                R.output(b)
            return b

    assert order_report(Output).of("main").peak_after_bytes == 2 * 16 * FLOAT


def test_kernels_that_only_reshape_are_views_too():
    @I.ir_module
    class Operators:
        @R.function
        def main(x: R.Tensor((4, "n"), "float32")):
            R.func_attr({"tir_var_upper_bound": {"n": 8}})
            with R.dataflow():
                a = R.exp(x)
                b = R.expand_dims(a, 0)
                c = R.exp(b)
                R.output(c)
            return c

    lowered = relax.transform.LegalizeOps()(Operators)
    assert order_report(lowered).of("main").peak_after_bytes == 2 * 32 * FLOAT
    assert order_report(Operators).of("main").peak_after_bytes == 2 * 32 * FLOAT


def test_the_parts_of_a_tuple_are_freed_one_by_one():
    @I.ir_module
    class Split:
        @R.function
        def main(x: R.Tensor((2, 8), "float32")):
            with R.dataflow():
                both = R.split(x, 2, axis=1)
                left = both[0]
                right = both[1]
                a = R.sum(left)
                b = R.exp(right)
                pair = (a, b)
                R.output(pair)
            return pair

    # While exp runs, the left part is gone: 8 of the right part, 8 of the result, 1 of the sum.
    assert order_report(Split).of("main").peak_after_bytes == 17 * FLOAT


def test_parameters_and_constants_are_not_counted():
    @I.ir_module
    class Outside:
        @R.function
        def main(x: R.Tensor((100, 100), "float32"), y: R.Tensor((1,), "float32")):
            with R.dataflow():
                a = R.sum(x)
                b = R.add(a, R.const(np.ones(50, "float32")))
                R.output(b)
            return b

    assert order_report(Outside).of("main").peak_after_bytes == 51 * FLOAT


@I.ir_module
class Unbounded:
    @R.function
    def main(x: R.Tensor((1, 10), "float32"), y: R.Tensor(("k",), "float32")):
        with R.dataflow():
            a = R.concat((x, x, x, x), axis=0)
            b = R.concat((x, x, x, x), axis=0)
            c = R.sum(a, axis=0)
            d = R.sum(b, axis=0)
            z = R.exp(y)
            p = R.concat((x, x, x, x), axis=0)
            q = R.concat((x, x, x, x), axis=0)
            r = R.sum(p, axis=0)
            s = R.sum(q, axis=0)
            e = (c, d, r, s, z)
            R.output(e)
        return e


def test_nothing_moves_across_a_binding_of_unknown_size():
    assert order_report(Unbounded).of("main").unsized == ("z",)
    assert names(apply(Unbounded)) == ["a", "c", "b", "d", "z", "p", "r", "q", "s", "e"]


def test_dims_of_a_match_cast_are_bound_by_name_and_stay_behind_it():
    @I.ir_module
    class Cast:
        @R.function
        def main(x: R.Tensor((10,), "float32"), y: R.Tensor(dtype="float32", ndim=1)):
            R.func_attr({"tir_var_upper_bound": {"k": 5}})
            k = T.int64()
            with R.dataflow():
                big = R.concat((x, x, x, x), axis=0)
                cast = R.match_cast(y, R.Tensor((k,), "float32"))
                ones = R.full(R.shape([k]), R.const(1, "float32"), dtype="float32")
                less = R.sum(big)
                out = (less, ones, cast)
                R.output(out)
            return out

    body = order_report(Cast).of("main")
    assert body.unsized == ()
    assert body.peak_before_bytes == (40 + 5 + 1) * FLOAT
    assert body.peak_after_bytes == 41 * FLOAT
    order = names(apply(Cast))
    assert order.index("less") < order.index("ones")
    assert order.index("cast") < order.index("ones")


def test_values_of_other_blocks_live_on_and_their_bindings_stay():
    @I.ir_module(check_well_formed=False)
    class Blocks:
        @R.function(pure=False)
        def main(x: R.Tensor((1, 10), "float32")):
            with R.dataflow():
                first = R.exp(x)
                R.output(first)
            _ = R.print(format="between")
            with R.dataflow():
                a = R.concat((x, x, x, x), axis=0)
                b = R.concat((x, x, x, x), axis=0)
                c = R.sum(a, axis=0)
                d = R.sum(b, axis=0)
                e = R.add(R.add(c, d), first)
                R.output(e)
            return e

    order = names(apply(Blocks))
    assert order[:2] == ["first", "_"]
    assert order[2:6] == ["a", "c", "b", "d"]
    assert order_report(Blocks).of("main").peak_after_bytes == (10 + 40 + 10 + 10) * FLOAT


def test_bodies_of_an_inline_if_are_ordered_each_for_itself():
    @I.ir_module
    class Inline:
        @R.function
        def main(x: R.Tensor((1, 10), "float32"), gate: R.Tensor((), "bool")):
            if gate:
                with R.dataflow():
                    a = R.concat((x, x, x, x), axis=0)
                    b = R.concat((x, x, x, x), axis=0)
                    c = R.sum(a, axis=0)
                    d = R.sum(b, axis=0)
                    e = R.add(c, d)
                    R.output(e)
                y = e
            else:
                y = R.sum(x, axis=0)
            return y

    report = order_report(Inline)
    then, main = report.of("main", "y/then"), report.of("main")
    assert (then.peak_before_bytes, then.peak_after_bytes) == (90 * FLOAT, 60 * FLOAT)
    assert main.peak_before_bytes == 10 * FLOAT
    apply(Inline)
    assert (
        OrderExecution()(Inline)["main"].body.blocks[0].bindings[0].value.true_branch.blocks[0].bindings[1].var.name
        == "c"
    )


def test_what_is_written_in_place_stays_where_it_is():
    @I.ir_module
    class InPlace:
        @T.prim_func(private=True, s_tir=True)
        def twice(a: T.Buffer((10,), "float32")):
            for i in range(10):
                with T.sblock("twice"):
                    v = T.axis.spatial(10, i)
                    a[v] = a[v] * T.float32(2)

        @R.function
        def main(x: R.Tensor((10,), "float32")):
            cls = InPlace
            with R.dataflow():
                a = R.exp(x)
                small = R.sum(a)
                b = R.call_tir_inplace(cls.twice, (a,), 0, R.Tensor((10,), "float32"))
                c = R.add(b, small)
                R.output(c)
            return c

    assert names(apply(InPlace)) == ["a", "small", "b", "c"]


def inception(blocks):
    """Blocks of four branches, all heads first, as a breadth-first export gives them."""

    def body(ops, x):
        for _ in range(blocks):
            heads = [ops.relu(ops.conv(x, channels, 1)) for channels in (64, 96, 96, 64)]
            tails = [ops.relu(ops.conv(head, channels)) for head, channels in zip(heads[1:], (128, 96, 32))]
            x = ops.concat(heads[0], *tails)
        return x

    return Graph(body, {"x": 192})


def fan(branches, wide=256):
    """Branches that blow up and shrink, all heads first."""

    def body(ops, x):
        heads = [ops.relu(ops.conv(x, wide, 1)) for _ in range(branches)]
        return ops.concat(*(ops.relu(ops.conv(head, 8, 1)) for head in heads))

    return Graph(body, {"x": 32})


@pytest.mark.parametrize(
    ("graph", "steps", "before", "after"),
    [(inception(9), 198, 11.01, 10.49), (fan(4), 25, 20.97, 8.78), (fan(12), 73, 54.53, 9.83)],
    ids=["inception", "fan of 4", "fan of 12"],
)
def test_networks_with_wide_branches_take_less(graph, steps, before, after):
    """The figures of docs/passes/order_execution.md: MB at 64x64."""
    module = relax_module(main=graph)
    body = order_report(module).of("main")
    assert body.exact
    assert body.steps == steps
    assert (round(body.peak_before_bytes / 1e6, 2), round(body.peak_after_bytes / 1e6, 2)) == (before, after)
    apply(module)


def test_a_network_in_its_new_order_computes_what_it_did(target):
    graph = fan(3, wide=24)
    module = relax_module(main=graph)
    ordered = apply(module)
    assert names(ordered) != names(module)
    vm = relax.VirtualMachine(tvm.compile(ordered, target=target), tvm.cpu())
    for size in ((1, 1), (7, 20)):
        assert largest_error(vm["main"], graph, size) < NETWORK_TOLERANCE


def test_no_plan_of_stock_tvm_takes_less_than_the_peak():
    """A count that is too high would show: outputs apart, stock planning gives the network the storages it names."""
    lowered = apply(relax.transform.LegalizeOps()(relax_module(main=fan(3, wide=24))))
    body = order_report(lowered).of("main")
    passes = [
        "RewriteDataflowReshape",
        "ToNonDataflow",
        "RemovePurityChecking",
        "CallTIRRewrite",
        "StaticPlanBlockMemory",
    ]
    planned = tvm.transform.Sequential([getattr(relax.transform, name)() for name in passes])(lowered)
    sizes = []

    def visit(expr):
        if isinstance(expr, relax.Call) and getattr(expr.op, "name", "") == "relax.memory.alloc_storage":
            sizes.append(int(expr.args[0][0]))

    relax.analysis.post_order_visit(planned["main"], visit)
    output = 3 * 8 * 64 * 64 * FLOAT
    assert body.peak_after_bytes - output <= sum(sizes) < 2 * body.peak_before_bytes


def test_contradictory_bounds_are_named():
    mod = Branches.clone()
    mod["main"] = mod["main"].with_attr("tir_var_lower_bound", {"n": 11})
    with pytest.raises(InputError, match="function main: dim n has the lower bound 11 above its upper bound 10"):
        OrderExecution()(mod)


def test_a_planned_module_is_refused():
    planned = tvm.transform.Sequential(
        [relax.transform.LegalizeOps(), relax.transform.ToNonDataflow(), relax.transform.CallTIRRewrite()]
    )(Branches)
    with pytest.raises(
        InputError, match=r"function main, binding \w+: relax.builtin.alloc_tensor allocates memory already"
    ):
        order_report(planned)


def test_no_states_are_refused():
    with pytest.raises(InputError, match="max_states is 0"):
        OrderExecution(max_states=0)
