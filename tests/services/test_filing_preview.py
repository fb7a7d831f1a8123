"""Whoever files sees the legal limit and the deadline that it gives, before it is fixed; looking
ahead takes nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from commandcenter.center import CommandCenter
from commandcenter.database import Database
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.staff.viewer import CENTRE_VIEW
from tests.city.life import HAWKER, LAMP, MANHOLE, REFUSE, CityLife, FakeClock


@pytest.mark.parametrize(
    ("category", "condition"), [(MANHOLE, 1), (MANHOLE, 2), (REFUSE, 1), (HAWKER, 1)]
)
def test_that_the_deadline_that_is_shown_is_the_one_that_a_dispatch_now_gives(
    center: CommandCenter, city_life: CityLife, clock: FakeClock, category: str, condition: int
) -> None:
    clock.advance(timedelta(hours=7, minutes=13))  # in the evening
    number, chief = city_life.accepted(category), city_life.account("shift-chief")
    fields = {"condition": condition}
    seen = center.desk.preview(number, Step.FILE, fields, by=chief.actor, viewer=chief.viewer)
    assert seen.before.due_if_dispatched is None
    assert seen.after.due_at is None
    city_life.step(number, Step.FILE, "shift-chief", fields)
    proposed = {MANHOLE: "roads", REFUSE: "sanitation", HAWKER: "street"}[category]
    city_life.step(number, Step.DISPATCH, "dispatcher", {"department": proposed})
    due_at = center.casebook.case(number, viewer=CENTRE_VIEW).row.hands.due_at
    assert seen.after.due_if_dispatched == due_at


def test_that_looking_at_a_split_takes_no_number_and_waits_for_nobody_who_does(
    center: CommandCenter, city_life: CityLife, address: str
) -> None:
    number, clerk = city_life.reported(), city_life.account("call-taker")
    fields = {"into": [LAMP, REFUSE]}
    beside = Database(address)
    with beside.raw_write() as connection:
        connection.execute(text("UPDATE case_serials SET last = last"))
        center.desk.preview(number, Step.SPLIT, fields, by=clerk.actor, viewer=clerk.viewer)
    beside.close()
    assert city_life.reported()[-5:] == "00002"
