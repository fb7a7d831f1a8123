"""A tiny city on PostgreSQL, whose roles are gone with its database."""

from collections.abc import Iterator

import pytest

from tests.city.postgres import PostgresServer
from tests.services.rights.roles import drop_roles


@pytest.fixture
def address(postgres_server: PostgresServer, made_postgres: str) -> Iterator[str]:
    """Instead of both databases: rights of roles exist in PostgreSQL alone."""
    with postgres_server.database(template=made_postgres) as url:
        yield url
    drop_roles(postgres_server, url)
