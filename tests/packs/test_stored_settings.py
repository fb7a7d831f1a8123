"""What is stored of a pack is read again by this program, also what earlier programs stored."""

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from commandcenter.models.cases.rules.stage import Stage
from commandcenter.models.city.posts import Axis
from commandcenter.models.city.source_kind import SourceKind
from commandcenter.packs.content.settings import PackSettings
from commandcenter.packs.reader import read_pack
from tests.city.posts import POSTS
from tests.packs.spoiling import TINY, Edit

#: As programs stored it that knew posts and sources by their names only.
FORMER = {
    "languages": ["zh", "en"],
    "levels": [{"id": "district", "zh": "区", "en": "district", "width": 6}],
    "layers": [
        {
            "id": "unit_grid",
            "zh": "单元网格",
            "en": "unit grid",
            "segments": [["district", 6], ["sequence", 3]],
            "carries_cases": True,
        }
    ],
    "sources": [{"id": "public", "zh": "公众", "en": "public", "open_to_residents": True}],
    "posts": {"wall": [], "dispatcher": ["dispatch"], "call-taker": ["accept", "reply"]},
    "stage_limits": {"REPORTED": "0.25紧急工作时"},
    "warning_marks": [0.8],
    "kpi_targets": {"handling_rate": 0.9},
    "texts": {},
    "modules": ["cases"],
    "merged_centre": False,
}


def test_that_settings_are_read_as_they_were_stored(pack: Path, edit: Edit) -> None:
    edit("city.toml", "transfer_cap = 2", "transfer_cap = 2\nkeep_originals = true")
    reason = '[reasons]\nvoid = [{ code = "snow", zh = "雪", en = "snow" }]\n'
    edit("city.toml", "[street_offices]", f"{reason}\n[street_offices]")
    settings = PackSettings.of(read_pack(pack))
    assert PackSettings.read(settings.stored()) == settings
    assert PackSettings.read(settings.stored()).stored() == settings.stored()


def test_that_settings_cannot_be_changed_in_place() -> None:
    settings = PackSettings.of(read_pack(TINY))
    with pytest.raises(ValidationError):
        settings.transfer_cap = 9


def test_that_former_settings_get_kinds_axes_and_names() -> None:
    former = PackSettings.read(json.dumps(FORMER))
    assert (former.sources[0].kind, former.sources[0].name.zh) == (SourceKind.PUBLIC, "公众")
    assert former.posts.ids() == ("call-taker", "dispatcher", "wall")
    assert [post.axis for post in former.posts] == [
        *(Axis.SUPERVISION, Axis.COMMAND, Axis.OVERSEE),
    ]
    assert former.posts["dispatcher"].name == POSTS["dispatcher"].name
    assert former.case_layer.segments[1].width == 3
    assert former.stage_limits[Stage.REPORTED].text("zh") == "0.25紧急工作时"
    assert (former.transfer_cap, former.reasons, former.calendar) == (3, {}, None)


@pytest.mark.parametrize("key", ["levels", "posts", "stage_limits", "calendar"])
def test_that_spoilt_stored_settings_are_no_settings(key: str) -> None:
    document = json.loads(PackSettings.of(read_pack(TINY)).stored())
    document[key] = 5
    with pytest.raises(ValidationError, match=key):
        PackSettings.read(json.dumps(document))
