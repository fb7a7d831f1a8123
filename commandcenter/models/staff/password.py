"""Passwords: which are refused, and how they are stored.

After NIST SP 800-63B-4, 3.1.1: length counts, no rules of composition, no forced change.
"""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from commandcenter.errors import InvalidInput

SHORTEST = 8
#: Advised on screens.
ADVISED = 15
LONGEST = 256
#: Passwords that a list of the million most common ones would give away.
_FEWEST_GUESSES = 1_000_000
#: Only the beginning is judged: the time that this takes grows with the square of the length.
_JUDGED = 64
#: Common in China, and in no English list: "I love you", lucky numbers, rows of keys, our words.
_COMMON_HERE = (
    "woaini",
    "woaini1314",
    "5201314",
    "1314520",
    "520520",
    "7758521",
    "7758258",
    "147258369",
    "aini1314",
    "zhang",
    "wang",
    "chengguan",
    "wanggehua",
    "zhihui",
)

_hasher = PasswordHasher()


def check_new_password(password: str, *, name: str) -> None:
    """InvalidInput for one that is too short, too long, or too easily guessed. `name`: of the
    account."""
    if len(password) < SHORTEST:
        raise InvalidInput("password-short", field="password", shortest=SHORTEST, advised=ADVISED)
    if len(password) > LONGEST:
        raise InvalidInput("password-long", field="password", longest=LONGEST)
    judged = zxcvbn(password[:_JUDGED], user_inputs=[name, *_COMMON_HERE])
    if judged["guesses"] < _FEWEST_GUESSES:
        raise InvalidInput("password-common", field="password", advised=ADVISED)


def hashed(password: str) -> str:
    """An argon2id hash with salt and parameters; takes a tenth of a second and 64 MiB."""
    return _hasher.hash(password)


def is_right(password: str, stored: str | None) -> bool:
    """Whether a password fits a stored hash; takes as long where there is none."""
    try:
        return _hasher.verify(stored or _nobodys(), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys() -> str:
    """What an account without a password is compared with, so that nobody learns from the time it
    takes which accounts there are."""
    return hashed("nobody signs in with this")


def is_outdated(stored: str) -> bool:
    """Whether a hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(stored)
