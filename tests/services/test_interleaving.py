"""Two to eight who act on one case: one wins, the others are told, and nothing is half done."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest

from commandcenter.center import CommandCenter
from commandcenter.errors import CommandCenterError, NotNow, StaleVersion
from commandcenter.models.cases.rules.report import Report
from commandcenter.models.cases.rules.stage import Stage, Step
from commandcenter.models.staff.actor import Actor
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.services.casebook import CaseFilter
from commandcenter.services.desk import Taken
from commandcenter.services.intake import Receipt
from tests.city.life import LAMP, CityLife, FakeClock, photo
from tests.services.interleaving import Act, Meeting, orders

ROADS = "department-roads"
DOOR = Actor("door", frozenset())


@pytest.fixture
def meeting(address: str, clock: FakeClock) -> Meeting:
    return Meeting(address, clock)


@pytest.fixture(autouse=True)
def _nothing_is_half_done(center: CommandCenter) -> Iterator[None]:
    yield
    assert center.log_audit.verify().faults == ()


def _step(number: str, step: Step, by: str, version: int | None = None, **fields: object) -> Act:
    def act(center: CommandCenter) -> Taken:
        account = center.access.account(by)
        return center.desk.take(
            number, step, fields, version=version, by=account.actor, viewer=account.viewer
        )

    return act


def _report(**fields: object) -> Act:
    key = fields.pop("key", None)
    report = Report("public", "井盖缺失", address="六条", **fields)  # type: ignore[arg-type]
    return lambda center: center.intake.receive(report, by=DOOR, key=key)  # type: ignore[arg-type]


def _won(answers: Sequence[object]) -> list[object]:
    return [answer for answer in answers if not isinstance(answer, CommandCenterError)]


# ---- all at once --------------------------------------------------------------------------------


@pytest.mark.parametrize("writers", [2, 8])
def test_that_of_many_with_one_version_one_wins_and_the_others_are_told(
    meeting: Meeting, city_life: CityLife, writers: int
) -> None:
    number = city_life.handling()
    doing = [
        _step(number, Step.FINISH, ROADS, 5, note="好了", photo=photo()),
        _step(number, Step.CORRECT, "call-taker", 5, condition=2),
        _step(number, Step.URGE, "dispatcher", 5, note="请尽快"),
        _step(number, Step.ASK_EXTENSION, ROADS, 5, reason="parts"),
    ]
    answers = meeting.at_once(*(doing * 2)[:writers])
    assert len(_won(answers)) == 1
    winner = city_life.center.casebook.history(number, viewer=CENTRE_VIEW)[-1]
    for answer in answers:
        if isinstance(answer, CommandCenterError):
            assert isinstance(answer, StaleVersion), answer
            told = answer.params
            assert (told["actor"], told["at"]) == (winner.actor, winner.at)
            assert (told["step"], told["version"]) == (winner.step, winner.version)


@pytest.mark.parametrize("writers", [2, 6])
def test_that_of_two_applications_of_one_kind_one_is_open(
    meeting: Meeting, city_life: CityLife, writers: int
) -> None:
    number = city_life.handling()
    asking = _step(number, Step.ASK_RETURN, ROADS, reason="not_ours")
    answers = meeting.at_once(*[asking] * writers)
    assert len(_won(answers)) == 1
    losers = [a for a in answers if isinstance(a, CommandCenterError)]
    assert {loser.error_id for loser in losers} == {"application-open"}
    case = city_life.center.casebook.case(number, viewer=CENTRE_VIEW)
    assert [application.answered_at for application in case.applications] == [None]


def test_that_one_reference_sent_twice_at_once_is_one_case(
    meeting: Meeting, center: CommandCenter
) -> None:
    answers = meeting.at_once(*[_report(external_reference="HL-1")] * 6)
    (receipt,) = _won(answers)
    assert isinstance(receipt, Receipt)
    for answer in answers:
        if isinstance(answer, CommandCenterError):
            assert (answer.error_id, answer.field) == ("reference-known", "external_reference")
            assert answer.params["number"] == receipt.number
    assert center.casebook.count(CaseFilter(), viewer=CENTRE_VIEW) == 1


def test_that_one_key_sent_at_once_is_one_case_and_one_answer(
    meeting: Meeting, center: CommandCenter
) -> None:
    answers = meeting.at_once(*[_report(key="k")] * 6)
    receipts = [answer for answer in answers if isinstance(answer, Receipt)]
    assert len(receipts) == 6
    assert len({receipt.number for receipt in receipts}) == 1
    assert [receipt.new for receipt in receipts].count(True) == 1
    assert center.casebook.count(CaseFilter(), viewer=CENTRE_VIEW) == 1


def test_that_eight_reports_at_once_get_eight_numbers_in_a_row(
    meeting: Meeting, center: CommandCenter
) -> None:
    answers = meeting.at_once(*[_report() for _ in range(8)])
    numbers = sorted(answer.number for answer in answers if isinstance(answer, Receipt))
    assert [number[-5:] for number in numbers] == [f"{n:05}" for n in range(1, 9)]


def test_that_a_case_merged_both_ways_at_once_is_merged_one_way(
    meeting: Meeting, city_life: CityLife
) -> None:
    first, second = city_life.reported(), city_life.reported()
    answers = meeting.at_once(
        _step(first, Step.MERGE, "call-taker", 1, into=second),
        _step(second, Step.MERGE, "call-taker", 1, into=first),
    )
    assert len(_won(answers)) == 1
    counts = city_life.center.casebook.counts(viewer=CENTRE_VIEW)
    assert counts == {Stage.MERGED: 1, Stage.REPORTED: 1}


def test_that_the_job_and_a_dispatcher_resume_a_case_once(
    meeting: Meeting, city_life: CityLife, clock: FakeClock
) -> None:
    number = _suspended(city_life, clock)
    due_at = city_life.center.casebook.case(number, viewer=CENTRE_VIEW).row.hands.due_at
    meeting.at_once(
        _step(number, Step.RESUME, "dispatcher"),
        lambda center: center.desk.resume_due(),
        lambda center: center.desk.resume_due(),
    )
    case = city_life.center.casebook.case(number, viewer=CENTRE_VIEW)
    steps = [line.step for line in city_life.center.casebook.history(number, viewer=CENTRE_VIEW)]
    assert (steps.count("resume"), case.row.stage) == (1, Stage.HANDLING)
    assert case.row.hands.due_at == due_at  # whoever was first, it counts since the day


# ---- in every order -----------------------------------------------------------------------------


def test_that_a_merge_finds_its_target_open_or_is_refused_in_every_order(
    meeting: Meeting, city_life: CityLife
) -> None:
    for order in (("merging", "closing"), ("closing", "merging")):
        source, target = city_life.reported(), city_life.inspected()
        sessions = {
            "merging": [_step(source, Step.MERGE, "call-taker", 1, into=target)],
            "closing": [_step(target, Step.CLOSE, "shift-chief", closing="done")],
        }
        answers = meeting.in_turn(sessions, order)
        merged, closed = answers["merging"][0], answers["closing"][0]
        case = city_life.center.casebook.case(source, viewer=CENTRE_VIEW)
        if isinstance(merged, CommandCenterError):
            assert (merged.error_id, merged.field) == ("merge-into-ended", "into")
            assert (case.row.stage, case.row.version) == (Stage.REPORTED, 1)
        assert isinstance(merged, Taken) == (order[0] == "merging")
        assert isinstance(closed, Taken)


def test_that_a_case_merged_meanwhile_makes_the_closing_of_its_target_stale(
    meeting: Meeting, city_life: CityLife
) -> None:
    source, target = city_life.reported(), city_life.inspected()
    seen = city_life.center.casebook.case(target, viewer=CENTRE_VIEW).row.version
    sessions = {
        "merging": [_step(source, Step.MERGE, "call-taker", 1, into=target)],
        "closing": [_step(target, Step.CLOSE, "shift-chief", seen, closing="done")],
    }
    answers = meeting.in_turn(sessions, ["merging", "closing"])
    (refusal,) = answers["closing"]
    assert isinstance(refusal, StaleVersion)
    assert refusal.params["step"] is Step.MERGE


@pytest.mark.parametrize("versions", [(None, None), (6, 6)], ids=["as it stands", "as seen"])
def test_that_a_grant_and_a_finish_leave_one_story_in_every_order(
    meeting: Meeting, city_life: CityLife, versions: tuple[int | None, int | None]
) -> None:
    for order in (("dispatcher", "department"), ("department", "dispatcher")):
        number = city_life.handling()
        city_life.step(number, Step.ASK_RETURN, ROADS, {"reason": "not_ours"})
        sessions = {
            "dispatcher": [_step(number, Step.GRANT_RETURN, "dispatcher", versions[0])],
            "department": [
                _step(number, Step.FINISH, ROADS, versions[1], note="好了", photo=photo())
            ],
        }
        answers = meeting.in_turn(sessions, order)
        assert isinstance(answers[order[0]][0], Taken)
        assert isinstance(answers[order[1]][0], CommandCenterError)
        case = city_life.center.casebook.case(number, viewer=CENTRE_VIEW)
        stage = Stage.FILED if order[0] == "dispatcher" else Stage.FINISHED
        assert (case.row.stage, case.row.pending) == (stage, frozenset())
        (application,) = case.applications
        assert str(application.state) == ("granted" if stage is Stage.FILED else "lapsed")


def test_that_two_who_ask_and_answer_tell_one_story_in_every_order(
    meeting: Meeting, city_life: CityLife
) -> None:
    """Ask then finish, against refuse then supervise: six orders, one log without a gap each."""
    for order in orders({"a": [_nothing, _nothing], "b": [_nothing, _nothing]}):
        number = city_life.handling(LAMP)
        sessions = {
            "a": [
                _step(number, Step.ASK_EXTENSION, ROADS, reason="parts"),
                _step(number, Step.FINISH, ROADS, note="好了", photo=photo()),
            ],
            "b": [
                _step(number, Step.REFUSE_EXTENSION, "dispatcher"),
                _step(number, Step.SUPERVISE, "dispatcher", note="盯紧"),
            ],
        }
        answers = meeting.in_turn(sessions, order)
        asked_first = order.index("a") < order.index("b") and order[:2] != ("a", "a")
        assert isinstance(answers["b"][0], Taken) == asked_first
        assert isinstance(answers["b"][0], Taken | NotNow)
        history = city_life.center.casebook.history(number, viewer=CENTRE_VIEW)
        taken = len(_won([*answers["a"], *answers["b"]]))
        assert [line.version for line in history] == list(range(1, 6 + taken))


def _nothing(center: CommandCenter) -> None:
    """Stands for a step where only the order counts."""


def _suspended(city_life: CityLife, clock: FakeClock) -> str:
    """A case whose day came an hour ago."""
    number = city_life.handling()
    until = (clock.now + timedelta(days=1)).isoformat()
    fields = {"reason": "parts", "until": until}
    city_life.step(number, Step.ASK_SUSPENSION, ROADS, fields)
    city_life.step(number, Step.GRANT_SUSPENSION, "dispatcher", {})
    clock.advance(timedelta(days=1, hours=1))
    return number
