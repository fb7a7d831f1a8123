"""The picture of a case's life in CONTRIBUTING.md says what the table says."""

from commandcenter.models.cases.rules.lifecycle import LIFE
from setup.life_diagram import FILE, diagram, drawn


def test_that_the_picture_of_a_life_is_up_to_date() -> None:
    text = FILE.read_text(encoding="utf-8")
    assert text == drawn(text), "run `make diagram`"


def test_that_the_picture_leaves_no_step_out() -> None:
    picture = diagram()
    assert [step for _, step in LIFE if step not in picture] == []
