"""The files of a pack folder: each read once, limited in size, never from outside the folder."""

from hashlib import sha256
from pathlib import Path

from commandcenter.models.plain_text import INVISIBLE
from commandcenter.packs.files.faults import Faults

MEGABYTE = 1 << 20
MOST_BYTES = {
    "city.toml": MEGABYTE,
    "areas.geojson": 64 * MEGABYTE,
    "unit_grids.geojson": 256 * MEGABYTE,
    "roads.geojson": 64 * MEGABYTE,
}
MOST_BYTES_OF_A_TABLE = 8 * MEGABYTE


class PackFiles:
    """Reads the pack's files and remembers their bytes for the digest."""

    def __init__(self, folder: Path, faults: Faults) -> None:
        self._folder = folder
        self._faults = faults
        self._digests: dict[str, bytes] = {}
        self.folder_name = folder.resolve().name
        if not folder.is_dir():
            faults.add(self.folder_name, None, "pack-folder-missing")

    def text(self, name: str) -> str | None:
        """The file's text, or None with the reason noted."""
        content = self._content(name)
        return None if content is None else self._decoded(name, content)

    def digest(self) -> str:
        """One SHA-256 over name and content of every file read."""
        whole = sha256()
        for name in sorted(self._digests):
            whole.update(name.encode() + b"\0" + self._digests[name])
        return whole.hexdigest()

    def _content(self, name: str) -> bytes | None:
        path = self._folder / name
        if not path.resolve().is_relative_to(self._folder.resolve()):
            self._faults.add(name, None, "pack-file-outside")
        elif not path.is_file():
            self._faults.add(name, None, "pack-file-missing")
        else:
            return self._bytes(name, path)
        return None

    def _bytes(self, name: str, path: Path) -> bytes | None:
        most = MOST_BYTES.get(name, MOST_BYTES_OF_A_TABLE)
        try:
            with path.open("rb") as file:
                content = file.read(most + 1)
        except OSError as error:
            self._faults.add(name, None, "pack-file-unreadable", reason=error.strerror)
            return None
        if len(content) > most:
            self._faults.add(name, None, "pack-file-too-large", megabytes=most // MEGABYTE)
            return None
        self._digests[name] = sha256(content).digest()
        return content

    def _decoded(self, name: str, content: bytes) -> str | None:
        try:
            text = content.decode("utf-8-sig")  # spreadsheets put a mark in front
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            self._faults.add(name, line, "pack-file-not-utf8")
            return None
        found = INVISIBLE.search(text)
        if found is None:
            return text
        line = text.count("\n", 0, found.start()) + 1
        self._faults.add(name, line, "pack-control-character", code=f"U+{ord(found[0]):04X}")
        return None
