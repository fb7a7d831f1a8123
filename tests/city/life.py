"""A tiny city at work: accounts at their posts, and cases brought as far as a test wants them."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

from PIL import Image

from commandcenter.center import CommandCenter
from commandcenter.models.cases.rules.report import PhotoUpload, Report, ReporterName
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.staff.actor import Actor
from commandcenter.services.access import AccountRow
from tests.city.posts import Post

#: Monday morning, in working hours: 10:00 in Beijing.
MONDAY_10 = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
DEPARTMENTS = ("roads", "sanitation", "street")
MANHOLE, LAMP, REFUSE, HAWKER = "10010100", "10010200", "20010100", "20020100"


class FakeClock:
    """The centre's time, as a test sets it."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, span: timedelta) -> None:
        self.now += span


def photo() -> PhotoUpload:
    content = io.BytesIO()
    Image.new("RGB", (640, 480), (96, 120, 110)).save(content, "JPEG")
    return PhotoUpload("street.jpg", content.getvalue())


#: Of all accounts of the tiny city; its hash is made with the tests' own quick parameters.
PASSWORD = "four quiet paper lanterns"
_HASH = (
    "$argon2id$v=19$m=64,t=1,p=1$v+HsNV88e4Au/7V2z0NriA$zgvzkg0OyJ+RWu/hk6h28f1b9PI+20iRdhx7v9M/2Nc"
)


def add_accounts(center: CommandCenter) -> None:
    """One account a post, named like the post, as a demo has it; all with the same password."""
    for post in Post:
        if post is not Post.DEPARTMENT:
            center.access.add_account(str(post), post)
    for code in DEPARTMENTS:
        center.access.add_account(f"department-{code}", Post.DEPARTMENT, department=code)
    with patch("commandcenter.services.sign_in.hashed", lambda _: _HASH):
        for account in center.access.accounts():
            center.sign_in.set_password(account.name, PASSWORD, "tests@here")


def add_with_password(
    center: CommandCenter, name: str, post: Post, *, area: str | None = None
) -> None:
    """One more account, with the password that all have."""
    center.access.add_account(name, post, area=area)
    with patch("commandcenter.services.sign_in.hashed", lambda _: _HASH):
        center.sign_in.set_password(name, PASSWORD, "tests@here")


@dataclass
class CityLife:
    """What people of the tiny city do. Every method returns the case's number."""

    center: CommandCenter
    clock: FakeClock

    def account(self, name: str) -> AccountRow:
        return self.center.access.account(name)

    def step(self, number: str, step: Step, by: str, fields: Mapping[str, object]) -> str:
        account = self.account(by)
        self.center.desk.take(
            number, step, fields, version=None, by=account.actor, viewer=account.viewer
        )
        return number

    def reported(
        self,
        description: str = "井盖缺失",
        *,
        latitude: float | None = 39.9305,
        longitude: float | None = 116.4105,
        address: str | None = "六条 12 号",
        photos: tuple[PhotoUpload, ...] = (),
        reporter: str = "王女士",
    ) -> str:
        report = Report(
            "public",
            description,
            latitude,
            longitude,
            address,
            reporter=ReporterName(reporter, "13800000000"),
            photos=photos,
        )
        return self.center.intake.receive(report, by=Actor("door", frozenset())).number

    def accepted(self, category: str = MANHOLE, description: str = "井盖缺失") -> str:
        number = self.reported(description)
        return self.step(number, Step.ACCEPT, "call-taker", {"category": category})

    def filed(self, category: str = MANHOLE, condition: int = 1) -> str:
        number = self.accepted(category)
        return self.step(number, Step.FILE, "shift-chief", {"condition": condition})

    def dispatched(self, category: str = MANHOLE, department: str = "roads") -> str:
        number = self.filed(category)
        return self.step(number, Step.DISPATCH, "dispatcher", {"department": department})

    def handling(self, category: str = MANHOLE, department: str = "roads") -> str:
        number = self.dispatched(category, department)
        return self.step(number, Step.ACKNOWLEDGE, f"department-{department}", {})

    def finished(self, category: str = MANHOLE, department: str = "roads") -> str:
        number = self.handling(category, department)
        fields = {"note": "已盖好", "photo": photo()}
        return self.step(number, Step.FINISH, f"department-{department}", fields)

    def inspecting(self, category: str = MANHOLE) -> str:
        number = self.finished(category)
        return self.step(number, Step.ASK_INSPECT, "call-taker", {"inspector": "inspector"})

    def inspected(self, category: str = MANHOLE) -> str:
        number = self.inspecting(category)
        return self.step(number, Step.PASS, "inspector", {"photo": photo()})

    def closed(self, category: str = MANHOLE) -> str:
        number = self.inspected(category)
        return self.step(number, Step.CLOSE, "shift-chief", {"closing": "done"})
