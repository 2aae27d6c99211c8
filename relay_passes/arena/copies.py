"""The kernel that copies a tensor: for results that are not made where they have to be."""

from __future__ import annotations

from typing import Any

from tvm import te

from tvm_dydca.relay_passes.arena.offsets import accept_offsets


def copy_kernel(type_: Any) -> Any:
    """Return a PrimFunc over (source, destination), for tensors of a type's rank and dtype, of any size.

    Parameters
    ----------
    type_ : relax.TensorType of known rank
    """
    dims = [te.var(f"d{k}", "int64") for k in range(type_.ndim)]
    source = te.placeholder(dims, str(type_.dtype), "source")
    copied = te.compute(dims, lambda *place: source(*place), "copied")
    func = te.create_prim_func([source, copied])
    return accept_offsets(func.without_attr("global_symbol").with_attr("tirx.noalias", True))
