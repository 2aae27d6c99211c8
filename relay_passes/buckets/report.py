"""What BucketShapes decided, for people and for tests."""

from __future__ import annotations

from dataclasses import dataclass

from tvm_dydca.relay_passes.buckets.request import Box


@dataclass(frozen=True)
class Bucket:
    """A bucket and the shape that its kernels are tuned for, in the order of ``box.dims``."""

    box: Box
    typical: tuple[int, ...]


@dataclass(frozen=True)
class Version:
    """One version of a function.

    Attributes
    ----------
    function, name : of the function that picks it, and its own
    bucket : number of its bucket, None for the version that takes what no bucket does
    kind : "fixed" (one size), "padded" (kernels of the upper bound) or "exact" (kernels that take every size)
    time : estimate over the bucket's shapes, against fixed sizes without waste
    memory : bytes at the upper bound against what the bucket's shapes need, estimated
    masks : places where a padded version masks what lies beyond the true size
    note : why not padded, where that was asked or cheaper
    """

    function: str
    name: str
    bucket: int | None
    kind: str
    time: float
    memory: float
    masks: int = 0
    note: str = ""


@dataclass(frozen=True)
class BucketReport:
    """Buckets, in the order in which they are preferred, and the versions of every function.

    Attributes
    ----------
    kernels : estimated number of kernels that belong to one version alone: those of padded and fixed versions
    comparisons : on the longest way to a version
    """

    buckets: tuple[Bucket, ...] = ()
    versions: tuple[Version, ...] = ()
    kernels: int = 0
    comparisons: int = 0

    def table(self) -> str:
        """Return the report as text."""
        lines = [f"{'bucket':<8}{'sizes':<44}tuned for"]
        for number, bucket in enumerate(self.buckets):
            typical = Box(bucket.box.dims, bucket.typical, bucket.typical)
            lines.append(f"{number:<8}{bucket.box!s:<44}{typical}")
        lines += ["", f"{'version':<40}{'bucket':>6}  {'kind':<8}{'time':>6}{'memory':>8}  note"]
        for version in self.versions:
            bucket_text = "-" if version.bucket is None else str(version.bucket)
            note = version.note or (f"{version.masks} masks" if version.masks else "")
            figures = f"{version.time:>6.2f}{version.memory:>8.2f}"
            lines.append(f"{version.name:<40}{bucket_text:>6}  {version.kind:<8}{figures}  {note}".rstrip())
        alone = f"about {self.kernels} kernels that belong to one version"
        lines += ["", f"{self.comparisons} comparisons at most to pick a version; {alone}"]
        return "\n".join(lines)
