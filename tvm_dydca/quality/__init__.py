"""How good the kernels for OpenCL are, as far as their code tells: what is in the inner loop, and predicted times.

`describe_quality` makes the entry ``opencl`` of plan.json; ``dydca compile --kernels`` prints it as a table.
"""

from tvm_dydca.quality.report import describe_quality
from tvm_dydca.quality.table import quality_table

__all__ = ["describe_quality", "quality_table"]
