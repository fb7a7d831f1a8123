"""Encryption is checked wherever the way to PostgreSQL leaves this machine."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from commandcenter.center import CommandCenter
from commandcenter.database.engines import read_url
from commandcenter.errors import Unavailable
from tests.city.postgres import PostgresServer, running_server, server_programs

_VERIFIED = "sslmode=verify-full"


@pytest.mark.parametrize(
    "address",
    ["db.example/city", "10.0.0.7/city", "/city?host=a.example&host=127.0.0.1", "[fe80::1]:5432/x"],
)
def test_that_another_machine_is_verified_unless_the_address_says_otherwise(address: str) -> None:
    assert _VERIFIED in read_url(f"postgresql://{address}").render_as_string()
    more = "&" if "?" in address else "?"
    other = read_url(f"postgresql://{address}{more}sslmode=require")
    assert other.query["sslmode"] == "require"


@pytest.mark.parametrize(
    "address",
    ["localhost/city", "127.0.0.1:5433/city", "[::1]/city", "/city", "/city?host=/run/postgresql"],
)
def test_that_this_machine_needs_no_certificate(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PGHOST", raising=False)
    assert "sslmode" not in read_url(f"postgresql://{address}").query


def test_that_a_host_of_the_environment_counts_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGHOST", "db.example")
    assert _VERIFIED in read_url("postgresql:///city").render_as_string()


@pytest.fixture(scope="module")
def with_tls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[PostgresServer, Path]]:
    """A server with a certificate for db.example, signed by itself."""
    programs = server_programs()
    if programs is None or shutil.which("openssl") is None:
        pytest.skip("needs PostgreSQL and openssl")
    folder = tmp_path_factory.mktemp("tls")
    certificate, key = folder / "server.crt", folder / "server.key"
    names = ("-subj", "/CN=db.example", "-addext", "subjectAltName=DNS:db.example")
    made = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *names)
    files = ("-out", str(certificate), "-keyout", str(key))
    subprocess.run((*made, *files), check=True, capture_output=True)
    with running_server(programs) as server:
        url = server.url("postgres").replace("+psycopg", "")
        with psycopg.connect(url, autocommit=True) as connection:
            ((data,),) = connection.execute("SHOW data_directory").fetchall()
            for file in (certificate, key):
                there = Path(shutil.copy(file, data))
                there.chmod(0o600)
                shutil.chown(there, Path(data).owner(), Path(data).group())
            connection.execute("ALTER SYSTEM SET ssl = on")
            connection.execute("SELECT pg_reload_conf()")
        yield server, certificate


def _refused(address: str) -> Unavailable:
    with CommandCenter(address) as center, pytest.raises(Unavailable) as refused:
        center.check()
    assert refused.value.sentence("zh")
    return refused.value


def _through(server: PostgresServer, host: str, *query: str) -> str:
    """The address by a name that no name server knows."""
    there = server.url("postgres").replace("127.0.0.1", host)
    return "&".join([f"{there}?hostaddr=127.0.0.1", *query])


def test_that_a_server_without_encryption_is_refused_in_a_sentence(
    postgres_server: PostgresServer,
) -> None:
    refused = _refused(_through(postgres_server, "db.example"))
    assert str(refused).startswith("The PostgreSQL server db.example offers no encryption.")
    plain = _through(postgres_server, "db.example", "sslmode=disable")
    assert _refused(plain).error_id == "database-not-made", "it got in, and nothing is there"


def test_that_only_the_right_name_with_a_trusted_certificate_gets_in(
    with_tls: tuple[PostgresServer, Path],
) -> None:
    server, certificate = with_tls
    root = f"sslrootcert={certificate}"
    assert _refused(_through(server, "db.example", root)).error_id == "database-not-made"
    assert _refused(_through(server, "other.example", root)).error_id == "server-certificate"
    unknown = _refused(_through(server, "db.example"))
    assert unknown.error_id == "server-certificate"
    assert "~/.postgresql/root.crt" in str(unknown)
