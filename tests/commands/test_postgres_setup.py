"""What `init` says where PostgreSQL is not ready for a centre: each fault by its own name."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from commandcenter.database.postgres.refusals import refusal_at_the_door
from tests.city.centers import TINY
from tests.city.postgres import PostgresServer
from tests.commands.conftest import Answer, Run


def _init(run: Run, address: str, *words: str) -> Answer:
    return run("--database", address, "--city", str(TINY), "init", *words)


def _assert_refused(answer: Answer, *words: str) -> None:
    """In one sentence, without a traceback."""
    assert (answer.status, answer.out) == (1, "")
    assert "Traceback" not in answer.err
    for word in words:
        assert word in answer.err


def _order(server: PostgresServer, statement: str, database: str = "postgres") -> None:
    address = server.url(database).replace("+psycopg", "")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement.encode())


def _as_role(url: str, role: str) -> str:
    return url.replace("postgres@", f"{role}@")


@pytest.fixture
def clerk(postgres_server: PostgresServer) -> Iterator[str]:
    """A role that may log in, and nothing else."""
    _order(postgres_server, "CREATE ROLE clerk LOGIN PASSWORD 'right'")
    yield "clerk"
    _order(postgres_server, "DROP ROLE clerk")


def test_that_a_role_that_is_not_there_is_named(run: Run, fresh_postgres: str) -> None:
    _assert_refused(_init(run, _as_role(fresh_postgres, "nobody")), "no role nobody", "createuser")


def test_that_a_database_that_is_not_there_is_named(
    run: Run, postgres_server: PostgresServer
) -> None:
    answer = _init(run, postgres_server.url("nowhere"))
    _assert_refused(answer, "no database nowhere", "createdb --encoding=UTF8")


def test_that_a_role_without_rights_on_the_schema_is_told_which(
    run: Run, fresh_postgres: str, clerk: str
) -> None:
    answer = _init(run, _as_role(fresh_postgres, clerk))
    _assert_refused(answer, "permission denied for schema public", "SCHEMA public TO clerk.")


def test_that_a_database_closed_to_the_role_is_told(
    run: Run, postgres_server: PostgresServer, fresh_postgres: str, clerk: str
) -> None:
    name = fresh_postgres.rpartition("/")[2]
    _order(postgres_server, f'REVOKE CONNECT ON DATABASE "{name}" FROM PUBLIC')
    answer = _init(run, _as_role(fresh_postgres, clerk))
    _assert_refused(
        answer, "does not allow the role clerk", f'permission denied for database "{name}"'
    )


def test_that_a_role_with_all_its_connections_taken_is_told(
    run: Run, postgres_server: PostgresServer, fresh_postgres: str, clerk: str
) -> None:
    _order(postgres_server, "ALTER ROLE clerk CONNECTION LIMIT 0")
    answer = _init(run, _as_role(fresh_postgres, clerk))
    _assert_refused(answer, "does not allow the role clerk", "too many connections")


@pytest.mark.parametrize("password", ["wrong", ""])
def test_that_a_wrong_and_a_missing_password_are_told(
    run: Run,
    postgres_server: PostgresServer,
    fresh_postgres: str,
    clerk: str,
    password: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PGPASSFILE", "/nowhere")
    if password:
        monkeypatch.setenv("PGPASSWORD", password)
    with _asking_for_a_password(postgres_server, clerk):
        answer = _init(run, _as_role(fresh_postgres, clerk))
    _assert_refused(answer, "did not receive the right password for the role clerk", "~/.pgpass")


@contextmanager
def _asking_for_a_password(server: PostgresServer, role: str) -> Iterator[None]:
    address = server.url("postgres").replace("+psycopg", "")
    with psycopg.connect(address, autocommit=True) as connection:
        (name,) = connection.execute("SHOW hba_file").fetchone() or ("",)
        file = Path(name)
        trusting = file.read_text(encoding="utf-8")
        rule = f"host all {role} 127.0.0.1/32 scram-sha-256\n"
        file.write_text(rule + trusting, encoding="utf-8")
        connection.execute("SELECT pg_reload_conf()")
        while _lets_in(address.replace("postgres@", f"{role}@")):
            pass  # the server reads its rules in its own time
        try:
            yield
        finally:
            file.write_text(trusting, encoding="utf-8")
            connection.execute("SELECT pg_reload_conf()")


def _lets_in(address: str) -> bool:
    try:
        psycopg.connect(address).close()
    except psycopg.OperationalError:
        return False
    return True


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://me@127.0.0.1:1/city",
        "postgresql://me@no.such.host.invalid/city",
        "postgresql://me@/city?host=/nowhere",
    ],
)
def test_that_a_server_that_is_not_there_is_named(run: Run, address: str) -> None:
    _assert_refused(_init(run, address), "There is no answer from postgresql+psycopg://me@")


@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII"])
def test_that_a_database_in_which_chinese_cannot_be_kept_is_refused(
    run: Run, postgres_server: PostgresServer, encoding: str
) -> None:
    _order(
        postgres_server,
        f"CREATE DATABASE narrow ENCODING '{encoding}' LC_COLLATE 'C' LC_CTYPE 'C'"
        " TEMPLATE template0",
    )
    try:
        _assert_refused(_init(run, postgres_server.url("narrow")), encoding, "UTF8")
        chinese = _init(run, postgres_server.url("narrow"), "--lang", "zh")
        assert "不能保存全部汉字" in chinese.err
        for words in (["cases"], ["gateway-key", "add", "door", "--for", "public"]):
            answer = run("--database", postgres_server.url("narrow"), *words)
            _assert_refused(answer, encoding)
    finally:
        _order(postgres_server, "DROP DATABASE narrow WITH (FORCE)")


def test_that_an_option_that_postgresql_does_not_have_is_refused(
    run: Run, fresh_postgres: str
) -> None:
    _assert_refused(_init(run, f"{fresh_postgres}?nonsense=1"), "is not a database address")


@pytest.mark.parametrize(
    ("said", "error_id"),
    [
        ('致命错误:  角色 "王" 不存在', "server-role-unknown"),
        ('致命错误:  数据库 "城" 不存在', "server-database-unknown"),
        ('致命错误:  用户 "王" Password 认证失败', "server-password-wrong"),
        ('致命错误:  对数据库 "城" 权限不够', "server-refuses"),
        ("FATAL:  the database system is starting up", "database-away"),
    ],
)
def test_that_a_server_that_speaks_chinese_is_understood(said: str, error_id: str) -> None:
    line = f'connection failed: connection to server at "10.0.0.1", port 5432 failed: {said}'
    refusal = refusal_at_the_door(psycopg.OperationalError(line))
    assert refusal.error_id == error_id
    assert refusal.params["reason"] == said.partition(":")[2].strip()
