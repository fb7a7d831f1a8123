"""The reasons that a pack adds are taken for their step; a refusal lists them with the others."""

from dataclasses import replace

import pytest

from commandcenter.center import CommandCenter
from commandcenter.errors import InvalidInput
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.packs.content.parts import PackReason
from commandcenter.packs.reader import read_pack
from tests.city.centers import TINY
from tests.city.life import CityLife

LAND = (PackReason("private_land", "私人用地", "private land"),)


@pytest.fixture
def city_life(center: CommandCenter, city_life: CityLife) -> CityLife:
    """In a city that adds a reason to three steps."""
    reasons = dict.fromkeys((Step.DECLINE, Step.REOPEN, Step.ASK_RETURN), LAND)
    center.city.install(replace(read_pack(TINY), reasons=reasons, digest="reasons"))
    return city_life


def refused(city_life: CityLife, number: str, step: Step, by: str, reason: str) -> InvalidInput:
    with pytest.raises(InvalidInput) as refusal:
        city_life.step(number, step, by, {"reason": reason})
    assert refusal.value.error_id == "reason-unknown"
    return refusal.value


def test_that_a_reason_of_the_city_is_taken_and_kept(
    center: CommandCenter, city_life: CityLife
) -> None:
    reason = {"reason": "private_land"}
    numbers = [
        city_life.step(city_life.reported(), Step.DECLINE, "call-taker", reason),
        city_life.step(city_life.closed(), Step.REOPEN, "call-taker", reason),
    ]
    asked = city_life.step(city_life.handling(), Step.ASK_RETURN, "department-roads", reason)
    for number in numbers:
        assert center.casebook.case(number, viewer=CENTRE_VIEW).reason == "private_land"
    (application,) = center.casebook.case(asked, viewer=CENTRE_VIEW).applications
    assert application.reason == "private_land"
    assert center.log_audit.verify().faults == ()


def test_that_a_refusal_lists_the_reasons_of_the_city_too(city_life: CityLife) -> None:
    refusal = refused(city_life, city_life.reported(), Step.DECLINE, "call-taker", "nonsense")
    for language in ("zh", "en"):
        assert "unclear, private_land" in refusal.sentence(language)


def test_that_a_reason_is_known_for_its_step_alone(city_life: CityLife) -> None:
    refusal = refused(city_life, city_life.accepted(), Step.VOID, "shift-chief", "private_land")
    assert refusal.params["known"] == "mistake, duplicate, vanished"


def test_that_a_reason_that_the_city_gives_up_is_taken_no_more(
    center: CommandCenter, city_life: CityLife
) -> None:
    center.city.install(replace(read_pack(TINY), digest="without reasons"))
    refused(city_life, city_life.reported(), Step.DECLINE, "call-taker", "private_land")
