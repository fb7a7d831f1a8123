"""A life with a row in every table that is evidence, made by the program."""

import io
from datetime import date, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image

from commandcenter.center import CommandCenter
from commandcenter.database import Database
from commandcenter.database.repositories.photo_store import store_photos
from commandcenter.jobs import run_once
from commandcenter.models.cases.photo_cleaning import clean_photo
from commandcenter.models.cases.rules.report import PhotoUpload, Report, ReporterName
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.clocks.calendar_rules import DayKind, DayOverride
from commandcenter.models.staff.actor import RESIDENT
from commandcenter.models.staff.viewer import Viewer
from commandcenter.services.access import CommandLine
from tests.city.life import LAMP, MANHOLE, MONDAY_10, CityLife, FakeClock, photo

CALL_TAKER = Viewer("call-taker", personal_data=True)
#: Where the clock stands afterwards.
AFTERWARDS = MONDAY_10 + timedelta(days=1, hours=3)


def other_photo(colour: str) -> PhotoUpload:
    content = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(content, "JPEG")
    return PhotoUpload(f"{colour}.jpg", content.getvalue())


def live_through(center: CommandCenter, address: str, clock: FakeClock) -> str:
    """The number of the case that goes through most; ends at `AFTERWARDS`."""
    city_life = CityLife(center, clock)
    door = center.access.add_key("hotline", "hotline")
    assert door.key
    day = DayOverride(date(2026, 12, 24), DayKind.HOLIDAY, "own", "test")
    center.city.override_calendar([day])
    by = center.access.account("call-taker").actor
    person = ReporterName(name="王女士", phone="13900000000")
    report = Report("public", "井盖缺失", 39.9305, 116.4105, "六条", reporter=person)
    number = center.intake.receive(report, by=by, key="k").number
    resident = Report("public", "灯不亮", address="七条", external_reference="r-1")
    center.intake.receive(resident, by=RESIDENT)
    other = city_life.reported()
    take = city_life.step
    take(other, Step.MERGE, "call-taker", {"into": number, "note": "同一处"})
    take(number, Step.ACCEPT, "call-taker", {"category": MANHOLE})
    take(number, Step.FILE, "shift-chief", {"condition": 1})
    take(number, Step.DISPATCH, "dispatcher", {"department": "roads"})
    take(number, Step.ACKNOWLEDGE, "department-roads", {})
    take(number, Step.URGE, "dispatcher", {"note": "请尽快"})
    take(number, Step.REPLY, "department-roads", {"note": "今天完成"})
    take(number, Step.SUB_DISPATCH, "department-roads", {"crew": "二班"})
    take(number, Step.REVOKE, "department-roads", {})
    take(number, Step.ASK_EXTENSION, "department-roads", {"reason": "parts", "note": "等件"})
    take(number, Step.GRANT_EXTENSION, "dispatcher", {})
    done = {"note": "已盖好", "photo": [photo(), other_photo("red")]}
    take(number, Step.FINISH, "department-roads", done)
    slight = city_life.reported()
    both = {"before": other_photo("blue"), "after": other_photo("green"), "category": LAMP}
    take(slight, Step.SELF_HANDLE, "inspector", both)
    center.casebook.reporters(number, viewer=CALL_TAKER, reason="to call back")
    dispatcher = center.access.account("dispatcher").actor
    center.drafts.keep(number, Step.URGE, "basis", {"note": "请"}, by=dispatcher, since=None)
    center.access.act_as("dispatcher", CommandLine("somebody", "step"))
    _keep_an_original(address)
    clock.advance(timedelta(days=1))
    run_once(center)
    center.signing.sign_anchors(Ed25519PrivateKey.generate())
    clock.advance(timedelta(hours=3))
    return number


def _keep_an_original(address: str) -> None:
    """As a pack has it that wants photos kept as they came."""
    database = Database(address)
    with database.write() as session:
        store_photos(session, [clean_photo(other_photo("red"), field="photo")], originals=True)
    database.close()
