"""A cable to a server that can be cut: packets are lost in it, and nobody is told.

It is a proxy for TCP. A filter on its sockets lets the kernel drop whatever comes in before TCP
sees it, so that nothing is confirmed and nothing is reset, as behind a pulled plug. Without the
filter the packets are confirmed and go nowhere, as in a proxy whose other side is gone.
"""

import ctypes
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from struct import pack

_ATTACH_FILTER, _DETACH_FILTER = 26, 27  # SO_…_FILTER of Linux
_DROP_ALL = pack("=HBBI", 0x06, 0, 0, 0)  # one instruction: return 0 bytes of the packet


class Cable:
    """Between a port of this machine and another one."""

    def __init__(self, to_port: int) -> None:
        self._to_port = to_port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._near, self._far = [self._listener], list[socket.socket]()
        self._whole = threading.Event()
        self._whole.set()
        self._threads: list[threading.Thread] = []
        self._start(self._accept)

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    def cut(self, *, confirming: bool) -> None:
        """From now on nothing goes through; `confirming` packets that go nowhere."""
        self._whole.clear()
        if not confirming:
            for near in self._near:
                _drop_what_comes(near)

    def mend(self) -> None:
        for near in self._near:
            with suppress(OSError):
                near.setsockopt(socket.SOL_SOCKET, _DETACH_FILTER, 0)
        self._whole.set()

    def close(self) -> None:
        self.mend()
        for end in (*self._near, *self._far):
            with suppress(OSError):  # the other end was faster
                end.shutdown(socket.SHUT_RDWR)
        while self._threads:
            self._threads.pop().join()
        for end in (*self._near, *self._far):
            end.close()

    def _start(self, work: Callable[..., None], *ends: socket.socket) -> None:
        thread = threading.Thread(target=work, args=ends, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with suppress(OSError):  # it was shut down
            while True:
                near, _ = self._listener.accept()
                far = socket.create_connection(("127.0.0.1", self._to_port))
                self._near.append(near)
                self._far.append(far)
                self._start(self._carry, near, far)
                self._start(self._carry, far, near)

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while content := one.recv(1 << 16):
                self._whole.wait()
                other.sendall(content)
        with suppress(OSError):
            other.shutdown(socket.SHUT_WR)


@contextmanager
def cable_to(port: int) -> Iterator[Cable]:
    cable = Cable(port)
    try:
        yield cable
    finally:
        cable.close()


def _drop_what_comes(near: socket.socket) -> None:
    program = ctypes.create_string_buffer(_DROP_ALL)
    pointer = ctypes.addressof(program)
    with suppress(OSError):  # it was closed by the other end
        near.setsockopt(socket.SOL_SOCKET, _ATTACH_FILTER, pack("@HP", 1, pointer))
