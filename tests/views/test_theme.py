"""The tokens: contrast, colour-blind distances, and that no colour is written anywhere else."""

import itertools
import math
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QFont
from pytestqt.qtbot import QtBot

from commandcenter import resources
from commandcenter.views.look import theme
from commandcenter.views.look.theme import CaseMark, Colour

ROOT = Path(__file__).parents[2]

NORMAL_TEXT, LARGE_TEXT, GRAPHICS, WALL_TEXT = 4.5, 3.0, 3.0, 7.0
GROUNDS = (Colour.BASE, Colour.PANEL, Colour.MAP_LAND)

# Severity 1.0 of the simulation by Machado, Oliveira and Fernandes (2009), on linear light.
SIGHT = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("ink", [Colour.TEXT, Colour.TEXT_MUTED, Colour.OVERDUE_TEXT])
def test_that_text_can_be_read_on_every_ground(ink: Colour, ground: Colour) -> None:
    assert contrast(ink, ground) >= NORMAL_TEXT


@pytest.mark.parametrize("ink", [Colour.TEXT, Colour.TEXT_MUTED, Colour.OVERDUE_TEXT])
def test_that_the_wall_can_be_read_from_afar(ink: Colour) -> None:
    assert contrast(ink, Colour.BASE) >= WALL_TEXT


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        (Colour.TEXT, Colour.RAISED),
        (Colour.TEXT, Colour.RAISED_HOVER),
        (Colour.TEXT, Colour.SELECTION),
        (Colour.TEXT_MUTED, Colour.SELECTION),
        (Colour.TEXT_MUTED, Colour.RAISED),
        (Colour.TEXT_FAINT, Colour.PANEL),
        (Colour.TEXT_ON_MARK, Colour.OVERDUE),
        (Colour.TEXT_ON_MARK, Colour.DUE_SOON),
        (Colour.TEXT_ON_MARK, Colour.RUNNING),
        (Colour.TEXT_ON_MARK, Colour.PAUSED),
        (Colour.MAP_ROAD_NAME, Colour.MAP_LAND),
        (Colour.MAP_AREA_NAME, Colour.MAP_LAND),
    ],
)
def test_that_words_can_be_read_where_they_stand(ink: Colour, ground: Colour) -> None:
    assert contrast(ink, ground) >= NORMAL_TEXT


@pytest.mark.parametrize("mark", CaseMark)
@pytest.mark.parametrize("ground", [Colour.BASE, Colour.MAP_LAND])
def test_that_every_mark_stands_out_from_the_map(mark: CaseMark, ground: Colour) -> None:
    assert contrast(mark.colour, ground) >= GRAPHICS


@pytest.mark.parametrize("ground", [Colour.BASE, Colour.PANEL, Colour.RAISED])
def test_that_focus_and_controls_can_be_seen(ground: Colour) -> None:
    assert contrast(Colour.ACCENT, ground) >= GRAPHICS
    assert contrast(Colour.CONTROL_BORDER, ground) >= GRAPHICS


def test_that_chart_lines_can_be_seen_on_the_wall() -> None:
    for line in (Colour.SERIES_REPORTED, Colour.SERIES_FILED, Colour.SERIES_CLOSED):
        assert contrast(line, Colour.BASE) >= NORMAL_TEXT


def test_that_the_ground_stays_quiet() -> None:
    for line in (Colour.GRID_LINE, Colour.MAP_CELL_LINE):
        assert contrast(line, Colour.BASE) <= 1.5
    assert contrast(Colour.PANEL, Colour.BASE) == pytest.approx(1.2, abs=0.05)


@pytest.mark.parametrize("sight", SIGHT)
def test_that_two_states_never_look_alike(sight: str) -> None:
    for one, other in itertools.combinations(CaseMark, 2):
        assert distance(seen(one.colour, sight), seen(other.colour, sight)) >= 14, (one, other)


@pytest.mark.parametrize("sight", SIGHT)
def test_that_two_chart_lines_never_look_alike(sight: str) -> None:
    lines = [colour for colour in Colour if colour.name.startswith("SERIES_")]
    for one, other in itertools.combinations(lines, 2):
        assert distance(seen(one, sight), seen(other, sight)) >= 14, (one, other)


def test_that_colour_distance_agrees_with_the_published_example() -> None:
    """One of the pairs by which Sharma, Wu and Dalal (2005) let implementations be checked."""
    assert distance((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485)) == pytest.approx(
        2.0425, abs=1e-4
    )


def test_that_states_differ_in_more_than_colour() -> None:
    for trait in ("shape", "glyph"):
        assert len({getattr(mark, trait) for mark in CaseMark}) == len(CaseMark)
    for language in ("zh", "en"):
        assert len({mark.letter(language) for mark in CaseMark}) == len(CaseMark)


def test_that_red_is_for_overdue_alone() -> None:
    reddish = {colour.name for colour in Colour if is_red(colour)}
    assert reddish == {"OVERDUE", "OVERDUE_TEXT"}


def test_that_no_colour_is_written_outside_the_token_file() -> None:
    assert [line for path in painted_files() for line in literal_colours(path)] == []


def test_that_icons_are_drawn_in_colours_of_the_token_file() -> None:
    """A style sheet can give an SVG no colour, so these are written twice; here they agree."""
    icons = {path.name: colours_in(path) for path in resources.resource("icons").glob("*.svg")}
    assert icons["arrow-up.svg"] == icons["arrow-down.svg"] == {Colour.TEXT_MUTED}
    assert set().union(*icons.values()) <= set(Colour)


def test_that_the_search_for_colours_finds_them(tmp_path: Path) -> None:
    for literal in ("#1E2226", "#fff", "rgb(1, 2, 3)", "rgba(0,0,0,.5)", "hsl(2 3% 4%)"):
        sample = tmp_path / "sample.css"
        sample.write_text(f"a {{ color: {literal}; }}", encoding="utf-8")
        assert literal_colours(sample)


def test_that_the_style_sheet_is_filled_and_grows_with_the_text() -> None:
    desk, wall = theme.style_sheet(theme.DESK_TEXT_PX), theme.style_sheet(60)
    assert "$" not in desk
    assert f"font-size: {theme.DESK_TEXT_PX}px" in desk
    assert "font-size: 60px" in wall


def test_that_the_page_gets_the_same_tokens() -> None:
    for colour in Colour:
        assert f":{colour.value};" in theme.css_variables()
    assert theme.colours_for_page()["overdue"] == Colour.OVERDUE


def test_that_digits_of_a_countdown_have_one_width(qtbot: QtBot) -> None:
    assert theme.tabular(QFont()).featureValue(QFont.Tag("tnum")) == 1


def painted_files() -> Iterator[Path]:
    views = ROOT / "commandcenter" / "views"
    yield from (path for path in views.rglob("*.py") if path.name != "theme.py")
    for folder in ("map", "styles"):
        for path in resources.resource(folder).rglob("*"):
            if path.suffix in {".js", ".css", ".html", ".qss"} and "vendor" not in path.parts:
                yield path


def literal_colours(path: Path) -> list[str]:
    found = re.compile(
        r"#(?:[0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})\b|\b(?:rgb|hsl)a?\(", re.ASCII
    )
    lines = path.read_text(encoding="utf-8").splitlines()
    return [
        f"{path}:{number}: {line}" for number, line in enumerate(lines, 1) if found.search(line)
    ]


def colours_in(icon: Path) -> set[str]:
    """Whatever an SVG is filled or drawn with."""
    painted = re.findall(r'(?:fill|stroke)="([^"]+)"', icon.read_text(encoding="utf-8"))
    return set(painted) - {"none"}


def contrast(one: Colour, other: Colour) -> float:
    """WCAG 2.2's ratio of relative luminances."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: Colour) -> float:
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(colour: Colour) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return _linear(red), _linear(green), _linear(blue)


def _linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)


def is_red(colour: Colour) -> bool:
    red, green, blue = linear(colour)
    return red > 2 * green and red > 2 * blue


def seen(colour: Colour, sight: str) -> tuple[float, float, float]:
    """The colour as such an eye sees it, in CIE L*a*b* under D65."""
    light = linear(colour)
    red, green, blue = (
        min(1.0, max(0.0, sum(share * part for share, part in zip(row, light, strict=True))))
        for row in SIGHT[sight]
    )
    x = (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047
    y = 0.2126729 * red + 0.7151522 * green + 0.0721750 * blue
    z = (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883
    fx, fy, fz = _lab_root(x), _lab_root(y), _lab_root(z)
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def _lab_root(share: float) -> float:
    return math.cbrt(share) if share > (6 / 29) ** 3 else share / (3 * (6 / 29) ** 2) + 4 / 29


def distance(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    """CIEDE2000."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean_chroma = (math.hypot(a1, b1) + math.hypot(a2, b2)) / 2
    stretch = 1.5 - 0.5 * math.sqrt(mean_chroma**7 / (mean_chroma**7 + 25**7))
    c1, c2 = math.hypot(a1 * stretch, b1), math.hypot(a2 * stretch, b2)
    h1 = math.degrees(math.atan2(b1, a1 * stretch)) % 360
    h2 = math.degrees(math.atan2(b2, a2 * stretch)) % 360
    turn = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0.0
    mean_hue = (h1 + turn / 2) % 360 if c1 * c2 else h1 + h2
    lightness, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    weight = (
        1
        - 0.17 * _cos(mean_hue - 30)
        + 0.24 * _cos(2 * mean_hue)
        + 0.32 * _cos(3 * mean_hue + 6)
        - 0.20 * _cos(4 * mean_hue - 63)
    )
    dl = (l2 - l1) / (1 + 0.015 * (lightness - 50) ** 2 / math.sqrt(20 + (lightness - 50) ** 2))
    dc = (c2 - c1) / (1 + 0.045 * chroma)
    dh = 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn / 2)) / (1 + 0.015 * chroma * weight)
    bend = 60 * math.exp(-(((mean_hue - 275) / 25) ** 2))
    rotation = -2 * math.sqrt(chroma**7 / (chroma**7 + 25**7)) * math.sin(math.radians(bend))
    return math.sqrt(dl**2 + dc**2 + dh**2 + rotation * dc * dh)


def _cos(degrees: float) -> float:
    return math.cos(math.radians(degrees))
