"""The windows: desk, wall, statistics; shown to people, or to a camera with `--tour`."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from commandcenter.center import CommandCenter
from commandcenter.models.staff.viewer import CENTRE_VIEW, Viewer

if TYPE_CHECKING:
    from collections.abc import Callable

    from commandcenter.services.statistics import FigureQuery
    from commandcenter.views.frame.screens import Screens
    from commandcenter.views.tour.camera import Tour

_FULL_HD = (1920, 1080)

# Qt is imported where a window opens: no other command waits for it.


@dataclass(frozen=True, slots=True)
class Shown:
    """The result of showing windows: the exit status, and the pictures taken."""

    status: int
    pictures: tuple[Path, ...] = ()


def open_desk(
    center: CommandCenter,
    language: str,
    *,
    account: str | None = None,
    tour: Path | None = None,
    minutes: float | None = None,
) -> Shown:
    """Open a desk; returns after the last window, the last picture, or the given minutes."""
    from commandcenter.views.desk.window.seat import open_desk as sit_down
    from commandcenter.views.frame.screens import Screens
    from commandcenter.views.tour.desk_tour import tour_desk

    _before_whom(tour)
    with Screens(center, language) as screens:
        desk = sit_down(screens, account, before_camera=tour is not None)
        if tour:
            others = [] if account else center.access.accounts()
            return _photographed(screens, tour, partial(tour_desk, desk=desk, accounts=others))
        desk.showMaximized()
        return Shown(screens.run(minutes=minutes))


def open_wall(
    center: CommandCenter,
    language: str,
    *,
    viewer: Viewer = CENTRE_VIEW,
    tour: Path | None = None,
) -> Shown:
    """As `open_desk`; the wall takes the full screen."""
    from commandcenter.views.frame.screens import Screens
    from commandcenter.views.tour.walks import tour_wall
    from commandcenter.views.wall.wall_window import WallWindow

    _before_whom(tour)
    with Screens(center, language) as screens:
        wall = screens.add(WallWindow(screens.workplace, viewer=viewer))
        if tour:
            return _photographed(screens, tour, partial(tour_wall, wall=wall))
        wall.showFullScreen()
        return Shown(screens.run())


def open_statistics(
    center: CommandCenter,
    language: str,
    *,
    viewer: Viewer = CENTRE_VIEW,
    account: str | None = None,
    tour: Path | None = None,
) -> Shown:
    """As `open_desk`; a figure's cases open in a desk of their own, of the same account."""
    from commandcenter.views.frame.screens import Screens
    from commandcenter.views.statistics.statistics_window import StatisticsWindow
    from commandcenter.views.tour.walks import tour_statistics

    _before_whom(tour)
    with Screens(center, language) as screens:
        statistics = screens.add(StatisticsWindow(screens.workplace, viewer=viewer))
        statistics.cases_wanted.connect(partial(_list_cases, screens, account))
        if tour:
            return _photographed(screens, tour, partial(tour_statistics, statistics=statistics))
        statistics.showMaximized()
        return Shown(screens.run())


def photograph(
    center: CommandCenter,
    language: str,
    folder: Path,
    *,
    size: tuple[int, int] = _FULL_HD,
    text_px: int | None = None,
    tag: str = "",
) -> Shown:
    """Every screen in every state, as pictures."""
    from commandcenter.views.desk.window.seat import open_desk as sit_down
    from commandcenter.views.frame.screens import Screens
    from commandcenter.views.statistics.statistics_window import StatisticsWindow
    from commandcenter.views.tour.desk_tour import tour_desk
    from commandcenter.views.tour.walks import tour_statistics, tour_wall
    from commandcenter.views.wall.wall_window import WallWindow

    _before_whom(folder, size)
    with Screens(center, language, text_px=text_px) as screens:
        desk = sit_down(screens, before_camera=True)
        wall = screens.add(WallWindow(screens.workplace))
        statistics = screens.add(StatisticsWindow(screens.workplace))

        def walk(tour: "Tour") -> None:
            tour_desk(tour, desk, center.access.accounts())
            desk.hide()
            tour_wall(tour, wall)
            wall.hide()
            tour_statistics(tour, statistics)

        return _photographed(screens, folder, walk, size=size, tag=tag)


def _before_whom(folder: Path | None, size: tuple[int, int] = _FULL_HD) -> None:
    """People need a display; a camera brings its own."""
    from commandcenter.views.frame.display import require_display, use_camera

    if folder:
        use_camera(*size)
    else:
        require_display()


def _photographed(
    screens: "Screens",
    folder: Path,
    walk: "Callable[[Tour], None]",
    *,
    size: tuple[int, int] = _FULL_HD,
    tag: str = "",
) -> Shown:
    """Status 1 if anything went wrong on the way, though every picture could be taken."""
    from commandcenter.views.tour.camera import Tour

    screens.start()
    tour = Tour(folder, size=size, tag=tag)
    walk(tour)
    return Shown(1 if screens.hook.count else 0, tuple(tour.pictures))


def _list_cases(
    screens: "Screens", account: str | None, figure_id: str, query: "FigureQuery"
) -> None:
    from commandcenter.views.desk.window.seat import open_desk as sit_down
    from commandcenter.views.figures.figure_words import FigureWords

    desk = sit_down(screens, account)
    desk.show()
    desk.show_figure(FigureWords().name(figure_id), figure_id, query)
