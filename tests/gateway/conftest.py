"""The web door over a tiny centre, as programs outside call it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from commandcenter.center import CommandCenter
from commandcenter.gateway.app import make_app

REPORT: dict[str, Any] = {
    "source": "public",
    "description": "井盖缺失",
    "latitude": 39.9305,
    "longitude": 116.4105,
}


@pytest.fixture
def door(center: CommandCenter) -> Iterator[TestClient]:
    app = make_app(center, resident_reports_a_minute=60)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def key(center: CommandCenter) -> Callable[[str], dict[str, str]]:
    """The header of a new key for a source, a department or the centre."""

    def make(scope: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {center.access.add_key(f'key-{scope}', scope).key}"}

    return make
