"""The section of a mapping that says how points are written."""

from commandcenter.services.archive.cells.points import PointForm, PointOrder, is_known_system
from commandcenter.services.archive.mapping_section import Section

_DECIMALS = (".", ",")
_LARGEST_EPSG = 1_000_000


def read_points(section: Section) -> PointForm:
    """An empty section stands for degrees with a decimal point, latitude first."""
    section.only("decimal", "order", "epsg")
    usual = PointForm()
    decimal = _one_of(section, "decimal", _DECIMALS, usual.decimal)
    order = PointOrder(_one_of(section, "order", tuple(PointOrder), usual.order))
    return PointForm(decimal, order, _epsg(section))


def _epsg(section: Section) -> int | None:
    if "epsg" not in section.values:
        return None
    epsg = section.whole("epsg", least=1, most=_LARGEST_EPSG)
    if is_known_system(epsg):
        return epsg
    section.fault("epsg", "mapping-epsg", epsg=epsg)
    return None


def _one_of(section: Section, key: str, known: tuple[str, ...], usual: str) -> str:
    if key not in section.values:
        return usual
    word = section.text(key)
    if word in known:
        return word
    section.fault(key, "pack-setting-choice", known=" ".join(known))
    return usual
