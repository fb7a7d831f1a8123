"""The kinds of sources that reports come from."""

from enum import StrEnum


class SourceKind(StrEnum):
    """What a source of the pack is; figures, pictures and the rights of its keys go by it."""

    INSPECTOR = "inspector"
    PUBLIC = "public"
    HOTLINE = "hotline"
    VIDEO = "video"
    LEADER = "leader"
    DEPARTMENT = "department"
    MEDIA = "media"
    SENSOR = "sensor"
