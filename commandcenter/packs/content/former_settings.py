"""Settings as earlier programs stored them, brought into the form of today."""

from collections.abc import Mapping
from typing import Any

from commandcenter.models.city.posts import Axis
from commandcenter.words import term

Document = dict[str, Any]

#: The posts that packs could have before they named their own, in their order.
_POSTS = {
    "call-taker": Axis.SUPERVISION,
    "shift-chief": Axis.SUPERVISION,
    "inspector": Axis.SUPERVISION,
    "dispatcher": Axis.COMMAND,
    "department": Axis.DEPARTMENT,
    "leader": Axis.COMMAND,
    "supervisor": Axis.OVERSEE,
    "administrator": Axis.OVERSEE,
    "wall": Axis.OVERSEE,
}


def in_form_2(stored: Document) -> Document:
    """Names in sections of their own, sources with their kind, posts with name and axis."""
    offices = stored.get("street_offices", {})
    return {
        **stored,
        "form": 2,
        "levels": [_named(level) for level in stored["levels"]],
        "layers": [_layer(layer) for layer in stored["layers"]],
        "sources": [{"kind": one["id"], **_named(one)} for one in stored["sources"]],
        "posts": {
            "listed": _posts(stored["posts"]),
            "merged_centre": stored["merged_centre"],
        },
        "street_offices": {"by_department": offices},
    }


def _named(entry: Document) -> Document:
    rest = {key: value for key, value in entry.items() if key not in ("zh", "en")}
    return {**rest, "name": {"zh": entry["zh"], "en": entry["en"]}}


def _layer(layer: Document) -> Document:
    segments = [{"name": name, "width": width} for name, width in layer["segments"]]
    return {**_named(layer), "segments": segments}


def _posts(stored: Mapping[str, list[str]]) -> list[Document]:
    return [
        {
            "id": post,
            "name": {"zh": term("post", post, "zh"), "en": term("post", post, "en")},
            "axis": axis,
            "steps": stored[post],
        }
        for post, axis in _POSTS.items()
        if post in stored
    ]
