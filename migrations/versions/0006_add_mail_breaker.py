"""Keep a circuit breaker of outgoing mail for the connection and for each sender, with the server's words."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('mail_breaker',
    sa.Column('sender', sa.String(length=254), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('waits_until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('answer', sa.String(length=500), nullable=False),
    sa.PrimaryKeyConstraint('sender', name=op.f('pk_mail_breaker'))
    )
    with op.batch_alter_table('installation', schema=None) as batch_op:
        batch_op.drop_column('mail_waits_until')
        batch_op.drop_column('mail_failures')


def downgrade() -> None:
    with op.batch_alter_table('installation', schema=None) as batch_op:
        batch_op.add_column(sa.Column('mail_failures', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('mail_waits_until', sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table('installation', schema=None) as batch_op:
        batch_op.alter_column('mail_failures', server_default=None)
    op.drop_table('mail_breaker')
