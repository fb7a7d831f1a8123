"""Where the files that ship with the program are; nobody else knows."""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def resource(*parts: str) -> Path:
    """The path of a file or folder under `resources/`, in a checkout and in an installed wheel."""
    return _folder("resources").joinpath(*parts)


def migrations() -> Path:
    """The folder of Alembic's scripts."""
    return _folder("db")


def _folder(name: str) -> Path:
    installed = _PACKAGE / name
    return installed if installed.is_dir() else _PACKAGE.parent / name
