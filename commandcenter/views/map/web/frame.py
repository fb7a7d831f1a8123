"""The map's frame by folium: local assets, no case in it, no Qt. Slow to import: see `page`."""

import base64
import hashlib
from html.parser import HTMLParser

import folium
from branca.element import Element, Figure

from commandcenter.views.map.web.place import CLOSEST_ZOOM, FARTHEST_ZOOM, MapPlace

ELEMENT_ID = "frame"
"""Folium names the script's variable after it: `map_frame`."""

_SCRIPTS = [
    ("leaflet_script", "vendor/leaflet/leaflet.js"),
    ("channel_script", "qwebchannel.js"),
]
_STYLES = [
    ("leaflet_style", "vendor/leaflet/leaflet.css"),
    ("token_style", "tokens.css"),
    ("map_style", "map.css"),
]


class LocalMap(folium.Map):
    """Folium's map with our own files in place of its addresses on public servers.

    Folium keeps scripts and style sheets in one namespace: a name used twice loses its first use.
    """

    default_js = _SCRIPTS
    default_css = _STYLES


def build_page(place: MapPlace) -> str:
    """The page for the desk or for the wall, with a policy that lets only its own scripts run."""
    figure = Figure(title="map")
    _frame(place).add_to(figure)
    figure.html.add_child(Element('<div id="legend"></div>'), name="legend")
    figure.html.add_child(Element('<script type="module" src="map.js"></script>'), name="start")
    html: str = figure.render()
    # In the page, because Qt writes the values of headers in lower case, which spoils the hashes.
    policy = content_security_policy(html)
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    return html.replace("<head>", f"<head>\n{meta}", 1)


def content_security_policy(html: str) -> str:
    """Own files, and the inline parts exactly as they stand here; no other source of anything."""
    inline = _InlineParts()
    inline.feed(html)
    inline.close()
    scripts = " ".join(["'self'", *map(_hash, inline.parts["script"])])
    styles = " ".join(["'self'", *map(_hash, inline.parts["style"])])
    return (
        f"default-src 'none'; script-src {scripts}; style-src {styles}; img-src 'self'; "
        "base-uri 'none'; form-action 'none'"
    )


def _frame(place: MapPlace) -> LocalMap:
    frame = LocalMap(
        location=(0, 0),
        zoom_start=FARTHEST_ZOOM,
        tiles=None,
        zoom_control="topleft" if place is MapPlace.DESK else False,
        zoom_snap=0.25,
        zoom_animation=False,
        fade_animation=False,
        inertia=False,
        attribution_control=False,
    )
    # As arguments folium gives these two to the tiles, and there are none.
    frame.options |= {"min_zoom": FARTHEST_ZOOM, "max_zoom": CLOSEST_ZOOM}
    frame._id = ELEMENT_ID  # by default a random one: the page could not find its map
    return frame


class _InlineParts(HTMLParser):
    """Collects the text of inline scripts and styles, exactly as the browser will hash it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.parts: dict[str, list[str]] = {"script": [], "style": []}
        self._open: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.parts and "src" not in dict(attrs):
            self._open = tag
            self.parts[tag].append("")

    def handle_endtag(self, tag: str) -> None:
        self._open = None

    def handle_data(self, data: str) -> None:
        if self._open:
            self.parts[self._open][-1] += data


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"
