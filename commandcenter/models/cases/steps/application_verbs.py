"""Applications of a department to the centre, and the decisions on them."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from commandcenter.errors import InvalidInput, NotNow
from commandcenter.models.cases.rules.clock_names import ClockName
from commandcenter.models.cases.rules.pending import DECISIONS, REQUESTS, ApplicationKind, Pending
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.cases.steps.case_moves import CaseMoves
from commandcenter.models.cases.tables.case_clock import CaseClock
from commandcenter.models.work.asking import ApplicationState
from commandcenter.models.work.step_context import LogDraft, StepContext

#: Rules of the field, as Yuncheng states them: two extensions, one suspension of a year at most.
MOST_EXTENSIONS = 2


class ApplicationVerbs(CaseMoves):
    """An application is a row of its own; until it is granted stage and clock stay as they are."""

    __abstract__ = True

    def ask_return(self, reason: str, *, on: StepContext, note: str | None = None) -> None:
        """Ask to return the case. Not while a crew is out, nor after a joint meeting chose the
        department."""
        with self._take(Step.ASK_RETURN, on, note) as line:
            if Pending.CREW in self.pending.split(","):
                raise NotNow("crew-still-out")
            if self.decided_department == self.department:
                raise NotNow("decided-by-meeting")
            self._apply(Step.ASK_RETURN, reason, None, on, line)

    def ask_extension(
        self, reason: str, *, until: datetime | None, on: StepContext, note: str | None = None
    ) -> None:
        """`until`: what the department would like; a grant adds the original limit once more."""
        with self._take(Step.ASK_EXTENSION, on, note) as line:
            self._check_extension(on)
            self._apply(Step.ASK_EXTENSION, reason, until, on, line)

    def ask_suspension(
        self, reason: str, *, until: datetime, on: StepContext, note: str | None = None
    ) -> None:
        with self._take(Step.ASK_SUSPENSION, on, note) as line:
            self._check_suspension(until, on)
            self._apply(Step.ASK_SUSPENSION, reason, until, on, line)

    def ask_appeal(self, reason: str, *, on: StepContext, note: str | None = None) -> None:
        """After closing, once: the lateness was not the department's."""
        with self._take(Step.ASK_APPEAL, on, note) as line:
            if any(a.kind is ApplicationKind.APPEAL for a in self.applications):
                raise NotNow("appeal-once")
            self._apply(Step.ASK_APPEAL, reason, None, on, line)

    def grant_return(self, *, on: StepContext, note: str | None = None) -> None:
        """Return the case for another dispatch; the clock of the department ends."""
        with self._take(Step.GRANT_RETURN, on, note) as line:
            self._decide(Step.GRANT_RETURN, ApplicationState.GRANTED, on, line)
            self._take_from_department(on, line)
            self.transfers += 1
            if self.decided_department is None:
                self.met_at = None  # it settled nothing: above the cap another one must

    def grant_extension(self, *, on: StepContext, note: str | None = None) -> None:
        with self._take(Step.GRANT_EXTENSION, on, note) as line:
            clock = self._check_extension(on)
            self._decide(Step.GRANT_EXTENSION, ApplicationState.GRANTED, on, line)
            clock.extend(self.calendar_of(clock, on.rules))
            line.clocks.append(clock)
            self.handling.count_parts(on, line)

    def grant_suspension(self, *, on: StepContext, note: str | None = None) -> None:
        """The handling clock is paused until the day that was asked for, and nobody works on the
        case.

        While it stands nothing else could be decided, nor a crew be taken off.
        """
        with self._take(Step.GRANT_SUSPENSION, on, note) as line:
            until = self.applications.open_of(ApplicationKind.SUSPENSION).until or on.at
            clock = self._check_suspension(until, on)
            self._decide(Step.GRANT_SUSPENSION, ApplicationState.GRANTED, on, line)
            self._let_applications_lapse(on, line)
            self._call_crew_in("suspended", on, line)
            clock.stand(on.at, until, self.calendar_of(clock, on.rules))
            line.clocks.append(clock)
            self.handling.count_parts(on, line)
            self.suspended_until = until

    def grant_appeal(self, *, on: StepContext, note: str | None = None) -> None:
        """The call-taker agrees first, then the dispatcher. The lateness stays on record; figures
        count the case as in time."""
        with self._take(Step.GRANT_APPEAL, on, note) as line:
            application = self.applications.open_of(ApplicationKind.APPEAL)
            if application.state is ApplicationState.ASKED:
                application.endorse(on.by.name, on.at)
                line.applications.append(application)
            else:
                self._decide(Step.GRANT_APPEAL, ApplicationState.GRANTED, on, line)
                self.excused = True

    def refuse(self, step: Step, *, on: StepContext, note: str | None = None) -> None:
        """`step` is one of the four that refuse; the stage stays and the clock has run on."""
        with self._take(step, on, note) as line:
            self._decide(step, ApplicationState.REFUSED, on, line)

    def resume(self, *, on: StepContext, note: str | None = None) -> None:
        """Resume a suspended case: by the dispatcher, or by the program at the end of the
        suspension.

        Resuming later than the planned day changes nothing: the clock has been running since that
        day.
        """
        with self._take(Step.RESUME, on, note) as line:
            clock = self.handling.clock
            counts_from = min(on.at, self.suspended_until or on.at)
            clock.resume(counts_from, self.calendar_of(clock, on.rules))
            line.clocks.append(clock)
            self.handling.count_parts(on, line)
            self.suspended_until = None

    def _apply(
        self, step: Step, reason: str, until: datetime | None, on: StepContext, line: LogDraft
    ) -> None:
        self._set_reason(step, reason, on.rules)
        kind = REQUESTS[step]
        self._apply_for(kind, reason, on, line, department=self.department, until=until)

    def _decide(self, step: Step, state: ApplicationState, on: StepContext, line: LogDraft) -> None:
        application = self.applications.open_of(DECISIONS[step])
        application.decide(state, on.by.name, on.at)
        line.applications.append(application)

    def _limited_clock(self) -> CaseClock:
        clock = self.handling.clock
        if clock.limit is None:
            raise NotNow("clock-without-limit")
        return clock

    def _check_extension(self, on: StepContext) -> CaseClock:
        """At most twice, and never once the deadline has passed."""
        clock = self._limited_clock()
        if self._extensions() >= MOST_EXTENSIONS:
            raise NotNow("extensions-used-up", most=MOST_EXTENSIONS)
        if clock.due_at is not None and on.at > clock.due_at:
            raise NotNow("extension-after-deadline", due_at=clock.due_at)
        return clock

    def _extensions(self) -> int:
        """How many were granted since this department's handling began, over all its parts."""
        since = self.clocks.current(ClockName.HANDLING).started_at
        return sum(
            application.kind is ApplicationKind.EXTENSION
            and application.state is ApplicationState.GRANTED
            and application.department == self.department
            and (application.decided_at or since) >= since
            for application in self.applications
        )

    def _check_suspension(self, until: datetime, on: StepContext) -> CaseClock:
        """Once a case, until a day that is still to come, within a year."""
        if not on.at < until < _end_of_a_year(on.at, on.rules.zone):
            raise InvalidInput("suspension-out-of-reach", field="until", until=until)
        granted = ApplicationState.GRANTED
        if any(
            a.kind is ApplicationKind.SUSPENSION and a.state is granted for a in self.applications
        ):
            raise NotNow("suspension-once")
        return self._limited_clock()


def _end_of_a_year(at: datetime, zone: ZoneInfo) -> datetime:
    """When the same date next year is over in the city.

    After 29 February that is the 28th: the 1st of March would be a day more than a year.
    """
    today = at.astimezone(zone).date()
    leap_day = (today.month, today.day) == (2, 29)
    last = date(today.year + 1, today.month, 28 if leap_day else today.day)
    return datetime.combine(last + timedelta(days=1), time(), tzinfo=zone)
