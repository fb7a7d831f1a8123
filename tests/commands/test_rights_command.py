"""`rights` on the command line, and roles that follow their accounts."""

from collections.abc import Iterator

import pytest

from tests.city.life import PASSWORD
from tests.city.postgres import PostgresServer
from tests.commands.conftest import Run
from tests.services.rights.roles import asked, database_of, drop_roles, logged_in, signed_in


@pytest.fixture
def on_server(postgres_server: PostgresServer, made_postgres: str) -> Iterator[str]:
    """The address of a tiny city on PostgreSQL."""
    with postgres_server.database(template=made_postgres) as url:
        yield url
    drop_roles(postgres_server, url)


def test_that_rights_are_put_in_force_and_compared(run: Run, on_server: str) -> None:
    here = ("--json", "--database", on_server)
    assert run(*here, "rights", "check").document["title"] == "rights not in force"
    assert run(*here, "rights", "apply").document == {"posts": 9, "accounts": 11}
    assert run(*here, "rights", "check").document == {"missing": [], "surplus": []}
    with logged_in(on_server, "postgres") as owner:
        owner.execute("GRANT SELECT ON credentials TO PUBLIC")
    changed = run("--database", on_server, "rights", "check")
    assert changed.status == 1
    assert "+ everybody may SELECT credentials\n1 difference" in changed.out


def test_that_what_is_printed_has_no_password(run: Run, on_server: str) -> None:
    printed = run("--database", on_server, "rights", "sql").out
    assert printed.startswith("BEGIN;\n")
    assert printed.endswith("COMMIT;\n")
    assert PASSWORD not in printed


def test_that_roles_follow_their_accounts(run: Run, on_server: str) -> None:
    here = ("--json", "--database", on_server)
    assert run(*here, "rights", "apply").status == 0
    assert run(*here, "account", "add", "new", "--post", "leader").status == 0
    with logged_in(on_server, "postgres") as owner:
        stored = f"SELECT rolpassword FROM pg_authid WHERE rolname = 'new@{database_of(on_server)}'"  # noqa: S608
        ((first,),) = asked(owner, stored)
        assert first.startswith("SCRAM-SHA-256$")
        assert run(*here, "account", "password", "new", "--as", "administrator").status == 0
        assert asked(owner, stored) != [(first,)]
        assert run(*here, "account", "disable", "new").status == 0
        may_log_in = stored.replace("rolpassword", "rolcanlogin")
        assert asked(owner, may_log_in) == [(False,)]
        assert run(*here, "account", "enable", "new").status == 0
    with signed_in(on_server, "new") as person:
        assert asked(person, "SELECT count(*) FROM cases") == [(0,)]
    assert run(*here, "rights", "check").status == 0


def test_that_a_file_says_why_it_has_no_rights(run: Run, on_tiny: Run) -> None:
    for command in ("sql", "apply", "check"):
        answer = on_tiny("--json", "rights", command)
        assert (answer.status, answer.document["title"]) == (1, "rights need postgres")
    assert on_tiny("account", "disable", "leader").status == 0
