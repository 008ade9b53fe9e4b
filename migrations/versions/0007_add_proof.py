"""Add what our own mail server says of the sender of each mail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('received_message', schema=None) as batch_op:
        batch_op.add_column(sa.Column('proof', sa.String(length=20), nullable=False, server_default=''))
    with op.batch_alter_table('received_message', schema=None) as batch_op:
        batch_op.alter_column('proof', server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('received_message', schema=None) as batch_op:
        batch_op.drop_column('proof')
