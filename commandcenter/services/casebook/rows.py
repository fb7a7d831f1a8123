"""The immutable rows that the casebook returns."""

from dataclasses import dataclass
from datetime import datetime

from commandcenter.models.cases.rules.clock_names import ClockName
from commandcenter.models.cases.rules.pending import ApplicationKind
from commandcenter.models.cases.rules.permission import StepPlace
from commandcenter.models.cases.rules.stage import Closing, Stage
from commandcenter.models.cases.rules.traffic_light import ClockHands
from commandcenter.models.city.category_kind import CategoryKind
from commandcenter.models.city.datum import Datum
from commandcenter.models.clocks.explanation import Explanation
from commandcenter.models.clocks.time_limit import TimeLimit, Unit
from commandcenter.models.work.asking import ApplicationState, AssigneeKind, TaskKind
from commandcenter.words import Name


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as a list or a map shows it. `hands` knows light and lateness at any moment.

    `limit_unit` is what the handling clock counts; None where no condition fixed it. `pending` are
    applications that wait for a decision, `asked` the addresses of whoever owes an answer.
    `words`: what was reported, of a case whose kind is not known yet; `held_at`: the area whose
    desk dispatches it.
    """

    centre: str
    number: str
    version: int
    kind: CategoryKind | None
    category: str | None
    unit_grid: str | None
    area: str | None
    latitude: float | None
    longitude: float | None
    address: str | None
    source: str
    department: str | None
    assisting: tuple[str, ...]
    reported_at: datetime
    queue_at: datetime | None
    dispatched_by: str | None
    finished_by: str | None
    limit_unit: Unit | None
    pending: frozenset[str]
    asked: frozenset[str]
    suspended_until: datetime | None
    words: str | None
    held_at: str
    hands: ClockHands

    @property
    def stage(self) -> Stage:
        return self.hands.stage

    def step_place(self) -> StepPlace:
        """The facts of a case that decide who may take the next step."""
        due_at, ended_at = self.hands.due_at, self.hands.handling_ended_at
        return StepPlace(
            self.stage,
            self.department,
            self.dispatched_by,
            self.finished_by,
            self.pending,
            self.asked,
            handled_late=due_at is not None and ended_at is not None and ended_at > due_at,
            held_at=self.held_at,
            at_top=self.held_at == self.centre,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRow:
    """`ordinal` counts the clocks of one name on one case."""

    name: ClockName
    ordinal: int
    started_at: datetime
    limit: TimeLimit | None
    extensions: int
    due_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockExplanation:
    """Why a clock has its deadline, and under which rule.

    `explanation` is None for a clock without a limit of ours: `imported`, or measuring only.
    `department`: in whose own working hours it runs; `condition_text`: as it was then.
    """

    number: str
    clock: ClockRow
    rule_version: int
    calendar_version: int
    imported: bool
    department: str | None
    condition: int | None
    condition_text: Name | None
    explanation: Explanation | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoRow:
    """`cut_off`: the file broke off before its end."""

    sha256: str
    phase: str
    added_at: datetime
    cut_off: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReporterRow:
    name: str | None
    phone: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationRow:
    """`answered_by`: who decided, or, of two, agreed first."""

    kind: ApplicationKind
    state: ApplicationState
    reason: str
    until: datetime | None
    asked_by: str
    asked_at: datetime
    answered_by: str | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """Something asked of an account, a post, a department or a crew."""

    kind: TaskKind
    assignee_kind: AssigneeKind
    assignee: str
    asked_by: str
    asked_at: datetime
    due_at: datetime | None
    answer: str | None
    answered_by: str | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDetails:
    """A case as its page shows it. `reporters` is empty in lists, and for viewers that may not see
    them.

    `clock_showed`: what the clock of who reported said, where it ran ahead. `datum` and the given
    point: as it was reported, where that was not WGS-84. Photos and reporters are those of the
    `absorbed` cases too: what was merged into this one.
    """

    row: CaseRow
    description: str
    condition: int | None
    rule_version: int | None
    inspector: str | None
    external_reference: str | None
    imported: bool
    observed_at: datetime | None
    filed_at: datetime | None
    dispatched_at: datetime | None
    finished_at: datetime | None
    closed_at: datetime | None
    closing: Closing | None
    reason: str | None
    transfers: int
    reworks: int
    reopened: int
    met_at: datetime | None
    decided_department: str | None
    excused: bool
    merged_into: str | None
    split_from: str | None
    clock_showed: datetime | None
    datum: Datum | None
    given_latitude: float | None
    given_longitude: float | None
    clocks: tuple[ClockRow, ...]
    photos: tuple[PhotoRow, ...]
    reporters: tuple[ReporterRow, ...]
    applications: tuple[ApplicationRow, ...]
    tasks: tuple[TaskRow, ...]
    absorbed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """An entry of a case's history. `payload` is the text in the log, `opinion` the note."""

    sequence: int
    subject: str
    number: str
    step: str
    stage: str
    version: int
    actor: str
    at: datetime
    recorded_at: datetime
    payload: str
    hash: str
    previous_hash: str
    opinion: str | None


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases a list shows. None, no stage or False = no limit; "" = the cases without one.

    Codes are those of any version of the pack; others are refused.
    `ended_but_waiting`: only those that have ended and still wait for a decision or an answer.
    """

    open_only: bool = False
    ended_but_waiting: bool = False
    stages: frozenset[Stage] = frozenset()
    overdue: bool = False
    area: str | None = None
    department: str | None = None
    category: str | None = None
    source: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class SoughtWord:
    """A search term: the text itself, or the name of one of these codes.

    `areas`: with all that lie inside.
    """

    text: str
    departments: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
