"""The two kinds of categories: components and events."""

from enum import StrEnum


class CategoryKind(StrEnum):
    COMPONENT = "component"
    EVENT = "event"
