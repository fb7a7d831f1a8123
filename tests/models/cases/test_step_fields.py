"""What may be sent for each kind of field, and what is refused with which words."""

from datetime import UTC, datetime

import pytest

from commandcenter.errors import InvalidInput
from commandcenter.models.cases.rules.field_declaration import Ask, declared, required
from commandcenter.models.cases.rules.field_reading import read_fields
from commandcenter.models.cases.rules.lifecycle import LIFE, PHOTO_FIELDS, fields_of
from commandcenter.models.cases.rules.report import PhotoUpload
from commandcenter.models.cases.rules.stage import Closing, Step
from commandcenter.words import LANGUAGES, term

PHOTO = PhotoUpload("x.jpg", b"")
_LONG = "x" * 201

#: Step, what is sent, and what is read from it.
READ: tuple[tuple[Step, dict[str, object], dict[str, object]], ...] = (
    (Step.ACCEPT, {"category": "0101"}, {"category": "0101"}),
    (Step.ACCEPT, {"category": "01\u200b01", "note": " "}, {"category": "0101", "note": None}),
    (Step.ACCEPT, {"category": "0101", "note": None}, {"note": None}),
    (Step.FILE, {"condition": "7"}, {"condition": 7}),
    (Step.FILE, {"condition": 7, "note": "two\nlines"}, {"condition": 7, "note": "two\nlines"}),
    (Step.DISPATCH, {"department": "roads"}, {"department": "roads", "assisting": None}),
    (Step.DISPATCH, {"department": "roads", "assisting": " "}, {"assisting": ()}),
    (Step.DISPATCH, {"department": "roads", "assisting": None}, {"assisting": ()}),
    (Step.DISPATCH, {"department": "roads", "assisting": "a, b,"}, {"assisting": ("a", "b")}),
    (Step.DISPATCH, {"department": "roads", "assisting": ["a"]}, {"assisting": ("a",)}),
    (Step.CLOSE, {"closing": "made_safe"}, {"closing": Closing.MADE_SAFE}),
    (Step.PASS, {"photo": PHOTO}, {"photo": (PHOTO,)}),
    (Step.PASS, {"photo": [PHOTO, PHOTO]}, {"photo": (PHOTO, PHOTO)}),
    (Step.SELF_HANDLE, {"after": [PHOTO], "category": " "}, {"before": (), "category": None}),
    (
        Step.ASK_SUSPENSION,
        {"reason": "parts", "until": "2026-12-01"},
        {"until": datetime(2026, 12, 1)},
    ),
    (
        Step.ASK_EXTENSION,
        {"reason": "parts", "until": "2026-12-01T08:00Z"},
        {"until": datetime(2026, 12, 1, 8, tzinfo=UTC)},
    ),
    (Step.ASK_EXTENSION, {"reason": "parts"}, {"until": None}),
    (Step.CORRECT, {"place": "39.9, 116.4"}, {"place": (39.9, 116.4), "kind": None}),
    (Step.CORRECT, {"place": {"latitude": 1, "longitude": 2}}, {"place": (1.0, 2.0)}),
    (Step.CORRECT, {"place": (1, 2)}, {"place": (1.0, 2.0)}),
    (Step.MERGE, {"into": "110101"}, {"into": "110101"}),
    (Step.MERGE, {"into": ["110101"]}, {"into": "110101"}),
    (Step.SPLIT, {"into": "0101,0202"}, {"into": ("0101", "0202")}),
)

#: Step, what is sent, the id of the refusal and the field that it names.
REFUSED: tuple[tuple[Step, dict[str, object], str, str], ...] = (
    (Step.ACKNOWLEDGE, {"photo": PHOTO}, "field-unknown", "photo"),
    (Step.FINISH, {"note": 7}, "field-missing", "photo"),
    (Step.FINISH, {"note": " \u200b", "photo": PHOTO}, "field-missing", "note"),
    (Step.FINISH, {"note": "done", "photo": []}, "field-missing", "photo"),
    (Step.FINISH, {"note": "x" * 4001, "photo": PHOTO}, "text-too-long", "note"),
    (Step.ACCEPT, {"category": _LONG}, "text-too-long", "category"),
    (Step.ACCEPT, {"category": "a\nb"}, "text-not-one-line", "category"),
    (Step.ACCEPT, {"category": 7}, "field-not-text", "category"),
    (Step.ACCEPT, {"category": "a\u202eb"}, "control-character", "category"),
    (Step.FILE, {"condition": "7a"}, "field-not-number", "condition"),
    (Step.FILE, {"condition": True}, "field-not-number", "condition"),
    (Step.FILE, {"condition": 1.5}, "field-not-number", "condition"),
    (Step.DISPATCH, {"department": "a", "assisting": [1]}, "field-not-text", "assisting"),
    (Step.DISPATCH, {"department": "a", "assisting": ["b"] * 21}, "field-too-many", "assisting"),
    (Step.CLOSE, {"closing": "somehow"}, "closing-unknown", "closing"),
    (Step.PASS, {"photo": ["x.jpg"]}, "field-not-photo", "photo"),
    (Step.PASS, {"photo": [PHOTO] * 10}, "field-not-photo", "photo"),
    (Step.ASK_SUSPENSION, {"reason": "parts", "until": "soon"}, "field-not-moment", "until"),
    (Step.ASK_SUSPENSION, {"reason": "parts", "until": "0001-01-01"}, "field-not-moment", "until"),
    (Step.CORRECT, {"place": [1]}, "field-not-place", "place"),
    (Step.CORRECT, {"place": {"latitude": 1, "longitude": 2, "x": 3}}, "field-not-place", "place"),
    (Step.CORRECT, {"place": "91,0"}, "not-on-earth", "place.latitude"),
    (Step.MERGE, {"into": "a,b"}, "field-missing", "into"),
    (Step.SPLIT, {"into": [" "]}, "field-missing", "into"),
)


@pytest.mark.parametrize(("step", "sent", "wanted"), READ)
def test_that_every_way_of_writing_a_field_is_read(
    step: Step, sent: dict[str, object], wanted: dict[str, object]
) -> None:
    found = read_fields(fields_of(step), sent)
    assert {name: getattr(found, name) for name in wanted} == wanted


@pytest.mark.parametrize(("step", "sent", "error_id", "field"), REFUSED)
def test_that_a_wrong_field_is_refused_by_name_in_both_languages(
    step: Step, sent: dict[str, object], error_id: str, field: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_fields(fields_of(step), sent)
    assert (refusal.value.error_id, refusal.value.field) == (error_id, field)
    for language in LANGUAGES:
        assert "{" not in refusal.value.sentence(language)


def test_that_an_unknown_field_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(InvalidInput, match="There is no field “crew” here") as refusal:
        read_fields(fields_of(Step.CORRECT), {"crew": "2"})
    assert refusal.value.params["known"] == "condition, kind, note, place"


def test_that_the_fields_of_a_step_are_the_same_in_every_stage() -> None:
    for (_, step), rule in LIFE.items():
        assert rule.fields is fields_of(step)


def test_that_the_fields_with_files_are_known() -> None:
    assert set(PHOTO_FIELDS) == {"photo", "before", "after"}


def test_that_every_field_has_a_label_in_both_languages_and_says_what_it_is() -> None:
    for rule in LIFE.values():
        for name, field in declared(rule.fields).items():
            word = field.word or name
            chinese, english = term("field", word, "zh"), term("field", word, "en")
            assert chinese.isascii() is False
            assert english.isascii()
            assert field.about.endswith(".")


def test_that_a_form_never_hides_a_field_that_is_required() -> None:
    for rule in LIFE.values():
        asked = {name: field.ask for name, field in declared(rule.fields).items()}
        assert all(asked[name] is not Ask.NOTHING for name in required(rule.fields))
