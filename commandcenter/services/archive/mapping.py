"""How a file of another system is to be read: a TOML file that says which column means what."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from commandcenter.errors import InvalidInput, Malformed, NotFound
from commandcenter.models.city.category_kind import CategoryKind
from commandcenter.models.city.datum import Datum
from commandcenter.models.clocks.time_limit import TimeLimit, parse_limit
from commandcenter.packs.files.faults import Fault, Faults, PackHasFaults
from commandcenter.services.archive.cells.columns import Columns
from commandcenter.services.archive.cells.moments import WORDS
from commandcenter.services.archive.cells.points import PointForm
from commandcenter.services.archive.files.encodings import encoding_named
from commandcenter.services.archive.mapping_points import read_points
from commandcenter.services.archive.mapping_section import Section, read_settings
from commandcenter.words import Name, refusal_sentence

#: Stands in a table of values for every value that the table does not name.
EVERY_OTHER = "*"

_MOST_BYTES = 1 << 20
_TIME_OF_DAY = re.compile(r"([01]\d|2[0-4]):([0-5]\d)")
_CLASS_CODE = re.compile(r"[0-9]{2,6}")
_DIGITS_OF_CODE = 8


class Field(StrEnum):
    """What a column can mean."""

    EXTERNAL_REFERENCE = "external_reference"
    REPORTED_AT = "reported_at"
    OBSERVED_AT = "observed_at"
    DUE_AT = "due_at"
    CLOSED_AT = "closed_at"
    SOURCE = "source"
    DESCRIPTION = "description"
    ADDRESS = "address"
    LATITUDE = "latitude"
    LONGITUDE = "longitude"
    CATEGORY = "category"
    DEPARTMENT = "department"
    STATUS = "status"
    POINT = "point"


class ThereIs(StrEnum):
    """What a status can mean: the state of the case in the other system."""

    OPEN = "open"
    CLOSED = "closed"


_MOMENTS = (Field.REPORTED_AT, Field.OBSERVED_AT, Field.DUE_AT, Field.CLOSED_AT)
_NEEDED = (Field.EXTERNAL_REFERENCE, Field.REPORTED_AT, Field.DESCRIPTION)
_WITH_DEFAULT = (Field.SOURCE, Field.DESCRIPTION, Field.CATEGORY, Field.DEPARTMENT)


@dataclass(frozen=True, slots=True)
class NewCategories:
    """How to create categories that are missing: code, class, one filing condition."""

    kind: CategoryKind
    class_code: str
    class_name: Name
    text: Name
    limit: TimeLimit
    closing: Name

    def code(self, nth: int) -> str:
        """The class code, followed by the number of the new category."""
        return f"{self.class_code}{nth:0{_DIGITS_OF_CODE - len(self.class_code)}d}"


@dataclass(frozen=True, slots=True)
class ImportMapping:
    """`values`: what the file says, what the pack says. `encoding`: None where none is named.

    `none`: what means that there is no value, in small letters. `hours`: how long after midnight is
    meant where a moment has only a day.
    """

    name: str
    encoding: str | None
    delimiter: str
    zone: ZoneInfo
    moments: tuple[str, ...]
    none: frozenset[str]
    hours: Mapping[str, timedelta]
    columns: Mapping[Field, Columns]
    points: PointForm
    defaults: Mapping[Field, str]
    values: Mapping[Field, Mapping[str, str]]
    new_categories: NewCategories | None
    new_departments: bool
    #: What the points are measured from; None: as the pack says for each source.
    datum: Datum | None

    @property
    def headings(self) -> frozenset[str]:
        """All columns that the mapping refers to."""
        return frozenset(name for columns in self.columns.values() for name in columns.headings)


class MappingRefused(InvalidInput):
    """A mapping with faults, each with its line."""

    def __init__(self, mapping: str, found: tuple[Fault, ...]) -> None:
        super().__init__("mapping-refused", mapping=mapping, count=len(found))
        self._found = found

    def sentence(self, language: str) -> str:
        faults = "\n".join(fault.sentence(language) for fault in self._found)
        return refusal_sentence(self.error_id, language, **self.params, faults=faults)


def read_mapping(path: Path) -> ImportMapping:
    """Read the mapping in this file. MappingRefused, with a sentence per fault, if it has any."""
    faults = Faults()
    mapping = _read(read_settings(path.name, _text(path), faults), path.name)
    try:
        faults.refuse(path.name)
    except PackHasFaults as refused:
        raise MappingRefused(path.name, refused.found) from None
    return mapping


def _text(path: Path) -> str:
    try:
        if path.exists() and not path.is_file():
            raise Malformed("mapping-unreadable", mapping=str(path))
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
        if len(content) > _MOST_BYTES:
            raise Malformed("mapping-unreadable", mapping=str(path))
        return content.decode("utf-8-sig")
    except FileNotFoundError:
        raise NotFound("mapping-missing", mapping=str(path)) from None
    except (OSError, UnicodeDecodeError):
        raise Malformed("mapping-unreadable", mapping=str(path)) from None


def _read(top: Section, name: str) -> ImportMapping:
    top.only("file", "day_only", "points", "columns", "defaults", "values", "create")
    file = top.section("file")
    file.only("encoding", "delimiter", "time_zone", "moments", "none", "datum")
    create = _optional(top, "create")
    create.only("categories", "departments")
    points = read_points(_optional(top, "points"))
    return ImportMapping(
        name=name,
        encoding=_encoding(file),
        delimiter=_delimiter(file),
        zone=_zone(file),
        moments=_moments(file),
        none=_none(file),
        hours=_hours(_optional(top, "day_only")),
        columns=_columns(top.section("columns")),
        points=points,
        defaults=_defaults(_optional(top, "defaults")),
        values=_values(_optional(top, "values")),
        new_categories=_new_categories(create) if "categories" in create.values else None,
        new_departments="departments" in create.values and create.flag("departments"),
        datum=_datum(file) if points.epsg is None else _datum_of_system(file),
    )


def _optional(section: Section, key: str) -> Section:
    """The section, or an empty one of which nothing is noted."""
    if key in section.values:
        return section.section(key)
    return Section({}, key, section.lines, section.file, section.faults)


def _encoding(file: Section) -> str | None:
    if "encoding" not in file.values:
        return None
    named = file.text("encoding")
    encoding = encoding_named(named)
    if named and encoding is None:
        file.fault("encoding", "mapping-encoding", encoding=named[:60])
    return encoding


def _none(file: Section) -> frozenset[str]:
    words = file.texts("none") if "none" in file.values else ()
    return frozenset(word.strip().casefold() for word in words)


def _hours(section: Section) -> dict[str, timedelta]:
    section.only(*_MOMENTS)
    hours: dict[str, timedelta] = {}
    for field in _MOMENTS:
        if field not in section.values:
            continue
        found = _TIME_OF_DAY.fullmatch(section.text(field))
        if found is None:
            section.fault(field, "mapping-time-of-day")
        else:
            hours[field] = timedelta(hours=int(found[1]), minutes=int(found[2]))
    return hours


def _delimiter(file: Section) -> str:
    delimiter = str(file.values.get("delimiter", ","))
    if len(delimiter) != 1 or delimiter in '"\r\n':
        file.fault("delimiter", "mapping-delimiter")
    return delimiter


def _zone(file: Section) -> ZoneInfo:
    zone = file.text("time_zone")
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: the name of a folder of zones
        file.fault("time_zone", "pack-time-zone", zone=zone[:60])
        return ZoneInfo("UTC")


def _datum(file: Section) -> Datum | None:
    if "datum" not in file.values:
        return None
    datum = file.text("datum")
    if datum in set(Datum):
        return Datum(datum)
    file.fault("datum", "pack-setting-choice", known=", ".join(Datum))
    return None


def _datum_of_system(file: Section) -> Datum:
    """Points of an EPSG number are converted from its own datum: a second one makes no sense."""
    if "datum" in file.values:
        file.fault("datum", "mapping-two-systems")
    return Datum.WGS84


def _moments(file: Section) -> tuple[str, ...]:
    formats = file.texts("moments")
    for wrong in formats:
        if wrong not in WORDS and not ("%Y" in wrong or "%y" in wrong):
            file.fault("moments", "mapping-moment-format", format=wrong[:60])
    if not formats and "moments" in file.values:
        file.fault("moments", "mapping-moment-format", format="")
    return formats


def _columns(section: Section) -> dict[Field, Columns]:
    section.only(*Field)
    found = {Field(key): _of_field(section, key) for key in section if key in set(Field)}
    for needed in _NEEDED:
        if needed not in found:
            section.fault(needed, "pack-setting-missing")
    if (Field.LATITUDE in found) != (Field.LONGITUDE in found):
        section.fault(Field.LATITUDE, "mapping-half-a-point")
    if Field.POINT in found and Field.LATITUDE in found:
        section.fault(Field.POINT, "mapping-two-points")
    if not found.keys() & {Field.LATITUDE, Field.POINT, Field.ADDRESS}:
        section.fault(Field.ADDRESS, "mapping-no-place")
    return found


def _of_field(section: Section, key: str) -> Columns:
    """A heading, a list of which the first filled counts, or a table of what is joined."""
    value = section.values[key]
    if isinstance(value, dict):
        table = section.section(key)
        table.only("join", "with")
        joined_with = str(table.values.get("with", " "))
        return Columns(table.texts("join"), joined_with)
    return Columns(section.texts(key) if isinstance(value, list) else (section.text(key),))


def _defaults(section: Section) -> dict[Field, str]:
    section.only(*_WITH_DEFAULT)
    return {Field(key): section.text(key) for key in section if key in set(_WITH_DEFAULT)}


def _values(section: Section) -> dict[Field, dict[str, str]]:
    section.only(Field.SOURCE, Field.CATEGORY, Field.DEPARTMENT, Field.STATUS)
    tables: dict[Field, dict[str, str]] = {}
    for key in section:
        table = section.section(key)
        if key in set(Field):
            tables[Field(key)] = {word: table.text(word) for word in table}
    for word, meant in tables.get(Field.STATUS, {}).items():
        if meant not in set(ThereIs):
            known = ", ".join(ThereIs)
            section.section(Field.STATUS).fault(word, "pack-setting-choice", known=known)
    return tables


def _new_categories(create: Section) -> NewCategories:
    section = create.section("categories")
    section.only("kind", "class_code", "class_name", "text", "limit", "closing")
    kind, code = section.text("kind"), section.text("class_code")
    if kind not in set(CategoryKind):
        section.fault("kind", "pack-setting-choice", known=", ".join(CategoryKind))
    if not _CLASS_CODE.fullmatch(code):
        section.fault("class_code", "mapping-class-code")
    return NewCategories(
        kind=CategoryKind(kind) if kind in set(CategoryKind) else CategoryKind.EVENT,
        class_code=code,
        class_name=section.name("class_name"),
        text=section.name("text"),
        limit=section.parsed("limit", parse_limit) or parse_limit("1工作日"),
        closing=section.name("closing"),
    )
