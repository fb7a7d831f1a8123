"""Rights are generated, put in force and compared."""

import base64
import hashlib
import hmac
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from psycopg import sql

from commandcenter.center import CommandCenter
from commandcenter.database.engines import read_url
from commandcenter.database.postgres.rights.classes import CLASSES
from commandcenter.database.postgres.rights.names import account_role
from commandcenter.errors import NotFound, NotNow, Unavailable
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.schema.tables import METADATA
from commandcenter.services.backup.restoring_server import differing_tables, restore_into_server
from commandcenter.services.casebook import CaseFilter
from tests.city.life import MANHOLE, CityLife, FakeClock
from tests.city.posts import Post
from tests.services.rights.roles import asked, database_of, logged_in, refusal, signed_in

_NASTY = (
    'x"; DROP TABLE cases; --',
    "o'neill $roles$ $$ %s %(x)s {0} \\",
    "李娜",
    "很长" * 60,
)


def test_that_a_table_without_a_rule_is_noticed() -> None:
    """A new table is readable by nobody who is not listed here, and this says so."""
    assert sorted(mapped.__tablename__ for mapped in CLASSES) == sorted(METADATA.tables)


def test_that_rights_put_in_force_agree_with_the_pack(center: CommandCenter) -> None:
    done = center.rights.apply()
    assert (done.posts, done.accounts) == (9, 11)
    assert not center.rights.check()
    center.rights.apply()
    assert not center.rights.check()


@pytest.mark.parametrize(
    ("order", "said"),
    [
        ("GRANT SELECT ON credentials TO PUBLIC", "everybody may SELECT credentials"),
        ("GRANT UPDATE (stage) ON cases TO PUBLIC", "everybody may UPDATE stage of cases"),
        ("ALTER TABLE cases DISABLE ROW LEVEL SECURITY", "rows of cases are limited: f"),
        ("DROP POLICY viewer ON opinions", "policy viewer on opinions"),
        ("ALTER POLICY viewer ON cases USING (true)", "using true"),
        ("CREATE POLICY mine ON cases USING (true)", "policy mine on cases"),
        ("ALTER TABLE event_log DISABLE TRIGGER event_log_entry", "trigger (D)"),
        ("ALTER TABLE event_log DISABLE TRIGGER event_log_guard", "trigger (D)"),
        ("UPDATE commandcenter_rights.moves SET leads_to = 'CLOSED'", "listed in moves"),
        ("UPDATE commandcenter_rights.roles SET account = 'leader'", "listed in roles"),
        ('GRANT "{post}" TO "{person}"', "is a member of"),
        ('REVOKE "{own}" FROM "{person}"', "is a member of"),
        ('GRANT postgres TO "{person}"', "is a member of postgres"),
        ('ALTER ROLE "{person}" NOLOGIN', "log in f"),
        (
            "CREATE OR REPLACE FUNCTION commandcenter_rights.speaks_for_others() RETURNS boolean"
            " LANGUAGE sql AS 'SELECT true'",
            "function of postgres",
        ),
    ],
)
def test_that_what_somebody_changed_is_named_and_put_right(
    address: str, center: CommandCenter, order: str, said: str
) -> None:
    center.rights.apply()
    name = database_of(address)
    roles = {
        "post": f"cc_{name}_dispatcher",
        "own": f"cc_{name}_leader",
        "person": account_role(name, "leader"),
    }
    with logged_in(address, "postgres") as owner:
        owner.execute(order.format(**roles).encode())
    found = center.rights.check()
    assert any(said in line for line in (*found.missing, *found.surplus)), found
    assert center.rights.check() == found, "a check changes nothing"
    center.rights.apply()
    assert not center.rights.check()


def test_that_the_printed_statements_do_the_same_in_psql(
    address: str, center: CommandCenter
) -> None:
    printed = center.rights.sql()
    psql = ["psql", "-q", "-v", "ON_ERROR_STOP=1", "-d", address.replace("+psycopg", "")]
    done = subprocess.run(psql, input=printed, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert not center.rights.check()


def test_that_no_password_is_printed(center: CommandCenter) -> None:
    assert "argon2" not in center.rights.sql()
    assert "SCRAM" not in center.rights.sql()


def test_that_names_are_names_whatever_their_letters(address: str, center: CommandCenter) -> None:
    for name in _NASTY:
        center.access.add_account(name, Post.LEADER)
    center.rights.apply()
    assert not center.rights.check()
    for name in _NASTY:
        with signed_in(address, name) as person:
            assert asked(person, "SELECT account FROM commandcenter_rights.viewer()") == [(name,)]


def test_that_a_role_of_somebody_else_is_left_alone(address: str, center: CommandCenter) -> None:
    role = account_role(database_of(address), "leader")
    with logged_in(address, "postgres") as owner:
        owner.execute(sql.SQL("CREATE ROLE {} SUPERUSER").format(sql.Identifier(role)))
        try:
            with pytest.raises(NotNow, match="is not of this database"):
                center.rights.apply()
            made = "SELECT FROM pg_roles WHERE rolname LIKE 'cc_' || current_database() || '%'"
            assert asked(owner, made) == [], "all or none"
        finally:
            owner.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))


def test_that_an_account_gets_and_loses_its_role_at_once(
    address: str, center: CommandCenter, city_life: CityLife
) -> None:
    city_life.reported()
    assert not center.rights.follow_accounts(), "before rights are in force"
    center.rights.apply()
    center.access.add_account("new", Post.LEADER)
    assert center.rights.follow_accounts()
    with signed_in(address, "new") as person:
        assert asked(person, "SELECT count(*) FROM cases") == [(1,)]
        center.access.disable_account("new")
        assert asked(person, "SELECT count(*) FROM cases") == [(0,)], "also before the role follows"
        center.rights.follow_accounts()
        assert refusal(person, "SELECT * FROM cases") == "permission denied for table cases"
    with pytest.raises(Exception, match="not permitted to log in"), signed_in(address, "new"):
        pass
    assert not center.rights.check()
    center.access.enable_account("new")
    center.rights.follow_accounts()
    with signed_in(address, "new") as person:
        assert asked(person, "SELECT count(*) FROM cases") == [(1,)]


def test_that_the_server_gets_a_verifier_and_never_the_password(
    address: str, center: CommandCenter
) -> None:
    assert not center.rights.set_password("leader", "four quiet paper lanterns")
    center.rights.apply()
    assert center.rights.set_password("leader", "four quiet paper lanterns")
    with logged_in(address, "postgres") as owner:
        role = account_role(database_of(address), "leader")
        ((stored,),) = owner.execute(
            "SELECT rolpassword FROM pg_authid WHERE rolname = %s", [role]
        ).fetchall()
    head, keys = stored.removeprefix("SCRAM-SHA-256$").split("$")
    rounds, salt = head.split(":")
    salted = hashlib.pbkdf2_hmac(
        "sha256", b"four quiet paper lanterns", base64.b64decode(salt), int(rounds)
    )
    client = hmac.digest(salted, b"Client Key", "sha256")
    assert keys.split(":")[0] == base64.b64encode(hashlib.sha256(client).digest()).decode()
    center.access.add_account("new", Post.LEADER)
    with pytest.raises(NotFound) as without_role:
        center.rights.set_password("new", "four quiet paper lanterns")
    assert without_role.value.error_id == "rights-role-missing"


@pytest.fixture
def as_services(address: str, center: CommandCenter, clock: FakeClock) -> Iterator[CommandCenter]:
    """The centre as the gateway and the jobs open it, with a role of the services' group."""
    center.rights.apply()
    name = database_of(address)
    with logged_in(address, "postgres") as owner:
        owner.execute(f'CREATE ROLE "gateway_{name}" LOGIN IN ROLE "cc_{name}:services"'.encode())
        try:
            there = address.replace("postgres@", f"gateway_{name}@")
            with CommandCenter(there, clock=clock) as opened:
                yield opened
        finally:
            owner.execute(f'DROP ROLE "gateway_{name}"'.encode())


def test_that_the_gateway_works_without_owning_the_tables(
    as_services: CommandCenter, center: CommandCenter, clock: FakeClock
) -> None:
    city_life = CityLife(as_services, clock)
    as_services.check()
    number = city_life.inspected(MANHOLE)
    clock.now = clock.now.replace(day=clock.now.day + 1)
    as_services.housekeeping.anchor_days()
    assert as_services.casebook.case(number, viewer=city_life.account("leader").viewer)
    assert center.log_audit.verify().faults == ()
    assert not center.rights.check(), "members of the services are the administrator's affair"


def test_that_services_see_no_password_and_change_no_account(as_services: CommandCenter) -> None:
    with pytest.raises(Unavailable, match="permission denied for table credentials"):
        as_services.sign_in.has_password("leader")
    with pytest.raises(Unavailable, match="permission denied for table accounts"):
        as_services.access.disable_account("leader")
    with pytest.raises(NotNow) as refused:
        as_services.rights.apply()
    assert refused.value.error_id == "rights-need-createrole"


def test_that_services_read_for_a_person_with_the_role_of_that_person(
    address: str, center: CommandCenter, city_life: CityLife, clock: FakeClock
) -> None:
    """What a desk that signs in as the person will do."""
    number = city_life.handling(department="roads")
    other = city_life.handling(department="street")
    center.rights.apply()
    there = read_url(address).set(username=account_role(database_of(address), "department-roads"))
    with CommandCenter(there.render_as_string(), clock=clock) as mine:
        viewer = mine.access.account("department-roads").viewer
        assert [row.number for row in mine.casebook.rows(CaseFilter(), viewer=viewer)] == [number]
        assert mine.casebook.history(number, viewer=viewer)
        everything = replace(viewer, department=None)
        assert mine.casebook.rows_of([other], viewer=everything) == [], "whatever the program asks"


def test_that_an_owner_who_may_make_roles_needs_no_superuser(
    address: str, center: CommandCenter, clock: FakeClock
) -> None:
    name = database_of(address)
    with logged_in(address, "postgres") as superuser:
        owner = f"owner_{name}"
        superuser.execute(f'CREATE ROLE "{owner}" LOGIN CREATEROLE'.encode())
        superuser.execute(f'ALTER DATABASE "{name}" OWNER TO "{owner}"'.encode())
        for (table,) in asked(
            superuser, "SELECT tablename FROM pg_tables WHERE schemaname='public'"
        ):
            superuser.execute(f'ALTER TABLE "{table}" OWNER TO "{owner}"'.encode())
        with CommandCenter(address.replace("postgres@", f"{owner}@"), clock=clock) as opened:
            number = CityLife(opened, clock).accepted()
            opened.rights.apply()
            assert not opened.rights.check()
            CityLife(opened, clock).step(number, Step.FILE, "shift-chief", {"condition": 1})
        superuser.execute(f'REASSIGN OWNED BY "{owner}" TO postgres'.encode())
        superuser.execute(f'DROP OWNED BY "{owner}"; DROP ROLE "{owner}"'.encode())


def test_that_a_backup_is_restored_where_there_are_no_such_roles(
    center: CommandCenter, fresh_postgres: str, city_life: CityLife, tmp_path: Path
) -> None:
    city_life.accepted()
    center.rights.apply()
    made = center.backup.make(tmp_path, anchor_file=tmp_path / "none.anchors.txt", key_file=None)
    restore_into_server(made.file, fresh_postgres)
    assert differing_tables(made.manifest, fresh_postgres) == []
    with logged_in(fresh_postgres, "postgres") as owner:
        assert asked(owner, "SELECT FROM pg_policies") == []
        assert asked(owner, "SELECT FROM pg_trigger WHERE tgname = 'event_log_entry'") == []
    with CommandCenter(fresh_postgres) as restored, pytest.raises(NotNow) as refused:
        restored.rights.check()
    assert refused.value.error_id == "rights-not-in-force"
