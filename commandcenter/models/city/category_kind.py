"""The two kinds of thing a case can be about."""

from enum import StrEnum


class CategoryKind(StrEnum):
    COMPONENT = "component"
    EVENT = "event"
