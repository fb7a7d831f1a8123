"""The city: its pack installed as versions; its territory and catalogue as screens read them."""

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
