"""What can happen at a sign-in, as the access log calls it."""

from enum import StrEnum


class SignInEventKind(StrEnum):
    """`CONFIRMED`: the old password, before a new one. `SESSIONS_ENDED`: an administrator ended
    every session of the account."""

    SIGNED_IN = "signed_in"
    REFUSED = "refused"
    LOCKED = "locked"
    UNLOCKED = "unlocked"
    CONFIRMED = "confirmed"
    SIGNED_OUT = "signed_out"
    PASSWORD_SET = "password_set"  # noqa: S105  the name of an event
    SESSIONS_ENDED = "sessions_ended"
