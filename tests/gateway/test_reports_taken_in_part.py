"""Reports of which a part is not as it should be: taken all the same, marked, and said."""

import base64
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from PIL import Image, ImageStat

from commandcenter.center import CommandCenter
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.services.casebook import CaseDetails
from tests.city.life import MANHOLE, FakeClock
from tests.gateway.conftest import REPORT
from tests.gateway.test_reports import Key


def _photo(kind: str = "JPEG", **options: Any) -> bytes:
    content = io.BytesIO()
    smooth = Image.linear_gradient("L").resize((640, 480)).convert("RGB")
    picture = Image.blend(smooth, Image.effect_noise((640, 480), 60).convert("RGB"), 0.1)
    picture.save(content, kind, **options)
    return content.getvalue()


def _shade(picture: Image.Image, row: int) -> float:
    """Of a strip around the row: one pixel alone may be far from it by its noise."""
    strip = picture.crop((0, row - 2, picture.width, row + 3))
    return sum(ImageStat.Stat(strip).mean) / 3


def _sent(*photos: bytes) -> dict[str, Any]:
    listed = [
        {"name": f"{n}.jpg", "base64": base64.b64encode(photo).decode()}
        for n, photo in enumerate(photos, start=1)
    ]
    return {**REPORT, "photos": listed}


def _case(center: CommandCenter, answer: Any) -> CaseDetails:
    assert answer.status_code == 201, answer.text
    return center.casebook.case(answer.json()["number"], viewer=CENTRE_VIEW)


@pytest.mark.parametrize("missing", [1, 2, 300, 2000])
@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("JPEG", {"quality": 95}),
        ("JPEG", {"progressive": True, "quality": 95}),
        ("PNG", {"compress_level": 0}),
        ("WEBP", {"quality": 95}),
        ("BMP", {}),
    ],
)
def test_that_a_photo_without_its_last_bytes_comes_with_its_report_and_is_marked(
    center: CommandCenter, door: TestClient, kind: str, options: dict[str, Any], missing: int
) -> None:
    whole = _photo(kind, **options)
    broken = whole[:-missing]
    case = _case(center, door.post("/reports", json=_sent(_photo(), broken)))
    # of a PNG, the last bytes hold nothing of the picture
    assert [photo.cut_off for photo in case.photos] == [False, kind != "PNG" or missing > 16]
    kept = center.casebook.photo(case.row.number, case.photos[1].sha256, viewer=CENTRE_VIEW)
    with Image.open(io.BytesIO(kept)) as picture:
        assert picture.size == (640, 480)
        shades = [_shade(picture, row) for row in (40, 200)]
    assert shades == [pytest.approx(n, abs=15) for n in (32, 108)]


def test_that_the_sender_is_told_which_photo_lacks_its_end(door: TestClient) -> None:
    sent = _sent(_photo(), _photo()[:-20])
    headers = {"Idempotency-Key": "once", "Accept-Language": "zh"}
    first, again = (door.post("/reports", json=sent, headers=headers) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    (remark,) = first.json()["remarks"]
    assert (remark["field"], remark["type"]) == ("photos", "urn:commandcenter:photo-cut-off")
    assert "第 2 张照片" in remark["detail"]
    assert again.json() == first.json()


def test_that_a_photo_that_cannot_be_read_does_not_keep_the_report_out(
    center: CommandCenter, door: TestClient
) -> None:
    sent = _sent(b"no photo", _photo(), b"none either", _photo()[:-20])
    headers = {"Idempotency-Key": "once"}
    first, again = (door.post("/reports", json=sent, headers=headers) for _ in range(2))
    assert len(_case(center, first).photos) == 2
    said = [(remark["type"][18:], remark["detail"][:7]) for remark in first.json()["remarks"]]
    assert said == [
        ("photo-cut-off", "Photo 4"),
        ("photo-unreadable", "Photo 1"),
        ("photo-unreadable", "Photo 3"),
    ]
    assert (again.status_code, again.json()) == (200, first.json())
    other = door.post("/reports", json=_sent(_photo(), b"another"), headers=headers)
    assert other.status_code == 409


def test_that_photos_of_which_none_can_be_read_are_refused_by_name(door: TestClient) -> None:
    sent = _sent(b"no photo", b"none either")
    sent["photos"][0]["name"] = " "
    answer = door.post("/reports", json=sent)
    assert (answer.status_code, answer.json()["field"]) == (422, "photos")
    assert answer.json()["detail"].startswith("photo 1 cannot be read as a photo")


def test_that_a_report_with_nothing_amiss_has_the_answer_of_the_contract(door: TestClient) -> None:
    answer = door.post("/reports", json=_sent(_photo())).json()
    assert set(answer) == {"number", "stage", "unit_grid", "reported_at"}


def test_that_a_photo_of_which_nothing_but_the_size_came_is_no_photo(door: TestClient) -> None:
    answer = door.post("/reports", json=_sent(_photo()[:330]))
    assert (answer.status_code, answer.json()["field"]) == (422, "photos")


@pytest.mark.parametrize("ahead", [timedelta(minutes=20), timedelta(hours=8), timedelta(hours=12)])
def test_that_a_report_by_a_clock_that_runs_ahead_is_taken_and_the_clock_noted(
    center: CommandCenter, door: TestClient, clock: FakeClock, ahead: timedelta
) -> None:
    showed = clock() + ahead
    answer = door.post("/reports", json={**REPORT, "observed_at": showed.isoformat()})
    case = _case(center, answer)
    assert (case.observed_at, case.clock_showed) == (None, showed)
    (remark,) = answer.json()["remarks"]
    assert (remark["field"], remark["type"]) == ("observed_at", "urn:commandcenter:clock-ahead")
    assert "2026-11-23 10:00" in remark["detail"]  # when it came in, as clocks in the city show it
    assert list(center.log_audit.verify().faults) == []
    (line,) = center.casebook.history(case.row.number, viewer=CENTRE_VIEW)
    assert json.loads(line.payload)["set"]["clock_showed"].startswith(f"{showed:%Y-%m-%d}")


def test_that_a_clock_five_minutes_fast_is_believed(
    center: CommandCenter, door: TestClient, clock: FakeClock
) -> None:
    seen = clock() + timedelta(minutes=5)
    answer = door.post("/reports", json={**REPORT, "observed_at": seen.isoformat()})
    case = _case(center, answer)
    assert (case.observed_at, case.clock_showed) == (seen, None)
    assert "remarks" not in answer.json()


def test_that_a_step_takes_a_photo_that_lacks_its_end_marks_it_and_says_so(
    center: CommandCenter, door: TestClient, key: Key
) -> None:
    number = door.post("/reports", json=REPORT).json()["number"]
    headers = {**key("centre"), "Idempotency-Key": "once", "Accept-Language": "zh"}
    good, broken = (
        {"name": f"{n}.jpg", "base64": base64.b64encode(content).decode()}
        for n, content in enumerate((_photo(), _photo()[:-20]))
    )
    fields = {"version": 1, "before": [good], "after": [good, broken], "category": MANHOLE}
    first, again = (
        door.post(f"/cases/{number}/steps/self_handle", json=fields, headers=headers)
        for _ in range(2)
    )
    assert (first.status_code, again.status_code) == (200, 200)
    (remark,) = first.json()["remarks"]
    assert (remark["field"], remark["type"]) == ("after", "urn:commandcenter:photo-cut-off")
    assert "第 2 张照片" in remark["detail"]
    assert again.json()["remarks"] == first.json()["remarks"]
    case = center.casebook.case(number, viewer=CENTRE_VIEW)
    assert [photo.cut_off for photo in case.photos if photo.phase == "after"] == [False, True]
    assert list(center.log_audit.verify().faults) == []


def test_that_a_step_with_nothing_amiss_has_no_remarks(door: TestClient, key: Key) -> None:
    number = door.post("/reports", json=REPORT).json()["number"]
    fields = {"version": 1, "category": MANHOLE}
    answer = door.post(f"/cases/{number}/steps/accept", json=fields, headers=key("centre"))
    assert (answer.status_code, "remarks" in answer.json()) == (200, False)


def test_that_a_step_names_a_nameless_photo_by_its_place(door: TestClient, key: Key) -> None:
    number = door.post("/reports", json=REPORT).json()["number"]
    photo = {"name": "", "base64": base64.b64encode(b"no photo").decode()}
    fields = {"version": 1, "before": [photo], "after": [photo], "category": "01020101"}
    answer = door.post(f"/cases/{number}/steps/self_handle", json=fields, headers=key("centre"))
    assert answer.json()["detail"].startswith("photo 1 cannot be read as a photo")
