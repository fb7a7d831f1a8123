"""What is looked for is found however its letters are written, on both databases alike."""

from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import text

from commandcenter.center import CommandCenter
from commandcenter.database import Database
from commandcenter.models.cases.rules.report import Report, ReporterName
from commandcenter.models.staff.actor import RESIDENT
from commandcenter.models.staff.viewer import CENTRE_VIEW, Viewer
from commandcenter.resources import migrations
from commandcenter.services.casebook import CaseFilter, SoughtWord

_CALL_TAKER = Viewer("call-taker", personal_data=True)


def _reported(center: CommandCenter, description: str, address: str, phone: str = "") -> str:
    reporter = ReporterName("王先生", phone) if phone else None
    report = Report("public", description, address=address, reporter=reporter)
    return center.intake.receive(report, by=RESIDENT).number


def _found(center: CommandCenter, text: str, viewer: Viewer = CENTRE_VIEW) -> list[str]:
    """As the line of the desk asks; the list of the desk must know the same words."""
    words = [SoughtWord(word) for word in text.split()]
    return [row.number for row in center.casebook.found(words, viewer=viewer, limit=10)]


_ALIKE = [
    ("六条１２号ＡＢＣ广场", "12号abc"),
    ("六条12号abc广场", "１２号ＡＢＣ"),
    ("Café Élysée", "café élysée"),
    ("Cafe\u0301 E\u0301lyse\u0301e", "CAFÉ ÉLYSÉE"),
    ("Café Élysée", "cafe\u0301 e\u0301lyse\u0301e"),
    ("STRASSE am Tor", "straße"),
    ("北京⾕⾬路", "谷雨路"),
    ("北京谷雨路", "⾕⾬"),
    ("⻢家堡⻔前", "马家堡门"),
    ("ﾏﾝﾎｰﾙ", "マンホール"),
    ("六条　　12   号", "六条 12 号"),
    ("六条 12 号", "六条12号"),
    ("井盖缺失", "井\u200b盖"),
    ("葛\U000e0100城路", "葛城"),
    ("东四六条路灯不亮", "路灯 六条"),
    ("东四六条路灯不亮", "六条   路灯"),
    ("100% 破损_A", "100%"),
]


def test_that_the_same_letter_in_another_form_is_found(center: CommandCenter) -> None:
    """Wherever it is written, in the line of the desk and in its list."""
    unlike = _reported(center, "井口积水", "七条")
    for written, typed in _ALIKE:
        alike = {_reported(center, written, "别处"), _reported(center, "别的", written)}
        found = _found(center, typed)
        assert alike <= set(found), (written, typed)
        assert unlike not in found, (written, typed)
        rows = center.casebook.rows(CaseFilter(text=typed), viewer=CENTRE_VIEW)
        assert {row.number for row in rows} == set(found), (written, typed)


def test_that_what_is_not_written_is_not_found(center: CommandCenter) -> None:
    _reported(center, "东四六条路灯不亮 100", "别处")
    for typed in ("路灯 七条", "100_", "%", "灯路", "别处东四"):
        assert _found(center, typed) == [], typed


def test_that_a_case_number_is_found_in_full_width_too(center: CommandCenter) -> None:
    number = _reported(center, "x", "六条")
    typed = number[-9:].translate({ord(str(n)): ord("０") + n for n in range(10)})
    assert _found(center, typed) == [number]


def test_that_a_telephone_number_finds_its_cases_for_who_may_see_it(center: CommandCenter) -> None:
    phones = ("13800001234", "+86 138-0000-1234", "１３８ ００００ １２３４")
    numbers = {_reported(center, "x", "六条", written) for written in phones}
    _reported(center, "x", "六条", "13900005678")
    for typed in (
        "13800001234",
        "138 0000 1234",
        "+86 138-0000-1234",
        "１３８００００１２３４",
        "0001234",
    ):
        assert set(_found(center, typed, _CALL_TAKER)) == numbers, typed
        assert _found(center, typed) == [], typed


def test_that_a_house_number_finds_no_telephone(center: CommandCenter) -> None:
    _reported(center, "x", "六条", "13800001234")
    assert _found(center, "1234", _CALL_TAKER) == []
    number = _reported(center, "x", "六条 1234 号")
    assert _found(center, "1234", _CALL_TAKER) == [number]


def test_that_an_erased_reporter_is_not_found(center: CommandCenter) -> None:
    number = _reported(center, "x", "六条", "13800001234")
    center.erasing.erase_reporters(number, viewer=_CALL_TAKER)
    assert _found(center, "13800001234", _CALL_TAKER) == []


def test_that_cases_of_before_this_search_are_found_too(
    center: CommandCenter, address: str
) -> None:
    number = _reported(center, "Cafe\u0301", "六条１２号")
    database, scripts = Database(address), ScriptDirectory(str(migrations()))
    with database.raw_write() as connection:
        connection.execute(text("ALTER TABLE case_words DROP COLUMN searched"))
        with Operations.context(MigrationContext.configure(connection)):
            scripts.get_revision("0011").module.upgrade()
    database.close()
    assert _found(center, "12号 CAFÉ") == [number]
