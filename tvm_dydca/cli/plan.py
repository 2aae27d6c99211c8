"""``dydca plan MODEL --dynamism``: what of a network is dynamic, binding by binding, before anything is compiled."""

from __future__ import annotations

import argparse
from typing import Any


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("model", metavar="MODEL", help="checkpoint of dydca fit, or .pth of the paper's released code")
    parser.add_argument(
        "--dynamism", action="store_true", required=True, help="print the class of every operator of every function"
    )


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Print a table a function, return the counts."""
    from tvm_dydca.importer import load_network
    from tvm_dydca.relay_passes.classify_dynamism import classify_module

    reports = classify_module(load_network(args.model).build())
    print("\n\n".join(report.table() for report in reports.values()))
    return {name: report.counts for name, report in reports.items()}
