"""What ``import tvm`` runs, through the entry point ``tvm.backends``: our pipeline, our errors, the OpenCL runtime."""

from __future__ import annotations

from typing import Any

from tvm_dydca.errors import InputError

NAME = "dydca"


def autoload() -> None:
    """Register the pipeline and the error that passes raise, and load the OpenCL runtime, once.

    Raises
    ------
    OpenCLError
        The runtime does not fit this TVM, which prints the text as a warning and goes on.
    """
    from tvm.base import _RUNTIME_ONLY

    from tvm_dydca.opencl import load

    if not _RUNTIME_ONLY:
        _register_pipeline()
    load()


def _register_pipeline() -> None:
    # The passes are imported when the pipeline runs.
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
