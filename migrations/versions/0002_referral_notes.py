"""What an organization writes on declining or closing is sealed"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('referrals') as batch:
        batch.add_column(sa.Column('note_sealed', sa.LargeBinary(), nullable=True))
    op.execute("update referrals set reason = null where state in ('declined', 'closed')")


def downgrade() -> None:
    with op.batch_alter_table('referrals') as batch:
        batch.drop_column('note_sealed')
