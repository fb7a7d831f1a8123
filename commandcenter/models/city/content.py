"""The content of a city pack as versioned rows: never edited, only superseded by the next version.

A row holds from pack version `version` until `until` (None: still). What cases refer to stays.
"""

from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from commandcenter.models.base import Base, Word
from commandcenter.models.city.category_kind import CategoryKind


class Area(Base):
    """A level of the territory above the grids. `outline` is WKB in WGS-84."""

    __tablename__ = "areas"
    KEY: ClassVar = ("code",)

    centre: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    until: Mapped[int | None] = mapped_column(default=None)
    level: Mapped[str]
    name_zh: Mapped[str]
    name_en: Mapped[str]
    parent: Mapped[str | None]
    outline: Mapped[bytes]


class UnitGrid(Base):
    """A cell of one layer of the grid; its code holds its community's."""

    __tablename__ = "unit_grids"
    KEY: ClassVar = ("code",)

    centre: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    until: Mapped[int | None] = mapped_column(default=None)
    community: Mapped[str]
    layer: Mapped[str]
    outline: Mapped[bytes]


class Road(Base):
    """The schematic base map: all of its lines as JSON, one row per pack version."""

    __tablename__ = "road_maps"
    KEY: ClassVar = ("code",)

    centre: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    until: Mapped[int | None] = mapped_column(default=None)
    lines: Mapped[str]


class Category(Base):
    """A kind of component or event."""

    __tablename__ = "categories"
    KEY: ClassVar = ("code",)

    centre: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    until: Mapped[int | None] = mapped_column(default=None)
    kind: Mapped[CategoryKind] = mapped_column(Word(CategoryKind))
    class_code: Mapped[str]
    class_zh: Mapped[str]
    class_en: Mapped[str]
    name_zh: Mapped[str]
    name_en: Mapped[str]


class FilingCondition(Base):
    """What filing fixes: limit, closing condition, the department that is proposed."""

    __tablename__ = "filing_conditions"
    KEY: ClassVar = ("category", "number")

    centre: Mapped[str] = mapped_column(primary_key=True)
    category: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    until: Mapped[int | None] = mapped_column(default=None)
    text_zh: Mapped[str]
    text_en: Mapped[str]
    amount: Mapped[str]
    unit: Mapped[str]
    closing_zh: Mapped[str]
    closing_en: Mapped[str]
    department: Mapped[str]
    reopen: Mapped[str]


class Department(Base):
    """A unit that handles cases."""

    __tablename__ = "departments"
    KEY: ClassVar = ("code",)

    centre: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    until: Mapped[int | None] = mapped_column(default=None)
    name_zh: Mapped[str]
    name_en: Mapped[str]
    parent: Mapped[str | None]


class PatrolArea(Base):
    """Adjacent unit grids that one inspector walks; `grids` are codes, separated by spaces."""

    __tablename__ = "patrol_areas"
    KEY: ClassVar = ("code",)

    centre: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    until: Mapped[int | None] = mapped_column(default=None)
    name_zh: Mapped[str]
    name_en: Mapped[str]
    grids: Mapped[str]


class CalendarVersion(Base):
    """The working calendar; `rules` as JSON."""

    __tablename__ = "calendars"
    KEY: ClassVar = ("code",)

    centre: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    until: Mapped[int | None] = mapped_column(default=None)
    rules: Mapped[str]
