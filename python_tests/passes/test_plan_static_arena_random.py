"""PlanStaticArena on random graphs: equal to NumPy at several sizes, in an arena full of NaN, plans validated."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import tvm
from tvm import relax

from python_tests.passes.planned import Runner

LOW, HIGH = 1, 24
LIMITS = (3, 13)


class Random:
    """A random function of x, float32 (n, 4): elements, flips, views, sums, calls, gates, and a tuple of results.

    Some calls and branches depend on n, by the same tests in several functions.
    """

    def __init__(self, seed: int):
        self.rng = np.random.default_rng(seed)
        self.builder = relax.BlockBuilder()
        self.blocks = [self._block(k) for k in range(3)]
        self.blocks += [self._dispatcher(k) for k in range(3, 6)]
        self.n = tvm.tirx.Var("n", "int64")
        self.type = relax.TensorType([self.n, 4], "float32")
        self.flat = relax.TensorType([self.n * 4], "float32")
        x = relax.Var("x", self.type)
        self.bindings: list[Any] = []
        self.values: list[tuple[Any, Any]] = [(x, lambda x: x)]  # variable, and what computes it from x
        for step in range(int(self.rng.integers(4, 14))):
            self._step(step)
        results = [self.values[int(k)] for k in self.rng.integers(0, len(self.values), int(self.rng.integers(1, 4)))]
        self.computes = [compute for _, compute in results]
        result = results[0][0]
        if len(results) > 1:
            fields = relax.Tuple([var for var, _ in results])
            result = self._bind("results", fields, relax.TupleType([self.type] * len(results)))
        body = relax.SeqExpr([relax.BindingBlock(self.bindings)], result)
        func = relax.Function([x], body, result.ty).with_attr("global_symbol", "main")
        self.mod = self.builder.get()
        self.mod["main"] = relax.BlockBuilder(self.mod).normalize(func)
        bounds = {"tir_var_lower_bound": {"n": LOW}, "tir_var_upper_bound": {"n": HIGH}}
        for gvar, func in list(self.mod.functions_items()):
            self.mod.update_func(gvar, func.with_attrs(bounds))

    def _block(self, number: int) -> tuple[Any, Any]:
        """Return a private function of its own with a residual, and what it computes."""
        flips = bool(self.rng.integers(2))
        type_ = relax.TensorType([tvm.tirx.Var("n", "int64"), 4], "float32")
        y = relax.Var("y", type_)
        with self.builder.function(f"block_{number}", [y], {"number": number}, private=True):  # else one for like ones
            with self.builder.dataflow():
                inner = self.builder.emit(relax.op.flip(y, 0) if flips else relax.op.sin(y))
                out = self.builder.emit(relax.op.add(inner, y))
                out = self.builder.emit_output(relax.op.multiply(out, relax.const(0.5, "float32")))
            self.builder.emit_func_output(out)
        gvar = self.builder.get().get_global_var(f"block_{number}")
        return gvar, lambda y: ((y[::-1] if flips else np.sin(y)) + y) * np.float32(0.5)

    def _dispatcher(self, number: int) -> tuple[Any, Any]:
        """Return a private function that calls one block for small n and another for large n."""
        (low, computes_low), (high, computes_high) = (self.blocks[int(k)] for k in self.rng.integers(3, size=2))
        limit = int(self.rng.choice(LIMITS))
        n = tvm.tirx.Var("n", "int64")
        type_ = relax.TensorType([n, 4], "float32")
        y, small, z = relax.Var("y", type_), relax.Var("small", tvm.ir.PrimType("bool")), relax.Var("z", type_)
        branches = []
        for gvar in (low, high):
            inner = relax.Var("inner", type_)
            bindings = [relax.VarBinding(inner, relax.Call(gvar, [y]))]
            branches.append(relax.SeqExpr([relax.BindingBlock(bindings)], inner))
        bindings = [
            relax.VarBinding(small, relax.prim_value(n < limit)),
            relax.VarBinding(z, relax.If(small, *branches)),
        ]
        body = relax.SeqExpr([relax.BindingBlock(bindings)], z)
        func = self.builder.normalize(relax.Function([y], body, type_).with_attr("number", number))
        gvar = self.builder.add_func(func, f"block_{number}")
        return gvar, lambda y: (computes_low if len(y) < limit else computes_high)(y)

    def _bind(self, name: str, value: Any, type_: Any) -> Any:
        var = relax.Var(name, type_)
        self.bindings.append(relax.VarBinding(var, value))
        return var

    def _step(self, step: int) -> None:
        (a, f), (b, g) = (self.values[-1 - int(k) % len(self.values)] for k in self.rng.geometric(0.5, 2) - 1)
        kind = self.rng.choice(["sin", "flip", "add", "view", "call", "gate", "skip", "size"])
        name = f"v{step}"
        if kind == "sin":
            self.values.append((self._bind(name, relax.op.sin(a), self.type), lambda x: np.sin(f(x))))
        elif kind == "flip":
            self.values.append((self._bind(name, relax.op.flip(a, 0), self.type), lambda x: f(x)[::-1]))
        elif kind == "add":
            self.values.append((self._bind(name, relax.op.add(a, b), self.type), lambda x: f(x) + g(x)))
        elif kind == "view":
            flat = self._bind(f"{name}_flat", relax.op.reshape(a, self.flat.shape), self.flat)
            turned = self._bind(f"{name}_turned", relax.op.flip(flat, 0), self.flat)
            back = self._bind(name, relax.op.reshape(turned, self.type.shape), self.type)
            self.values.append((back, lambda x: f(x).reshape(-1)[::-1].reshape(-1, 4)))
        else:
            gvar, block = self.blocks[int(self.rng.integers(len(self.blocks)))]
            if kind == "call":
                self.values.append((self._bind(name, relax.Call(gvar, [a]), self.type), lambda x: block(f(x))))
                return
            if kind == "size":
                limit = int(self.rng.choice(LIMITS))
                small = self._bind(f"{name}_small", relax.prim_value(self.n < limit), tvm.ir.PrimType("bool"))
                inner = relax.Var(f"{name}_then", self.type)
                then = relax.SeqExpr([relax.BindingBlock([relax.VarBinding(inner, relax.Call(gvar, [a]))])], inner)
                join = self._bind(name, relax.If(small, then, relax.SeqExpr([], b)), self.type)
                self.values.append((join, lambda x: block(f(x)) if len(x) < limit else g(x)))
                return
            scalar = relax.TensorType([], "float32")
            total = self._bind(f"{name}_sum", relax.op.sum(a), scalar)
            on = self._bind(
                f"{name}_on", relax.op.less(total, relax.const(0.3, "float32")), relax.TensorType([], "bool")
            )
            inner = relax.Var(f"{name}_then", self.type)
            then = relax.SeqExpr([relax.BindingBlock([relax.VarBinding(inner, relax.Call(gvar, [a]))])], inner)
            other, h = (a, f) if kind == "skip" else (b, g)
            join = self._bind(name, relax.If(on, then, relax.SeqExpr([], other)), self.type)
            self.values.append((join, lambda x: block(f(x)) if f(x).sum() < 0.3 else h(x)))

    def near_a_gate(self, x: Any) -> bool:
        """Whether rounding may decide a gate: sums of a few hundred numbers around its threshold."""
        return any(abs(float(compute(x).sum()) - 0.3) < 1e-3 for _, compute in self.values)


@pytest.mark.parametrize("seed", range(24))
def test_a_random_graph_computes_what_numpy_computes(seed, target):
    graph = Random(seed)
    runner = Runner(graph.mod, target)
    rng = np.random.default_rng(seed)
    tried = 0
    for n in (HIGH, 1, 2, 13, HIGH, 7):
        for shift in (-0.5, 0.0, 0.5):
            x = (rng.random((n, 4)) - 0.5 + shift).astype(np.float32)
            if graph.near_a_gate(x):
                continue
            tried += 1
            found = runner(x)
            for array, compute in zip([found] if len(graph.computes) == 1 else found, graph.computes):
                np.testing.assert_allclose(array, compute(x), rtol=2e-4, atol=2e-5)
    assert tried > 6
