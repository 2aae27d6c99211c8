"""Importers: files of networks to `NetworkSpec`, and from there to the routed form."""

from tvm_dydca.importer.network import ImportedNetwork, load_network
from tvm_dydca.importer.routed import build_module
from tvm_dydca.importer.spec import ActivityRouting, Bounds, Conv, NetworkSpec, ShapeRouting, WdsrSpec

__all__ = [
    "ActivityRouting",
    "Bounds",
    "Conv",
    "ImportedNetwork",
    "NetworkSpec",
    "ShapeRouting",
    "WdsrSpec",
    "build_module",
    "load_network",
]
