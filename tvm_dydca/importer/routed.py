"""From a `NetworkSpec` to an IRModule in the routed form, which every pass relies on (docs/design.md).

`main` holds only routing: a comparison of the symbolic height or a call of `gate`, nested If, calls. Each `path_k` is a
public function of pure dataflow with its weights inside as constants; every function carries the bounds of H and W.
"""

from __future__ import annotations

from typing import Any

import tvm
from tvm import IRModule, relax, tirx

from tvm_dydca.importer.spec import ActivityRouting, Bounds, Conv, NetworkSpec, ShapeRouting, WdsrSpec


def build_module(spec: NetworkSpec, bounds: Bounds) -> IRModule:
    """Build the routed module.

    Parameters
    ----------
    bounds : heights and widths, inclusive, that every function accepts

    Returns
    -------
    An IRModule with ``path_0 ...`` and ``main``: float32 (1, 3, H, W) in [0, 1] to (1, 3, s H, s W); and ``gate``, the
    same input to an int64 scalar tensor holding the path's number, where the routing looks at the content.
    """
    builder = relax.BlockBuilder()
    paths = [_path(builder, f"path_{k}", path, spec, bounds) for k, path in enumerate(spec.paths)]
    gate = _gate(builder, spec.routing, bounds) if isinstance(spec.routing, ActivityRouting) else None
    module = builder.get()
    module["main"] = _main(module, paths, gate, spec, bounds)
    return module


def _input(bounds: Bounds) -> tuple[Any, Any, Any, dict[str, Any]]:
    h, w = tirx.Var("H", "int64"), tirx.Var("W", "int64")
    x = relax.Var("x", relax.TensorType((1, 3, h, w), "float32"))
    limits = {"H": bounds.height, "W": bounds.width}
    attrs = {
        "num_input": 1,
        "tir_var_lower_bound": {name: low for name, (low, _) in limits.items()},
        "tir_var_upper_bound": {name: high for name, (_, high) in limits.items()},
    }
    return x, h, w, attrs


def _conv(builder: Any, x: Any, conv: Conv) -> Any:
    y = builder.emit(relax.op.nn.conv2d(x, relax.const(conv.weight), padding=conv.weight.shape[2] // 2))
    return builder.emit(relax.op.add(y, relax.const(conv.bias.reshape(1, -1, 1, 1))))


def _path(builder: Any, name: str, path: WdsrSpec, spec: NetworkSpec, bounds: Bounds) -> Any:
    x, _, _, attrs = _input(bounds)
    mean = relax.const(spec.mean, "float32")
    with builder.function(name, [x], attrs=attrs):
        with builder.dataflow():
            centred = builder.emit(relax.op.subtract(x, mean))
            y = _conv(builder, centred, path.head)
            for expand, project in path.blocks:
                wide = builder.emit(relax.op.nn.relu(_conv(builder, y, expand)))
                y = builder.emit(relax.op.add(_conv(builder, wide, project), y))
            y = builder.emit(relax.op.add(_conv(builder, y, path.tail), _conv(builder, centred, path.skip)))
            y = builder.emit(relax.op.nn.pixel_shuffle(y, spec.scale))
            out = builder.emit_output(relax.op.add(y, mean))
        return builder.emit_func_output(out)


def _gate(builder: Any, routing: ActivityRouting, bounds: Bounds) -> Any:
    """Activity of the input, then the number of thresholds it lies below."""
    x, h, w, attrs = _input(bounds)
    with builder.function("gate", [x], attrs=attrs):
        with builder.dataflow():
            activity = None
            for axis, size in ((2, h), (3, w)):
                after = builder.emit(relax.op.strided_slice(x, [axis], [1], [size], assume_inbound=True))
                before = builder.emit(relax.op.strided_slice(x, [axis], [0], [size - 1], assume_inbound=True))
                steps = builder.emit(relax.op.abs(builder.emit(relax.op.subtract(after, before))))
                # Padded back to (1, 3, H, W), so that the mean divides by H W and one row or column gives 0, not NaN.
                padding = [0, 0, 0, 0, 0, int(axis == 2), 0, int(axis == 3)]
                mean = builder.emit(relax.op.mean(builder.emit(relax.op.nn.pad(steps, padding))))
                activity = mean if activity is None else builder.emit(relax.op.add(activity, mean))
            path = relax.const(0, "int64")
            for threshold in routing.thresholds:
                below = builder.emit(relax.op.less(activity, relax.const(threshold, "float32")))
                path = builder.emit(relax.op.add(path, builder.emit(relax.op.astype(below, "int64"))))
            out = builder.emit_output(path)
        return builder.emit_func_output(out)


def _main(module: IRModule, paths: list[Any], gate: Any, spec: NetworkSpec, bounds: Bounds) -> Any:
    x, h, w, attrs = _input(bounds)
    out_type = relax.TensorType((1, 3, h * spec.scale, w * spec.scale), "float32")
    builder = relax.BlockBuilder(module)
    bindings: list[Any] = []

    def bind(name: str, value: Any, type_: Any, to: list[Any]) -> Any:
        var = relax.Var(name, type_)
        to.append(relax.VarBinding(var, value))
        return var

    chosen = None
    if gate is not None:
        chosen = bind("chosen", relax.Call(gate, [x]), relax.TensorType((), "int64"), bindings)

    def is_path(k: int, to: list[Any]) -> Any:
        if isinstance(spec.routing, ShapeRouting):
            return bind(f"is_{k}", relax.prim_value(h < spec.routing.thresholds[k]), tvm.ir.PrimType("bool"), to)
        same = relax.op.equal(chosen, relax.const(k, "int64"))
        return bind(f"is_{k}", same, relax.TensorType((), "bool"), to)

    def choose(k: int, to: list[Any]) -> Any:
        """Bind the output of path k or of the paths after it, in `to`."""
        if k == len(paths) - 1:
            return bind(f"y_{k}", relax.Call(paths[k], [x]), out_type, to)
        condition = is_path(k, to)
        then_bindings: list[Any] = []
        taken = bind(f"y_{k}", relax.Call(paths[k], [x]), out_type, then_bindings)
        else_bindings: list[Any] = []
        other = choose(k + 1, else_bindings)
        branches = [
            relax.SeqExpr([relax.BindingBlock(inside)], result)
            for inside, result in ((then_bindings, taken), (else_bindings, other))
        ]
        return bind(f"routed_{k}", relax.If(condition, *branches), out_type, to)

    result = choose(0, bindings)
    body = relax.SeqExpr([relax.BindingBlock(bindings)], result)
    func = relax.Function([x], body, out_type, attrs=_dict_attrs(attrs))
    return builder.normalize(func.with_attr("global_symbol", "main"))


def _dict_attrs(attrs: dict[str, Any]) -> Any:
    return tvm.ir.make_node("ir.DictAttrs", **attrs)
