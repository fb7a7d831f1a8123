"""A demo of a city whose posts and sources are not called as elsewhere."""

from collections import Counter
from datetime import datetime
from pathlib import Path

from commandcenter.center import CommandCenter
from commandcenter.models.cases.rules.stage import Stage
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.services.casebook import CaseFilter
from commandcenter.simulation.demo import is_complete, make_demo
from tests.city.free_posts import pack_with_free_posts
from tests.city.life import MONDAY_10, FakeClock
from tests.simulation.conftest import SEED


def test_that_people_at_posts_of_any_name_bring_cases_to_their_end(
    tmp_path: Path, begin: datetime
) -> None:
    pack = pack_with_free_posts(tmp_path)
    database = f"sqlite:///{tmp_path / 'demo.sqlite3'}"
    with CommandCenter(database, clock=FakeClock(MONDAY_10)) as center:
        make_demo(center, pack, seed=SEED, speed=30, weeks=1)
        assert is_complete(center, pack)
        rows = center.casebook.rows(CaseFilter(), viewer=CENTRE_VIEW, limit=5_000)
        stages = Counter(row.stage for row in rows)
        assert stages[Stage.CLOSED] > 100
        assert {"committee", "patrol", "inspector"} <= {row.source for row in rows}
