"""The TIR pipeline of Adreno targets, and stores to textures in it."""

from __future__ import annotations

from typing import Any

Repair = tuple[Any, str, Any]
"""Owner, name of the attribute, and what takes its place."""


def repairs() -> list[Repair]:
    """Return the table of TIR pipelines with one for Adreno that works.

    The stock ``"adreno"`` is one pass where ``tirx.build`` unpacks three, and plain ``tvm.compile`` never takes it: it
    asks for ``"default"``, which is ``"s_tir"`` for every target, and lowers textures to pointer arithmetic that no
    OpenCL compiler takes. Here ``"adreno"`` has its three, and modules for Adreno get it by either name.

    https://github.com/apache/tvm/blob/5d4dc8721307cf9677becacf0395c19be130e206/python/tvm/s_tir/backend/adreno/pipeline.py
    https://github.com/apache/tvm/blob/5d4dc8721307cf9677becacf0395c19be130e206/python/tvm/tirx/compilation_pipeline.py
    """
    import tvm
    from tvm.s_tir.backend.adreno import pipeline as stock
    from tvm.tirx import compilation_pipeline as pipelines

    generic = pipelines.PIPELINE_MAP["s_tir"]

    def adreno() -> tuple[Any, Any, Any]:
        _, finalize_host, finalize_device = generic()
        return _lower(stock.default_tir_pipeline()), finalize_host, finalize_device

    def by_target() -> tuple[Any, Any, Any]:
        lower_generic, finalize_host, finalize_device = generic()
        lower_adreno = adreno()[0]

        @tvm.transform.module_pass(opt_level=0, name="LowerForItsTarget")
        def lower(mod: Any, _ctx: Any) -> Any:
            return (lower_adreno if _has_adreno(mod) else lower_generic)(mod)

        return lower, finalize_host, finalize_device

    return [(pipelines, "PIPELINE_MAP", {**pipelines.PIPELINE_MAP, "s_tir": by_target, "adreno": adreno})]


def _has_adreno(mod: Any) -> bool:
    targets = (func.attrs.get("target") for func in mod.functions.values() if func.attrs is not None)
    return any(target is not None and "adreno" in target.keys for target in targets)


def _lower(stock_pipeline: Any) -> Any:
    # The stock pipeline begins with TextureFlatten too, which then finds nothing to do.
    import tvm
    from tvm.s_tir.backend.adreno.transform import TextureFlatten

    return tvm.transform.Sequential([TextureFlatten(), retype_texture_stores(), stock_pipeline])


def retype_texture_stores() -> Any:
    """Return a pass that gives stores to textures the type of a statement.

    TextureFlatten types ``texture2d_store`` as the pointer it stores to, which VectorizeLoop takes for a scalar: it
    writes a loop over the channels, and all four of a texel receive the last.

    https://github.com/apache/tvm/blob/5d4dc8721307cf9677becacf0395c19be130e206/src/s_tir/backend/adreno/texture_flatten.cc
    """
    import tvm
    from tvm import tirx
    from tvm_ffi import structural

    store = tvm.ir.Op.get("tirx.texture2d_store")
    int32 = tvm.ir.PrimType("int32")

    def retype(call: Any) -> Any:
        return tvm.ir.Call(store, list(call.args), ret_ty=int32) if call.op.same_as(store) else call

    @tirx.transform.prim_func_pass(opt_level=0, name="RetypeTextureStores")
    def run(func: Any, _mod: Any, _ctx: Any) -> Any:
        return func.with_body(structural.structural_map(func.body, (tvm.ir.Call, retype)))

    return run
