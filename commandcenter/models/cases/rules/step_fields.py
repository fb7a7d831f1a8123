"""The fields of each step: one model per step, or per group of steps with the same fields.

To add a field: declare it here, give it a label in `resources/translations/terms.toml`, and use it
in the step's verb.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Annotated

from commandcenter.models.cases.rules.field_declaration import (
    NOTE,
    Ask,
    CaseFacts,
    Declared,
    Lasts,
    Note,
    StepFields,
)
from commandcenter.models.cases.rules.field_kinds import (
    ClosingWay,
    Line,
    Lines,
    LongText,
    Moment,
    Number,
    OneOfLines,
    Photos,
    Point,
)
from commandcenter.models.cases.rules.report import PhotoUpload
from commandcenter.models.cases.rules.stage import Closing

_CONDITION = Declared(
    Number(),
    Ask.CONDITION,
    "The number of a filing condition within its category.",
    lasts=Lasts.WITH_CATEGORY,
)

Category = Annotated[
    str,
    Declared(Line(), Ask.CATEGORY, "The code of a category.", lasts=Lasts.WITH_CATEGORY),
]
Condition = Annotated[int, _CONDITION]
Reason = Annotated[
    str, Declared(Line(), Ask.REASON, "The code of a reason that the city has for this step.")
]
Inspector = Annotated[str, Declared(Line(), Ask.INSPECTOR, "The name of an inspector's account.")]
Department = Annotated[
    str,
    Declared(Line(), Ask.DEPARTMENT, "The code of a department.", lasts=Lasts.WITH_CATEGORY),
]
#: An empty list means that nobody assists; absent leaves the question open.
Assisting = Annotated[
    tuple[str, ...] | None,
    Declared(
        Lines(),
        Ask.DEPARTMENTS,
        "The codes of the departments that assist; an empty list means none.",
        lasts=Lasts.WITH_CATEGORY,
        says_nothing_by_blank=False,
    ),
]
Until = Annotated[
    datetime,
    Declared(
        Moment(),
        Ask.MOMENT,
        "A day, or a day and time in ISO 8601; without an offset, in the city's time.",
    ),
]


def _photos(about: str) -> Declared:
    return Declared(Photos(), Ask.PHOTOS, about)


class CategoryFields(StepFields):
    """Accept a report."""

    category: Category


class ReasonFields(StepFields):
    """A step that must be justified by a code."""

    reason: Reason


class InspectorFields(StepFields):
    """Send an inspector to confirm, or to inspect."""

    inspector: Inspector


class NoteFields(StepFields):
    """A step that consists of a note."""

    note: Note


class ConfirmFields(StepFields):
    """Confirm on site what was reported."""

    photo: Annotated[tuple[PhotoUpload, ...], _photos("Photos that show the problem.")]
    category: Category | None = None

    @classmethod
    def wanted(cls, given: Collection[str], case: CaseFacts) -> Iterable[str]:
        return () if case.has_category else ("category",)


class FileFields(StepFields):
    """File a case under a condition, which fixes its limit."""

    condition: Condition


class DispatchFields(StepFields):
    """Send a case to the lead department."""

    department: Department
    assisting: Assisting = None


class FinishFields(StepFields):
    """The department has finished."""

    note: Note
    photo: Annotated[tuple[PhotoUpload, ...], _photos("Photos of the finished work.")]


class PassFields(StepFields):
    """The inspection is passed."""

    photo: Annotated[tuple[PhotoUpload, ...], _photos("Photos taken at the inspection.")]


class CloseFields(StepFields):
    """Close a case in one of the ways that its condition allows."""

    closing: Annotated[
        Closing,
        Declared(ClosingWay(), Ask.CLOSING, "How it is closed.", lasts=Lasts.WITH_CATEGORY),
    ]


class SelfHandleFields(StepFields):
    """An inspector has solved the problem on the spot."""

    before: Annotated[
        tuple[PhotoUpload, ...],
        _photos("Photos taken before the work; the report may have brought some."),
    ] = ()
    after: Annotated[tuple[PhotoUpload, ...], _photos("Photos taken after the work.")]
    category: Category | None = None

    @classmethod
    def wanted(cls, given: Collection[str], case: CaseFacts) -> Iterable[str]:
        if not case.has_category:
            yield "category"
        if not case.has_photo_before:
            yield "before"


class ExtensionFields(ReasonFields):
    """Ask for more time; without `until`, for the original limit once more."""

    until: Until | None = None


class SuspensionFields(ReasonFields):
    """Ask to pause the clock until a moment."""

    until: Until


class CrewFields(StepFields):
    """Send a crew of the department."""

    crew: Annotated[str, Declared(Line(), Ask.CREW, "The name of a crew.", is_free_text=True)]


class MeetFields(StepFields):
    """Record a joint meeting. Its decision takes the place of the note."""

    decision: Annotated[
        str,
        Declared(LongText(), Ask.LONG_TEXT, "What the meeting decided.", is_free_text=True),
    ]
    department: Department | None = None
    assisting: Assisting = None
    note: Annotated[str, replace(NOTE, ask=Ask.NOTHING)] | None = None


class CorrectFields(StepFields):
    """Correct what a case is about, where it lies, or under which condition it was filed."""

    kind: Category | None = None
    place: (
        Annotated[
            tuple[float, float],
            Declared(Point(), Ask.PLACE, "Latitude and longitude in degrees, WGS-84."),
        ]
        | None
    ) = None
    condition: Annotated[int, replace(_CONDITION, ask=Ask.OTHER_CONDITION)] | None = None

    @classmethod
    def wanted(cls, given: Collection[str], case: CaseFacts) -> Iterable[str]:
        """Something must be corrected; another category has other conditions."""
        if not {"kind", "place", "condition"}.intersection(given):
            yield "kind"
        elif "kind" in given and case.is_filed:
            yield "condition"

    @classmethod
    def asked(cls, case: CaseFacts) -> list[str]:
        """Before filing there is no condition to correct."""
        return [name for name in super().asked(case) if case.is_filed or name != "condition"]


class MergeFields(StepFields):
    """Merge a case into another one."""

    into: Annotated[
        str,
        Declared(
            OneOfLines(),
            Ask.CASE,
            "The number of the case that continues.",
            lasts=Lasts.WITH_STATE,
            word="merge_into",
        ),
    ]


class SplitFields(StepFields):
    """Split a report into one case per category."""

    into: Annotated[
        tuple[str, ...],
        Declared(
            Lines(least=1),
            Ask.CATEGORIES,
            "The codes of the categories of the new cases.",
            lasts=Lasts.WITH_STATE,
            word="split_into",
        ),
    ]


class HandDownFields(StepFields):
    """Let an area below the one that has the case dispatch it."""

    area: Annotated[
        str,
        Declared(
            Line(),
            Ask.AREA,
            "The code of an area below the one that has the case; it contains the place.",
            lasts=Lasts.WITH_STATE,
        ),
    ]
