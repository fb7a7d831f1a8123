"""Every clock of a case can be asked why it is due when it is, and the sum is right."""

from datetime import timedelta

import pytest

from commandcenter.center import CommandCenter
from commandcenter.errors import NotFound
from commandcenter.models.cases.rules.clock_names import ClockName
from commandcenter.models.cases.rules.stage import Stage, Step
from commandcenter.models.clocks.reason import ReasonId
from commandcenter.models.staff.viewer import CENTRE_VIEW, Viewer
from commandcenter.services.casebook import CaseFilter, ClockExplanation
from tests.city.life import LAMP, MANHOLE, REFUSE, CityLife, FakeClock, photo

_ASKED = {"reason": "weather"}


def handling(center: CommandCenter, number: str) -> ClockExplanation:
    return center.casebook.explain(number, ClockName.HANDLING, 1, viewer=CENTRE_VIEW)


def test_that_every_limited_clock_of_a_life_is_explained_to_its_own_due_moment(
    center: CommandCenter, city_life: CityLife
) -> None:
    number = city_life.closed(LAMP)
    limited = 0
    for clock in center.casebook.case(number, viewer=CENTRE_VIEW).clocks:
        said = center.casebook.explain(number, clock.name, clock.ordinal, viewer=CENTRE_VIEW)
        assert said.clock == clock
        if said.explanation is None:
            assert clock.limit is None
            continue
        limited += 1
        counted = [span.to_at - span.from_at for span in said.explanation.spans if span.counted]
        assert sum(counted, timedelta()) == said.explanation.counted
        assert said.explanation.due_at == clock.due_at
    assert limited == 8


def test_that_the_rule_is_named_with_its_version_and_the_condition_in_its_own_words(
    center: CommandCenter, city_life: CityLife
) -> None:
    said = handling(center, city_life.dispatched(MANHOLE))
    assert (said.condition, said.rule_version, said.calendar_version) == (1, 1, 1)
    assert said.condition_text is not None
    assert said.condition_text.en == "The cover is gone and the shaft is open"


def test_that_an_extension_doubles_the_sum_and_a_suspension_is_left_out_of_it(
    center: CommandCenter, city_life: CityLife, clock: FakeClock
) -> None:
    number = city_life.handling(REFUSE, "sanitation")
    city_life.step(number, Step.ASK_EXTENSION, "department-sanitation", _ASKED)
    city_life.step(number, Step.GRANT_EXTENSION, "dispatcher", {})
    until = {"until": "2026-11-25T08:00"}
    city_life.step(number, Step.ASK_SUSPENSION, "department-sanitation", _ASKED | until)
    city_life.step(number, Step.GRANT_SUSPENSION, "dispatcher", {})
    clock.advance(timedelta(days=3))
    center.desk.resume_due()
    explanation = handling(center, number).explanation
    assert explanation is not None
    assert explanation.counted == timedelta(hours=8)
    reasons = {span.reason.id for span in explanation.spans if not span.counted}
    assert ReasonId.SUSPENSION in reasons


def test_that_a_clock_whose_department_has_given_the_case_back_still_adds_up(
    center: CommandCenter, city_life: CityLife
) -> None:
    number = city_life.handling(REFUSE, "sanitation")
    city_life.step(number, Step.ASK_RETURN, "department-sanitation", {"reason": "not_ours"})
    city_life.step(number, Step.GRANT_RETURN, "dispatcher", {})
    said = handling(center, number)
    assert said.explanation is not None
    assert said.explanation.due_at == said.clock.due_at


def test_that_a_clock_that_is_not_there_or_may_not_be_seen_is_refused(
    center: CommandCenter, city_life: CityLife
) -> None:
    number = city_life.filed()
    with pytest.raises(NotFound) as absent:
        handling(center, number)
    elsewhere = Viewer("roads", department="roads")
    with pytest.raises(NotFound) as hidden:
        center.casebook.explain(number, ClockName.CASE, 1, viewer=elsewhere)
    found = (absent.value.error_id, hidden.value.error_id)
    assert found == ("clock-not-found", "case-not-found")


def test_that_ended_cases_that_still_wait_for_somebody_are_found(
    center: CommandCenter, city_life: CityLife
) -> None:
    city_life.closed(LAMP)
    audited = city_life.reported(photos=(photo(),))
    fields = {"after": photo(), "category": LAMP}
    city_life.step(audited, Step.SELF_HANDLE, "inspector", fields)
    wanted = CaseFilter(ended_but_waiting=True)
    rows = center.casebook.rows(wanted, viewer=CENTRE_VIEW)
    assert [(row.number, row.stage) for row in rows] == [(audited, Stage.CLOSED)]
