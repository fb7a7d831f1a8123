"""A writing transaction asks no question twice: all other writers wait for its answers."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from sqlalchemy import Engine, event, select

from commandcenter.center import CommandCenter
from commandcenter.database import Database
from commandcenter.database.this_centre import this_centre
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.city.centre import Centre
from tests.city.life import CityLife


def test_that_no_report_asks_the_same_twice(city_life: CityLife) -> None:
    city_life.reported()  # what is read once a pack has been read
    with _asked() as asked:
        city_life.reported()
    assert asked
    assert sorted(set(asked)) == sorted(asked)


def test_that_no_step_asks_the_same_twice(city_life: CityLife) -> None:
    number, dispatcher = city_life.filed(), city_life.account("dispatcher")
    with _asked() as asked:
        city_life.center.desk.take(
            number,
            Step.DISPATCH,
            {"department": "roads"},
            version=None,
            by=dispatcher.actor,
            viewer=dispatcher.viewer,
        )
    assert asked
    assert sorted(set(asked)) == sorted(asked)


def test_that_a_note_is_added_without_reading_the_earlier_ones(city_life: CityLife) -> None:
    number, dispatcher = city_life.filed(), city_life.account("dispatcher")
    for note in ("once", "twice"):
        with _asked() as asked:
            city_life.center.desk.take(
                number,
                Step.URGE,
                {"note": note},
                version=None,
                by=dispatcher.actor,
                viewer=dispatcher.viewer,
            )
        about_notes = [statement.split()[0] for statement in asked if "opinions" in statement]
        assert about_notes == ["INSERT"]
    history = city_life.center.casebook.history(number, viewer=dispatcher.viewer)
    assert [line.opinion for line in history][-2:] == ["once", "twice"]


def test_that_a_changed_centre_is_read_again_in_the_same_transaction(
    address: str, center: CommandCenter
) -> None:
    with closing(Database(address)) as database, database.write() as session:
        before = this_centre(session).pack_version
        session.scalars(select(Centre)).one().pack_version = before + 1
        session.flush()
        assert this_centre(session).pack_version == before + 1


@contextmanager
def _asked() -> Iterator[list[str]]:
    """Every statement but those that begin or end a transaction."""
    found: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        found.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", note)
