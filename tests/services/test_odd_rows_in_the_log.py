"""The audit of a log in which stands what no program wrote: it names it, and reads on."""

from contextlib import closing
from pathlib import Path
from sqlite3 import connect

import pytest

from commandcenter.center import CommandCenter
from commandcenter.services.log_audit import LogFault
from tests.city.life import CityLife, FakeClock
from tests.services.tampering import tamper

_SECOND_CENTRE = (
    "INSERT INTO centres (code, city, title_zh, title_en, time_zone, pack_version, made_at,"
    " may_simulate) SELECT '999999', city, title_zh, title_en, time_zone, pack_version, made_at,"
    " may_simulate FROM centres"
)


def _found(address: str, *statements: str) -> tuple[LogFault, ...]:
    tamper(address, *statements)
    with CommandCenter(address) as center:
        return center.log_audit.verify().faults


@pytest.fixture
def lived_in(made_sqlite: Path, tmp_path: Path, clock: FakeClock) -> str:
    """SQLite keeps any value in any column; a server refuses it."""
    file = tmp_path / "center.sqlite3"
    file.write_bytes(made_sqlite.read_bytes())
    with CommandCenter(f"sqlite:///{file}", clock=clock) as center:
        life = CityLife(center, clock)
        life.reported()
        life.accepted()
    return f"sqlite:///{file}"


@pytest.mark.parametrize("value", ["'two'", "'2'||'x'", "2.5", "x'00ff'", "''"])
def test_that_a_line_whose_number_is_none_is_named(lived_in: str, value: str) -> None:
    statement = f"UPDATE event_log SET sequence = {value} WHERE sequence = 2"  # noqa: S608
    found = _found(lived_in, statement)
    assert {"log-line-unnumbered", "log-lines-missing"} <= {fault.fault_id for fault in found}


def test_that_a_version_that_is_none_is_named(lived_in: str) -> None:
    found = _found(lived_in, "UPDATE event_log SET version = 'x' WHERE sequence = 2")
    assert "log-line-out-of-order" in {fault.fault_id for fault in found}


def test_that_a_count_of_numbers_that_is_none_is_named(lived_in: str) -> None:
    found = _found(lived_in, "UPDATE case_serials SET last = 'many'")
    assert "log-serial-unreadable" in {fault.fault_id for fault in found}


def test_that_an_anchor_without_places_is_named(lived_in: str) -> None:
    found = _found(
        lived_in,
        "INSERT INTO anchors (centre, day, first_sequence, last_sequence, hash, previous_hash,"
        " made_at) SELECT code, '2026-11-23', 'a', 'b', 'x', 'y', '2026-11-24 00:00:00.000000'"
        " FROM centres",
    )
    assert "log-anchored-differ" in {fault.fault_id for fault in found}


def test_that_a_second_centre_does_not_end_the_audit(center: CommandCenter, address: str) -> None:
    found = _found(
        address,
        _SECOND_CENTRE,
        "INSERT INTO case_serials (centre, day, last) VALUES ('999999', '2026-11-23', 7)",
    )
    assert {fault.centre for fault in found} == {"999999"}
    center.city.facts()


def test_that_an_audit_leaves_the_file_as_it_was(lived_in: str) -> None:
    file = Path(lived_in.removeprefix("sqlite:///"))
    with closing(connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = file.read_bytes()
    with CommandCenter(lived_in) as center:
        assert center.log_audit.verify().faults == ()
    assert file.read_bytes() == before
