"""Add what answers from calendars leave behind."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('received_message',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=20), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('action', sa.String(length=20), nullable=False),
    sa.Column('why', sa.String(length=40), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('about', sa.String(length=40), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=True),
    sa.Column('answer', sa.String(length=20), nullable=False),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.Column('sender', sa.String(length=254), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_received_message')),
    sa.UniqueConstraint('fingerprint', name=op.f('uq_received_message_fingerprint')),
    sa.UniqueConstraint('public_id', name=op.f('uq_received_message_public_id'))
    )
    with op.batch_alter_table('received_message', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_received_message_about'), ['about'], unique=False)
        batch_op.create_index('ix_received_message_event_id_received_at', ['event_id', 'received_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_received_message_received_at'), ['received_at'], unique=False)

    op.create_table('own_feed',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=20), nullable=False),
    sa.Column('email_key', sa.String(length=254), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_own_feed')),
    sa.UniqueConstraint('email_key', name=op.f('uq_own_feed_email_key')),
    sa.UniqueConstraint('public_id', name=op.f('uq_own_feed_public_id'))
    )
    with op.batch_alter_table('installation', schema=None) as batch_op:
        batch_op.add_column(sa.Column('mailbox_read_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('mailbox_fault', sa.String(length=200), nullable=False, server_default=''))
    with op.batch_alter_table('installation', schema=None) as batch_op:
        batch_op.alter_column('mailbox_fault', server_default=None)

    with op.batch_alter_table('calendar_entry', schema=None) as batch_op:
        batch_op.add_column(sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_table('own_feed')
    with op.batch_alter_table('calendar_entry', schema=None) as batch_op:
        batch_op.drop_column('answered_at')
    with op.batch_alter_table('installation', schema=None) as batch_op:
        batch_op.drop_column('mailbox_fault')
        batch_op.drop_column('mailbox_read_at')
    with op.batch_alter_table('received_message', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_received_message_received_at'))
        batch_op.drop_index('ix_received_message_event_id_received_at')
        batch_op.drop_index(batch_op.f('ix_received_message_about'))
    op.drop_table('received_message')
