"""What row-level security costs: the list of open cases with a person's role and with the owner's,
and a step under the guard of the log against one without."""

import os
import statistics
import time
from collections.abc import Callable

from bench.many_cases import NOW, addresses, centre_of_imports
from commandcenter.center import CommandCenter
from commandcenter.database.engines import read_url
from commandcenter.database.postgres.rights.names import account_role
from commandcenter.models.staff.viewer import Viewer
from commandcenter.services.casebook import CaseFilter
from tests.city.life import CityLife, FakeClock

CASES = int(os.environ.get("BENCH_CASES", "100000"))
ROUNDS = 5
PROMISED = 1.3
_AREA = "110101001001"


def main() -> None:
    with addresses() as found:
        address = dict(found).get("PostgreSQL")
        if address is None:
            return
        with centre_of_imports(address, CASES) as center:
            center.access.add_account("north", "leader", area=_AREA)
            steps_before = steps(center)
            center.rights.apply()
            print(f"a step: {steps_before * 1000:.1f} ms, guarded {steps(center) * 1000:.1f} ms")
            for name in ("leader", "north", "department-roads"):
                compare(center, address, name)


def compare(center: CommandCenter, address: str, name: str) -> None:
    """The same list, for the same viewer, by the same service, over two connections."""
    url = read_url(address)
    person = url.set(username=account_role(url.database or "", name)).render_as_string()
    viewer = center.access.account(name).viewer
    with CommandCenter(person, clock=FakeClock(NOW)) as mine:
        free, limited = [], []
        for _ in range(ROUNDS):  # in turns: the machine does other things besides
            free.append(seconds(lambda: listed(center, viewer)))
            limited.append(seconds(lambda: listed(mine, viewer)))
        assert listed(center, viewer) == listed(mine, viewer)
    before, after = statistics.median(free), statistics.median(limited)
    ratio = after / before
    kept = "kept" if ratio <= PROMISED else "BROKEN"
    print(
        f"{name}: {listed(center, viewer)} of {CASES} cases, {before * 1000:.0f} ms without,"
        f" {after * 1000:.0f} ms with row-level security: {ratio:.2f} (≤ {PROMISED}: {kept})"
    )


def listed(center: CommandCenter, viewer: Viewer) -> int:
    return len(center.casebook.rows(CaseFilter(), viewer=viewer))


def steps(center: CommandCenter) -> float:
    """The median of a report and its acceptance, by two."""
    life = CityLife(center, FakeClock(NOW))
    return statistics.median(seconds(life.accepted) for _ in range(30)) / 2


def seconds(action: Callable[[], object]) -> float:
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
