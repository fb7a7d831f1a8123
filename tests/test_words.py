"""Every refusal has its sentence in both languages, and every sentence its refusal."""

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from commandcenter import errors, words
from commandcenter.errors import CommandCenterError
from commandcenter.models.cases.rules.clock_names import ClockName
from commandcenter.models.cases.rules.lifecycle import REASONS
from commandcenter.models.cases.rules.stage import ENDED, Closing, Stage, Step
from commandcenter.models.city.category_kind import CategoryKind
from commandcenter.models.city.posts import Axis
from commandcenter.models.clocks.time_limit import Unit
from commandcenter.words import term
from tests.city.posts import Post

PACKAGE = Path(errors.__file__).parent
_ID = re.compile(r"[a-z]+(-[a-z0-9_]+)+|bug")
_PLACE = re.compile(r"{\w+(:[^}]*)?}")
_CHINESE = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")


def _texts() -> Iterator[tuple[Path, str]]:
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield path, node.value


def _raised() -> Iterator[tuple[Path, str]]:
    """Error ids as first argument of a refusal."""
    refusals = {
        name
        for name, it in vars(errors).items()
        if isinstance(it, type) and issubclass(it, CommandCenterError)
    }
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            first = node.args[0]
            if name in refusals and isinstance(first, ast.Constant):
                yield path, str(first.value)


def test_that_every_refusal_has_its_words() -> None:
    wordless = {(path.name, error_id) for path, error_id in _raised()} - {
        (path.name, error_id) for path, error_id in _raised() if error_id in words.refusal_ids()
    }
    assert wordless == set()


def test_that_no_sentence_waits_for_a_refusal_that_never_comes() -> None:
    used = {text for _, text in _texts()}
    built = tuple(text for text in used if text.endswith("-"))  # the head of f"grid-fault-{…}"
    unused = {text for text in words.refusal_ids() - used if not text.startswith(built)}
    assert unused == set()


@pytest.mark.parametrize("error_id", sorted(words.refusal_ids()))
def test_that_both_languages_say_the_same_places(error_id: str) -> None:
    english, chinese = (words.refusal_text(error_id, language) for language in ("en", "zh"))
    names = [
        {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
        for text in (english, chinese)
    ]
    assert names[0] == names[1]
    if english != chinese and re.search(r"[a-z]", _PLACE.sub("", english)):
        assert _CHINESE.search(chinese)
    assert not _CHINESE.search(english)
    assert _ID.fullmatch(error_id)


@pytest.mark.parametrize("kind", [Stage, Step, Post, Axis, CategoryKind, Closing, Unit])
def test_that_every_word_of_the_product_is_said_in_both_languages(kind: type[Stage]) -> None:
    for word in kind:
        assert _CHINESE.search(words.term(kind.__name__.lower(), word, "zh")), word
        assert not _CHINESE.search(words.term(kind.__name__.lower(), word, "en")), word


def test_that_clocks_and_reasons_are_said_in_chinese() -> None:
    for name in ClockName:
        assert _CHINESE.search(words.term("clockname", name, "zh"))
    for reason in {code for codes in REASONS.values() for code in codes}:
        assert _CHINESE.search(words.term("reason", reason, "zh"))


def test_that_a_refusal_says_words_not_codes() -> None:
    refusal = CommandCenterError("step-not-allowed", step=Step.CLOSE, stage=Stage.FILED)
    assert refusal.sentence("zh") == "案件处于“待派遣”阶段，不能“结案”。"
    assert refusal.document("en")["type"] == "urn:commandcenter:step-not-allowed"


@pytest.mark.parametrize("stage", sorted(ENDED))
def test_that_what_ended_with_its_case_says_so_in_words(stage: Stage) -> None:
    """The answer of a task that nobody answered is the stage that the case ended in."""
    answer = str(stage).lower()
    for language in ("zh", "en"):
        assert term("answer", answer, language) != answer


def test_that_a_missing_permit_is_not_called_as_what_waits_for_a_decision() -> None:
    assert term("reason", "permit", "zh") != term("applicationstate", "asked", "zh")


@pytest.mark.parametrize(("entries", "faults"), [(1, 0), (2, 1)])
def test_that_counts_take_the_singular_or_the_plural(entries: int, faults: int) -> None:
    said = words.refusal_sentence("said-log-checked", "en", entries=entries, faults=faults)
    assert said == {1: "1 entry, 0 faults.", 2: "2 entries, 1 fault."}[entries]
