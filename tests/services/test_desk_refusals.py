"""What the desk refuses: plainly, with the field named, and with not a row written."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select

from commandcenter.center import CommandCenter
from commandcenter.database import Database
from commandcenter.errors import CommandCenterError, NotFound, StaleVersion
from commandcenter.models.base import Base
from commandcenter.models.cases.rules.report import PhotoUpload
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.clocks.time_limit import parse_limit
from commandcenter.words import LANGUAGES
from tests.city.life import LAMP, MANHOLE, CityLife, FakeClock, photo

ROADS = "department-roads"
Dump = Mapping[str, Sequence[object]]


class Beside:
    """Every row of every table, read past the services."""

    def __init__(self, address: str) -> None:
        self._database = Database(address)

    def rows(self) -> Dump:
        tables = Base.metadata.sorted_tables
        with self._database.raw_read() as connection:
            return {table.name: connection.execute(select(table)).all() for table in tables}

    def close(self) -> None:
        self._database.close()


@pytest.fixture
def beside(address: str, center: CommandCenter) -> Iterator[Beside]:
    opened = Beside(address)
    yield opened
    opened.close()


def _refused(
    city_life: CityLife, beside: Beside, number: str, step: str, by: str, fields: dict[str, object]
) -> CommandCenterError:
    before = beside.rows()
    with pytest.raises(CommandCenterError) as refusal:
        city_life.step(number, Step(step), by, fields)
    assert beside.rows() == before
    for language in LANGUAGES:
        assert "{" not in refusal.value.sentence(language)
    return refusal.value


Sent = tuple[str, str, dict[str, object], int, str | None]


def _asking(step: str, *until: object) -> tuple[Sent, ...]:
    return tuple((step, ROADS, {"reason": "parts", "until": day}, 422, "until") for day in until)


#: Of a case that a department handles: step, by whom, what is sent; status and field refused.
WHILE_HANDLING: tuple[Sent, ...] = (
    # a grant is not a department's to give, nor is asking the dispatcher's
    ("grant_extension", ROADS, {}, 403, None),
    ("refuse_extension", ROADS, {}, 403, None),
    ("ask_extension", "dispatcher", {"reason": "weather"}, 403, None),
    ("ask_return", "call-taker", {"reason": "not_ours"}, 403, None),
    ("ask_return", "department-street", {"reason": "not_ours"}, 404, None),
    ("grant_return", "dispatcher", {}, 409, None),
    ("revoke", ROADS, {}, 409, None),
    ("resume", "dispatcher", {}, 409, None),
    ("reply", "call-taker", {"note": "x"}, 403, None),
    ("reopen", "call-taker", {"reason": "mistake"}, 409, None),
    # fields that are missing, unknown, or not what they should be
    ("ask_return", ROADS, {"reason": "no_idea"}, 422, "reason"),
    ("ask_return", ROADS, {}, 422, "reason"),
    ("ask_return", ROADS, {"reason": "not_ours", "note": "\x00"}, 422, "note"),
    ("ask_return", ROADS, {"reason": "not_ours", "to": "x"}, 422, "to"),
    ("sub_dispatch", ROADS, {"crew": "  "}, 422, "crew"),
    ("sub_dispatch", ROADS, {"crew": ["二班"]}, 422, "crew"),
    ("urge", "dispatcher", {"note": ""}, 422, "note"),
    ("urge", "dispatcher", {"note": "x" * 4001}, 422, "note"),
    ("finish", ROADS, {"note": "x", "photo": "x.jpg"}, 422, "photo"),
    (
        "finish", ROADS,
        {"note": "x", "photo": PhotoUpload("x.jpg", b"no photo")}, 422, "photo",
    ),
    ("correct", "call-taker", {}, 422, None),
    ("correct", "call-taker", {"kind": LAMP}, 422, "condition"),
    ("correct", "call-taker", {"condition": "99"}, 422, "condition"),
    ("correct", "call-taker", {"condition": "-1"}, 422, "condition"),
    ("correct", "call-taker", {"kind": "00000000", "condition": 1}, 422, "category"),
    ("correct", "call-taker", {"place": "somewhere"}, 422, "place"),
    ("correct", "call-taker", {"place": "91,116"}, 422, "place.latitude"),
    ("correct", "call-taker", {"place": "nan,116"}, 422, "place.latitude"),
    ("correct", "call-taker", {"place": {"latitude": 39.9}}, 422, "place"),
    (
        "correct", "call-taker",
        {"place": {"latitude": 39.9, "longitude": 116.4, "height": 3}}, 422, "place",
    ),
    # suspensions that end when nobody could mean it
    *_asking(
        "ask_suspension", "2026-11-22", "2026-11-23T10:00", "2026-11-23T01:59+00:00", "2028-01-01",
        "0001-01-01", "9999-12-31T23:59+00:00", "9999-12-31T23:59:59-23:59", "tomorrow",
        "", 20261201, True, ["2026-12-01"], {"day": 1},
    ),
    *_asking("ask_extension", "0001-01-01", "9999-12-31T23:59-12:00", "soon", 1.5),
    # merges that are none
    ("merge", "call-taker", {}, 422, "into"),
    ("merge", "call-taker", {"into": " , "}, 422, "into"),
    ("merge", "call-taker", {"into": []}, 422, "into"),
    ("merge", "call-taker", {"into": ["1", "2"]}, 422, "into"),
    ("merge", "call-taker", {"into": "1101012026112399999"}, 404, "into"),
    ("merge", "call-taker", {"into": "\x00"}, 422, "into"),
    ("merge", "call-taker", {"into": ["x" * 300]}, 422, "into"),
    ("merge", "call-taker", {"into": 7}, 422, "into"),
)  # fmt: skip
#: Of a report that nobody has looked at yet; all 422.
WHEN_REPORTED: tuple[tuple[str, str, dict[str, object], str], ...] = (
    ("split", "call-taker", {"into": " ,"}, "into"),
    ("split", "call-taker", {"into": [LAMP, "00000000"]}, "category"),
    ("split", "call-taker", {"into": [LAMP] * 21}, "into"),
    ("self_handle", "inspector", {"category": LAMP, "after": photo()}, "before"),
    ("self_handle", "inspector", {"before": photo(), "after": photo()}, "category"),
    (
        "self_handle", "inspector",
        {"category": LAMP, "before": PhotoUpload("x", b"x"), "after": photo()}, "before",
    ),
    ("correct", "call-taker", {"condition": 1}, "condition"),
    ("ask_confirm", "call-taker", {"inspector": "\x00"}, "inspector"),
)  # fmt: skip


def test_that_a_step_that_cannot_be_is_refused_and_nothing_is_written(
    city_life: CityLife, beside: Beside
) -> None:
    number = city_life.handling()
    for step, by, fields, status, field in WHILE_HANDLING:
        refusal = _refused(city_life, beside, number, step, by, fields)
        assert (refusal.status, refusal.field) == (status, field), (step, fields, refusal)


def test_that_a_new_report_takes_no_harm_either(city_life: CityLife, beside: Beside) -> None:
    number = city_life.reported()
    for step, by, fields, field in WHEN_REPORTED:
        refusal = _refused(city_life, beside, number, step, by, fields)
        assert (refusal.status, refusal.field) == (422, field), (step, fields, refusal)


def test_that_no_case_merges_with_itself_in_a_circle_or_into_what_has_ended(
    city_life: CityLife, beside: Beside
) -> None:
    first, second, third = (city_life.reported() for _ in range(3))
    itself = _refused(city_life, beside, first, "merge", "call-taker", {"into": first})
    assert (itself.status, itself.field) == (422, "into")
    city_life.step(first, Step.MERGE, "call-taker", {"into": second})
    city_life.step(second, Step.MERGE, "call-taker", {"into": third})
    for case, into in ((second, first), (third, first), (third, second), (first, third)):
        refusal = _refused(city_life, beside, case, "merge", "call-taker", {"into": into})
        assert refusal.status == 409
    inner = _refused(city_life, beside, first, "unmerge", "call-taker", {})
    assert "itself merged" in inner.sentence("en")


def test_that_a_closed_case_is_told_to_be_reopened_first(
    city_life: CityLife, beside: Beside
) -> None:
    number = city_life.closed()
    refusal = _refused(city_life, beside, number, "dispatch", "dispatcher", {"department": "roads"})
    assert refusal.status == 409
    assert "Take the step “reopen” first" in refusal.sentence("en")


def test_that_no_extension_comes_after_the_deadline_asked_or_granted(
    city_life: CityLife, beside: Beside, clock: FakeClock
) -> None:
    number, asked = city_life.handling(), city_life.handling()
    city_life.step(asked, Step.ASK_EXTENSION, ROADS, {"reason": "parts"})
    clock.advance(timedelta(hours=2, seconds=1))
    fields: dict[str, object] = {"reason": "parts"}
    for case, step, by, sent in (
        (number, "ask_extension", ROADS, fields),
        (asked, "grant_extension", "dispatcher", {}),
    ):
        refusal = _refused(city_life, beside, case, step, by, sent)
        assert (refusal.status, refusal.error_id) == (409, "extension-after-deadline")


def test_that_a_suspension_that_ended_before_it_was_granted_is_none(
    city_life: CityLife, beside: Beside, clock: FakeClock
) -> None:
    number = city_life.handling()
    fields = {"reason": "parts", "until": "2026-11-24"}
    city_life.step(number, Step.ASK_SUSPENSION, ROADS, fields)
    clock.advance(timedelta(days=1))
    assert _refused(city_life, beside, number, "grant_suspension", "dispatcher", {}).status in (
        409, 422,
    )  # fmt: skip
    city_life.step(number, Step.REFUSE_SUSPENSION, "dispatcher", {})


def test_that_a_stale_version_says_who_when_and_what(city_life: CityLife, beside: Beside) -> None:
    number = city_life.handling()
    account = city_life.account("dispatcher")
    before = beside.rows()
    with pytest.raises(StaleVersion) as refusal:
        city_life.center.desk.take(
            number, Step.URGE, {"note": "x"}, version=4, by=account.actor, viewer=account.viewer
        )
    assert beside.rows() == before
    sentence = refusal.value.sentence("en")
    for word in (ROADS, "acknowledge", "version 5", "2026-11-23"):
        assert word in sentence


def test_that_nobody_acts_under_a_name_that_is_none(city_life: CityLife) -> None:
    with pytest.raises(NotFound, match="no account"):
        city_life.step(city_life.reported(), Step.ACCEPT, "nobody", {"category": MANHOLE})


@pytest.mark.parametrize("limit", ["0工作时", "-2工作时", "0.0 working days", "4"])
def test_that_a_limit_of_nothing_is_refused(limit: str) -> None:
    with pytest.raises(CommandCenterError) as refusal:
        parse_limit(limit)
    assert refusal.value.field == "limit"
