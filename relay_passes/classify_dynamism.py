"""ClassifyDynamism: the pass that attaches to every Relax function how its outputs depend on its input.

It stands first in the flow, on what an importer made. The analysis and its tables are in `dynamism/`.
"""

from __future__ import annotations

from typing import Any

import tvm

from tvm_dydca.relay_passes.dynamism.analysis import BindingDynamism, DynamismReport, classify, classify_module
from tvm_dydca.relay_passes.dynamism.operator_classes import (
    ONNX_OPERATOR_CLASSES,
    OPERATOR_CLASSES,
    Dynamism,
    onnx_class,
)

__all__ = [
    "ONNX_OPERATOR_CLASSES",
    "OPERATOR_CLASSES",
    "BindingDynamism",
    "ClassifyDynamism",
    "Dynamism",
    "DynamismReport",
    "classify",
    "classify_module",
    "onnx_class",
]

COUNTS_ATTR = "dydca.dynamism"
"""Function attribute: class name to number of bindings."""
BINDINGS_ATTR = "dydca.dynamism_bindings"
"""Function attribute: the class name of each binding, in the order of `DynamismReport.bindings`."""


@tvm.transform.module_pass(opt_level=0, name="ClassifyDynamism")
class ClassifyDynamism:
    """Attach the classes of its bindings to every Relax function, and change nothing else.

    ``dydca.dynamism`` maps each class name to its number of bindings; ``dydca.dynamism_bindings`` lists the class name
    of each binding in the order of `DynamismReport.bindings`. Attributes of an earlier run are replaced.
    """

    def transform_module(self, mod: Any, _ctx: Any) -> Any:
        """Classify and attach."""
        result = mod.clone()
        for name, report in classify_module(mod).items():
            classes = [binding.dynamism.name for binding in report.bindings]
            func = mod[name].with_attr({COUNTS_ATTR: report.counts, BINDINGS_ATTR: classes})
            result.update_func(result.get_global_var(name), func)
        return result
