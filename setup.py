"""Package layout: two folders at the top level of the repository are installed below ``tvm_dydca``.

Everything else about the package is said in pyproject.toml.
"""

from setuptools import find_packages, setup

OUTER = {"relay_passes": "tvm_dydca.relay_passes", "schedules": "tvm_dydca.schedules"}


def _installed_name(package: str) -> str:
    head, _, rest = package.partition(".")
    return OUTER.get(head, head) + (f".{rest}" if rest else "")


_found = [p for p in find_packages() if p.partition(".")[0] in {"tvm_dydca", *OUTER}]

setup(
    packages=[_installed_name(p) for p in _found],
    package_dir={_installed_name(p): p.replace(".", "/") for p in _found},
    package_data={"tvm_dydca": ["py.typed"]},
)
