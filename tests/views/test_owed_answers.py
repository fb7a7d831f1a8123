"""Reading who owes an answer, for the signs in a list."""

from pathlib import Path

from sqlalchemy import select

from commandcenter.center import CommandCenter
from commandcenter.database import Database
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.staff.access_log import IdentityRead
from commandcenter.services.casebook import CaseFilter
from commandcenter.views.open_cases.waiting_signs import read_owed
from tests.city.life import CityLife


def test_that_the_signs_of_the_queue_read_nobody_s_identity(
    center: CommandCenter, city_life: CityLife, database_file: Path
) -> None:
    number, viewer = city_life.handling(), city_life.account("call-taker").viewer
    city_life.step(number, Step.URGE, "shift-chief", {"note": "快"})
    rows = center.casebook.rows(CaseFilter(open_only=True), viewer=viewer)
    assert read_owed(center.casebook, rows, viewer)[number]
    database = Database(f"sqlite:///{database_file}")
    with database.read() as session:
        assert session.scalars(select(IdentityRead)).all() == []
    database.close()
