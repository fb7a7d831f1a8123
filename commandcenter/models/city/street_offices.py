"""Street offices: a department that represents the offices of all streets, and these offices."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class StreetOffices:
    """The offices of a department by the code of the area that each looks after."""

    by_department: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def office(self, department: str, area: str | None) -> str:
        """The department's office where `area` lies; the department itself where it has none."""
        offices = self.by_department.get(department, {})
        place = area or ""
        # an area's code begins with the codes of the areas around it
        around = (place[:width] for width in range(len(place), 0, -1))
        return next((offices[code] for code in around if code in offices), department)
