"""The city: installs packs as versions; returns territory and catalogue to screens."""

from commandcenter.services.city.city import City
from commandcenter.services.city.rows import (
    AreaRow,
    CategoryRow,
    CityFacts,
    ConditionRow,
    GridRow,
    Territory,
)

__all__ = [
    "AreaRow",
    "CategoryRow",
    "City",
    "CityFacts",
    "ConditionRow",
    "GridRow",
    "Territory",
]
