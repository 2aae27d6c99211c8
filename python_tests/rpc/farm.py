"""TVM's tracker and servers in processes of their own on 127.0.0.1, and sockets that misbehave."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from tvm_dydca.rpc import RpcError, Tracker
from tvm_dydca.rpc.tracker import Queue

START_S = 60
"""Longest wait for a process to be ready, which takes it 6 s on two processors."""
LIFE_S = 900
"""When a process ends even if the tests were killed."""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as sock:
        return int(sock.getsockname()[1])


class Farm:
    """A tracker and its servers; all their temporary files go below `folder`."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.tracker = Tracker("127.0.0.1", free_port())
        self._processes: list[subprocess.Popen[bytes]] = []
        self.start_tracker()

    def start_tracker(self) -> None:
        self.tracker_process = self._start("tvm.exec.rpc_tracker", self.tracker.port)
        until = time.monotonic() + START_S
        while True:  # a server that finds none tries again after 5 s
            try:
                self.tracker.queues(time.monotonic() + 5)
                return
            except RpcError:
                assert time.monotonic() < until
                time.sleep(0.1)

    def stop_tracker(self) -> None:
        kill(self.tracker_process)

    def start_server(
        self, key: str, *arguments: str, module: str = "tvm.exec.rpc_server", python: str = sys.executable
    ) -> Server:
        """Start a server; it is under its key some seconds later."""
        port = free_port()
        tracked = ["--tracker", str(self.tracker), "--key", key, *arguments]
        return Server(self._start(module, port, *tracked, python=python), port)

    def wait(self, key: str, free: int) -> None:
        """Wait until so many servers are free under a key."""
        until = time.monotonic() + START_S
        while self.queue(key).free < free:
            assert time.monotonic() < until, f"{key}: {self.queue(key)}"
            time.sleep(0.1)

    def queue(self, key: str) -> Queue:
        with suppress(RpcError):
            return self.tracker.queues(time.monotonic() + 5).get(key, Queue(0, 0, 0))
        return Queue(0, 0, 0)

    def left_files(self) -> list[Path]:
        """Files below the temporary folder, not counting OpenCL's cache of kernels."""
        return [file for file in (self.folder / "tmp").rglob("*") if file.is_file()]

    def stop(self) -> None:
        for process in self._processes:
            kill(process)

    def _start(self, module: str, port: int, *rest: str, python: str = sys.executable) -> subprocess.Popen[bytes]:
        (self.folder / "tmp").mkdir(exist_ok=True)
        environment = dict(os.environ) | {
            "TMPDIR": str(self.folder / "tmp"),
            "TVM_DYDCA_OPENCL_CACHE": str(self.folder / "kernels"),
        }
        command = ["timeout", "-s", "KILL", str(LIFE_S), python, "-m", module, "--host", "127.0.0.1"]
        command += ["--port", str(port), "--port-end", str(port + 1), *rest]
        with (self.folder / f"{module}-{port}.log").open("ab") as log:
            process = subprocess.Popen(
                command, env=environment, cwd=self.folder, stdout=log, stderr=log, start_new_session=True
            )
        self._processes.append(process)
        return process


class Server:
    """A server's processes."""

    def __init__(self, process: subprocess.Popen[bytes], port: int):
        self.process, self.port = process, port

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def kill(self) -> None:
        kill(self.process)

    def pause(self) -> None:
        os.killpg(self.process.pid, signal.SIGSTOP)

    def go_on(self) -> None:
        os.killpg(self.process.pid, signal.SIGCONT)

    def crash_session(self) -> None:
        """End the process that serves the session, as a kernel that writes where it may not ends it."""
        tree = psutil.Process(self.process.pid).children(recursive=True)
        parents = {process.pid: process.ppid() for process in tree}
        (session,) = [pid for pid in parents if pid not in parents.values()]  # the last of the line
        os.kill(session, signal.SIGSEGV)


def kill(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def silent_server() -> Iterator[int]:
    """A port where connections are taken and nothing is said; what arrives is read."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        held: list[socket.socket] = []

        def accept() -> None:
            with suppress(OSError):
                while True:
                    held.append(door.accept()[0])

        thread = threading.Thread(target=accept)
        thread.start()
        try:
            yield int(door.getsockname()[1])
        finally:
            door.shutdown(socket.SHUT_RDWR)
            thread.join()
            for sock in held:
                sock.close()


@contextmanager
def slow_road(port: int, bytes_per_s: float) -> Iterator[int]:
    """A port from which one connection goes to another port, slowly."""
    command = [sys.executable, str(Path(__file__).with_name("slow_road.py")), str(port), str(bytes_per_s)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.kill()
