"""Repairs of the stock wheel (apache-tvm 0.27), each with its reason and a link; nothing else works around TVM.

| module | what is repaired |
| --- | --- |
| `pixel_shuffle` | the legalisation of ``relax.nn.pixel_shuffle`` |
| `adreno_lowering` | the TIR pipeline of Adreno targets, and stores to textures |
| `adreno_convolution` | texture convolutions: float16, a residual that is the input, no memory of their own |
| `adreno_pooling` | the schedule of pooling in blocks of four channels |
| `opencl_select` | a vector that is chosen by a condition, on any OpenCL |
| `constant_scopes` | a line on stderr for each constant in a texture |

A repair of a function inside TVM holds for what is compiled inside ``with repaired(target):``, and is taken back.
"""

from tvm_dydca._compat.adreno import adreno, repaired
from tvm_dydca._compat.constant_scopes import quiet_scopes
from tvm_dydca._compat.pixel_shuffle import legalizers

__all__ = ["adreno", "legalizers", "quiet_scopes", "repaired"]
