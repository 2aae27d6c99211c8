"""What commands that reach devices through TVM's RPC tracker share: their options, and where they come from."""

from __future__ import annotations

import argparse
import os
from typing import Any

TIMEOUT_S = 60.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the tracker's address and the deadline."""
    parser.add_argument(
        "--rpc",
        nargs="?",
        const="",
        metavar="HOST:PORT",
        help="devices of TVM's RPC tracker (default TVM_TRACKER_HOST and TVM_TRACKER_PORT)",
    )
    parser.add_argument(
        "--rpc-timeout",
        type=float,
        default=TIMEOUT_S,
        metavar="SECONDS",
        help=f"longest wait for a device, and longest silence of one (default {TIMEOUT_S:g})",
    )


def add_key(parser: argparse.ArgumentParser) -> None:
    """Declare the key of a device."""
    parser.add_argument("--key", help="the device's key at the tracker (default TVM_TRACKER_KEY, else android)")


def open_session(args: argparse.Namespace) -> Any:
    """Load the artifact on the device that the arguments name; a `tvm_dydca.rpc.RemoteSession`."""
    from tvm_dydca.rpc import Tracker, load
    from tvm_dydca.rpc.tracker import DEFAULT_KEY

    key = args.key or os.environ.get("TVM_TRACKER_KEY") or DEFAULT_KEY
    return load(
        args.artifact,
        Tracker.parse(args.rpc),
        key,
        args.device,
        timeout_s=args.rpc_timeout,
        memory_limit=args.memory_limit,
    )


def measure(session: Any, windows: Any) -> dict[str, Any]:
    """Time one frame's windows on the device; return what a run with `--rpc` adds to the figures.

    Parameters
    ----------
    windows : of a frame, see `tvm_dydca.runtime.frames.RoutedFrame`
    """
    import numpy as np

    seconds: dict[tuple[int, int, int], float] = {}
    total_s = 0.0
    for path, window in windows:
        rows, columns = window.read_slices()
        shape = (path, rows.stop - rows.start, columns.stop - columns.start)
        if shape not in seconds:
            x = np.zeros((1, 3, *shape[1:]), np.float32)
            seconds[shape] = session.time_on_device(x, path, repeat=3)
        total_s += seconds[shape]
    address = session.address
    traffic = session.traffic
    return {
        "tracker": str(session.tracker),
        "key": session.key,
        "server": address,
        "device_ms": total_s * 1e3,
        "uploads": traffic.uploads,
        "upload_bytes": traffic.upload_bytes,
        "upload_seconds": traffic.upload_seconds,
        "sent_bytes": traffic.sent_bytes,
        "received_bytes": traffic.received_bytes,
        "losses": session.losses,
    }


def figure_rows(figures: dict[str, Any]) -> list[tuple[str, str]]:
    """Lay out `measure` for people."""
    from tvm_dydca.cli.output import size

    return [
        ("device", f"{figures['key']} at {figures['server']}, by tracker {figures['tracker']}"),
        ("on the device", f"{figures['device_ms']:.2f} ms for the windows of the first frame, without transfers"),
        (
            "network",
            f"{size(figures['sent_bytes'])} sent and {size(figures['received_bytes'])} received; "
            f"library uploaded {_times(figures['uploads'])}, {size(figures['upload_bytes'])} in "
            f"{figures['upload_seconds']:.2f} s",
        ),
        ("lost devices", f"{figures['losses']}, after each of which the run goes on with the next"),
    ]


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
