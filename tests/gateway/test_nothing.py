"""What says nothing is no mistake: empty parts, blank fields, marks that nobody sees."""

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from commandcenter.center import CommandCenter
from commandcenter.models.staff.viewer import CENTRE_VIEW, Viewer
from commandcenter.services.casebook import CaseDetails, CaseFilter, ReporterRow
from tests.city.life import MANHOLE, CityLife
from tests.gateway.conftest import REPORT
from tests.gateway.test_reports import _jpeg, _photo

Key = Callable[[str], dict[str, str]]
CALL_TAKER = Viewer("call-taker", personal_data=True)
FORM = {"source": "public", "description": "井盖缺失", "address": "六条"}
BOUNDARY = "multipart/form-data; boundary=B"


def _stored(center: CommandCenter) -> CaseDetails:
    (case,) = center.casebook.cases(CaseFilter(), viewer=CENTRE_VIEW)
    return center.casebook.case(case.row.number, viewer=CALL_TAKER)


def _reporter(center: CommandCenter) -> ReporterRow:
    (case,) = center.casebook.cases(CaseFilter(), viewer=CENTRE_VIEW)
    (reporter,) = center.casebook.reporters(case.row.number, viewer=CALL_TAKER, reason="test")
    return reporter


def _part(name: str, content: bytes, *headers: str, file: str | None = None) -> bytes:
    disposition = f'form-data; name="{name}"' + (f'; filename="{file}"' if file is not None else "")
    head = "\r\n".join([f"Content-Disposition: {disposition}", *headers])
    return b"--B\r\n" + head.encode() + b"\r\n\r\n" + content + b"\r\n"


def _posted(
    door: TestClient, *parts: bytes, kind: str = BOUNDARY, end: bytes = b"--B--\r\n"
) -> Any:
    body = b"".join(parts) + end
    return door.post("/reports", content=body, headers={"Content-Type": kind})


def test_that_a_file_field_left_empty_is_no_photo(
    center: CommandCenter, door: TestClient, key: Key
) -> None:
    empty = [("photos", ("", b"", "application/octet-stream"))] * 11
    chosen = [("photos", ("a.jpg", _jpeg(), "image/jpeg"))]
    answer = door.post("/reports", data=FORM, files=empty + chosen, headers=key("centre"))
    assert answer.status_code == 201, answer.text
    assert len(_stored(center).photos) == 1


def test_that_blank_fields_of_a_form_were_not_filled_in(
    center: CommandCenter, door: TestClient
) -> None:
    blank = dict.fromkeys(
        ("latitude", "longitude", "category", "external_reference", "observed_at", "datum"), " "
    )
    answer = door.post("/reports", data=FORM | blank, files={"photos": ("", b"")})
    assert answer.status_code == 201, answer.text
    stored = _stored(center)
    assert (stored.row.latitude, stored.row.category, stored.external_reference) == (None,) * 3


@pytest.mark.parametrize("blank", ["", "  ", "\u3000", "\u200b", "\u2800"], ids=ascii)
def test_that_blank_fields_in_json_were_not_given(
    center: CommandCenter, door: TestClient, blank: str
) -> None:
    sent: dict[str, Any] = {**REPORT, **dict.fromkeys(("address", "external_reference"), blank)}
    sent |= {"category": blank, "observed_at": blank, "datum": blank}
    sent |= {"reporter": {"name": blank, "phone": blank}, "photos": [{"name": "", "base64": blank}]}
    answer = door.post("/reports", json=sent)
    assert answer.status_code == 201, answer.text
    stored = _stored(center)
    assert (stored.row.address, stored.external_reference, stored.reporters) == (None, None, ())
    assert stored.photos == ()


def test_that_a_reference_left_blank_twice_is_not_the_same_one(
    center: CommandCenter, door: TestClient
) -> None:
    for _ in range(2):
        assert door.post("/reports", json={**REPORT, "external_reference": ""}).status_code == 201


def test_that_a_blank_idempotency_key_is_none(center: CommandCenter, door: TestClient) -> None:
    for number in range(2):
        sent = {**REPORT, "description": f"井盖缺失 {number}"}
        answer = door.post("/reports", json=sent, headers={"Idempotency-Key": " "})
        assert answer.status_code == 201


def test_that_nothing_at_all_is_still_no_description(door: TestClient) -> None:
    for nothing in ("\u2800", "\u2800\u200b \u2800", "\u200b", "\ufe0f", "\u200e"):
        answer = door.post("/reports", json={**REPORT, "description": nothing})
        assert (answer.status_code, answer.json()["field"]) == (422, "description")
        assert answer.json()["title"] == "text empty"


def test_that_json_may_begin_with_a_byte_order_mark(door: TestClient) -> None:
    body = json.dumps(REPORT).encode("utf-8-sig")
    assert door.post("/reports", content=body).status_code == 201
    assert _posted(door, _part("report", body)).status_code == 201


@pytest.mark.parametrize(
    "wrapped",
    [
        lambda text: "\r\n".join(text[at : at + 76] for at in range(0, len(text), 76)),
        lambda text: f"data:image/jpeg;base64,{text}",
        lambda text: f" data:image/jpeg;charset=utf-8;base64,{text}\n",
        lambda text: f"DATA:;BASE64,{text}",
    ],
    ids=["lines", "data", "data with parameters", "data without a type"],
)
def test_that_base64_comes_in_lines_or_as_an_address(
    center: CommandCenter, door: TestClient, wrapped: Callable[[str], str]
) -> None:
    text = wrapped(base64.b64encode(_jpeg()).decode())
    answer = door.post("/reports", json={**REPORT, "photos": [{"name": "a.jpg", "base64": text}]})
    assert answer.status_code == 201, answer.text
    assert len(_stored(center).photos) == 1


@pytest.mark.parametrize("text", ["data:image/jpeg,abc", "data:,", "abc%", "data:;base64,?"])
def test_that_what_is_no_base64_is_still_refused(door: TestClient, text: str) -> None:
    answer = door.post("/reports", json={**REPORT, "photos": [{"name": "a.jpg", "base64": text}]})
    assert (answer.status_code, answer.json()["title"]) == (422, "not base64")


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("井\u200b盖", "井盖"),
        ("井\xad盖", "井盖"),
        ("井\u2028盖\u2029", "井盖"),
        ("\ufeff井盖", "井盖"),
        ("井\u2060盖\u3164", "井盖"),
        ("Lamp\ufe0f out\ufe0e", "Lamp out"),
        ("灯⚠\ufe0f 1\ufe0f\u20e3 葛\U000e0100", "灯⚠\ufe0f 1\ufe0f\u20e3 葛\U000e0100"),
        ("请打\u202d+86 138-0000-0000\u202c来", "请打+86 138-0000-0000来"),
        ("请打\u200e13800000000\u200f来", "请打13800000000来"),
    ],
    ids=ascii,
)
def test_that_what_is_copied_along_and_means_nothing_is_left_out(
    center: CommandCenter, door: TestClient, sent: str, kept: str
) -> None:
    texts = {"description": sent, "address": sent, "reporter": {"name": sent}}
    answer = door.post("/reports", json={**REPORT, **texts})
    assert answer.status_code == 201, answer.text
    stored = _stored(center)
    assert (stored.description, stored.row.address, _reporter(center).name) == (kept,) * 3


@pytest.mark.parametrize(
    "sent",
    ["\u202a13800000000\u202c", "\u200e138\u200b0000\u2060 0000\u200f", "\u2068138 00000000\u2069"],
    ids=ascii,
)
def test_that_a_telephone_number_loses_the_marks_round_it(
    center: CommandCenter, door: TestClient, sent: str
) -> None:
    answer = door.post("/reports", json={**REPORT, "reporter": {"phone": sent}})
    assert answer.status_code == 201, answer.text
    phone = _reporter(center).phone or ""
    assert phone.replace(" ", "") == "13800000000"
    assert phone.isascii()


@pytest.mark.parametrize(
    "hostile", ["\u202e", "\u202b", "\u2067", "\u200f", "\x07", "\x85", "\u206a", "\ufff9"],
    ids=ascii,
)  # fmt: skip
def test_that_what_turns_a_text_around_or_controls_is_still_refused(
    door: TestClient, hostile: str
) -> None:
    answer = door.post("/reports", json={**REPORT, "description": f"井{hostile}盖"})
    assert (answer.status_code, answer.json()["title"]) == (422, "control character")


def test_that_a_step_takes_blank_fields_and_photos_for_none(
    center: CommandCenter, door: TestClient, key: Key, city_life: CityLife
) -> None:
    number, headers = city_life.reported(), key("centre")
    nothing = {"note": " ", "photo": {"name": "", "base64": ""}, "before": [], "after": ""}
    sent = {"version": 1, "category": f"\u200b{MANHOLE}", **nothing}
    accepted = door.post(f"/cases/{number}/steps/accept", json=sent, headers=headers)
    assert accepted.status_code == 200, accepted.text
    assert center.casebook.history(number, viewer=CENTRE_VIEW)[-1].opinion is None


def test_that_a_form_of_a_step_may_have_empty_parts(
    door: TestClient, key: Key, city_life: CityLife
) -> None:
    number = city_life.handling()
    answer = door.post(
        f"/cases/{number}/steps/finish",
        data={"version": "5", "note": "已盖好\u200b", "before": ""},
        files=[("photo", ("", b"", "image/jpeg")), ("photo", ("a.jpg", _jpeg(), "image/jpeg"))],
        headers=key("roads"),
    )
    assert (answer.status_code, answer.json()["stage"]) == (200, "FINISHED"), answer.text


def test_that_what_a_step_needs_is_still_asked_for_when_blank(
    door: TestClient, key: Key, city_life: CityLife
) -> None:
    path, headers = f"/cases/{city_life.handling()}/steps/finish", key("roads")
    for note, picture, field in ((" ", _photo(_jpeg()), "note"), ("x", _photo(b""), "photo")):
        sent = {"version": 5, "note": note, "photo": picture}
        answer = door.post(path, json=sent, headers=headers)
        assert (answer.status_code, answer.json()["field"]) == (422, field)
        assert answer.json()["title"] == "field missing"


def test_that_a_form_that_breaks_off_inside_its_photo_is_refused(
    center: CommandCenter, door: TestClient
) -> None:
    texts = [_part(name, text.encode()) for name, text in FORM.items()]
    photo = _part("photos", _jpeg(), "Content-Type: image/jpeg", file="a.jpg")
    whole = b"".join([*texts, photo, b"--B--"])
    for length in (len(whole) - 2, len(whole) - 8, len(whole) - len(photo) // 2, len(whole[:150])):
        answer = _posted(door, whole[:length], end=b"")
        assert (answer.status_code, answer.json()["title"]) == (400, "form cut off")
        assert "ended before its closing boundary" in answer.json()["detail"]
    assert center.casebook.count(CaseFilter(), viewer=CENTRE_VIEW) == 0
    assert _posted(door, whole, end=b"").status_code == 201  # a line end after it is no part of it
    assert _posted(door, whole, end=b"\r\nepilogue").status_code == 201


@pytest.mark.parametrize("charset", ["gbk", "GB2312", "gb18030", "utf-8"])
def test_that_a_form_is_read_in_the_charset_that_it_names(
    center: CommandCenter, door: TestClient, charset: str
) -> None:
    parts = [_part(name, text.encode(charset)) for name, text in FORM.items()]
    answer = _posted(door, *parts, kind=f"{BOUNDARY}; charset={charset}")
    assert answer.status_code == 201, answer.text
    assert _stored(center).row.address == "六条"


def test_that_a_part_may_name_a_charset_of_its_own(center: CommandCenter, door: TestClient) -> None:
    parts = [
        _part("source", b"public"),
        _part("description", "井盖缺失".encode("gbk"), "Content-Type: text/plain; charset=GBK"),
        _part("address", "六条".encode()),
    ]
    assert _posted(door, *parts).status_code == 201
    assert _stored(center).description == "井盖缺失"


@pytest.mark.parametrize(
    ("description", "kind", "charset"),
    [
        ("井盖缺失".encode("gbk"), BOUNDARY, "utf-8"),
        ("井盖缺失".encode("gbk"), f"{BOUNDARY}; charset=utf-8", "utf-8"),
        ("井盖缺失".encode(), f"{BOUNDARY}; charset=klingon", "klingon"),
        (b"\\ud800", f"{BOUNDARY}; charset=unicode_escape", "unicode_escape"),
        (b"abcd", f"{BOUNDARY}; charset=hex", "hex"),
        (b"abcd", f"{BOUNDARY}; charset=idna", "idna"),  # 900 kB of it took half a minute
        (b"abcd", f"{BOUNDARY}; charset=punycode", "punycode"),
    ],
)
def test_that_a_form_that_is_not_in_its_charset_is_refused(
    center: CommandCenter, door: TestClient, description: bytes, kind: str, charset: str
) -> None:
    parts = [_part("source", b"public"), _part("description", description), _part("address", b"x")]
    answer = _posted(door, *parts, kind=kind)
    assert (answer.status_code, answer.json()["title"]) == (400, "form not in charset")
    assert f"({charset})" in answer.json()["detail"]
    assert center.casebook.count(CaseFilter(), viewer=CENTRE_VIEW) == 0


def test_that_the_names_of_parts_are_read_in_no_such_charset(door: TestClient) -> None:
    parts = [_part("xn--0", b"x"), _part("source", b"public")]
    answer = _posted(door, *parts, kind=f"{BOUNDARY}; charset=idna")
    assert answer.json()["title"] == "form not in charset"  # decoding the name says "unreadable"


def test_that_a_charset_no_name_could_be_is_refused_and_no_bug(door: TestClient) -> None:
    part = _part("description", b"x", 'Content-Type: text/plain; charset="a\x00b"')
    answer = _posted(door, _part("source", b"public"), part)
    assert (answer.status_code, answer.json()["title"]) == (400, "form not in charset")


@pytest.mark.parametrize("charset", ["big5", "utf-16", "shift_jis", "cp936", "utf8", "GB18030"])
def test_that_what_texts_are_sent_in_is_read(
    center: CommandCenter, door: TestClient, charset: str
) -> None:
    kind = f"Content-Type: text/plain; charset={charset}"
    parts = [_part(name, text.encode()) for name, text in FORM.items() if name != "description"]
    answer = _posted(door, *parts, _part("description", "六丁目".encode(charset), kind))
    assert answer.status_code == 201, answer.text
    assert _stored(center).description == "六丁目"


@pytest.mark.parametrize(
    "moment", ["9999-12-31T23:59:59-14:00", "9999-12-31T23:59:59", "0001-01-01T00:00:00+14:00"]
)
def test_that_a_moment_in_nobodys_time_is_refused(door: TestClient, moment: str) -> None:
    answer = door.post("/reports", json={**REPORT, "observed_at": moment})
    assert (answer.status_code, answer.json()["field"]) == (422, "observed_at")
