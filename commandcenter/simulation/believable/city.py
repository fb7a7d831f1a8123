"""A believable city: what is reported in it, when, and what its people make of it."""

from collections.abc import Mapping
from datetime import date, datetime
from random import Random

from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.clocks.working_calendar import working_calendar
from commandcenter.packs.content.pack import CityPack
from commandcenter.services.casebook import CaseDetails
from commandcenter.simulation.believable.arrivals import Arrivals
from commandcenter.simulation.believable.kinds import Kinds
from commandcenter.simulation.believable.pace import MINUTES, Pace
from commandcenter.simulation.believable.paperwork import Paperwork
from commandcenter.simulation.believable.people import People
from commandcenter.simulation.believable.places import Places
from commandcenter.simulation.believable.reports import Reports, SeenBefore, Sighting
from commandcenter.simulation.believable.staff import Staff
from commandcenter.simulation.believable.words import Words


class BelievableCity:
    """The same pack and seed give the same city. `until` is the day that its year ends with."""

    def __init__(
        self, pack: CityPack, seed: int, until: date, minutes: Mapping[Step, float] = MINUTES
    ) -> None:
        self.calendar = working_calendar(pack.calendar)
        self._seed = seed
        words, kinds = Words(), Kinds(pack)
        paperwork = Paperwork(pack, kinds, words)
        pace = Pace(self.calendar, seed, minutes)
        staff = Staff(pack)
        self.people = People(staff, pace, paperwork, pack.transfer_cap)
        places = Places(pack, words, Random(f"{seed} places"))
        self._reports = Reports(pack, staff, places, kinds, words, paperwork.photos)
        self._arrivals = Arrivals(self.calendar, seed, until)

    def moments(self, day: date) -> list[datetime]:
        """When reports come in on a day."""
        return self._arrivals.on(day)

    def seen(self, at: datetime, *, besides: bool = False) -> Sighting:
        """What is reported at one of these moments; `besides`: some speak of a second problem."""
        chance = self.chance("seen", at)
        sighting = self._reports.seen(at, chance)
        return self._reports.with_another(sighting, chance) if besides else sighting

    def seen_again(self, case: CaseDetails, chance: Random) -> Sighting:
        """The problem of an open case, as the next one reports it."""
        row = case.row
        again = SeenBefore(
            row.category or "",
            case.condition,
            case.description,
            row.latitude or 0,
            row.longitude or 0,
            row.address or "",
            row.area or "",
        )
        return self._reports.again(again, chance)

    def chance(self, *about: object) -> Random:
        """Random numbers for one occasion, the same however often and in whatever order they are
        asked for."""
        return Random(" ".join(map(str, (self._seed, *about))))
