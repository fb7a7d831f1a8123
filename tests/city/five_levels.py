"""The tiny city with five levels, of which each has a desk: two counties, with one area of each
lower level in each of them."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

TINY = Path(__file__).parents[1] / "packs" / "tiny"
#: The codes of the levels below the city, in the north and in the south.
NORTH = ("1101011", "110101101", "11010110101", "110101101011")
SOUTH = ("1101012", "110101201", "11010120101", "110101201011")
CITY = "110101"
#: A point in each of them.
NORTH_POINT, SOUTH_POINT = (39.9305, 116.4105), (39.9295, 116.4105)
_LEVELS = {"city": 6, "county": 7, "township": 9, "village": 11, "community": 12}
_SEGMENTS = {"city": 6, "county": 1, "township": 2, "village": 2, "community": 1, "sequence": 3}
_FORMER = {"110101001001": NORTH[-1], "110101001002": SOUTH[-1]}
#: How long each level has, and who has the case then.
TIERS = """
[tiers.community]
limit = "4 working hours"
then = "village"

[tiers.village]
limit = "1 urgent day"
then = "township"

[tiers.township]
limit = "2 working days"
then = "county"

[tiers.county]
limit = "3 calendar days"
then = "city"
"""


def make_pack(folder: Path, *, tiers: str = TIERS, modules: str = '["cases", "tiers"]') -> Path:
    """The folder of the pack."""
    shutil.copytree(TINY, folder)
    settings = (folder / "city.toml").read_text(encoding="utf-8")
    head, rest = settings.split("[[levels]]", 1)
    layer, rest = rest[rest.index("[[layers]]") :].split("segments = [", 1)
    rest = rest.split("]\n", 1)[1]
    segments = "".join(f'{{ name = "{name}", width = {n} }}, ' for name, n in _SEGMENTS.items())
    levels = "".join(
        f'[[levels]]\nid = "{id}"\nname = {{ zh = "{id}", en = "{id}" }}\nwidth = {width}\n\n'
        for id, width in _LEVELS.items()
    )
    text = f"{head}{levels}{layer}segments = [{segments}]\n{rest}"
    text = text.replace('modules = ["cases"]', f"modules = {modules}")
    text = text.replace('street = "110101001"', f'street = "{NORTH[1]}"')
    (folder / "city.toml").write_text(text + tiers, encoding="utf-8")
    _recode(folder)
    return folder


def _recode(folder: Path) -> None:
    areas = json.loads((folder / "areas.geojson").read_text(encoding="utf-8"))
    city, _, north, south = areas["features"]
    city["properties"]["level"] = "city"
    features = [city]
    for codes, community in ((NORTH, north), (SOUTH, south)):
        above = CITY
        for level, code in zip(list(_LEVELS)[1:], codes, strict=True):
            features.append(_area(code, level, above, community["geometry"]))
            above = code
    _write(folder / "areas.geojson", {**areas, "features": features})
    for name in ("unit_grids.geojson", "patrols.csv"):
        text = (folder / name).read_text(encoding="utf-8")
        for former, code in _FORMER.items():
            text = text.replace(former, code)
        (folder / name).write_text(text, encoding="utf-8")


def _area(code: str, level: str, parent: str, geometry: Mapping[str, Any]) -> dict[str, Any]:
    names = {"name_zh": f"{level} {code}", "name_en": f"{level} {code}"}
    properties = {"code": code, "level": level, **names, "parent": parent}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _write(file: Path, document: Mapping[str, Any]) -> None:
    file.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
