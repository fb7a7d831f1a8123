"""How long /health takes and how much memory the door, while somebody sends it 29 MiB of nothing:
`python -m bench.flood [OTHER_CHECKOUT]`.
"""

import http.client
import socket
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import product
from pathlib import Path

from bench.doors import Door, checkouts, command_of, open_door

AT_ONCE = (1, 4)
_SIZE = 29 << 20
_PHOTO = b'{"name":"\xf0\x9f\x93\xb7","base64":"' + b"AAAA" * (_SIZE // 36) + b'"}'
#: Nothing in millions of parts, and as much as an honest report may hold, though no photo is one.
_SENT = {
    "objects": b'{"photos":[' + b"{}," * (_SIZE // 3) + b"{}]}",
    "photos": b'{"source":"public","description":"x","address":"y","photos":['
    + b",".join([_PHOTO] * 9)
    + b"]}",
}
_HEAD = (
    b"POST /reports HTTP/1.1\r\nHost: door\r\nContent-Type: application/json\r\n"
    b"Connection: close\r\nContent-Length: %d\r\n\r\n"
)


def main() -> None:
    for title, checkout in checkouts().items():
        for kind, at_once in product(_SENT, AT_ONCE):
            with tempfile.TemporaryDirectory() as folder:
                found = measure(checkout, Path(folder), _SENT[kind], at_once)
                print(f"{title:14}{kind:8}{found}")


def measure(checkout: Path, folder: Path, content: bytes, at_once: int) -> str:
    database = f"sqlite:///{folder}/center.sqlite3"
    command_of(checkout, database, "init")
    with open_door(checkout, database) as door:
        calm = [_health(door) for _ in range(20)]
        before = _peak_mb(door)
        waits, seconds = _flooded(door, content, at_once)
        after = _peak_mb(door)
    return (
        f"{at_once} at once, over in {seconds:.1f} s: /health slowest {max(waits) * 1000:.0f} ms of"
        f" {len(waits)} (calm {max(calm) * 1000:.0f} ms), peak {after:.0f} MB (calm {before:.0f})"
    )


def _flooded(door: Door, content: bytes, at_once: int) -> tuple[Sequence[float], float]:
    """The seconds of each look at /health until all are answered, and how long that took."""
    waits: list[float] = []
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.02):
            waits.append(_health(door))

    begun = time.perf_counter()
    with ThreadPoolExecutor(at_once + 1) as pool:
        looking = pool.submit(look)
        for sent in [pool.submit(_send, door, content) for _ in range(at_once)]:
            sent.result()
        took = time.perf_counter() - begun
        over.set()
        looking.result()
    return waits, took


def _send(door: Door, content: bytes) -> None:
    host, _, port = door.netloc.partition(":")
    with closing(socket.create_connection((host, int(port)), timeout=120)) as sender:
        try:
            sender.sendall(_HEAD % len(content) + content)
            while sender.recv(1 << 16):
                pass
        except ConnectionError:  # the door had heard enough
            return


def _health(door: Door) -> float:
    begun = time.perf_counter()
    with closing(http.client.HTTPConnection(door.netloc, timeout=120)) as connection:
        connection.request("GET", "/health")
        connection.getresponse().read()
    return time.perf_counter() - begun


def _peak_mb(door: Door) -> float:
    """The most memory that the process ever had."""
    status = Path(f"/proc/{door.process.pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
