"""When an organization took a case: what it holds since then cannot be called back, and we say so"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('referrals', sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE referrals SET accepted_at = changed_at WHERE state IN ('accepted', 'closed')")


def downgrade() -> None:
    with op.batch_alter_table('referrals') as batch:
        batch.drop_column('accepted_at')
