"""What all commands share: options accepted anywhere, the open centre, what goes where."""

import json
import re
import shlex
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo

import typer

from commandcenter.center import CommandCenter
from commandcenter.contract.documents import in_city_time
from commandcenter.errors import CommandCenterError, InvalidInput, NotFound, NotNow, Unavailable
from commandcenter.long_jobs import BackupPlan
from commandcenter.models.city.calendar_override import overridden
from commandcenter.models.clocks.working_calendar import WorkingCalendar
from commandcenter.packs.content.pack import CityPack
from commandcenter.packs.content.parts import CodeSegment
from commandcenter.packs.reader import read_pack, read_rules
from commandcenter.resources import resource
from commandcenter.settings import Settings
from commandcenter.words import refusal_sentence

DEFAULT_CITY = "dongcheng"
_WITH_VALUE = ("--database", "--city", "--lang")
#: The command that makes or upgrades a database, where no database is named with it.
_INIT = re.compile(r"python main\.py init(?: --recalculate)?(?! --)")
_FLAGS = ("--json", "--lines")
_HALF_PAIR = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Options:
    """The options that are accepted before and after the command."""

    database: str = ""
    city: str = ""
    lang: str = ""
    json: bool = False
    lines: bool = False
    settings: Settings = field(default_factory=Settings)

    @property
    def database_url(self) -> str:
        return self.database or self.settings.database_url()

    @property
    def language(self) -> str:
        """Of what commands print: English unless asked."""
        return self.lang or "en"

    @property
    def screen_language(self) -> str:
        """Of the screens: Chinese unless asked."""
        return self.lang or self.settings.lang

    @contextmanager
    def center(self) -> Iterator[CommandCenter]:
        """The centre of a database. Unavailable or NotNow if it is not the expected one."""
        settings = self.settings
        with CommandCenter(
            self.database_url, overlay=settings.overlay, signing_key_file=settings.signing_key_file
        ) as center:
            center.check()
            if not self._is_of(center):
                there, other = center.city.name(), self._city_name()
                raise NotNow("database-serves-other-city", city=there, other=other)
            with city_time(center.city.calendar().zone):
                yield center

    def backup_plan(self, center: CommandCenter) -> BackupPlan | None:
        """Where and how the jobs make backups; None for a PostgreSQL centre without a folder."""
        folder = self.settings.backup_folder or center.backup_folder
        return BackupPlan(folder.absolute(), self.settings.backup_key_file) if folder else None

    @staticmethod
    def ships(city: str) -> bool:
        """Whether the program comes with a pack of this name."""
        return "/" not in city and resource("cities", city).is_dir()

    def pack_folder(self) -> Path:
        """The folder of `--city`: a pack that ships with the program, or any folder."""
        name = self.city or DEFAULT_CITY
        if self.ships(name):
            return resource("cities", name)
        if Path(name).is_dir():
            return Path(name)
        known = ", ".join(sorted(path.name for path in resource("cities").iterdir()))
        raise NotFound("city-unknown", name=name, known=known)

    def pack(self) -> CityPack:
        return read_pack(self.pack_folder())

    def code_segments(self) -> tuple[CodeSegment, ...]:
        """The segments of the pack's case layer."""
        settings, _ = read_rules(self.pack_folder())
        return next(layer.segments for layer in settings.layers if layer.carries_cases)

    def calendar(self) -> WorkingCalendar:
        """The database's, or that of the pack of `--city`; the centre's own days go before both."""
        try:
            with CommandCenter(self.database_url) as center:
                center.check()
                if not self.city:
                    return center.city.calendar()
                own = center.city.calendar_overrides() if self._is_of(center) else ()
        except Unavailable as refusal:
            if refusal.error_id != "database-not-made":
                raise
            own = ()
        return WorkingCalendar(overridden(read_rules(self.pack_folder())[1], own))

    def of_database(self) -> Self:
        """Where no city was named, that of the database, if there is one."""
        if self.city:
            return self
        try:
            with CommandCenter(self.database_url) as center:
                center.check()
                return replace(self, city=center.city.name() or "")
        except Unavailable as refusal:
            if refusal.error_id != "database-not-made":
                raise
        return self

    def _is_of(self, center: CommandCenter) -> bool:
        """Whether a database belongs to the city that was named; true if none was."""
        return not self.city or self._city_name() == center.city.name()

    def _city_name(self) -> str:
        """The name that the pack gives itself, whatever its folder is called; else the name that
        was given."""
        try:
            return read_rules(self.pack_folder())[0].name
        except NotFound:
            return Path(self.city).name

    def words(self, text_id: str, **params: object) -> str:
        """A text of the catalogue in the language of the commands."""
        return refusal_sentence(text_id, self.language, **params)

    def with_its_database(self, sentence: str) -> str:
        """A sentence in which the command to type names the database that was named here."""
        if not self.database:
            return sentence
        named = f" --database {shlex.quote(self.database)}"
        return _INIT.sub(lambda command: command[0] + named, sentence)

    def say(self, text: str) -> None:
        """Print a line for people; does nothing with --json."""
        if not (self.json or self.lines):
            typer.echo(text)

    def show(self, document: dict[str, Any], *, text: str) -> None:
        """One document: as JSON, or as text for people."""
        typer.echo(compact(document) if self.json or self.lines else text)

    def show_all(self, documents: Iterable[dict[str, Any]], *, text: str) -> None:
        """Documents: an array, one a line, or `text` filled from each, for people."""
        if self.lines:
            for document in documents:
                typer.echo(compact(document))
        elif self.json:
            _write_array(documents)
        else:
            for document in documents:
                typer.echo(
                    text.format_map({k: "—" if v is None else v for k, v in document.items()})
                )

    def show_paths(self, paths: Iterable[Path]) -> None:
        """The files that were written: an array of them, one a line in quotes, or bare."""
        names = [str(path) for path in paths]
        if self.lines:
            names = [compact(name) for name in names]
        elif self.json:
            names = [compact(names)]
        for name in names:
            typer.echo(name)


@contextmanager
def city_time(zone: ZoneInfo) -> Iterator[None]:
    """Refusals inside the block state times in the city's time zone."""
    try:
        yield
    except CommandCenterError as refusal:
        raise in_city_time(refusal, zone) from None


def compact(document: object) -> str:
    """JSON on one line; half of a surrogate pair, which UTF-8 cannot say, stays escaped."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8", "backslashreplace").decode()


def _write_array(documents: Iterable[dict[str, object]]) -> None:
    """One array on one line, written as it comes: a year of cases need not fit into memory."""
    out = sys.stdout
    begun = "["
    for document in documents:  # a refusal comes before the first document, and stands alone
        out.write(begun + compact(document))
        begun = ","
    out.write("]\n" if begun == "," else "[]\n")


def take_options(arguments: Sequence[str]) -> tuple[Options, list[str]]:
    """Pick the shared options out of the command line, wherever they stand."""
    found: dict[str, Any] = {}
    rest: list[str] = []
    waiting = list(arguments)
    if any(_HALF_PAIR.search(word) for word in waiting):  # how Python shows bytes that are none
        raise typer.BadParameter("The command line is not UTF-8.")
    while waiting:
        word = waiting.pop(0)
        name, equals, value = word.partition("=")
        if word == "--":
            rest += [word, *waiting]
            break
        if word in _FLAGS:
            found[word[2:]] = True
        elif name in _WITH_VALUE:
            if not equals and not waiting:
                raise typer.BadParameter(f"Option '{name}' requires an argument.")
            found[name[2:]] = value if equals else waiting.pop(0)
        else:
            rest.append(word)
    options = Options(**found)
    if options.lang not in ("", "zh", "en"):
        raise typer.BadParameter(f"--lang is zh or en, not {options.lang}.")
    return options, rest


def read_moment(text: str, zone: ZoneInfo, *, field: str) -> datetime:
    """A moment as people write it; without offset it is the city's time."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidInput("moment-unreadable", field=field, text=text) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)
