"""Which line of a TOML file a setting stands on."""

import re
from dataclasses import dataclass

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\]]+?)\s*\]")
_KEY = re.compile(r"""\s*["']?([\w-]+)["']?\s*[.=]""")


@dataclass(frozen=True, slots=True)
class TomlLines:
    """The lines by dotted name, such as `levels[1].width`. TOML's parser does not tell them; the
    headers and keys do."""

    numbers: dict[str, int]

    @classmethod
    def of(cls, text: str) -> "TomlLines":
        numbers: dict[str, int] = {}
        here = ""
        tables: dict[str, int] = {}
        for number, line in enumerate(text.splitlines(), start=1):
            if header := _HEADER.match(line):
                here = _table_name(header, tables)
                numbers.setdefault(here, number)
                numbers.setdefault(here.partition("[")[0], number)
            elif key := _KEY.match(line):
                numbers.setdefault(f"{here}.{key[1]}" if here else key[1], number)
        return cls(numbers)

    def of_key(self, dotted: str) -> int | None:
        """The line of the setting, else of the nearest section around it."""
        while dotted:
            if dotted in self.numbers:
                return self.numbers[dotted]
            dotted = _around(dotted)
        return None


def _around(dotted: str) -> str:
    """`a.b[1].c` stands in `a.b[1]`, and that in the list `a.b`."""
    if dotted.endswith("]"):
        return dotted.rpartition("[")[0]
    return dotted.rpartition(".")[0]


def _table_name(header: re.Match[str], tables: dict[str, int]) -> str:
    name = header[2].replace('"', "")
    if header[1] == "[":
        return name
    tables[name] = tables.get(name, -1) + 1
    return f"{name}[{tables[name]}]"
