"""Steps between levels at the web door."""

from pathlib import Path

from fastapi.testclient import TestClient

from commandcenter.center import CommandCenter
from commandcenter.gateway.app import make_app
from commandcenter.models.cases.rules.stage import Step
from commandcenter.packs.reader import read_pack
from tests.city.five_levels import NORTH, SOUTH, make_pack
from tests.city.life import MONDAY_10, CityLife, FakeClock, add_accounts


def test_that_steps_between_levels_are_answered_also_where_the_case_leaves_the_callers_sight(
    tmp_path: Path,
) -> None:
    clock = FakeClock(MONDAY_10)
    with CommandCenter(f"sqlite:///{tmp_path / 'five.sqlite3'}", clock=clock) as center:
        center.make(read_pack(make_pack(tmp_path / "five")))
        add_accounts(center)
        life = CityLife(center, clock)
        number = life.filed()
        keys = {
            scope: {"Authorization": f"Bearer {center.access.add_key(f'key-{scope}', scope).key}"}
            for scope in ("centre", "roads")
        }
        with TestClient(make_app(center)) as door:
            down = f"/cases/{number}/steps/hand_down"
            body = {"version": 3, "area": SOUTH[0]}
            sideways = door.post(down, json=body, headers=keys["centre"])
            assert (sideways.status_code, sideways.json()["field"]) == (422, "area")
            done = door.post(down, json={**body, "area": NORTH[0]}, headers=keys["centre"])
            assert (done.status_code, done.json()["stage"]) == (200, "FILED")
            life.step(number, Step.DISPATCH, "dispatcher", {"department": "roads"})
            life.step(number, Step.ACKNOWLEDGE, "department-roads", {})
            up = f"/cases/{number}/steps/escalate"
            passed = door.post(
                up, json={"version": 6, "reason": "beyond_means"}, headers=keys["roads"]
            )
            assert passed.status_code == 200, passed.text
            assert passed.json() == {"number": number, "version": 7, "stage": "FILED"}
