"""What the tests of imports share: a mapping, a row to change, and a way to bring rows in."""

import csv
from datetime import UTC, datetime
from pathlib import Path

from commandcenter.center import CommandCenter
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.services.archive import ImportMapping, ImportResult, read_mapping
from commandcenter.services.casebook import CaseDetails, CaseFilter

MAPPING = """
[file]
time_zone = "Asia/Shanghai"
moments = ["iso", "%d.%m.%Y %H:%M"]

[columns]
external_reference = "id"
reported_at = "opened"
due_at = "due"
closed_at = "closed"
description = ["what", "kind"]
address = "where"
latitude = "lat"
longitude = "lon"
source = "by"
category = "kind"
department = "whose"

[defaults]
source = "public"

[values.source]
call = "hotline"

[create]
departments = true

[create.categories]
kind = "event"
class_code = "2099"
class_name = { zh = "外部", en = "Other" }
text = { zh = "按来源", en = "As there" }
limit = "5工作日"
closing = { zh = "已处置", en = "Done" }
"""
HEADER = "id,opened,due,closed,what,where,lat,lon,by,kind,whose"
#: Opened at 09:00 in the city on a Monday, due at 17:00, closed at 15:30.
ROW = (
    "A-1,2026-11-16 09:00:00,2026-11-16 17:00:00,2026-11-16T15:30:00,"
    "井盖缺失,六条,39.9305,116.4105,call,上水井盖,roads"
)
OPENED = datetime(2026, 11, 16, 1, tzinfo=UTC)


def row(**changed: str) -> str:
    cells = dict(zip(HEADER.split(","), ROW.split(","), strict=True)) | changed
    return ",".join(cells.values())


class Importer:
    """Writes rows to a file and brings them in."""

    def __init__(self, center: CommandCenter, folder: Path) -> None:
        self.center = center
        self.folder = folder
        self.rejects = folder / "rejects.csv"

    def mapping(self, text: str = MAPPING) -> ImportMapping:
        path = self.folder / "mapping.toml"
        path.write_text(text, encoding="utf-8")
        return read_mapping(path)

    def bytes_in(self, content: bytes, mapping: str = MAPPING) -> ImportResult:
        file = self.folder / "cases.csv"
        file.write_bytes(content)
        return self.center.archive.import_cases(
            file, self.mapping(mapping), reject_file=self.rejects
        )

    def __call__(self, *rows: str, mapping: str = MAPPING) -> ImportResult:
        return self.bytes_in("\n".join((HEADER, *rows, "")).encode(), mapping)

    def refused(self) -> list[tuple[int, str, str]]:
        """Line, error and field of every row in the reject file."""
        with self.rejects.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        lines = [int(row["line"].rpartition("!")[2]) for row in rows]
        return [(line, it["error"], it["field"]) for line, it in zip(lines, rows, strict=True)]

    def cases(self) -> list[CaseDetails]:
        return list(self.center.casebook.cases(CaseFilter(), viewer=CENTRE_VIEW))


def counts(result: ImportResult) -> tuple[int, int, int]:
    return result.imported, result.unchanged, result.refused
