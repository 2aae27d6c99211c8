"""Who computes a group of convolutions: our kernels alone, stock TVM, PyTorch; each as a function that is timed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import tvm
from tvm import relax, tirx

from benchmarks.kernel_groups import BenchGroup, Size
from tvm_dydca import _compat, targets
from tvm_dydca.relay_passes.arena.kernels import prepare_kernels
from tvm_dydca.relay_passes.buckets.versions import TYPICAL
from tvm_dydca.relay_passes.dispatch_kernels import DispatchKernels
from tvm_dydca.relay_passes.record_dims import value_at
from tvm_dydca.schedules.kernel import SCHEDULE

_CONVERSIONS = ("pack", "unpack", "pad_input")


@dataclass(frozen=True)
class Timed:
    """Something to time.

    Attributes
    ----------
    run : computes once, and returns when it is done
    result : float32 array (1, C, H, W) of the last run
    what : which kernels run
    """

    run: Callable[[], None]
    result: Callable[[], Any]
    what: str


def ours(group: BenchGroup, size: Size, target: Any, device: Any, chooser: Any = None, static: bool = False) -> Timed:
    """Our kernels of a group, on operands that are in their layouts already, with workspaces as in an arena.

    Parameters
    ----------
    chooser : of `DispatchKernels`, for kernels tuned at this size or near it
    static : whether height and width are written into the kernels
    """
    module = group.module()
    module.update_func(module.get_global_var("main"), module["main"].with_attr(TYPICAL, dict(zip("HW", size))))
    with target:
        module = DispatchKernels(target, chooser)(module)
        module = relax.transform.LegalizeOps(_compat.legalizers())(module)
    values = {name: tvm.runtime.tensor(array, device) for name, array in group.arrays(size).items()}
    program = _Program(module, dict(zip("HW", size)), target, device, static)
    program.enter(values)
    before, timed, after = program.calls()
    for call in before:
        call()

    def run() -> None:
        for call in timed:
            call()
        device.sync()

    def result() -> Any:
        for call in after:
            call()
        return program.result().numpy()

    return Timed(run, result, " + ".join(program.kernels))


class _Program:
    """The calls of a dispatched function, with all arrays made beforehand."""

    def __init__(self, module: Any, dims: dict[str, int], target: Any, device: Any, static: bool):
        self._main, self._dims, self._device = module["main"], dims, device
        funcs = {gvar: func for gvar, func in module.functions_items() if isinstance(func, tirx.PrimFunc)}
        fixed = dict(funcs)
        for binding in self._bindings() if static else []:
            gvar, args = binding.value.args[:2]
            types = [*(arg.ty for arg in args), binding.var.ty]
            fixed[gvar] = _specialized(funcs[gvar], [[value_at(dim, dims) for dim in ty.shape] for ty in types])
        self._kernels = {
            gvar.name_hint: kernel
            for gvar, kernel in prepare_kernels(tvm.IRModule(fixed), targets.threads_of(target), set()).items()
        }
        built = {name: kernel.func.with_attr("global_symbol", name) for name, kernel in self._kernels.items()}
        self._module = tvm.tirx.build(tvm.IRModule(built), target=target)
        self._schedules = {
            str(gvar.name_hint): str((func.attrs or {}).get(SCHEDULE, gvar.name_hint)) for gvar, func in funcs.items()
        }
        self._values: dict[Any, Any] = {}
        self.kernels: list[str] = []

    def _bindings(self) -> list[Any]:
        """Return the bindings of calls; others name a variable again."""
        bindings = [binding for block in self._main.body.blocks for binding in block.bindings]
        return [binding for binding in bindings if isinstance(binding.value, relax.Call)]

    def enter(self, inputs: dict[str, Any]) -> None:
        """Give the parameters their arrays."""
        self._values = {param: inputs[str(param.name)] for param in self._main.params}

    def calls(self) -> tuple[list[Any], list[Any], list[Any]]:
        """Return the calls before our kernels, those of our kernels, and those after them."""
        found: list[tuple[bool, Callable[[], None]]] = []
        for binding in self._bindings():
            gvar, args = binding.value.args[:2]
            name = str(gvar.name_hint)
            ours = not self._schedules[name].startswith(_CONVERSIONS)
            if ours:
                self.kernels.append(self._schedules[name])
            out = self._empty(binding.var.ty)
            self._values[binding.var] = out
            found.append((ours, self._call(name, [self._array(arg) for arg in args], out)))
        numbers = [number for number, (ours, _) in enumerate(found) if ours]
        first, last = numbers[0], numbers[-1] + 1
        if len(numbers) != last - first:
            raise ValueError(f"conversions between our kernels {self.kernels}")
        calls = [call for _, call in found]
        return calls[:first], calls[first:last], calls[last:]

    def result(self) -> Any:
        """Return the array of the function's result."""
        last = self._main.body.body
        named = {b.var: b.value for block in self._main.body.blocks for b in block.bindings}
        return self._values[last] if last in self._values else self._values[named[last]]

    def _call(self, name: str, args: list[Any], out: Any) -> Callable[[], None]:
        kernel, function = self._kernels[name], self._module[name]
        own = dict(self._dims)
        for param, array in zip(kernel.params, [*args, out]):
            own |= {str(d.name): int(n) for d, n in zip(param.shape, array.shape) if tvm.ir.is_prim_var(d)}
        spaces = [
            tvm.runtime.empty([value_at(dim, own) for dim in space.shape], str(space.dtype), self._device)
            for space in kernel.workspaces
        ]
        return lambda: function(*args, out, *spaces)

    def _array(self, arg: Any) -> Any:
        if isinstance(arg, tvm.ir.GenericConst):
            return tvm.runtime.tensor(arg.value.numpy(), self._device)
        return self._values[arg]

    def _empty(self, ty: Any) -> Any:
        return tvm.runtime.empty([value_at(dim, self._dims) for dim in ty.shape], str(ty.dtype), self._device)


def _specialized(func: Any, shapes: list[Any]) -> Any:
    """Write sizes into a kernel, through the tensors whose dims are variables and no expressions of them."""
    buffers = {
        param: tirx.decl_buffer(shape, str(param.dtype), str(param.name), elem_offset=param.elem_offset)
        for param, shape in zip(func.params, shapes)
        if all(isinstance(dim, tirx.IntImm) or tvm.ir.is_prim_var(dim) for dim in param.shape)
    }
    return func.specialize(buffers)


def stock(group: BenchGroup, size: Size, target: Any, device: Any) -> Timed:
    """Stock TVM's pipeline for the target, on the same operators at one size, with the repairs that it needs to run."""
    arrays = [tvm.runtime.tensor(array, device) for array in group.arrays(size).values()]
    return machine(stock_build(group.module(size), target), arrays, device, "main", "stock TVM")


def stock_build(module: Any, target: Any) -> Any:
    """Compile a module of fixed sizes by stock TVM's own pipeline for the target."""
    with _compat.repaired(target), target:
        ours = _compat.legalizers()
        calls = [b.value for block in module["main"].body.blocks for b in block.bindings]
        others = {str(call.op.name) for call in calls if isinstance(call, relax.Call)} - set(ours)
        module = relax.transform.LegalizeOps(ours, skip_ops=sorted(others))(module)
        lowered = relax.get_default_pipeline(target)(module)
        return relax.build(lowered, target, relax_pipeline=tvm.transform.Sequential([]))


def machine(built: Any, inputs: list[Any], device: Any, function: str, what: str) -> Timed:
    """Time a function of compiled code on TVM's virtual machine.

    Parameters
    ----------
    built : what `relax.build` returns, or a loaded library
    inputs : arrays of the device
    """
    scopes = 8  # TVM wants a device for each memory scope that textures may have
    vm = relax.VirtualMachine(built, [device] * scopes)
    call, last = vm[function], []

    def run() -> None:
        last[:] = [call(*inputs)]
        device.sync()

    return Timed(run, lambda: last[0].numpy(), what)


def pytorch(group: BenchGroup, size: Size) -> Timed:
    """PyTorch on the CPU, channels last, which is its faster way."""
    import torch

    def last_channels(array: Any) -> Any:
        return torch.from_numpy(array).contiguous(memory_format=torch.channels_last)

    tensors = {name: last_channels(array) for name, array in {**group.arrays(size), **group.weights}.items()}
    last: list[Any] = []

    def run() -> None:
        with torch.inference_mode():
            last[:] = [group.torch(**tensors)]

    return Timed(run, lambda: last[0].contiguous().numpy(), "PyTorch")


def exact(group: BenchGroup, size: Size) -> Any:
    """Compute a group in float64."""
    import torch

    tensors = {n: torch.from_numpy(a).double() for n, a in {**group.arrays(size), **group.weights}.items()}
    return group.torch(**tensors).numpy()


class MatrixProduct:
    """PyTorch's product of two float32 matrices of `side` rows and columns: the rate that kernels are measured by."""

    side = 2048

    def __init__(self) -> None:
        import torch

        a, b, c = (torch.rand(self.side, self.side) for _ in range(3))
        self.timed = Timed(lambda: torch.mm(a, b, out=c), lambda: c.numpy(), "matmul")
