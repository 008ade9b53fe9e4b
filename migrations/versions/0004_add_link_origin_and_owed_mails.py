"""Add whose invitation a sign-in link is, and which forms owe a mail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

#: Links that wait for somebody who has never come in and has one role: that federation's invitation.
INVITATIONS = """
UPDATE sign_in_link SET federation_id = (
    SELECT membership.federation_id FROM membership WHERE membership.organiser_id = sign_in_link.organiser_id
)
WHERE used_at IS NULL
AND (SELECT count(*) FROM membership WHERE membership.organiser_id = sign_in_link.organiser_id) = 1
AND EXISTS (
    SELECT 1 FROM organiser WHERE organiser.id = sign_in_link.organiser_id AND organiser.password_hash IS NULL
)
"""


def upgrade() -> None:
    with op.batch_alter_table('sign_in_link', schema=None) as batch_op:
        batch_op.add_column(sa.Column('federation_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f('fk_sign_in_link_federation_id_federation'),
            'federation', ['federation_id'], ['id'], ondelete='CASCADE',
        )
    op.execute(INVITATIONS)
    with op.batch_alter_table('form_submission', schema=None) as batch_op:
        batch_op.add_column(sa.Column('owes_mail', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.alter_column('event_id', existing_type=sa.Integer(), nullable=True)
        batch_op.create_index(batch_op.f('ix_form_submission_owes_mail'), ['owes_mail'], unique=False)
    with op.batch_alter_table('form_submission', schema=None) as batch_op:
        batch_op.alter_column('owes_mail', server_default=None)


def downgrade() -> None:
    op.execute('DELETE FROM form_submission WHERE event_id IS NULL')
    with op.batch_alter_table('form_submission', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_form_submission_owes_mail'))
        batch_op.alter_column('event_id', existing_type=sa.Integer(), nullable=False)
        batch_op.drop_column('owes_mail')
    with op.batch_alter_table('sign_in_link', schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f('fk_sign_in_link_federation_id_federation'), type_='foreignkey'
        )
        batch_op.drop_column('federation_id')
