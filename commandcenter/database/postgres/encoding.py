"""Requires the encoding UTF8, which alone can store all texts of a city."""

from commandcenter.database.postgres.line import Line
from commandcenter.errors import InvalidInput

_ENCODING = "UTF8"


def in_utf8(line: Line) -> Line:
    """The line; InvalidInput where the database has another encoding. Asked before SQLAlchemy
    reads the server's version, which fails where there is no encoding at all."""
    encoding = (line.pgconn.parameter_status(b"server_encoding") or b"").decode()
    if encoding != _ENCODING:
        name = line.info.dbname
        line.close()
        raise InvalidInput("database-not-utf8", database=name, encoding=encoding)
    return line
