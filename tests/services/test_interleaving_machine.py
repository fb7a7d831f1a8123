"""Lives at random through the services: what is refused writes nothing, the sums stay right."""

import os
import shutil
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from commandcenter.center import CommandCenter
from commandcenter.database import Database
from commandcenter.errors import CommandCenterError, StaleVersion
from commandcenter.models.base import Base
from commandcenter.models.cases.rules.lifecycle import LIFE
from commandcenter.models.cases.rules.report import PhotoUpload, Report, ReporterName
from commandcenter.models.cases.rules.stage import ENDED, Step
from commandcenter.models.staff.actor import Actor
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.services.access import AccountRow
from commandcenter.services.casebook import CaseFilter, CaseRow
from commandcenter.services.desk import Taken
from tests.city.life import MONDAY_10, FakeClock, photo
from tests.models.cases.crowd import any_rule, sent

EXAMPLES = int(os.environ.get("MACHINE_EXAMPLES", "40")) // 4
_PHOTO = photo()
_DOOR = Actor("door", frozenset())


class Desks(RuleBasedStateMachine):
    """The tiny city: its desks, the job that resumes, and somebody who looks before correcting."""

    made: Path
    file: Path

    def __init__(self) -> None:
        super().__init__()
        self.clock = FakeClock(MONDAY_10)
        address = f"sqlite:///{shutil.copy(self.made, self.file)}"
        self.center = CommandCenter(address, clock=self.clock)
        self.beside = Database(address)
        self.accounts = {account.name: account for account in self.center.access.accounts()}
        self.report()
        self.report()

    @precondition(lambda self: len(self._rows()) < 8)
    @rule()
    def report(self) -> None:
        report = Report(
            "public", "井盖缺失", 39.9305, 116.4105, "六条", reporter=ReporterName(phone="1"),
            photos=(_PHOTO,),
        )  # fmt: skip
        self.center.intake.receive(report, by=_DOOR)

    @rule(minutes=st.sampled_from([1, 30, 8 * 60, 2 * 24 * 60]))
    def time_passes(self, minutes: int) -> None:
        self.clock.advance(timedelta(minutes=minutes))

    @rule(data=st.data())
    def job(self, data: st.DataObject) -> None:
        due = {
            row.number
            for row in self._rows()
            if row.suspended_until is not None and row.suspended_until <= self.clock.now
        }
        assert set(self.center.desk.resume_due()) == due

    @rule(data=st.data(), times=st.integers(1, 4))
    def go_on(self, data: st.DataObject, times: int) -> None:
        for _ in range(times):
            self._offered_step(data, self._any(data), at_once=False)

    @rule(data=st.data())
    def two_windows_at_once(self, data: st.DataObject) -> None:
        self._offered_step(data, self._any(data), at_once=True)

    @rule(data=st.data(), step=st.sampled_from(Step))
    def try_anything(self, data: st.DataObject, step: Step) -> None:
        row = self._any(data)
        who = self.accounts[data.draw(st.sampled_from(sorted(self.accounts)))]
        fields = self._sent(data, row, step, wild=True)
        before = self._dump()
        try:
            self._take(row, step, fields, who)
        except CommandCenterError:
            assert self._dump() == before

    @rule(data=st.data())
    def look_before_a_correction(self, data: st.DataObject) -> None:
        row = self._any(data)
        who = self.accounts["call-taker"]
        fields = self._sent(data, row, Step.CORRECT, wild=False)
        before = self._dump()
        try:
            seen = self.center.desk.preview(
                row.number, Step.CORRECT, fields, by=who.actor, viewer=who.viewer
            )
        except CommandCenterError as refusal:
            with pytest.raises(type(refusal)):
                self._take(row, Step.CORRECT, fields, who)
            assert self._dump() == before
            return
        assert self._dump() == before
        self._take(row, Step.CORRECT, fields, who)
        after = self.center.casebook.case(row.number, viewer=CENTRE_VIEW)
        assert (after.row.department, after.row.hands.due_at) == (
            seen.after.department, seen.after.due_at,
        )  # fmt: skip

    def teardown(self) -> None:
        assert self.center.log_audit.verify().faults == ()
        self.beside.close()
        self.center.close()

    # ---- how it is tried ----------------------------------------------------------------------

    def _offered_step(self, data: st.DataObject, row: CaseRow, *, at_once: bool) -> None:
        offers = [
            (step, name)
            for name, account in self.accounts.items()
            for step in self.center.desk.steps(row.step_place(), account.actor, centre=row.centre)
        ]
        if not offers:
            return
        step = data.draw(st.sampled_from(sorted({step for step, _ in offers})))
        names = sorted(name for offered, name in offers if offered is step)
        who = self.accounts[data.draw(st.sampled_from(names))]
        fields = self._sent(data, row, step, wild=False)
        if at_once:
            self._both(row, step, fields, who)
            return
        before = self._dump()
        try:
            taken = self._take(row, step, fields, who)
        except CommandCenterError:
            assert self._dump() == before
        else:
            self._check_lines(row, step, taken)

    def _check_lines(self, row: CaseRow, step: Step, taken: Taken) -> None:
        """One line for the step, and one for each case that a case ended unhandled lets go of."""
        history = self.center.casebook.history(row.number, viewer=CENTRE_VIEW)
        new = [line for line in history if line.version > row.version]
        assert [line.version for line in new] == list(range(row.version + 1, taken.version + 1))
        assert new[0].step == step
        assert all(line.step == Step.UNMERGE and '"released"' in line.payload for line in new[1:])

    def _both(
        self, row: CaseRow, step: Step, fields: Mapping[str, object], who: AccountRow
    ) -> None:
        """Two windows of one account, so that it does not matter which of them wins."""
        start = Barrier(2, timeout=30)

        def one(_: int) -> Taken | CommandCenterError:
            start.wait()
            try:
                return self._take(row, step, fields, who)
            except CommandCenterError as refusal:
                return refusal

        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(one, range(2)))
        refusals = [answer for answer in answers if isinstance(answer, CommandCenterError)]
        assert refusals
        if len(refusals) == 1:
            assert isinstance(refusals[0], StaleVersion)
            assert refusals[0].params["actor"] == who.name
            # a case that ends unhandled lets go, last of all, what was merged into it
            assert refusals[0].params["step"] in {step, Step.UNMERGE}

    def _take(
        self, row: CaseRow, step: Step, fields: Mapping[str, object], who: AccountRow
    ) -> Taken:
        return self.center.desk.take(
            row.number, step, fields, version=row.version, by=who.actor, viewer=who.viewer
        )

    def _sent(
        self, data: st.DataObject, row: CaseRow, step: Step, *, wild: bool
    ) -> dict[str, object]:
        wanted = LIFE.get((row.stage, step), any_rule(step))
        open_ones = [other.number for other in self._rows() if other.stage not in ENDED]
        numbers = open_ones or [row.number]
        fields = data.draw(sent(step, wanted, self.clock.now, numbers, wild=wild))
        return {
            name: _PHOTO if isinstance(value, PhotoUpload) else value
            for name, value in fields.items()
        }

    def _any(self, data: st.DataObject) -> CaseRow:
        rows = {row.number: row for row in self._rows()}
        return rows[data.draw(st.sampled_from(sorted(rows)))]

    def _rows(self) -> Sequence[CaseRow]:
        return self.center.casebook.rows(CaseFilter(), viewer=CENTRE_VIEW)

    def _dump(self) -> Mapping[str, Sequence[object]]:
        with self.beside.raw_read() as connection:
            return {
                table.name: connection.execute(select(table)).all()
                for table in Base.metadata.sorted_tables
                if table.name not in _CATALOGUE
            }


#: What no step writes: the pack, and what was read by whom.
_CATALOGUE = frozenset({"areas", "unit_grids", "roads", "pack_versions", "identity_reads"})


def test_that_lives_through_the_services_hold_whatever_is_tried(
    made_sqlite: Path, tmp_path: Path
) -> None:
    class Here(Desks):
        made = made_sqlite
        file = tmp_path / "center.sqlite3"

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=25,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
