"""``relax.nn.pixel_shuffle``, whose stock legalisation does not find its function."""

from __future__ import annotations

from typing import Any


def legalizers() -> dict[str, Any]:
    """Legalisations for ``relax.transform.LegalizeOps`` where the stock ones fail.

    ``relax.nn.pixel_shuffle``: the stock one calls ``topi.nn.pixel_shuffle``, which in 0.27 is the module that the
    function is defined in, or nothing before somebody imports it: TypeError or AttributeError.
    """
    from tvm.topi.nn import pixel_shuffle as found

    if callable(found):  # exported: a newer TVM
        return {}
    pixel_shuffle = found.pixel_shuffle

    def legalize(builder: Any, call: Any) -> Any:
        return builder.call_te(pixel_shuffle, call.args[0], upscale_factor=call.attrs.upscale_factor)

    return {"relax.nn.pixel_shuffle": legalize}
