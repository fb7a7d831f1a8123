"""Alembic's way in: runs on the connection that the program hands over."""

from alembic import context

from commandcenter.models.schema.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transactional_ddl=True,
)
context.run_migrations()
