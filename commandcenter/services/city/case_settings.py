"""The settings of a pack for the life of a case, in the form stored in the database."""

from typing import Any

from commandcenter.packs.content.pack import CityPack


def case_settings_of(pack: CityPack) -> dict[str, Any]:
    closings = pack.closings
    return {
        "transfer_cap": pack.transfer_cap,
        "keep_originals": pack.keep_originals,
        "task_limits": {task: limit.text("zh") for task, limit in pack.task_limits.items()},
        "closings": None if closings is None else {str(c): list(f) for c, f in closings.items()},
        "street_offices": {
            department: dict(offices)
            for department, offices in pack.street_offices.by_department.items()
        },
        "reasons": {
            str(step): [{"code": own.code, "zh": own.name.zh, "en": own.name.en} for own in reasons]
            for step, reasons in pack.reasons.items()
        },
    }
