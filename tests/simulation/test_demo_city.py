"""What a believable city reports: kinds by frequency, in words that can be read back."""

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest
from shapely import Point

from commandcenter.models.city.category_kind import CategoryKind
from commandcenter.models.clocks.working_calendar import working_calendar
from commandcenter.packs.content.pack import CityPack
from commandcenter.packs.reader import read_pack
from commandcenter.resources import resource
from commandcenter.simulation.believable.arrivals import A_WEEK, Arrivals
from commandcenter.simulation.believable.kinds import Kinds
from commandcenter.simulation.believable.places import Places
from commandcenter.simulation.believable.words import Words, plain_state


@pytest.fixture(scope="module")
def dongcheng() -> CityPack:
    return read_pack(resource("cities", "dongcheng"))


def test_that_a_call_taker_reads_kind_and_condition_out_of_any_report(dongcheng: CityPack) -> None:
    kinds, words, chance = Kinds(dongcheng), Words(), Random(1)
    names = {category.code: category.name.zh for category in dongcheng.categories}
    for condition in dongcheng.conditions:
        for source in ("inspector", "public", "hotline", "leader"):
            text = words.report(
                source,
                place="史家胡同24号院门口",
                kind=names[condition.category],
                state=condition.text.zh,
                chance=chance,
            )
            assert kinds.category_in(text, chance) == condition.category, text
            read = kinds.described_in(condition.category, text)
            assert read
            assert plain_state(read.condition.text.zh) == plain_state(condition.text.zh), text


def test_that_events_are_far_more_frequent_than_components(dongcheng: CityPack) -> None:
    kinds, chance = Kinds(dongcheng), Random(1)
    sorts = Counter(kinds.any(chance).category.kind for _ in range(4000))
    assert 2 < sorts[CategoryKind.EVENT] / sorts[CategoryKind.COMPONENT] < 8


def test_that_a_state_names_one_of_the_alternatives() -> None:
    assert plain_state("箅条变形或缺损，车轮、行人易卡陷") == "箅条变形，车轮、行人易卡陷"
    assert plain_state("井口失盖，或盖板错位、断裂，行人有危险") == "井口失盖，行人有危险"


def test_that_places_lie_in_their_community_and_crowd_at_hot_spots(dongcheng: CityPack) -> None:
    places, chance = Places(dongcheng, Words(), Random(1)), Random(1)
    outlines = {area.code: area.outline for area in dongcheng.areas}
    found = [places.any(chance) for _ in range(1500)]
    for spot in found[:200]:
        assert outlines[spot.community].covers(Point(spot.longitude, spot.latitude))
        assert spot.address
    busiest = Counter(spot.community for spot in found).most_common(10)
    assert sum(count for _, count in busiest) > 1500 * 10 / 98 * 2


def test_that_an_address_says_the_side_of_its_road(dongcheng: CityPack) -> None:
    places, chance = Places(dongcheng, Words(), Random(1)), Random(1)
    said = [places.any(chance).said for _ in range(400)]
    assert any("路北" in words for words in said)
    assert any("路东" in words for words in said)


def test_that_reports_come_by_day_and_on_working_days(dongcheng: CityPack) -> None:
    calendar = working_calendar(dongcheng.calendar)
    last = date(2026, 11, 23)
    arrivals = Arrivals(calendar, 1, last)
    days = {day: arrivals.on(day) for n in range(364) for day in [last - timedelta(days=n)]}
    assert days[last] == arrivals.on(last)
    weekly = sum(map(len, days.values())) / 52
    assert abs(weekly - A_WEEK) < 0.05 * A_WEEK
    hours = Counter(at.astimezone(calendar.zone).hour for day in days.values() for at in day)
    assert hours[9] > 2 * hours[12] > 2 * hours[3]
    working = [len(moments) for day, moments in days.items() if calendar.slots_on(day)]
    resting = [len(moments) for day, moments in days.items() if not calendar.slots_on(day)]
    assert sum(working) / len(working) > 1.3 * sum(resting) / len(resting)
