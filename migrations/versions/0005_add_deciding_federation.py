"""Add whose a review of a list is, and the name under which a federation invited a member."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

#: Reviews of before belong to the coordinating host, who sees everybody on the list. A few rows for each event.
COORDINATING = """
UPDATE disclosure SET federation_id =
    (SELECT federation_id FROM co_host WHERE co_host.event_id = disclosure.event_id AND co_host.is_coordinating)
"""


def upgrade() -> None:
    with op.batch_alter_table('disclosure', schema=None) as batch_op:
        batch_op.add_column(sa.Column('federation_id', sa.Integer(), nullable=True))
    op.execute(COORDINATING)
    with op.batch_alter_table('disclosure', schema=None) as batch_op:
        batch_op.alter_column('federation_id', existing_type=sa.Integer(), nullable=False)
        batch_op.create_index(batch_op.f('ix_disclosure_federation_id'), ['federation_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_disclosure_federation_id_federation'), 'federation', ['federation_id'], ['id'], ondelete='CASCADE')

    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.add_column(sa.Column('invited_name', sa.String(length=200), nullable=False, server_default=''))
    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.alter_column('invited_name', server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.drop_column('invited_name')

    with op.batch_alter_table('disclosure', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_disclosure_federation_id_federation'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_disclosure_federation_id'))
        batch_op.drop_column('federation_id')
