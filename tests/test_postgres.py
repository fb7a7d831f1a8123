"""The tests' own PostgreSQL."""

from pathlib import Path

import psycopg

from tests.city.postgres import PostgresServer


def _connect(url: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(url.replace("+psycopg", ""))


def test_that_each_test_gets_an_empty_database(fresh_postgres: str) -> None:
    with _connect(fresh_postgres) as connection:
        assert (
            connection.execute("SELECT * FROM pg_tables WHERE schemaname = 'public'").fetchall()
            == []
        )


def test_that_a_database_can_start_as_a_copy(postgres_server: PostgresServer) -> None:
    with postgres_server.database("original") as original:
        with _connect(original) as connection:
            connection.execute("CREATE TABLE cells (code text)")
        with postgres_server.database(template="original") as copy, _connect(copy) as connection:
            assert connection.execute("SELECT count(*) FROM cells").fetchone() == (0,)


def test_that_a_database_goes_even_while_somebody_looks_at_it(
    postgres_server: PostgresServer, postgres_url: str
) -> None:
    with postgres_server.database("watched") as url:
        watcher = _connect(url)
    watcher.close()
    with _connect(postgres_url) as connection:
        names = connection.execute("SELECT datname FROM pg_database").fetchall()
    assert ("watched",) not in names


def test_that_the_server_does_not_run_as_root(postgres_url: str) -> None:
    with _connect(postgres_url) as connection:
        row = connection.execute("SELECT pg_backend_pid()").fetchone()
    assert row is not None
    assert Path(f"/proc/{row[0]}").stat().st_uid != 0
