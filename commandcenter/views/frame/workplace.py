"""What every window is given: the centre, the feed, the clock, and the city's words."""

from dataclasses import dataclass

from commandcenter.center import CommandCenter
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.views.frame.background import Background
from commandcenter.views.frame.feed_watcher import FeedWatcher
from commandcenter.views.frame.messages import Messages
from commandcenter.views.frame.screen_clock import ScreenClock
from commandcenter.views.look.city_words import CityWords
from commandcenter.views.look.countdown import Countdowns


@dataclass(frozen=True)
class Workplace:
    """Shared by all windows of a process. The caller closes it before the centre.

    The watcher hears of every change: what of it may be seen, the reading says.
    """

    center: CommandCenter
    background: Background
    watcher: FeedWatcher
    clock: ScreenClock
    words: CityWords
    countdowns: Countdowns
    messages: Messages

    @property
    def language(self) -> str:
        return self.words.language

    def close(self) -> None:
        self.background.close()


def open_workplace(center: CommandCenter, language: str) -> Workplace:
    """Reads what no screen can do without, before there is a screen that would have to wait.

    The windows are made next; then `watcher.start()` sets everything going.
    """
    facts = center.city.facts()
    background = Background()
    clock = ScreenClock(center.timekeeping, background, first=center.timekeeping.show())
    words = CityWords(facts, language, clock)
    watcher = FeedWatcher(center.change_feed, background, CENTRE_VIEW)
    messages = Messages(words)
    watcher.lost.connect(messages.say)
    return Workplace(
        center=center,
        background=background,
        watcher=watcher,
        clock=clock,
        words=words,
        countdowns=Countdowns(center.city.calendar(), facts),
        messages=messages,
    )
