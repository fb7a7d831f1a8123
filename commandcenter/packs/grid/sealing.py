"""Outlines side by side, rounded together so that neighbours share every corner."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import shapely
from shapely import Polygon, STRtree

from commandcenter.errors import InvalidInput
from commandcenter.packs.content.geometry import GRAIN, polygons
from commandcenter.packs.grid.mosaic import joined, shared_length

_THIN = 5 * GRAIN


def sealed(outlines: Sequence[Polygon]) -> list[Polygon]:
    """The same outlines with corners on the grain: no gap and no overlap is left where they meet.

    All borders are rounded as one network. This leaves slivers between two borders that should have
    been one; they go to the neighbour that they touch most.
    """
    network = shapely.union_all([outline.boundary for outline in outlines], grid_size=GRAIN)
    faces = polygons(shapely.polygonize([network]))
    owners = _owners(faces, outlines)
    bodies = _bodies(faces, owners)
    if len(bodies) < len(outlines):
        raise InvalidInput("grid-too-thin")
    rest = set(range(len(faces))).difference(bodies.values())
    hairs = sorted(face for face in rest if face in owners or _is_thin(faces[face]))
    members: dict[int, list[Polygon]] = defaultdict(list)
    for face, body in _given_away(hairs, faces, bodies.values()).items():
        members[body].append(faces[face])
    return [joined(members[bodies[owner]]) for owner in range(len(outlines))]


def _owners(faces: Sequence[Polygon], outlines: Sequence[Polygon]) -> dict[int, int]:
    """Which outline a face lies in; where outlines overlap, the first."""
    inside = [face.representative_point() for face in faces]
    found, owners = STRtree(outlines).query(inside, predicate="within").tolist()
    return dict(sorted(zip(found, owners, strict=True), reverse=True))


def _bodies(faces: Sequence[Polygon], owners: Mapping[int, int]) -> dict[int, int]:
    """The largest face of each outline."""
    by_size = sorted(owners.items(), key=lambda item: faces[item[0]].area)
    return {owner: face for face, owner in by_size}


def _given_away(
    hairs: Sequence[int], faces: Sequence[Polygon], bodies: Iterable[int]
) -> dict[int, int]:
    """The body that each face belongs to, found in rounds: a sliver may touch a body only through
    other slivers."""
    tree = STRtree(faces)
    homes = {body: body for body in bodies}
    waiting = list(hairs)
    while waiting:
        given = {hair: _touched_most(faces[hair], faces, tree, homes) for hair in waiting}
        homes |= {hair: body for hair, body in given.items() if body is not None}
        still = [hair for hair in waiting if hair not in homes]
        if len(still) == len(waiting):
            break
        waiting = still
    return homes


def _touched_most(
    hair: Polygon, faces: Sequence[Polygon], tree: STRtree, homes: Mapping[int, int]
) -> int | None:
    near = sorted(tree.query(hair, predicate="intersects").tolist())
    borders = [(shared_length(hair, faces[face]), face) for face in near if face in homes]
    length, face = max(borders, default=(0.0, 0))
    return homes[face] if length else None


def _is_thin(face: Polygon) -> bool:
    return bool(face.buffer(-_THIN).is_empty)
