"""The user who runs this process, according to the operating system, not the environment."""

import os
import socket
import sys


def system_user() -> str:
    """The name of the user, and the machine: `name@machine`."""
    return f"{_user()}@{socket.gethostname()}"


def _user() -> str:
    if sys.platform == "win32":
        return os.getlogin()
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # a user without an entry, as in containers
        return str(os.getuid())
