"""What ``import tvm`` runs, through the entry point ``tvm.backends``: it makes our pipeline and our errors known."""

from __future__ import annotations

from typing import Any

from tvm_dydca.errors import InputError

NAME = "dydca"


def autoload() -> None:
    """Register the pipeline and the error that passes raise, once. The passes are imported when the pipeline runs."""
    import tvm
    import tvm_ffi
    from tvm import relax

    if NAME in relax.pipeline.PIPELINE_MAP:
        return
    tvm_ffi.register_error(InputError)  # else it comes out of a pass as RuntimeError

    @tvm.transform.module_pass(opt_level=0, name=NAME)
    def run(mod: Any, _ctx: Any) -> Any:
        from tvm_dydca.relay_passes import pipeline

        target = tvm.target.Target.current(allow_none=True)
        if target is None:
            raise InputError(f'the pipeline "{NAME}" needs a target: tvm.compile(mod, target, relax_pipeline="{NAME}")')
        return pipeline(target)(mod)

    relax.register_pipeline(NAME)(lambda: run)
