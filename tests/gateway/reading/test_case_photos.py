"""Photos at the door: for who sees their case, and sent again only to who does not have them."""

import hashlib
import io
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from commandcenter.models.cases.rules.stage import Step
from tests.city.life import HAWKER, CityLife, photo

Key = Callable[[str], dict[str, str]]


def _photo_path(door: TestClient, headers: dict[str, str], number: str) -> tuple[str, str]:
    (sha256, *_) = door.get(f"/cases/{number}", headers=headers).json()["photos"]
    return f"/cases/{number}/photos/{sha256}", sha256


def test_that_a_photo_comes_as_it_was_cleaned(
    door: TestClient, key: Key, city_life: CityLife
) -> None:
    headers = key("roads")
    path, sha256 = _photo_path(door, headers, city_life.finished(department="roads"))
    answer = door.get(path, headers=headers)
    assert answer.status_code == 200
    assert hashlib.sha256(answer.content).hexdigest() == sha256
    assert Image.open(io.BytesIO(answer.content)).format == "JPEG"
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["etag"] == f'"{sha256}"'
    assert answer.headers["cache-control"] == "private, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_that_the_head_of_a_photo_says_the_same_without_its_bytes(
    door: TestClient, key: Key, city_life: CityLife
) -> None:
    headers = key("centre")
    path, _ = _photo_path(door, headers, city_life.finished())
    answers = [door.request(method, path, headers=headers) for method in ("GET", "HEAD")]
    full, head = [{**answer.headers} for answer in answers]
    assert head == full
    assert (answers[1].status_code, answers[1].content) == (200, b"")
    assert int(head["content-length"]) == len(answers[0].content)


def test_that_who_has_a_photo_already_is_not_sent_it(
    door: TestClient, key: Key, city_life: CityLife
) -> None:
    headers = key("centre")
    path, sha256 = _photo_path(door, headers, city_life.finished())
    for tags in (f'"{sha256}"', f'W/"{sha256}"', f'"other" , "{sha256}"', "*"):
        for method in ("GET", "HEAD"):
            answer = door.request(method, path, headers={**headers, "If-None-Match": tags})
            assert (answer.status_code, answer.content) == (304, b""), tags
            assert answer.headers["etag"] == f'"{sha256}"'
            assert answer.headers["cache-control"] == "private, immutable"
    for tags in ("", '"other"', sha256, f'"{sha256[:-1]}"', f'"{sha256}x"'):
        answer = door.get(path, headers={**headers, "If-None-Match": tags})
        assert answer.status_code == 200, tags


def test_that_a_photo_is_found_by_nobody_who_does_not_see_its_case(
    door: TestClient, key: Key, city_life: CityLife
) -> None:
    centre, street = key("centre"), key("street")
    path, sha256 = _photo_path(door, centre, city_life.finished(department="roads"))
    theirs = city_life.handling(HAWKER, "street")
    for asked in (path, f"/cases/{theirs}/photos/{sha256}"):
        for extra in ({}, {"If-None-Match": f'"{sha256}"'}):
            answer = door.get(asked, headers=street | extra)
            assert (answer.status_code, answer.json()["title"]) == (404, "photo not found")
    assert door.get(f"/cases/{theirs}/photos/{sha256}", headers=centre).status_code == 404
    assert door.get(path).status_code == 401


@pytest.mark.parametrize("name", ["0" * 64, "0" * 63, "%00", "G" * 64, "x", "0" * 5000])
def test_that_what_is_no_photo_is_not_found(
    door: TestClient, key: Key, city_life: CityLife, name: str
) -> None:
    number, headers = city_life.finished(), key("centre")
    assert door.get(f"/cases/{number}/photos/{name}", headers=headers).status_code == 404
    assert door.get(f"/cases/nowhere/photos/{name}", headers=headers).status_code == 404


def test_that_the_photos_of_a_merged_case_are_read_at_the_case_that_goes_on(
    door: TestClient, key: Key, city_life: CityLife
) -> None:
    headers = key("centre")
    merged, kept = city_life.reported(photos=(photo(),)), city_life.reported()
    city_life.step(merged, Step.MERGE, "call-taker", {"into": [kept]})
    path, _ = _photo_path(door, headers, kept)
    assert door.get(path, headers=headers).status_code == 200
    _, sha256 = _photo_path(door, headers, merged)
    other = city_life.reported()
    assert door.get(f"/cases/{other}/photos/{sha256}", headers=headers).status_code == 404
