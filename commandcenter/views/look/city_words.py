"""The city's own words in the user's language: kinds, places, departments, moments."""

from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale

from commandcenter.clock import Clock
from commandcenter.models.cases.rules.stage import Stage, Step
from commandcenter.models.city.posts import Axis
from commandcenter.models.city.tiers import Tiers
from commandcenter.models.clocks.staged_limit import limits_said, read_limits
from commandcenter.models.clocks.time_limit import Unit
from commandcenter.models.staff.actor import RESIDENT, SYSTEM
from commandcenter.services.casebook import CaseRow
from commandcenter.services.city import CityFacts
from commandcenter.words import Name, term

NOTHING = "\N{EM DASH}"
WITHIN = " \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} "
"""Between an area and one that lies in it."""
_NOBODY_HERE = (SYSTEM.name, RESIDENT.name)
"""The actors without an account."""
_BETWEEN = " ,，、:：;；.。·-\N{EN DASH}\N{EM DASH}"
"""What may stand between an address and what is said of it."""


class CityWords:
    """Names come from the pack, terms from the catalogue; a code without a name stays a code."""

    def __init__(self, facts: CityFacts, language: str, clock: Clock | None = None) -> None:
        """Without a clock no year is the current one."""
        self._clock = clock
        self.facts = facts
        self.language = language
        self._locale = QLocale(language)
        self.zone = ZoneInfo(facts.time_zone)
        added = facts.settings.reasons.values()
        self._reasons = {own.code: own.name for reasons in added for own in reasons}
        levels = facts.settings.levels
        self._street_width = levels[min(1, len(levels) - 1)].width

    @property
    def city(self) -> str:
        return self.said(self.facts.title)

    def said(self, name: Name) -> str:
        return name.said(self.language)

    def kind(self, category: str | None) -> str:
        """The name of a category; empty where none was given yet."""
        known = self.facts.categories.get(category or "")
        return self.said(known.name) if known else category or ""

    def kind_or_words(self, row: CaseRow) -> str:
        """What a case is about: its kind, else what was reported, on one line; without the address
        that it begins with, which is shown as the place."""
        words, address = (" ".join((said or "").split()) for said in (row.words, row.address))
        return self.kind(row.category) or _beyond(address, words) or words

    def department(self, code: str | None) -> str:
        known = self.facts.departments.get(code or "")
        return self.said(known) if known else code or NOTHING

    def area(self, code: str | None) -> str:
        known = self.facts.areas.get(code or "")
        return self.said(known) if known else code or NOTHING

    def area_path(self, code: str | None, unit_grid: str | None = None) -> str:
        """An area after all that contain it, the largest first, and the unit grid, as in
        `东城区 › 东华门街道 › 韶九社区`. Without a code it is the largest."""
        widths = self.facts.settings.level_widths.values()
        code = code or min(self.facts.areas, key=len, default="")
        codes = [code[:width] for width in widths if width <= len(code)]
        return WITHIN.join([*map(self.area, codes), *filter(None, (unit_grid,))])

    def areas_below(self, row: CaseRow) -> tuple[str, ...]:
        """The areas to which a case can be handed down, the largest first."""
        return Tiers(self.facts.settings.level_widths).below(row.held_at, row.area)

    @property
    def levels_dispatch(self) -> bool:
        """Whether each level of the city has a desk that dispatches cases."""
        return not self.facts.posts.switched_off

    def patrol(self, unit_grid: str | None) -> str:
        """The patrol area that a unit grid belongs to; empty where it belongs to none."""
        known = self.facts.patrols.get(unit_grid or "")
        return self.said(known) if known else ""

    def street(self, area: str | None) -> str:
        """The street office that an area belongs to."""
        return self.area(self.street_code(area))

    def street_code(self, area: str | None) -> str | None:
        return area[: self._street_width] if area else None

    def streets(self) -> list[str]:
        """The codes of the second level, in order."""
        return [code for code in self.facts.areas if len(code) == self._street_width]

    def place(self, row: CaseRow) -> str:
        return row.address or (self.area(row.area) if row.area else NOTHING)

    def source(self, source: str) -> str:
        return self.said(self.facts.settings.source_name(source))

    def post(self, post: str) -> str:
        return self._capital(self.said(self.facts.post_name(post)))

    def stage(self, stage: Stage | str) -> str:
        return self._capital(term("stage", str(stage), self.language))

    def step(self, step: Step | str) -> str:
        return self._capital(term("step", str(step), self.language))

    def unit(self, unit: Unit) -> str:
        return term("unit", unit, self.language)

    def limit(self, amount: str, unit: str) -> str:
        """A limit as people write it."""
        return limits_said(read_limits(amount, unit), self.language)

    def word(self, value: StrEnum) -> str:
        """The word for a value; its group is named like its class."""
        return self._capital(term(type(value).__name__.lower(), value, self.language))

    def field(self, name: str) -> str:
        """The label of a field of a step."""
        return self._capital(term("field", name, self.language))

    def reason(self, code: str) -> str:
        """The pack's own words for what it adds; the catalogue's for what every city has."""
        if own := self._reasons.get(code):
            return self.said(own)
        return self._capital(term("reason", code, self.language))

    def actor(self, name: str) -> str:
        """The name of an actor. Accounts of a demo are named like their posts, which have names."""
        if name in self.facts.posts:
            return self.post(name)
        if name in _NOBODY_HERE:
            return self._capital(term("actor", name, self.language))
        for post in self.facts.posts.on(Axis.DEPARTMENT):
            code = name.removeprefix(f"{post.id}-")
            if code in self.facts.departments:
                return self.department(code)
        return name

    def moment(self, at: datetime) -> str:
        """Day and minute in the city's time; with the year where that is not the current one."""
        local = at.astimezone(self.zone)
        now = self._clock and self._clock().astimezone(self.zone)
        same_year = now is not None and now.year == local.year
        return local.strftime("%m-%d %H:%M" if same_year else "%Y-%m-%d %H:%M")

    def day(self, at: datetime) -> str:
        """The day alone, with its year where that is not the current one."""
        return self.moment(at).rpartition(" ")[0]

    def time_of_day(self, at: datetime) -> str:
        return at.astimezone(self.zone).strftime("%H:%M:%S")

    def weekday_and_time(self, at: datetime) -> str:
        """`周一 08:00`: when a waiting clock runs again."""
        local = at.astimezone(self.zone)
        return f"{self._weekday(local)} {local:%H:%M}"

    def date_and_weekday(self, at: datetime) -> str:
        local = at.astimezone(self.zone)
        return f"{local:%Y-%m-%d} {self._weekday(local)}"

    def _weekday(self, local: datetime) -> str:
        return self._locale.standaloneDayName(local.isoweekday(), QLocale.FormatType.ShortFormat)

    def _capital(self, text: str) -> str:
        return text[:1].upper() + text[1:]


def _beyond(address: str, words: str) -> str:
    """What follows the address that the words begin with; `甲街1` does not begin `甲街12号`."""
    beyond = words.removeprefix(address)
    seam = address[-1:] + beyond[:1]
    if beyond == words or (len(seam) == 2 and seam.isascii() and seam.isalnum()):
        return words
    return beyond.lstrip(_BETWEEN)
