"""Every table is published or left out on purpose, and what is published can be filtered."""

from commandcenter.models.schema.published import LEFT_OUT, PUBLISHED, centre_column
from commandcenter.models.schema.tables import METADATA


def test_that_every_table_is_either_published_or_left_out() -> None:
    listed = sorted(mapped.__tablename__ for mapped in (*PUBLISHED, *LEFT_OUT))
    assert listed == sorted(METADATA.tables)


def test_that_every_published_table_has_its_centre_in_the_key() -> None:
    """Otherwise PostgreSQL refuses each UPDATE and DELETE of a district."""
    for mapped in (*PUBLISHED, *LEFT_OUT):
        key = {column.key for column in mapped.__table__.primary_key}
        assert centre_column(mapped) in key, mapped
