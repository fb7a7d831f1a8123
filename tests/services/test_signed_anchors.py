"""Whoever has the database's password, but not the key, cannot rewrite what was signed unseen."""

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from commandcenter.center import CommandCenter
from commandcenter.errors import InvalidInput, NotNow
from commandcenter.services.signing import (
    make_signing_key,
    public_part,
    read_public_key,
    read_signing_key,
)
from tests.city.life import CityLife, FakeClock
from tests.services.tampering import tamper


@pytest.fixture
def key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


@pytest.fixture
def anchored(center: CommandCenter, city_life: CityLife, clock: FakeClock) -> CommandCenter:
    """A centre with the anchors of two days."""
    for _ in range(2):
        city_life.reported()
        clock.advance(timedelta(days=1))
        center.housekeeping.anchor_days()
    return center


def found(center: CommandCenter, key: Ed25519PrivateKey) -> set[str]:
    return {fault.fault_id for fault in center.log_audit.verify(signed_by=key.public_key()).faults}


def test_that_what_is_signed_passes_and_nothing_is_signed_twice(
    anchored: CommandCenter, key: Ed25519PrivateKey, city_life: CityLife, clock: FakeClock
) -> None:
    assert found(anchored, key) == {"log-anchor-unsigned"}
    assert len(anchored.signing.sign_anchors(key)) == 2
    assert anchored.signing.sign_anchors(key) == []
    assert found(anchored, key) == set()
    city_life.reported()
    clock.advance(timedelta(days=1))
    anchored.housekeeping.anchor_days()
    assert len(anchored.signing.sign_anchors(key)) == 1
    assert found(anchored, key) == set()


def test_that_another_key_has_signed_nothing(
    anchored: CommandCenter, key: Ed25519PrivateKey
) -> None:
    anchored.signing.sign_anchors(key)
    assert found(anchored, Ed25519PrivateKey.generate()) == {"log-anchor-unsigned"}


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM anchor_signatures WHERE day = (SELECT min(day) FROM anchor_signatures)",
        "UPDATE anchors SET hash = previous_hash WHERE day = (SELECT max(day) FROM anchors)",
        "UPDATE anchors SET last_sequence = last_sequence - 1",
        "UPDATE anchor_signatures SET signature = 'AAAA'",
        "UPDATE anchor_signatures SET signature = 'no base64 at all'",
        "DELETE FROM anchors WHERE day = (SELECT max(day) FROM anchors)",
    ],
)
def test_that_a_change_without_the_key_is_found_and_never_signed(
    anchored: CommandCenter, key: Ed25519PrivateKey, address: str, statement: str
) -> None:
    anchored.signing.sign_anchors(key)
    tamper(address, statement)
    assert anchored.log_audit.verify(signed_by=key.public_key()).faults != ()
    with pytest.raises(NotNow, match="verify-log"):
        anchored.signing.sign_anchors(key)


def test_that_a_history_written_anew_by_who_knows_the_program_is_found_by_the_key_alone(
    anchored: CommandCenter, key: Ed25519PrivateKey, address: str
) -> None:
    """The anchors are made again, by the program itself, over another log."""
    anchored.signing.sign_anchors(key)
    other = "UPDATE event_log SET hash = previous_hash WHERE sequence = 1"
    tamper(address, other, "DELETE FROM anchors")
    assert len(anchored.housekeeping.anchor_days()) == 2
    assert "log-anchor-forged" in found(anchored, key)
    tamper(address, "DELETE FROM anchor_signatures")
    assert "log-anchor-unsigned" in found(anchored, key)


def test_that_the_jobs_sign_with_the_key_that_they_are_given(
    address: str, anchored: CommandCenter, clock: FakeClock, tmp_path: Path
) -> None:
    file = tmp_path / "keys" / "signing.pem"
    make_signing_key(file)
    with CommandCenter(address, clock=clock, signing_key_file=file) as with_key:
        assert len(with_key.signing.sign_due()) == 2
    public = read_public_key(public_part(file))
    assert anchored.log_audit.verify(signed_by=public).faults == ()
    assert anchored.signing.sign_due() == []  # without a key nothing is signed


def test_that_a_key_is_ones_own_and_never_written_over(tmp_path: Path) -> None:
    file = tmp_path / "signing.pem"
    make_signing_key(file)
    assert file.stat().st_mode & 0o077 == 0
    with pytest.raises(NotNow):
        make_signing_key(file)
    read_signing_key(file)
    file.chmod(0o644)
    with pytest.raises(InvalidInput, match="chmod 600"):
        read_signing_key(file)


@pytest.mark.parametrize("content", [b"", b"rubbish", b"-----BEGIN PRIVATE KEY-----\n"])
def test_that_a_file_without_a_key_is_refused_in_plain_words(
    tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "signing.pem"
    file.touch(0o600)
    file.write_bytes(content)
    for read in (read_signing_key, read_public_key):
        with pytest.raises(InvalidInput, match="holds no such key"):
            read(file)
    with pytest.raises(InvalidInput):
        read_public_key(tmp_path / "missing.pub")
