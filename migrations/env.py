"""Alembic's environment: the app's engine and tables."""

from __future__ import annotations

from alembic import context

from intake.db.session import engine
from intake.db.tables import Base

with engine().connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
