"""Cases on their way to the page: in small batches, so that the screen's thread is never held."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer

from commandcenter.views.map.base_map import MapCase
from commandcenter.views.map.packing import case_columns
from commandcenter.views.map.web.bridge import MapBridge

BATCH = 1_000


@dataclass(frozen=True, slots=True)
class _Parcel:
    token: str
    cases: Sequence[MapCase]
    removed: list[str]
    replaces: bool


class CaseStream(QObject):
    """Keeps the order; only the last parcel of a message carries its token."""

    def __init__(self, bridge: MapBridge, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._parcels: deque[_Parcel] = deque()
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._send_next)

    def replace(self, token: str, cases: Sequence[MapCase]) -> None:
        """All cases there are: what was still waiting is no longer of use."""
        self._parcels.clear()
        self._post(token, cases, removed=[], replaces=True)

    def change(self, token: str, cases: Sequence[MapCase], removed: list[str]) -> None:
        self._post(token, cases, removed=removed, replaces=False)

    def stop(self) -> None:
        """Forget what is waiting: the page is gone."""
        self._parcels.clear()
        self._timer.stop()

    def _post(
        self, token: str, cases: Sequence[MapCase], *, removed: list[str], replaces: bool
    ) -> None:
        pieces = list(_pieces(cases))
        for number, piece in enumerate(pieces, start=1):
            last = number == len(pieces)
            self._parcels.append(
                _Parcel(
                    token if last else "",
                    piece,
                    removed if last else [],
                    replaces and number == 1,
                )
            )
        self._send_next()

    def _send_next(self) -> None:
        """The first parcel goes at once; the next ones let the event loop breathe in between."""
        if self._parcels:
            self._send(self._parcels.popleft())
        if self._parcels:
            self._timer.start()
        else:
            self._timer.stop()

    def _send(self, parcel: _Parcel) -> None:
        columns = case_columns(parcel.cases)
        lists = (
            columns.numbers,
            columns.latitudes,
            columns.longitudes,
            columns.marks,
            columns.labels,
            columns.details,
        )
        if parcel.replaces:
            self._bridge.cases_replaced.emit(parcel.token, *lists)
        else:
            self._bridge.cases_changed.emit(parcel.token, *lists, parcel.removed)


def _pieces(cases: Sequence[MapCase]) -> Iterator[Sequence[MapCase]]:
    """At least one, which may be empty."""
    yield cases[:BATCH]
    for start in range(BATCH, len(cases), BATCH):
        yield cases[start : start + BATCH]
