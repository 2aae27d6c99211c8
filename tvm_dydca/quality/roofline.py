"""Predicted times by a roofline: no kernel is faster than its operations at the GPU's peak, nor than its memory.

S. Williams, A. Waterman, D. Patterson, "Roofline: An Insightful Visual Performance Model for Multicore Architectures",
CACM 52(4), 2009. It is a bound from below with every tensor moved once, no measurement: nothing ran on these GPUs.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Gpu:
    """Published peaks of a GPU and its memory; docs/schedules.md names the sources.

    Attributes
    ----------
    float32_gflops, float16_gflops : 10^9 operations a second, two for a multiply-add
    bandwidth_gbs : 10^9 bytes a second, which the CPU shares
    """

    name: str
    float32_gflops: float
    float16_gflops: float
    bandwidth_gbs: float

    def peak_gflops(self, dtype: str) -> float:
        """Return the peak of an element type, ``float32`` or ``float16``."""
        return {"float32": self.float32_gflops, "float16": self.float16_gflops}[dtype]

    def ridge(self, dtype: str) -> float:
        """Return the operations a byte from which on a kernel is bound by arithmetic."""
        return self.peak_gflops(dtype) / self.bandwidth_gbs

    def predicted_us(self, flops: int, moved_bytes: int, dtype: str) -> float:
        """Return the least time in microseconds.

        Parameters
        ----------
        flops : operations, in `dtype`
        moved_bytes : to and from memory
        """
        return max(flops / self.peak_gflops(dtype), moved_bytes / self.bandwidth_gbs) / 1e3


ADRENO = (
    Gpu("Adreno 640", 898.5, 1797.1, 34.13),
    Gpu("Adreno 740", 2089.0, 4178.0, 64.0),
)
"""The GPUs of Snapdragon 855 (585 MHz) and 8 Gen 2 (680 MHz)."""
