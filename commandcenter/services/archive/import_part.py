"""The rows of one batch: read, looked up, and built into cases; built again if necessary."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from commandcenter.errors import CommandCenterError, NotNow
from commandcenter.models.cases.bare import BareCase
from commandcenter.models.cases.case import Case
from commandcenter.models.cases.rules.grid_place import GridPlace
from commandcenter.models.city.grid_index import GridIndex
from commandcenter.models.city.rules import CityRules
from commandcenter.models.staff.actor import SYSTEM
from commandcenter.models.work.step_context import StepContext
from commandcenter.services.archive.batches import Batch, Foreseen, Numbers
from commandcenter.services.archive.catalogue import Catalogue
from commandcenter.services.archive.files import Record
from commandcenter.services.archive.foreign_cases import ForeignCase, RowReader
from commandcenter.services.archive.known_cases import KnownCase, Reference, known_case
from commandcenter.services.archive.places import places_at

#: A record that was not taken, and why.
Refused = tuple[Record, CommandCenterError]


@dataclass(frozen=True, slots=True)
class _Row:
    record: Record
    foreign: ForeignCase

    @property
    def reference(self) -> Reference:
        return self.foreign.report.source, self.foreign.reference


@dataclass(frozen=True, slots=True)
class Ending:
    """A case that was imported open and has been closed in the other system since."""

    record: Record
    foreign: ForeignCase
    number: str


@dataclass(slots=True)
class Outcome:
    """The result for the rows that could be read."""

    cases: list[Case] = field(default_factory=list)
    unchanged: int = 0
    endings: list[Ending] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


class ImportPart:
    """`refused`: rows that could not be read; `outcome`: the result of the last `build`."""

    def __init__(
        self,
        records: Sequence[Record],
        reader: RowReader,
        catalogue: Catalogue,
        rules: CityRules,
        index: GridIndex,
    ) -> None:
        self._rules = rules
        self.refused: list[Refused] = []
        self.outcome = Outcome()
        self._rows: list[_Row] = []
        for record in records:
            if record.fault:  # not raised: it would hold on to the row until garbage is hunted
                self.refused.append((record, record.fault))
                continue
            try:
                foreign = catalogue.in_codes(reader.read(record), rules)
                self._rows.append(_Row(record, foreign))
            except CommandCenterError as refusal:
                self.refused.append((record, refusal.with_traceback(None)))
        reports = [row.foreign.report for row in self._rows]
        points = [(report.latitude, report.longitude) for report in reports]
        self._places = places_at(points, index)

    def days(self) -> set[date]:
        return {self._day(row.foreign) for row in self._rows}

    def references(self) -> list[Reference]:
        return [row.reference for row in self._rows]

    def build(self, foreseen: Foreseen, numbers: Numbers) -> Batch:
        """Build the new cases among the rows from the foreseen state; sets `outcome`."""
        outcome = self.outcome = Outcome()
        known = dict(foreseen.known)
        for row, place in zip(self._rows, self._places, strict=True):
            if row.reference in known:
                _compare(row, known[row.reference], outcome, self._rules.zone)
                continue
            case = self._case(row, place, numbers.next(self._day(row.foreign)))
            outcome.cases.append(case)
            known[row.reference] = known_case(case)
        return Batch(outcome.cases)

    def _case(self, row: _Row, place: GridPlace, number: str) -> Case:
        foreign = row.foreign
        case = BareCase.brought_in(
            foreign.report,
            centre=self._rules.centre,
            number=number,
            place=place,
            department=foreign.department or None,
            due_at=foreign.due_at,
            on=StepContext(SYSTEM, foreign.reported_at, self._rules),
        )
        if foreign.closed_at is not None:
            case.end_import(on=StepContext(SYSTEM, foreign.closed_at, self._rules))
        return case

    def _day(self, foreign: ForeignCase) -> date:
        return foreign.reported_at.astimezone(self._rules.zone).date()


def _compare(row: _Row, known: KnownCase, outcome: Outcome, zone: ZoneInfo) -> None:
    """A row whose reference is there already: the same, closed since, or a contradiction."""
    foreign = row.foreign
    differing = _differences(foreign, known)
    if differing:
        outcome.refused.append((row.record, _contradiction(foreign, known, differing)))
    elif foreign.closed_at is None and known.closed_at and known.closed_at == known.closed_there:
        refusal = NotNow(
            "import-closed-before",
            field="closed_at",
            reference=foreign.reference,
            number=known.number,
            closed=known.closed_there.astimezone(zone),
        )
        outcome.refused.append((row.record, refusal))
    elif foreign.closed_at in (None, known.closed_at, known.closed_there):
        outcome.unchanged += 1
    elif known.closed_at is None and known.version == 1:
        outcome.endings.append(Ending(row.record, foreign, known.number))
    else:
        outcome.refused.append((row.record, _contradiction(foreign, known, ["closed_at"])))


def _contradiction(foreign: ForeignCase, known: KnownCase, fields: list[str]) -> NotNow:
    return NotNow(
        "import-known-otherwise",
        field="external_reference",
        reference=foreign.reference,
        number=known.number,
        fields=", ".join(fields),
    )


def _differences(foreign: ForeignCase, known: KnownCase) -> list[str]:
    if not known.imported:  # reported here: the same reference, another case
        return ["external_reference"]
    return known.differences(
        foreign.report, foreign.reported_at, foreign.due_at, foreign.department
    )
