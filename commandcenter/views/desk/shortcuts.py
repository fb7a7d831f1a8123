"""Every key of the desk, in one place: no letters, no symbols, nothing that a layout lacks."""

from enum import StrEnum


class Key(StrEnum):
    """The value is what Qt understands and what is shown."""

    HELP = "F1"
    QUEUE = "F2"
    MAP = "F3"
    CASE = "F4"
    EXPLAIN = "F5"
    MORE = "F12"
    SEARCH = "Ctrl+K"
    BACK = "Esc"
    SEND = "Ctrl+Return"
    MINE = "Ctrl+M"
    ALL = "Ctrl+Shift+M"
    LOCK = "Ctrl+L"


#: The first of the steps that the account may take in the stage; the rest are under MORE.
STEP_KEYS = ("F6", "F7", "F8", "F9", "F10", "F11")
