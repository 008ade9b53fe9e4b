"""Add what organisers run events by themselves with: lists of invited, mailings, contributors, pictures, drafts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

FACTS = ('captions', 'sign_language', 'hearing_loop', 'step_free', 'quiet_room')


def upgrade() -> None:
    op.create_table('contributor',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=20), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('lecturer', 'moderator', 'interpreter', 'evaluator', 'supplier', name='contributorkind', native_enum=False, length=20), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('organisation', sa.String(length=200), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('is_procured', sa.Boolean(), nullable=False),
    sa.Column('link_version', sa.Integer(), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('confirmed_by', sa.String(length=120), nullable=False),
    sa.Column('confirmed_version', sa.String(length=20), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_contributor_event_id_event'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contributor')),
    sa.UniqueConstraint('public_id', name=op.f('uq_contributor_public_id'))
    )
    with op.batch_alter_table('contributor', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_contributor_event_id'), ['event_id'], unique=False)

    op.create_table('event_image',
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=20), nullable=False),
    sa.Column('media_type', sa.String(length=40), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('alt', sa.String(length=300), nullable=False),
    sa.Column('alt_en', sa.String(length=300), nullable=True),
    sa.Column('is_decorative', sa.Boolean(), nullable=False),
    sa.Column('credit', sa.String(length=200), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('description_en', sa.Text(), nullable=True),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_event_image_event_id_event'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('event_id', name=op.f('pk_event_image')),
    sa.UniqueConstraint('public_id', name=op.f('uq_event_image_public_id'))
    )
    op.create_table('mail_supplement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=60), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=True),
    sa.Column('federation_id', sa.Integer(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('text_en', sa.Text(), nullable=True),
    sa.CheckConstraint('(event_id IS NULL) <> (federation_id IS NULL)', name=op.f('ck_mail_supplement_of_one')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_mail_supplement_event_id_event'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['federation_id'], ['federation.id'], name=op.f('fk_mail_supplement_federation_id_federation'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mail_supplement')),
    sa.UniqueConstraint('event_id', 'kind', name=op.f('uq_mail_supplement_event_id_kind')),
    sa.UniqueConstraint('federation_id', 'kind', name=op.f('uq_mail_supplement_federation_id_kind'))
    )
    op.create_table('mailing',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=20), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('federation_id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('subject', sa.String(length=200), nullable=False),
    sa.Column('subject_en', sa.String(length=200), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('text_en', sa.Text(), nullable=True),
    sa.Column('audience', sa.JSON(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('recipients', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['organiser.id'], name=op.f('fk_mailing_author_id_organiser'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_mailing_event_id_event'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['federation_id'], ['federation.id'], name=op.f('fk_mailing_federation_id_federation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mailing')),
    sa.UniqueConstraint('public_id', name=op.f('uq_mailing_public_id'))
    )
    with op.batch_alter_table('mailing', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_mailing_author_id'), ['author_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_mailing_event_id'), ['event_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_mailing_federation_id'), ['federation_id'], unique=False)

    op.create_table('unfinished_form',
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('page', sa.String(length=40), nullable=False),
    sa.Column('values', sa.JSON(), nullable=False),
    sa.Column('faults', sa.Integer(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_unfinished_form_event_id_event'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('event_id', 'page', name=op.f('pk_unfinished_form'))
    )
    op.create_table('invitee',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=20), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('federation_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('email_key', sa.String(length=254), nullable=False),
    sa.Column('unit', sa.String(length=200), nullable=False),
    sa.Column('language', sa.String(length=5), nullable=False),
    sa.Column('answer', sa.Enum('silent', 'accepted', 'declined', name='inviteeanswer', native_enum=False, length=20), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('invited_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reminded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('link_version', sa.Integer(), nullable=False),
    sa.Column('calendar_entry_id', sa.Integer(), nullable=True),
    sa.Column('registration_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['calendar_entry_id'], ['calendar_entry.id'], name=op.f('fk_invitee_calendar_entry_id_calendar_entry'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_invitee_event_id_event'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['federation_id'], ['federation.id'], name=op.f('fk_invitee_federation_id_federation')),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_invitee_registration_id_registration'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitee')),
    sa.UniqueConstraint('event_id', 'email_key', name=op.f('uq_invitee_event_id_email_key')),
    sa.UniqueConstraint('public_id', name=op.f('uq_invitee_public_id'))
    )
    with op.batch_alter_table('invitee', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_invitee_calendar_entry_id'), ['calendar_entry_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_invitee_federation_id'), ['federation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_invitee_registration_id'), ['registration_id'], unique=False)

    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.add_column(sa.Column('purpose_en', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('retention_reason', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('unconfirmed_reason', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('published_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('version', sa.Integer(), nullable=False, server_default='1'))
        batch_op.alter_column('is_recorded', existing_type=sa.Boolean(), nullable=True)
        for name in FACTS:
            batch_op.alter_column(name, existing_type=sa.String(length=20), nullable=True)
    with op.batch_alter_table('event', schema=None) as batch_op:
        for name in ('retention_reason', 'unconfirmed_reason', 'version'):
            batch_op.alter_column(name, server_default=None)
    op.execute("UPDATE event SET published_at = created_at WHERE status <> 'draft'")

    with op.batch_alter_table('federation', schema=None) as batch_op:
        batch_op.add_column(sa.Column('member_parties', sa.String(length=500), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('help_line', sa.String(length=60), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('office_address', sa.String(length=300), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('version', sa.Integer(), nullable=False, server_default='1'))
    with op.batch_alter_table('federation', schema=None) as batch_op:
        for name in ('member_parties', 'help_line', 'office_address', 'version'):
            batch_op.alter_column(name, server_default=None)

    with op.batch_alter_table('calendar_entry', schema=None) as batch_op:
        batch_op.add_column(sa.Column('offer', sa.String(length=300), nullable=True))
        batch_op.create_unique_constraint(batch_op.f('uq_calendar_entry_offer'), ['offer'])

    # Before the payload, since SQLite reads through a large value to reach what stands behind it.
    with op.batch_alter_table('outbox_message', schema=None, recreate='always' if is_sqlite() else 'auto') as batch_op:
        place = {'insert_before': 'payload'} if is_sqlite() else {}
        batch_op.add_column(sa.Column('batch', sa.String(length=40), nullable=True), **place)
        batch_op.create_index(batch_op.f('ix_outbox_message_batch'), ['batch'], unique=False)

    with op.batch_alter_table('registration', schema=None) as batch_op:
        batch_op.add_column(sa.Column('needs_written_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('needs_answered_at', sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE registration SET needs_written_at = created_at WHERE needs <> ''")


def downgrade() -> None:
    with op.batch_alter_table('registration', schema=None) as batch_op:
        batch_op.drop_column('needs_answered_at')
        batch_op.drop_column('needs_written_at')

    with op.batch_alter_table('outbox_message', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_outbox_message_batch'))
        batch_op.drop_column('batch')

    with op.batch_alter_table('calendar_entry', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_calendar_entry_offer'), type_='unique')
        batch_op.drop_column('offer')

    with op.batch_alter_table('federation', schema=None) as batch_op:
        batch_op.drop_column('version')
        batch_op.drop_column('office_address')
        batch_op.drop_column('help_line')
        batch_op.drop_column('member_parties')

    op.execute("UPDATE event SET is_recorded = false WHERE is_recorded IS NULL")
    for name in FACTS:
        op.execute(f"UPDATE event SET {name} = 'no' WHERE {name} IS NULL")
    with op.batch_alter_table('event', schema=None) as batch_op:
        for name in FACTS:
            batch_op.alter_column(name, existing_type=sa.String(length=20), nullable=False)
        batch_op.alter_column('is_recorded', existing_type=sa.Boolean(), nullable=False)
        batch_op.drop_column('version')
        batch_op.drop_column('published_at')
        batch_op.drop_column('unconfirmed_reason')
        batch_op.drop_column('retention_reason')
        batch_op.drop_column('purpose_en')

    with op.batch_alter_table('invitee', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_invitee_registration_id'))
        batch_op.drop_index(batch_op.f('ix_invitee_federation_id'))
        batch_op.drop_index(batch_op.f('ix_invitee_calendar_entry_id'))

    op.drop_table('invitee')
    op.drop_table('unfinished_form')
    with op.batch_alter_table('mailing', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_mailing_federation_id'))
        batch_op.drop_index(batch_op.f('ix_mailing_event_id'))
        batch_op.drop_index(batch_op.f('ix_mailing_author_id'))

    op.drop_table('mailing')
    op.drop_table('mail_supplement')
    op.drop_table('event_image')
    with op.batch_alter_table('contributor', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_contributor_event_id'))

    op.drop_table('contributor')


def is_sqlite() -> bool:
    return bool(op.get_bind().dialect.name == 'sqlite')
