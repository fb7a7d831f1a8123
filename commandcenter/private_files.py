"""Files and folders that nobody but their owner can read: what is in them names people."""

from pathlib import Path

#: Read and written by the owner, by nobody else.
PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
#: The rights of all others: the group and the rest.
OTHERS = 0o077


def make_private_folder(folder: Path) -> None:
    """Make it, and those above it that are missing; one that is there keeps its rights, because
    it may be shared on purpose."""
    missing = [parent for parent in (folder, *folder.parents) if not parent.exists()]
    for parent in reversed(missing):
        parent.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)


def append_privately(file: Path, lines: str) -> None:
    """Append UTF-8 text; a new file is the owner's alone."""
    make_private_folder(file.parent)
    file.touch(PRIVATE_FILE)
    with file.open("a", encoding="utf-8") as out:
        out.write(lines)
