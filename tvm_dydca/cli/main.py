"""Entry point of ``dydca``: picks the command, prints its figures, turns errors into one line and an exit code."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
from collections.abc import Sequence
from typing import Any

from tvm_dydca import __version__
from tvm_dydca.errors import DydcaError

COMMANDS = {
    "demo": "fit, compile and run on a real clip; table, picture and video under out/",
    "fit": "overfit a network to a video",
    "compile": "compile a checkpoint to an artifact",
    "tune": "find the fastest kernels of a network on a device",
    "run": "upscale a video with an artifact",
    "plan": "show the arena of an artifact, or what of a network is dynamic",
    "devices": "list the devices that an artifact can run on",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command.

    Returns
    -------
    0 for success, 1 for a failure, 2 for bad usage or bad input.
    """
    args = _parser().parse_args(argv)
    command = importlib.import_module(f"tvm_dydca.cli.{args.command}")
    try:
        figures: dict[str, Any] = command.run(args)
    except DydcaError as error:
        print(f"dydca {args.command}: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print(f"dydca {args.command}: interrupted; nothing was written", file=sys.stderr)
        return 1
    except BrokenPipeError:  # whoever read our output went away
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    if args.json:
        print(json.dumps(figures))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dydca", description="Dy-DCA: a video overfitted by one small dynamic network, compiled by Apache TVM."
    )
    parser.add_argument("--version", action="version", version=f"dydca {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, text in COMMANDS.items():
        command = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
        importlib.import_module(f"tvm_dydca.cli.{name}").add_arguments(command)
        command.add_argument("--json", action="store_true", help="print the figures as one JSON object, the last line")
    return parser


if __name__ == "__main__":
    sys.exit(main())
