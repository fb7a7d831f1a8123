"""The routes for cases and their photos; a key gets only what it may see."""

import re
from functools import partial
from typing import Annotated

from fastapi import Header, Path, Query, Request, Response
from fastapi.responses import JSONResponse

from commandcenter.contract.documents import case_json
from commandcenter.errors import InvalidInput, NotFound
from commandcenter.gateway.door import CASE_NUMBER, Door, DoorState, Holder, Number
from commandcenter.models.cases.rules.stage import Stage
from commandcenter.models.staff.viewer import Viewer

_MOST_CASES = 1000
_SHA256 = re.compile(r"[0-9a-f]{64}")
_TAGS = re.compile(r'\*|(?:W/)?"([^"]*)"')
#: The bytes under an address never change; whether they may be seen does.
_PHOTO_HEADERS = {"Cache-Control": "private, immutable", "X-Content-Type-Options": "nosniff"}


async def get_case(door: Door, holder: Holder, number: Number) -> JSONResponse:
    """A case as it stands now."""
    return await door.readers.run(lambda: JSONResponse(case_document(door, number, holder.viewer)))


def case_document(door: DoorState, number: str, viewer: Viewer) -> dict[str, object]:
    case = door.center.casebook.case(number, viewer=viewer)
    return case_json(case, now=door.center.clock(), zone=door.zone)


async def get_cases(
    door: Door,
    holder: Holder,
    stages: Annotated[list[Stage] | None, Query(alias="stage")] = None,
    after: Annotated[str, Query(max_length=40)] = "",
    limit: Annotated[int, Query(ge=1, le=_MOST_CASES)] = 100,
) -> JSONResponse:
    """The cases that the key may see, by number, without reporters; of every `stage` named.

    Pass `next` as `after` to get the next page; an empty `after` begins with the first case. `next`
    is null after the last case, unlike that of the feed, which never ends.
    """
    if after and not CASE_NUMBER.fullmatch(after):
        raise InvalidInput("cases-cursor-unreadable", field="after", cursor=after)
    return await door.readers.run(
        partial(_page, door, holder.viewer, stages or (), after=after, limit=limit)
    )


def _page(
    door: DoorState, viewer: Viewer, stages: "list[Stage] | tuple[()]", *, after: str, limit: int
) -> JSONResponse:
    cases, following = door.center.casebook.page(stages, after=after, viewer=viewer, limit=limit)
    now = door.center.clock()
    shown = [case_json(case, now=now, zone=door.zone) for case in cases]
    return JSONResponse({"cases": shown, "next": following})


async def get_photo(
    request: Request,
    door: Door,
    holder: Holder,
    number: Number,
    sha256: Annotated[str, Path()],
    known: Annotated[str | None, Header(alias="If-None-Match")] = None,
) -> Response:
    """A photo of a case as JPEG, without metadata; 304 if the caller has it already."""
    if not _SHA256.fullmatch(sha256):
        raise NotFound("photo-not-found")
    ask = partial(door.center.casebook.photo, number, sha256, viewer=holder.viewer)
    content = await door.readers.run(ask)
    headers = {"ETag": f'"{sha256}"', **_PHOTO_HEADERS}
    if _names(known or "", sha256):
        return Response(None, 304, headers)
    if request.method == "HEAD":
        return Response(None, 200, {**headers, "Content-Length": str(len(content))}, "image/jpeg")
    return Response(content, 200, headers, "image/jpeg")


def _names(tags: str, tag: str) -> bool:
    """Whether `If-None-Match` matches, by the weak comparison that RFC 9110 asks for."""
    return any(found[0] == "*" or found[1] == tag for found in _TAGS.finditer(tags))
