"""What a pack says of the life of a case arrives in the rules, and what it leaves out as well."""

import json
from dataclasses import replace
from fractions import Fraction

import pytest

from commandcenter.center import CommandCenter
from commandcenter.database import Database
from commandcenter.models.cases.rules.stage import Closing, Step
from commandcenter.models.city.centre import PackVersion
from commandcenter.models.city.rules import TASK_LIMITS, CityRules, ReopenPolicy
from commandcenter.packs.content.pack import CityPack
from commandcenter.packs.content.parts import PackReason
from commandcenter.packs.reader import read_pack
from tests.city.centers import TINY
from tests.city.life import HAWKER, LAMP, MANHOLE, REFUSE


@pytest.fixture(scope="module")
def pack() -> CityPack:
    return read_pack(TINY)


def rules_at(address: str) -> CityRules:
    database = Database(address)
    with database.read() as session:
        rules = database.rule_book.rules(session)
    database.close()
    return rules


def test_that_the_rules_hold_what_the_pack_says(center: CommandCenter, address: str) -> None:
    rules = rules_at(address)
    assert rules.transfer_cap == 2
    assert rules.task_limits["urge"].text("zh") == "2工作时"
    assert rules.condition(LAMP, 1).reopen is ReopenPolicy.NEW_LIMIT
    assert rules.condition(MANHOLE, 1).reopen is ReopenPolicy.CONTINUE


def test_that_a_task_for_which_a_stage_waits_has_the_limit_of_the_stage(
    center: CommandCenter, address: str
) -> None:
    limits = rules_at(address).task_limits
    assert limits["confirm"].text("zh") == "0.5紧急工作时"
    assert limits["inspect"].text("zh") == "1紧急工作时"
    assert limits["supervise"] == TASK_LIMITS["supervise"]
    assert set(limits) == {"confirm", "inspect", "supervise", "urge", "audit", "tell"}


def test_that_a_case_may_be_closed_as_its_condition_allows(
    center: CommandCenter, address: str
) -> None:
    rules = rules_at(address)
    allowed = {
        key: {closing for closing in Closing if condition.allows(closing)}
        for key, condition in rules.conditions.items()
    }
    assert allowed[MANHOLE, 1] == {Closing.DONE, Closing.MADE_SAFE}
    assert allowed[HAWKER, 1] == {Closing.DONE, Closing.INFORMED}
    assert allowed[MANHOLE, 2] == allowed[REFUSE, 1] == {Closing.DONE}
    (hawker,) = center.city.facts().categories[HAWKER].conditions
    assert set(hawker.closings) == allowed[HAWKER, 1]


def test_that_every_closing_fits_where_the_pack_has_no_list(
    center: CommandCenter, address: str, pack: CityPack
) -> None:
    center.city.install(replace(pack, closings=None, digest="no list"))
    conditions = rules_at(address).conditions.values()
    assert all(condition.allows(closing) for condition in conditions for closing in Closing)


@pytest.mark.parametrize(
    ("area", "department"),
    [("110101001002", "street"), ("110101001", "street"), ("110101", "streets"), (None, "streets")],
)
def test_that_a_case_of_all_street_offices_goes_to_the_office_of_its_place(
    center: CommandCenter, address: str, area: str | None, department: str
) -> None:
    rules = rules_at(address)
    assert rules.routed_department(rules.condition(HAWKER, 1), area) == department
    assert rules.routed_department(rules.condition(MANHOLE, 1), area) == "roads"
    assert center.city.facts().street_offices == rules.street_offices


def test_that_the_warning_marks_of_every_city_join_the_packs_own(
    center: CommandCenter, address: str, pack: CityPack
) -> None:
    assert rules_at(address).warning_marks == (Fraction(4, 5), Fraction(1))
    center.city.install(replace(pack, warning_marks=(0.3, 0.8, 1.5), digest="marks"))
    marks = (Fraction(3, 10), Fraction(4, 5), Fraction(1), Fraction(3, 2))
    assert rules_at(address).warning_marks == marks


def test_that_the_reasons_of_a_pack_arrive_with_their_words(
    center: CommandCenter, address: str, pack: CityPack
) -> None:
    assert rules_at(address).reasons == {}
    land = PackReason("private_land", "私人用地", "private land")
    center.city.install(replace(pack, reasons={Step.DECLINE: (land,)}, digest="reasons"))
    assert rules_at(address).reasons == {Step.DECLINE: ("private_land",)}
    assert center.city.facts().settings.reasons == {Step.DECLINE: (land,)}


#: What earlier programs did not store.
OPTIONAL = (
    *("transfer_cap", "keep_originals", "task_limits"),
    *("closings", "street_offices", "reasons"),
)


def test_that_a_pack_installed_by_an_earlier_program_follows_the_custom(
    center: CommandCenter, address: str
) -> None:
    database = Database(address)
    with database.write() as session:
        row = session.get_one(PackVersion, ("110101", 1))
        settings = json.loads(row.settings)
        for key in OPTIONAL:
            del settings[key]
        row.settings = json.dumps(settings)
    database.close()
    rules = rules_at(address)
    assert (rules.transfer_cap, rules.task_limits["urge"].text("zh")) == (3, "4工作时")
    assert (rules.reasons, rules.keep_originals) == ({}, False)
    assert rules.condition(HAWKER, 1).allows(Closing.PLANNED)
    assert rules.routed_department(rules.condition(HAWKER, 1), "110101001002") == "streets"
