"""The one token file: every colour, mark, font and size that Qt, the map and the charts use."""

from enum import StrEnum
from string import Template

from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from commandcenter.resources import resource
from commandcenter.views.look.widget_rules import RuledStyle

FONT_FAMILIES = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Noto Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "WenQuanYi Micro Hei",
    "Noto Sans",
    "Segoe UI",
    "sans-serif",
)

DESK_TEXT_PX = 15
"""Body text at 0.6 m on a 0.25 mm pitch: 22 minutes of arc, the floor for Chinese."""


class Colour(StrEnum):
    """One name, one meaning. Red is for overdue alone; beyond the greys only what presses."""

    BASE = "#1E2226"
    PANEL = "#2A2F34"
    RAISED = "#353B41"
    RAISED_HOVER = "#40474E"
    TEXT = "#E6E9EB"
    TEXT_MUTED = "#B4BEC4"
    TEXT_FAINT = "#96A1A9"
    TEXT_ON_MARK = "#14171A"
    DIVIDER = "#3A4147"
    GRID_LINE = "#353C42"
    CONTROL_BORDER = "#84909A"
    ACCENT = "#86B6D6"
    SELECTION = "#33495A"

    OVERDUE = "#FF5C5C"
    OVERDUE_TEXT = "#FF9C9C"
    STEP_LATE = "#F0F0D8"
    DUE_SOON = "#FFD04A"
    RUNNING = "#A9BBC6"
    PAUSED = "#7F8CFF"
    DONE = "#6B777F"

    SERIES_REPORTED = "#DDE2E5"
    SERIES_FILED = "#5E97D8"
    SERIES_CLOSED = "#8FCB9B"
    TARGET_LINE = "#87929B"

    MAP_LAND = "#24292E"
    MAP_CELL_LINE = "#323940"
    MAP_COMMUNITY_LINE = "#414A52"
    MAP_AREA_LINE = "#6A7780"
    MAP_LANE = "#39424A"
    MAP_ROAD = "#48535C"
    MAP_MAIN_ROAD = "#55616A"
    MAP_ROAD_NAME = "#97A3AB"
    MAP_AREA_NAME = "#C3CCD1"


class Shape(StrEnum):
    """The outline of a mark, as the map draws it."""

    DIAMOND = "diamond"
    FRAME = "frame"
    TRIANGLE = "triangle"
    CIRCLE = "circle"
    BARS = "bars"
    RING = "ring"


class CaseMark(StrEnum):
    """The marks of cases, worst first: by colour, shape and letter, never by colour alone."""

    OVERDUE = "overdue"
    STEP_LATE = "step_late"
    DUE_SOON = "due_soon"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"

    @property
    def colour(self) -> Colour:
        return Colour[self.name]

    @property
    def shape(self) -> Shape:
        return _SHAPES[self]

    @property
    def glyph(self) -> str:
        """The shape as a character, for lists and legends."""
        return _GLYPHS[self]

    def letter(self, language: str) -> str:
        """One character that says the state where neither colour nor shape can."""
        return _LETTERS[self][language]


_SHAPES = dict(zip(CaseMark, Shape, strict=True))
_GLYPHS = dict(zip(CaseMark, "◆◇▲●‖○", strict=True))
_LETTERS = {
    CaseMark.OVERDUE: {"zh": "超", "en": "O"},
    CaseMark.STEP_LATE: {"zh": "环", "en": "L"},
    CaseMark.DUE_SOON: {"zh": "临", "en": "S"},
    CaseMark.RUNNING: {"zh": "办", "en": "R"},
    CaseMark.PAUSED: {"zh": "挂", "en": "P"},
    CaseMark.DONE: {"zh": "结", "en": "D"},
}


class Space(StrEnum):
    """Distances as shares of the text size, so that a wall scales as one piece."""

    TINY = "0.15"
    SMALL = "0.3"
    MEDIUM = "0.6"
    LARGE = "1.1"
    RADIUS = "0.25"
    LINE_HEIGHT = "2.0"

    def px(self, text_px: int) -> int:
        """At least one pixel."""
        return max(1, round(float(self.value) * text_px))


class TextSize(StrEnum):
    """The type scale as shares of the body text."""

    SMALL_PRINT = "0.87"
    BODY = "1.0"
    STRONG = "1.2"
    HEADING = "1.45"
    FIGURE = "2.4"

    def px(self, text_px: int) -> int:
        return max(1, round(float(self.value) * text_px))


def dress(application: QApplication, text_px: int) -> None:
    """Give the program its look, for a body text of `text_px` pixels: style, palette, font and
    style sheet."""
    application.setStyle(RuledStyle())
    application.setPalette(palette())
    application.setFont(font(text_px))
    application.setStyleSheet(style_sheet(text_px))


def font(text_px: int) -> QFont:
    """The font, Chinese first; sized in pixels like the type scale."""
    chosen = QFont(list(FONT_FAMILIES))
    chosen.setPixelSize(text_px)
    return chosen


def tabular(base: QFont) -> QFont:
    """The same font with digits of one width, so that a countdown does not tremble."""
    steady = QFont(base)
    steady.setFeature(QFont.Tag("tnum"), 1)
    return steady


def style_sheet(text_px: int = DESK_TEXT_PX) -> str:
    """The style sheet for a body text size in pixels; a widget that sets it scales with it."""
    template = resource("styles", "desk.qss").read_text(encoding="utf-8")
    return Template(template).substitute(_style_names(text_px))


def css_variables() -> str:
    """The tokens as custom properties for the page: `--case-overdue`, `--map-land`, `--font` …"""
    colours = "".join(f"--{_css_name(colour)}:{colour};" for colour in Colour)
    families = ",".join(f'"{family}"' for family in FONT_FAMILIES[:-1])
    return f":root{{{colours}--font:{families},{FONT_FAMILIES[-1]};}}"


def colours_for_page() -> dict[str, str]:
    """The tokens for canvas drawing, where style sheets do not reach; one name as in Python."""
    return {colour.name.lower(): colour.value for colour in Colour}


def palette() -> QPalette:
    """What Fusion paints where the style sheet says nothing."""
    filled = QPalette()
    for role, colour in _PALETTE.items():
        filled.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        filled.setColor(QPalette.ColorGroup.Disabled, role, QColor(Colour.DONE))
    return filled


_PALETTE = {
    QPalette.ColorRole.Window: Colour.BASE,
    QPalette.ColorRole.WindowText: Colour.TEXT,
    QPalette.ColorRole.Base: Colour.BASE,
    QPalette.ColorRole.AlternateBase: Colour.PANEL,
    QPalette.ColorRole.Text: Colour.TEXT,
    QPalette.ColorRole.PlaceholderText: Colour.TEXT_FAINT,
    QPalette.ColorRole.Button: Colour.RAISED,
    QPalette.ColorRole.ButtonText: Colour.TEXT,
    QPalette.ColorRole.ToolTipBase: Colour.RAISED,
    QPalette.ColorRole.ToolTipText: Colour.TEXT,
    QPalette.ColorRole.Highlight: Colour.SELECTION,
    QPalette.ColorRole.HighlightedText: Colour.TEXT,
    QPalette.ColorRole.Link: Colour.ACCENT,
    QPalette.ColorRole.BrightText: Colour.TEXT,
}


def _css_name(colour: Colour) -> str:
    return colour.name.lower().replace("_", "-")


def _style_names(text_px: int) -> dict[str, str]:
    names = colours_for_page()
    names |= {f"space_{space.name.lower()}": f"{space.px(text_px)}px" for space in Space}
    names |= {f"text_{size.name.lower()}": f"{size.px(text_px)}px" for size in TextSize}
    return names
