"""Grants and policies of each table, from its class of right."""

from collections.abc import Iterator

from commandcenter.database.postgres.rights.classes import (
    ACCOUNT_COLUMN,
    CLASSES,
    Rows,
    TableClass,
)
from commandcenter.database.postgres.rights.names import literal, quoted
from commandcenter.database.postgres.rights.people import Staff
from commandcenter.models.base import Base
from commandcenter.models.cases.case import Case
from commandcenter.models.cases.tables.photos import CasePhoto
from commandcenter.models.city.posts import ADMINISTRATOR, Post
from commandcenter.models.schema.subjects import KINDS

#: Asked once a query: PostgreSQL computes what does not depend on the row before the first row.
_VIEWER = "(SELECT v.{} FROM commandcenter_rights.viewer() v)"
_UNLIMITED = f"COALESCE({_VIEWER.format('is_unlimited')}, false)"
#: The twin of `models/cases/viewing.py`; the matrix of the tests compares the two. A CASE, because
#: PostgreSQL would expect almost no row of several conditions, and then join row by row.
_SEES_CASE = (
    f"CASE WHEN {_UNLIMITED} THEN true"
    f" ELSE COALESCE(centre = ANY ({_VIEWER.format('centres')}::text[])"
    f" AND starts_with(COALESCE(area, ''), {_VIEWER.format('area_head')})"
    " AND strpos(',' || COALESCE(department, '') || ',' || assisting || ',',"
    f" {_VIEWER.format('department_sign')}) > 0, false) END"
)


def tables_sql(staff: Staff) -> str:
    """Grants and policies of all tables; nothing is granted that is not written here."""
    database = quoted(staff.database)
    everybody = ", ".join([staff.services, *map(staff.role_of, staff.posts)])
    lines = [
        f"GRANT CONNECT ON DATABASE {database} TO {everybody};",
        f"GRANT USAGE ON SCHEMA public, commandcenter_rights TO {everybody};",
        f"GRANT SELECT ON public.alembic_version TO {everybody};",
        "GRANT EXECUTE ON FUNCTION commandcenter_rights.viewer(),"
        f" commandcenter_rights.speaks_for_others() TO {everybody};",
    ]
    for mapped, right in CLASSES.items():
        lines += _of_table(staff, mapped, right)
    return "\n".join(lines) + "\n"


def subject_row_sql() -> str:
    """The function that finds the row of a subject, the department that has it, and
    the area whose desk dispatches it."""
    found = "\nUNION ALL\n".join(_row_of(kind.mapped) for kind in KINDS)
    return (
        "CREATE FUNCTION commandcenter_rights.subject_row"
        "(subject text, in_centre text, named text)\n"
        "RETURNS TABLE (department text, held_at text) LANGUAGE sql STABLE ROWS 1\n"
        f"SET search_path = pg_catalog, pg_temp AS $found$\n{found}\n$found$;\n"
        "REVOKE ALL ON FUNCTION commandcenter_rights.subject_row(text, text, text) FROM PUBLIC;\n"
    )


def _row_of(mapped: type[Base]) -> str:
    columns = mapped.__table__.columns
    department = "s.department" if "department" in columns else "NULL::text"
    held_at = "COALESCE(s.held_at, s.centre)" if "held_at" in columns else "s.centre"
    return (
        f"SELECT {department}, {held_at} FROM {_name(mapped)} s"  # noqa: S608  names of our own tables
        f" WHERE subject_row.subject = {literal(getattr(mapped, 'SUBJECT', ''))}"
        " AND s.centre = in_centre AND s.number = named"
    )


def _of_table(staff: Staff, mapped: type[Base], right: TableClass) -> Iterator[str]:
    table = _name(mapped)
    if right.services:
        yield f"GRANT {right.services} ON {table} TO {staff.services};"
    readers = _readers(staff, right)
    roles = ", ".join(map(staff.role_of, readers))
    if readers:
        yield f"GRANT SELECT ON {table} TO {roles};"
    if right.rows is Rows.ALL:
        yield f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;"
        return
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
    yield f"CREATE POLICY services ON {table} TO {staff.services} USING (true) WITH CHECK (true);"
    condition = _condition(mapped, right)
    if readers:
        yield f"CREATE POLICY viewer ON {table} FOR SELECT TO {roles} USING ({condition});"
    writers = ", ".join(staff.role_of(post) for post in readers if right.is_log and post.steps)
    if writers:
        yield f"GRANT INSERT ON {table} TO {writers};"
        yield f"CREATE POLICY entry ON {table} FOR INSERT TO {writers} WITH CHECK ({condition});"


def _readers(staff: Staff, right: TableClass) -> list[Post]:
    if right.rows is Rows.NONE:
        return []
    return staff.readers(on_wall=right.on_wall)


def _condition(mapped: type[Base], right: TableClass) -> str:
    """Which rows of the table the person who asks may see."""
    if right.rows is Rows.CASES:
        return _SEES_CASE
    if right.rows is Rows.OF_CASES:
        return _of_cases(mapped)
    if right.rows is Rows.PICTURES:
        carried = _exists(CasePhoto, mapped, "centre", "sha256")
        return f"CASE WHEN {_UNLIMITED} THEN true ELSE {carried} END"
    if right.rows is Rows.UNLIMITED:
        return _UNLIMITED
    own = f"{ACCOUNT_COLUMN.get(mapped, '')} = {_VIEWER.format('account')}"
    if right.rows is Rows.OWN_ACCOUNT:
        return f"{own} OR {_VIEWER.format('post')} = {literal(ADMINISTRATOR)}"
    return own


def _of_cases(mapped: type[Base]) -> str:
    of_case = _exists(Case, mapped, "centre", "number")
    if "subject" in mapped.__table__.columns:
        of_case = f"subject = {literal(Case.SUBJECT)} AND {of_case}"
    return f"CASE WHEN {_UNLIMITED} THEN true ELSE {of_case} END"


def _exists(beside: type[Base], mapped: type[Base], *columns: str) -> str:
    """A row in another table, whose own policy decides which rows can be seen there."""
    same = " AND ".join(f"b.{column} = {mapped.__tablename__}.{column}" for column in columns)
    return f"EXISTS (SELECT FROM {_name(beside)} b WHERE {same})"


def _name(mapped: type[Base]) -> str:
    return f"public.{quoted(mapped.__tablename__)}"
