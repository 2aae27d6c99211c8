"""BucketShapes: the functions it makes, and that every version gives PyTorch's results over its whole bucket."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
import tvm
from torch import nn
from tvm import relax
from tvm.relax.frontend.torch import from_exported_program
from tvm.script import ir as I
from tvm.script import relax as R
from tvm.script import tirx as T

from python_tests.passes.graphs import Graph, largest_error, relax_module
from python_tests.reference import NETWORK_TOLERANCE, random_path, relative_error
from tvm_dydca.errors import InputError
from tvm_dydca.importer import Bounds, NetworkSpec, ShapeRouting, build_module
from tvm_dydca.relay_passes import BucketShapes, OutlinePaths, PropagateDims, pipeline

GRAPH = Graph(lambda ops, x: ops.mean(ops.relu(ops.conv(ops.conv(x, 6), 8))), {"x": 8})
TWO = [{"H": (1, 9), "W": (1, 64)}, {"H": (10, 64), "W": (1, 64)}]


def compiled(mod, target, buckets, **options):
    bucketing = BucketShapes(buckets, target, **options)
    executable = relax.build(mod, target=target, relax_pipeline=pipeline(target, bucketing))
    return relax.VirtualMachine(executable, tvm.cpu()), bucketing.report


def test_a_function_becomes_versions_and_a_choice_among_them():
    @I.ir_module
    class Before:
        @R.function
        def main(x: R.Tensor(("n",), "float32")) -> R.Tensor(("n",), "float32"):
            with R.dataflow():
                y = R.exp(x)
                R.output(y)
            return y

    @I.ir_module(check_well_formed=False)
    class Expected:
        @R.function(private=True)
        def main_bucket_0(x: R.Tensor(("n",), "float32")) -> R.Tensor(("n",), "float32"):
            R.func_attr(
                {
                    "dydca.bucket": {"n": [2, 4]},
                    "dydca.typical": {"n": 3},
                    "dydca.whole": {"n": 8},
                    "tir_var_lower_bound": {"n": 2},
                    "tir_var_upper_bound": {"n": 4},
                }
            )
            with R.dataflow():
                y = R.exp(x)
                R.output(y)
            return y

        @R.function(private=True)
        def main_bucket_1(x: R.Tensor(("n",), "float32")) -> R.Tensor(("n",), "float32"):
            R.func_attr(
                {
                    "dydca.bucket": {"n": [5, 8]},
                    "dydca.typical": {"n": 6},
                    "dydca.whole": {"n": 8},
                    "tir_var_lower_bound": {"n": 5},
                    "tir_var_upper_bound": {"n": 8},
                }
            )
            with R.dataflow():
                y = R.exp(x)
                R.output(y)
            return y

        @R.function
        def main(x: R.Tensor(("n",), "float32")) -> R.Tensor(("n",), "float32"):
            R.func_attr({"dydca.buckets": 2, "tir_var_lower_bound": {"n": 2}, "tir_var_upper_bound": {"n": 8}})
            n = T.int64()
            inside: T.bool = T.And(n >= 2, n <= 8)
            if inside:
                below: T.bool = n < 5
                if below:
                    first: R.Tensor((n,), "float32") = Expected.main_bucket_0(x)
                    a: R.Tensor((n,), "float32") = first
                else:
                    second: R.Tensor((n,), "float32") = Expected.main_bucket_1(x)
                    a: R.Tensor((n,), "float32") = second
                b: R.Tensor((n,), "float32") = a
            else:
                third: R.Tensor((n,), "float32") = Expected.main_outside(x)
                b: R.Tensor((n,), "float32") = third
            return b

        @R.function(private=True)
        def main_outside(x: R.Tensor(("n",), "float32")) -> R.Tensor(("n",), "float32"):
            return x

    after = BucketShapes([{"n": (2, 4)}, {"n": (5, 8)}], kinds="exact")(Before)
    relax.analysis.well_formed(after)
    for name in ("main_bucket_0", "main_bucket_1", "main"):
        tvm.ir.assert_structural_equal(after[name], Expected[name], map_free_vars=True)


def test_a_second_run_changes_nothing(target):
    bucketing = BucketShapes(TWO, target)
    once = bucketing(relax_module(main=GRAPH))
    assert bucketing(once).same_as(once)


@pytest.mark.parametrize("kinds", ["exact", "padded"])
@pytest.mark.parametrize("buckets", [TWO, {"H": (1, 64), "W": (1, 64, 20)}], ids=["listed", "ranges"])
def test_every_version_equals_pytorch_over_its_bucket(buckets, kinds, target):
    vm, report = compiled(relax_module(main=GRAPH), target, buckets, kinds=kinds)
    assert {version.kind for version in report.versions} == {kinds}
    for size in ((1, 1), (9, 5), (10, 64), (33, 20), (64, 64), (17, 21)):
        assert largest_error(vm["main"], GRAPH, size) < NETWORK_TOLERANCE, size


def test_a_bucket_of_one_size_is_compiled_for_it(target):
    vm, report = compiled(relax_module(main=GRAPH), target, [{"H": 5, "W": 7}, {"H": 5, "W": 7}])
    assert [version.kind for version in report.versions] == ["fixed"]
    assert largest_error(vm["main"], GRAPH, (5, 7)) < NETWORK_TOLERANCE
    with pytest.raises(Exception, match=r"5 vs|6 vs\. 5.*H is more than any bucket takes, it must be 5 to 5"):
        vm["main"](tvm.runtime.tensor(np.zeros((1, 8, 6, 7), np.float32)))


def test_padding_is_refused_where_it_cannot_be_proved(target):
    graph = Graph(lambda ops, x: ops.concat(x, ops._emit(relax.op.flip(x, 2))), {"x": 4})
    mod = relax_module(main=graph)
    bucketing = BucketShapes(TWO, target, kinds="padded")
    bucketing(mod)
    for version in bucketing.report.versions:
        assert version.kind == "exact"
        assert "flip" in version.note
        assert version.note.startswith("not padded: ")


@pytest.mark.parametrize(
    ("size", "message"),
    [
        ((1, 20), r"1 vs\. 8\).*main: H is less than any bucket takes, it must be 8 to 40"),
        ((41, 20), r"41 vs\. 40\).*main: H is more than any bucket takes, it must be 8 to 40"),
        ((8, 65), r"65 vs\. 64\).*main: W is more than any bucket takes, it must be 3 to 64"),
        ((40, 2), r"2 vs\. 3\).*main: W is less than any bucket takes, it must be 3 to 64"),
    ],
)
def test_a_size_outside_every_bucket_is_an_error_that_names_it(size, message, target):
    vm, _ = compiled(relax_module(main=GRAPH), target, {"H": (8, 40), "W": (3, 64)})
    with pytest.raises(Exception, match=message):
        vm["main"](tvm.runtime.tensor(np.zeros((1, 8, *size), np.float32)))


def test_shapes_never_seen_together_are_an_error(target):
    vm, report = compiled(relax_module(main=GRAPH), target, [{"H": 40, "W": 4}, {"H": 4, "W": 40}] * 50)
    assert len(report.buckets) == 2
    for size in ((40, 4), (4, 40), (4, 4), (30, 4)):
        assert largest_error(vm["main"], GRAPH, size) < NETWORK_TOLERANCE
    with pytest.raises(
        Exception, match="no bucket takes this H together with the other dims; buckets: H 4, W 4 to 40; H 4 to 40, W 4;"
    ):
        vm["main"](tvm.runtime.tensor(np.zeros((1, 8, 40, 40), np.float32)))


def test_the_symbolic_version_takes_the_rest(target):
    vm, report = compiled(relax_module(main=GRAPH), target, {"H": (8, 40), "W": (3, 20)}, symbolic=True)
    assert report.versions[-1].bucket is None
    for size in ((8, 3), (40, 20), (41, 20), (64, 64), (1, 1)):
        assert largest_error(vm["main"], GRAPH, size) < NETWORK_TOLERANCE


def test_every_path_and_the_gate_of_a_dydca_network(target):
    rng = np.random.default_rng(3)
    spec = NetworkSpec((random_path(rng, 2, 2, 16), random_path(rng, 1, 2, 16)), 2, ShapeRouting((20,)))
    mod = build_module(spec, Bounds((1, 64), (1, 64)))
    vm, report = compiled(mod, target, {"H": (4, 40, [12, 30]), "W": (4, 48, [20])})
    assert {version.function for version in report.versions} == {"path_0", "path_1"}
    assert len(report.buckets) > 1
    plain = relax.VirtualMachine(relax.build(mod, target=target, relax_pipeline=pipeline(target)), tvm.cpu())
    for size in ((4, 4), (12, 20), (19, 48), (20, 21), (40, 48)):
        x = tvm.runtime.tensor(rng.random((1, 3, *size), np.float32))
        for name in ("main", "path_0", "path_1"):
            np.testing.assert_array_equal(vm[name](x).numpy(), plain[name](x).numpy())


class Gated(nn.Module):
    """A stem that halves the size, and two ways that torch.cond chooses from."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, stride=2, padding=1)
        self.small = nn.Conv2d(8, 8, 1)
        self.large = nn.Conv2d(8, 8, 5, padding=2)
        self.head = nn.Linear(8, 5)

    def forward(self, x):
        y = F.relu(self.stem(x))
        y = torch.cond(y.mean() > 0.3, lambda z: self.large(F.relu(self.small(z))), lambda z: self.small(z), (y,))
        return self.head(F.relu(y).mean((2, 3)))


@pytest.mark.parametrize("kinds", ["exact", "padded"])
def test_functions_inside_get_versions_of_the_sizes_that_reach_them(kinds, target):
    torch.manual_seed(1)
    network = Gated().eval()
    dims = {2: torch.export.Dim("h", min=4, max=64), 3: torch.export.Dim("w", min=4, max=64)}
    program = torch.export.export(network, (torch.rand(1, 3, 20, 24),), dynamic_shapes=(dims,))
    mod = PropagateDims()(OutlinePaths()(from_exported_program(program, unwrap_unit_return_tuple=True)))
    names = {str(dim) for param in mod["main"].params for dim in param.ty.shape if isinstance(dim, tvm.ir.Var)}
    height, width = sorted(names, key=lambda name: [str(d) for d in mod["main"].params[0].ty.shape].index(name))
    vm, report = compiled(
        mod, target, [{height: (4, 20), width: (4, 64)}, {height: (21, 64), width: (4, 64)}], kinds=kinds
    )
    versions = {}
    for version in report.versions:
        versions.setdefault(version.function, []).append(version.name)
    assert all(len(names) == 2 for names in versions.values()), versions
    assert len(versions) >= 3, "the stem, both ways"
    for size in ((4, 4), (20, 24), (21, 9), (64, 64), (19, 63)):
        for scale in (0.1, 3.0):
            x = (torch.rand(1, 3, *size) - 0.2) * scale
            with torch.no_grad():
                expected = network(x).numpy()
            assert relative_error(vm["main"](tvm.runtime.tensor(x.numpy())).numpy(), expected) < NETWORK_TOLERANCE


def test_an_unknown_dim_is_refused():
    with pytest.raises(InputError, match="no public function has a dim Q; its dims are: H, W"):
        BucketShapes({"Q": (1, 9)})(relax_module(main=GRAPH))


def test_buckets_outside_of_the_function_s_bounds_are_refused():
    with pytest.raises(InputError, match="function main takes H from 1 to 64, the buckets ask for 1 to 65"):
        BucketShapes({"H": (1, 65)})(relax_module(main=GRAPH))


def test_a_module_that_is_planned_already_is_refused(target):
    with target:
        planned = pipeline(target)(relax_module(main=GRAPH))
    with pytest.raises(InputError, match=r"BucketShapes: function main, binding .*allocates memory already"):
        BucketShapes({"H": (1, 9)})(planned)


@pytest.mark.parametrize(
    ("options", "message"), [({"kinds": "some"}, "kinds='some'"), ({"max_buckets": 0}, "at least 1")]
)
def test_options_are_checked(options, message):
    with pytest.raises(InputError, match=message):
        BucketShapes({"H": (1, 9)}, **options)


def test_the_report_reads_as_a_table(target):
    bucketing = BucketShapes(TWO, target, kinds="padded")
    bucketing(relax_module(main=GRAPH))
    text = bucketing.report.table()
    assert "H 10 to 64, W 1 to 64" in text
    assert "main_bucket_1" in text
    assert "padded" in text
    assert bucketing.report.comparisons == 2, "inside of all, then one cut"
