"""What a walk past the desk shows: each post at work, and what happens beside it."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from commandcenter.errors import StaleVersion
from commandcenter.models.cases.rules.stage import Stage, Step
from commandcenter.services.access import AccountRow
from commandcenter.views.desk.queue.stage_counters import ALL, MINE
from commandcenter.views.desk.window.desk_window import DeskWindow
from commandcenter.views.desk.window.shortcut_sheet import ShortcutSheet
from commandcenter.views.tour.camera import Tour
from commandcenter.views.tour.desk_detours import (
    take_up,
    tour_corrections,
    tour_decisions,
    tour_filing,
    tour_requests,
)

#: The posts that are shown, each by a step that it takes, and what else is shown there.
_AT_WORK: Mapping[Step, Callable[[Tour, DeskWindow], None] | None] = {
    Step.ACCEPT: tour_corrections,
    Step.FILE: tour_filing,
    Step.DISPATCH: tour_decisions,
    Step.ACKNOWLEDGE: tour_requests,
    Step.PASS: None,
}


def tour_desk(tour: Tour, desk: DeskWindow, accounts: Sequence[AccountRow]) -> None:
    """`desk` is open and the feed has been started; at the end the same account sits there
    again."""
    first = desk.account
    tour.open(desk)
    tour.wait(lambda: desk.queue.is_filled and desk.map.map is not None, "the queue")
    for account in _one_a_post(desk, accounts) or [first]:
        _at_work(tour, desk, account)
    if desk.account is not first:
        _sit_down(tour, desk, first)
    _all_cases(tour, desk)
    _search(tour, desk)
    _somebody_was_faster(tour, desk)
    _map_alone(tour, desk)
    _nothing_to_do(tour, desk)
    _keys(tour, desk)
    _locked(tour, desk)


def _one_a_post(desk: DeskWindow, accounts: Sequence[AccountRow]) -> list[AccountRow]:
    """Of several departments the one with most to do."""
    work = Counter(row.department for row in desk.queue.rows())
    ordered = sorted(accounts, key=lambda account: work[account.department])
    by_step = {step: account for account in ordered for step in account.steps}
    shown = [by_step[step] for step in _AT_WORK if step in by_step]
    return [one for nth, one in enumerate(shown) if one not in shown[:nth]]


def _at_work(tour: Tour, desk: DeskWindow, account: AccountRow) -> None:
    _sit_down(tour, desk, account)
    _take_up_first(tour, desk)
    tour.take(desk, f"desk-{account.post}")
    for step, detour in _AT_WORK.items():
        if detour and step in account.steps:
            detour(tour, desk)
            desk.queue.show_only(MINE)


def _sit_down(tour: Tour, desk: DeskWindow, account: AccountRow) -> None:
    desk.sit_down(account)
    tour.wait(lambda: desk.queue.is_filled, "the queue")


def _take_up_first(tour: Tour, desk: DeskWindow) -> None:
    take_up(tour, desk, next(iter(desk.queue.model.queue.numbers()), ""))


def _all_cases(tour: Tour, desk: DeskWindow) -> None:
    desk.queue.show_only(ALL)
    _take_up_first(tour, desk)
    tour.take(desk, "desk-all")


def _search(tour: Tour, desk: DeskWindow) -> None:
    wanted = next(iter(desk.queue.model.queue.numbers()), "")[-4:]
    desk.activateWindow()
    desk.search_box.setFocus()
    desk.search_box.look_for(wanted)
    tour.wait(lambda: _has_hits(desk), "what was found")
    tour.take(desk, "desk-search")
    desk.leave()


def _has_hits(desk: DeskWindow) -> bool:
    """No list opens below a line that a display without a window manager gave no keyboard."""
    popup = desk.search_box.popup
    return not desk.search_box.hasFocus() or (popup is not None and popup.isVisible())


def _somebody_was_faster(tour: Tour, desk: DeskWindow) -> None:
    content = desk.case.page.content
    if content is None or not content.history:
        return
    last = content.history[-1]
    error = StaleVersion(
        "stale-version",
        number=last.number,
        actor=last.actor,
        at=last.at,
        step=Step(last.step),
        version=last.version,
    )
    desk.case.steps.say(desk.messages.sentence(error))
    tour.take(desk, "desk-refused")
    desk.case.steps.say("")


def _map_alone(tour: Tour, desk: DeskWindow) -> None:
    if desk.panes.is_narrow:
        desk.panes.show_map()
        tour.take(desk, "desk-map")
        desk.panes.show_case()


def _nothing_to_do(tour: Tour, desk: DeskWindow) -> None:
    desk.queue.show_only(Stage.SUSPENDED)
    desk.select("")
    tour.take(desk, "desk-nothing")
    desk.queue.show_only(ALL)


def _keys(tour: Tour, desk: DeskWindow) -> None:
    sheet = ShortcutSheet(desk)
    sheet.show()
    tour.take(desk, "desk-keys")
    sheet.close()


def _locked(tour: Tour, desk: DeskWindow) -> None:
    """As a centre's desk stands while nobody sits there; a demo's is never locked."""
    desk.panes.hide()
    desk.lock_cover.cover(desk.account.name)
    tour.take(desk, "desk-locked")
    desk.lock_cover.uncover()
    desk.panes.show()
