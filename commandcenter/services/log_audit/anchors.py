"""Checks the daily anchors, in the database and in the file outside it, against the log."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from commandcenter.models.work.log.anchor import Anchor, anchor_hash
from commandcenter.models.work.log.anchor_signature import AnchorSignature, is_signed, key_id
from commandcenter.models.work.log.event_log import GENESIS, EventLogEntry
from commandcenter.services.log_audit.shared.faults import LogFault
from commandcenter.settings import place_on_machine

_LINE = re.compile(r"(\d{4}-\d\d-\d\d) (\d+)-(\d+) ([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class _Kept:
    """An anchor, from the database or from the list outside it."""

    day: str
    first: int
    last: int
    hash: str


def signature_faults(session: Session, centre: str, key: Ed25519PublicKey) -> Iterator[LogFault]:
    """Days whose anchor this key has not signed as it stands now."""
    query = (
        select(Anchor, AnchorSignature.signature)
        .outerjoin(
            AnchorSignature,
            (AnchorSignature.centre == Anchor.centre)
            & (AnchorSignature.day == Anchor.day)
            & (AnchorSignature.key_id == key_id(key)),
        )
        .where(Anchor.centre == centre)
        .order_by(Anchor.day)
    )
    for anchor, signature in session.execute(query):
        if signature is None:
            yield LogFault(anchor.first_sequence, None, "log-anchor-unsigned", {"day": anchor.day})
        elif not is_signed(anchor, signature, key):
            yield LogFault(anchor.first_sequence, None, "log-anchor-forged", {"day": anchor.day})


def anchor_faults(
    session: Session, centre: str, last: int, file: Path | None, files: Mapping[str, str]
) -> Iterator[LogFault]:
    """Days whose lines are no longer those that were anchored; `last` is where the log ends.

    `files`: up to which day the lists outside the database were written, by their place.
    """
    anchors = list(
        session.scalars(select(Anchor).where(Anchor.centre == centre).order_by(Anchor.day))
    )
    previous = GENESIS
    for anchor in anchors:
        yield from _faults_of(session, anchor, previous, last)
        previous = anchor.hash
    written_to = files.get(place_on_machine(file)) if file else None
    if file and written_to is not None and written_to not in _days_in(file):
        yield LogFault(None, None, "log-anchor-file-gone", {"file": file, "day": written_to})
    if file and file.is_file():
        kept = {
            str(a.day): _Kept(str(a.day), a.first_sequence, a.last_sequence, a.hash)
            for a in anchors
        }
        yield from _file_faults(file, kept, last)


def _days_in(file: Path) -> set[str]:
    if not file.is_file():
        return set()
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    return {line.partition(" ")[0] for line in lines}


def _faults_of(session: Session, anchor: Anchor, previous: str, last: int) -> Iterator[LogFault]:
    if not (isinstance(anchor.first_sequence, int) and isinstance(anchor.last_sequence, int)):
        yield LogFault(None, None, "log-anchored-differ", {"day": anchor.day})
        return
    if anchor.previous_hash != previous:
        yield LogFault(anchor.first_sequence, None, "log-anchor-unchained", {"day": anchor.day})
    if anchor.last_sequence > last:
        yield _cut_off(str(anchor.day), anchor.last_sequence, last)
        return
    hashes = session.scalars(
        select(EventLogEntry.hash)
        .where(
            EventLogEntry.centre == anchor.centre,
            EventLogEntry.sequence.between(anchor.first_sequence, anchor.last_sequence),
        )
        .order_by(EventLogEntry.sequence)
    )
    if anchor_hash(anchor.previous_hash, anchor.day, hashes) != anchor.hash:
        yield LogFault(anchor.first_sequence, None, "log-anchored-differ", {"day": anchor.day})


def _file_faults(file: Path, anchors: dict[str, _Kept], last: int) -> Iterator[LogFault]:
    """Compare the list outside the database with its anchors. An anchor that only the database has
    is no fault: another machine may have written it to a list of its own."""
    for place, line in enumerate(file.read_text(encoding="utf-8", errors="replace").splitlines()):
        found = _LINE.fullmatch(line)
        if found is None:
            params = {"line": place + 1, "file": file}
            yield LogFault(None, None, "log-anchor-unreadable", params)
            continue
        noted = _Kept(found[1], int(found[2]), int(found[3]), found[4])
        kept = anchors.get(noted.day)
        where = {"day": noted.day, "file": file}
        if kept is None:
            yield LogFault(noted.first, None, "log-anchor-removed", where)
        elif kept != noted:
            yield LogFault(noted.first, None, "log-anchor-differs", where)
        if kept is None and noted.last > last:
            yield _cut_off(noted.day, noted.last, last)


def _cut_off(day: str, anchored: int, last: int) -> LogFault:
    return LogFault(last, None, "log-cut-off", {"last": anchored, "day": day})
