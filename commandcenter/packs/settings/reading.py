"""Reads city.toml into its model; every fault with its line, its setting and a plain sentence.

Where a setting is spoilt, an empty one takes its place, so that the rest of the pack can be checked
as well; a pack with faults is not used.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from commandcenter.errors import CommandCenterError
from commandcenter.packs.files.faults import Faults
from commandcenter.packs.files.toml_lines import TomlLines
from commandcenter.packs.settings.city_file import CityFile
from commandcenter.packs.settings.known_keys import known_keys

SETTINGS = "city.toml"

#: What is said of a value of the wrong type, by pydantic's name of the error.
_SAID = {
    "missing": "pack-setting-missing",
    "string_type": "pack-setting-not-text",
    "bool_type": "pack-setting-not-true-or-false",
    "int_type": "pack-setting-not-whole-number",
    "float_type": "pack-setting-not-number",
    "tuple_type": "pack-setting-not-list",
    "dict_type": "pack-setting-not-section",
    "mapping_type": "pack-setting-not-section",
    "dataclass_type": "pack-setting-not-section",
}
_UNKNOWN = ("extra_forbidden", "unexpected_keyword_argument")
_EMPTY: Mapping[str, object] = {
    "name": "unreadable",
    "code": "000000",
    "title": {"zh": "–", "en": "–"},
    "time_zone": "UTC",
    "languages": ["zh"],
    "levels": [],
    "layers": [],
    "sources": [],
    "posts": [],
    "merged_centre": False,
    "stage_limits": {},
    "calendar": {"hours_a_day": 8},
    "warning_marks": [],
    "kpi_targets": {},
    "wall_scenes": [],
    "modules": ["cases"],
}
#: Levels are measured by the code of the city.
_ALSO_SPOILT = {"code": "levels"}


@dataclass(frozen=True, slots=True)
class SettingsPlace:
    """Where settings stand: notes what other checks find. `spoilt`: settings whose faults were
    noted when they were read, and of which nothing more is said."""

    lines: TomlLines
    faults: Faults
    spoilt: frozenset[str]

    def fault(self, setting: str, error_id: str, /, **params: object) -> None:
        """Note a fault of a setting, by its dotted name."""
        if not self._is_spoilt(setting):
            line = self.lines.of_key(setting)
            self.faults.add(SETTINGS, line, error_id, setting=setting[:120], **params)

    def adopt(self, setting: str, reason: CommandCenterError) -> None:
        """Note what another part of the program refused."""
        if not self._is_spoilt(setting):
            self.faults.adopt(SETTINGS, self.lines.of_key(setting), reason)

    def _is_spoilt(self, setting: str) -> bool:
        return setting.partition(".")[0].partition("[")[0] in self.spoilt


def read_city_file(text: str | None, faults: Faults) -> tuple[CityFile, SettingsPlace]:
    """The settings, and where they stand. Without a readable text all of them are empty."""
    values, lines = _values(text, faults), TomlLines.of(text or "")
    if values is None:
        nothing_said = SettingsPlace(lines, Faults(), frozenset(CityFile.model_fields))
        return CityFile.model_validate(dict(_EMPTY)), nothing_said
    try:
        return CityFile.model_validate(values), SettingsPlace(lines, faults, frozenset())
    except ValidationError as refusal:
        found = refusal.errors(include_url=False, include_input=False)
    for error in found:
        _note(error["type"], error["loc"], error.get("ctx", {}), lines, faults)
    spoilt = frozenset(str(error["loc"][0]) for error in found)
    spoilt |= {other for key, other in _ALSO_SPOILT.items() if key in spoilt}
    sound = {key: value for key, value in values.items() if key not in spoilt}
    return CityFile.model_validate({**_EMPTY, **sound}), SettingsPlace(lines, faults, spoilt)


def _values(text: str | None, faults: Faults) -> dict[str, object] | None:
    if text is None:
        return None
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a number without end is a plain ValueError
        faults.add(SETTINGS, None, "pack-toml-broken", reason=error)
        return None


def _note(
    kind: str, loc: tuple[int | str, ...], said: dict[str, Any], lines: TomlLines, faults: Faults
) -> None:
    setting = _dotted(loc, said.get("below", ""))
    line = lines.of_key(setting)
    if "reason" in said:
        faults.adopt(SETTINGS, line, said["reason"])
        return
    if kind in _UNKNOWN:
        error_id, params = "pack-setting-unknown", {"known": ", ".join(known_keys(loc[:-1]))}
    else:
        error_id, params = said.get("error_id") or _SAID[kind], said.get("params", {})
    faults.add(SETTINGS, line, error_id, setting=setting[:120], **params)


def _dotted(loc: tuple[int | str, ...], below: str) -> str:
    """`posts[3].steps` for an entry of it; a plain list is one setting."""
    parts = [part for part in (*loc, below) if part not in ("", "[key]")]
    while parts and isinstance(parts[-1], int) and len(parts) > 2:
        parts.pop()
    dotted = ""
    for part in parts:
        dotted += f"[{part}]" if isinstance(part, int) else f".{part}" if dotted else part
    return dotted
