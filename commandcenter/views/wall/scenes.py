"""The scenes of the wall, as the pack lists them: what each shows, how long, and what follows."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from commandcenter.packs.content.parts import WallScene
from commandcenter.words import Name

#: Of the width, for the map and the headline over it. In the overview the map has more than half of
#: the wall; a scene of another id looks like the overview.
OVERVIEW_SHARE = 0.59
MAP_SHARES = {"overview": OVERVIEW_SHARE, "map": 1.0, "figures": 0.4}
#: A room needs this long to read a scene, whatever the pack says.
LEAST_SECONDS = 15
_OVERVIEW = WallScene("overview", Name("总览", "overview"), 0)


class Scenes(QObject):
    """One scene after the other; one with 0 seconds stays until somebody presses a key.

    Signals:
        changed: another scene is shown, or the change of scenes was stopped or goes on.
    """

    changed = Signal()

    def __init__(self, listed: Sequence[WallScene], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._listed = tuple(listed) or (_OVERVIEW,)
        self._shown = 0
        self.is_stopped = False
        self.timer = QTimer(self, singleShot=True)
        self.timer.timeout.connect(self.show_next)
        self._wait()

    @property
    def shown(self) -> WallScene:
        return self._listed[self._shown]

    @property
    def are_several(self) -> bool:
        return len(self._listed) > 1

    @property
    def map_share(self) -> float:
        """The part of the width that the map has in this scene; 1 = nothing else is shown."""
        return MAP_SHARES.get(self.shown.id, OVERVIEW_SHARE)

    @Slot()
    def show_next(self) -> None:
        self._go(1)

    @Slot()
    def show_former(self) -> None:
        self._go(-1)

    @Slot()
    def stop_or_go_on(self) -> None:
        """Keep the scene that is shown, or let the next one follow again."""
        self.is_stopped = not self.is_stopped
        self._wait()
        self.changed.emit()

    def _go(self, steps: int) -> None:
        self._shown = (self._shown + steps) % len(self._listed)
        self._wait()
        self.changed.emit()

    def _wait(self) -> None:
        self.timer.stop()
        if self.are_several and self.shown.seconds and not self.is_stopped:
            self.timer.start(max(self.shown.seconds, LEAST_SECONDS) * 1000)
