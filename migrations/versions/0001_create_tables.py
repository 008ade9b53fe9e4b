"""Create the tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('audit_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_kind', sa.Enum('person', 'organiser', 'system', name='actorkind', native_enum=False, length=20), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('action', sa.String(length=60), nullable=False),
    sa.Column('record_kind', sa.String(length=40), nullable=False),
    sa.Column('record_id', sa.String(length=40), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=True),
    sa.Column('details', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_entry'))
    )
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_audit_entry_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_entry_event_id'), ['event_id'], unique=False)
        batch_op.create_index('ix_audit_entry_record', ['record_kind', 'record_id'], unique=False)

    op.create_table('calendar_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=20), nullable=False),
    sa.Column('uid', sa.String(length=200), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('address', sa.String(length=254), nullable=False),
    sa.Column('organizer', sa.String(length=254), nullable=False),
    sa.Column('last_method', sa.String(length=10), nullable=True),
    sa.Column('partstat', sa.String(length=20), nullable=False),
    sa.Column('stamped_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_entry')),
    sa.UniqueConstraint('public_id', name=op.f('uq_calendar_entry_public_id')),
    sa.UniqueConstraint('uid', name=op.f('uq_calendar_entry_uid'))
    )
    with op.batch_alter_table('calendar_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_calendar_entry_address'), ['address'], unique=False)

    op.create_table('federation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=60), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('name_en', sa.String(length=200), nullable=True),
    sa.Column('short_name', sa.String(length=80), nullable=False),
    sa.Column('municipalities', sa.String(length=300), nullable=False),
    sa.Column('site_url', sa.String(length=300), nullable=True),
    sa.Column('is_signer', sa.Boolean(), nullable=False),
    sa.Column('signed_on', sa.Date(), nullable=True),
    sa.Column('signatory', sa.String(length=200), nullable=True),
    sa.Column('phone', sa.String(length=60), nullable=False),
    sa.Column('office_email', sa.String(length=254), nullable=False),
    sa.Column('reply_address', sa.String(length=254), nullable=True),
    sa.Column('reads_answers', sa.Boolean(), nullable=False),
    sa.Column('data_protection_officer', sa.String(length=300), nullable=False),
    sa.Column('retention_decision', sa.String(length=300), nullable=False),
    sa.Column('provenance', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_federation')),
    sa.UniqueConstraint('slug', name=op.f('uq_federation_slug'))
    )
    op.create_table('installation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('uid_domain', sa.String(length=200), nullable=False),
    sa.Column('is_mail_held', sa.Boolean(), nullable=False),
    sa.Column('mail_failures', sa.Integer(), nullable=False),
    sa.Column('mail_waits_until', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_installation'))
    )
    op.create_table('limit_hit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_limit_hit'))
    )
    with op.batch_alter_table('limit_hit', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_limit_hit_at'), ['at'], unique=False)
        batch_op.create_index('ix_limit_hit_key_at', ['key', 'at'], unique=False)

    op.create_table('organiser',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('password_hash', sa.String(length=200), nullable=True),
    sa.Column('is_administrator', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_organiser')),
    sa.UniqueConstraint('email', name=op.f('uq_organiser_email'))
    )
    op.create_table('outbox_message',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=20), nullable=False),
    sa.Column('dedup_key', sa.String(length=200), nullable=False),
    sa.Column('message_id', sa.String(length=200), nullable=False),
    sa.Column('kind', sa.String(length=60), nullable=False),
    sa.Column('about', sa.String(length=40), nullable=False),
    sa.Column('recipient', sa.String(length=254), nullable=False),
    sa.Column('sender', sa.String(length=254), nullable=False),
    sa.Column('status', sa.Enum('queued', 'sending', 'sent', 'failed', 'unknown', 'withdrawn', 'expired', name='messagestatus', native_enum=False, length=20), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('next_try_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('not_after', sa.DateTime(timezone=True), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('leased_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lease_token', sa.String(length=40), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('server_answer', sa.String(length=500), nullable=True),
    sa.Column('payload', sa.LargeBinary(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox_message')),
    sa.UniqueConstraint('dedup_key', name=op.f('uq_outbox_message_dedup_key')),
    sa.UniqueConstraint('message_id', name=op.f('uq_outbox_message_message_id')),
    sa.UniqueConstraint('public_id', name=op.f('uq_outbox_message_public_id'))
    )
    with op.batch_alter_table('outbox_message', schema=None) as batch_op:
        batch_op.create_index('ix_outbox_message_about_id', ['about', 'id'], unique=False)
        batch_op.create_index('ix_outbox_message_finished_at', ['finished_at'], unique=False, sqlite_where=sa.text('payload IS NOT NULL'), postgresql_where=sa.text('payload IS NOT NULL'))
        batch_op.create_index(batch_op.f('ix_outbox_message_recipient'), ['recipient'], unique=False)
        batch_op.create_index('ix_outbox_message_status_next_try_at', ['status', 'next_try_at'], unique=False)

    op.create_table('series',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=80), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('title_en', sa.String(length=200), nullable=True),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.Column('summary_en', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_series')),
    sa.UniqueConstraint('slug', name=op.f('uq_series_slug'))
    )
    op.create_table('topic',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=80), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('name_en', sa.String(length=120), nullable=True),
    sa.Column('is_ground', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_topic')),
    sa.UniqueConstraint('slug', name=op.f('uq_topic_slug'))
    )
    op.create_table('worker_beat',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_worker_beat'))
    )
    op.create_table('commitment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('federation_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('full_text', sa.Text(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['federation_id'], ['federation.id'], name=op.f('fk_commitment_federation_id_federation'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_commitment')),
    sa.UniqueConstraint('federation_id', 'version', name=op.f('uq_commitment_federation_id_version'))
    )
    op.create_table('event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=20), nullable=False),
    sa.Column('slug', sa.String(length=120), nullable=False),
    sa.Column('status', sa.Enum('draft', 'published', 'cancelled', name='eventstatus', native_enum=False, length=20), nullable=False),
    sa.Column('kind', sa.Enum('democracy_day', 'employee_day', 'webinar', 'seminar', 'workshop', name='eventkind', native_enum=False, length=20), nullable=False),
    sa.Column('audience', sa.Enum('open', 'employees', 'members', 'invited', name='audience', native_enum=False, length=20), nullable=False),
    sa.Column('attendance', sa.Enum('on_site', 'online', 'hybrid', name='attendance', native_enum=False, length=20), nullable=False),
    sa.Column('series_id', sa.Integer(), nullable=True),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('title_en', sa.String(length=200), nullable=True),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.Column('summary_en', sa.Text(), nullable=True),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('description_en', sa.Text(), nullable=True),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('is_sensitive', sa.Boolean(), nullable=False),
    sa.Column('neutral_title', sa.String(length=200), nullable=True),
    sa.Column('neutral_title_en', sa.String(length=200), nullable=True),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('timezone', sa.String(length=60), nullable=False),
    sa.Column('period', sa.String(length=120), nullable=True),
    sa.Column('period_en', sa.String(length=120), nullable=True),
    sa.Column('venue_name', sa.String(length=200), nullable=False),
    sa.Column('venue_address', sa.String(length=300), nullable=False),
    sa.Column('directions', sa.Text(), nullable=False),
    sa.Column('meeting_url', sa.String(length=500), nullable=True),
    sa.Column('join_opens_minutes', sa.Integer(), nullable=False),
    sa.Column('other_way_in', sa.String(length=300), nullable=False),
    sa.Column('has_waiting_list', sa.Boolean(), nullable=False),
    sa.Column('queue_ends_hours', sa.Integer(), nullable=True),
    sa.Column('queue_counter', sa.Integer(), nullable=False),
    sa.Column('registration_opens_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('registration_closes_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('serves_food', sa.Boolean(), nullable=False),
    sa.Column('asks_advance_question', sa.Boolean(), nullable=False),
    sa.Column('is_recorded', sa.Boolean(), nullable=False),
    sa.Column('captions', sa.Enum('yes', 'no', 'on_request', name='offered', native_enum=False, length=20), nullable=False),
    sa.Column('sign_language', sa.Enum('yes', 'no', 'on_request', name='offered', native_enum=False, length=20), nullable=False),
    sa.Column('hearing_loop', sa.Enum('yes', 'no', 'on_request', name='offered', native_enum=False, length=20), nullable=False),
    sa.Column('step_free', sa.Enum('yes', 'no', 'on_request', name='offered', native_enum=False, length=20), nullable=False),
    sa.Column('quiet_room', sa.Enum('yes', 'no', 'on_request', name='offered', native_enum=False, length=20), nullable=False),
    sa.Column('retention_days', sa.Integer(), nullable=False),
    sa.Column('needs_retention_days', sa.Integer(), nullable=False),
    sa.Column('cancellation_reason', sa.Text(), nullable=False),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('provenance', sa.JSON(), nullable=False),
    sa.CheckConstraint('ends_at IS NULL OR starts_at < ends_at', name=op.f('ck_event_ends_after_start')),
    sa.ForeignKeyConstraint(['series_id'], ['series.id'], name=op.f('fk_event_series_id_series')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event')),
    sa.UniqueConstraint('public_id', name=op.f('uq_event_public_id')),
    sa.UniqueConstraint('slug', name=op.f('uq_event_slug'))
    )
    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_event_series_id'), ['series_id'], unique=False)
        batch_op.create_index('ix_event_status_ends_at', ['status', 'ends_at'], unique=False)
        batch_op.create_index('ix_event_status_starts_at', ['status', 'starts_at'], unique=False)

    op.create_table('membership',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organiser_id', sa.Integer(), nullable=False),
    sa.Column('federation_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.Enum('owner', 'editor', 'viewer', 'door', name='role', native_enum=False, length=20), nullable=False),
    sa.ForeignKeyConstraint(['federation_id'], ['federation.id'], name=op.f('fk_membership_federation_id_federation'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organiser_id'], ['organiser.id'], name=op.f('fk_membership_organiser_id_organiser'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_membership')),
    sa.UniqueConstraint('organiser_id', 'federation_id', name=op.f('uq_membership_organiser_id_federation_id'))
    )
    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_membership_federation_id'), ['federation_id'], unique=False)

    op.create_table('sign_in',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organiser_id', sa.Integer(), nullable=False),
    sa.Column('secret_hash', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('is_by_link', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['organiser_id'], ['organiser.id'], name=op.f('fk_sign_in_organiser_id_organiser'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in')),
    sa.UniqueConstraint('secret_hash', name=op.f('uq_sign_in_secret_hash'))
    )
    with op.batch_alter_table('sign_in', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_in_organiser_id'), ['organiser_id'], unique=False)

    op.create_table('sign_in_link',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organiser_id', sa.Integer(), nullable=False),
    sa.Column('secret_hash', sa.String(length=64), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['organiser_id'], ['organiser.id'], name=op.f('fk_sign_in_link_organiser_id_organiser'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in_link')),
    sa.UniqueConstraint('secret_hash', name=op.f('uq_sign_in_link_secret_hash'))
    )
    with op.batch_alter_table('sign_in_link', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_in_link_organiser_id'), ['organiser_id'], unique=False)

    op.create_table('co_host',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('federation_id', sa.Integer(), nullable=False),
    sa.Column('is_coordinating', sa.Boolean(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('share_released_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_co_host_event_id_event'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['federation_id'], ['federation.id'], name=op.f('fk_co_host_federation_id_federation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_co_host')),
    sa.UniqueConstraint('event_id', 'federation_id', name=op.f('uq_co_host_event_id_federation_id'))
    )
    with op.batch_alter_table('co_host', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_co_host_federation_id'), ['federation_id'], unique=False)
        batch_op.create_index('uq_co_host_coordinating', ['event_id'], unique=True, sqlite_where=sa.text('is_coordinating'), postgresql_where=sa.text('is_coordinating'))

    op.create_table('commitment_point',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('commitment_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('done', sa.Text(), nullable=False),
    sa.Column('is_done_sample', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['commitment_id'], ['commitment.id'], name=op.f('fk_commitment_point_commitment_id_commitment'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_commitment_point')),
    sa.UniqueConstraint('commitment_id', 'position', name=op.f('uq_commitment_point_commitment_id_position'))
    )
    op.create_table('event_session',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=20), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('title_en', sa.String(length=200), nullable=True),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('description_en', sa.Text(), nullable=True),
    sa.Column('place', sa.String(length=200), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('slot', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_event_session_event_id_event'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event_session')),
    sa.UniqueConstraint('public_id', name=op.f('uq_event_session_public_id'))
    )
    with op.batch_alter_table('event_session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_event_session_event_id'), ['event_id'], unique=False)

    op.create_table('event_topic',
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('topic_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_event_topic_event_id_event'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['topic_id'], ['topic.id'], name=op.f('fk_event_topic_topic_id_topic'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('event_id', 'topic_id', name=op.f('pk_event_topic'))
    )
    with op.batch_alter_table('event_topic', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_event_topic_topic_id'), ['topic_id'], unique=False)

    op.create_table('form_submission',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('form_id', sa.String(length=64), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('outcome', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_form_submission_event_id_event'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_form_submission')),
    sa.UniqueConstraint('form_id', name=op.f('uq_form_submission_form_id'))
    )
    with op.batch_alter_table('form_submission', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_form_submission_created_at'), ['created_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_form_submission_event_id'), ['event_id'], unique=False)

    op.create_table('question',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('text', 'long_text', 'one_choice', 'several_choices', 'yes_no', name='questionkind', native_enum=False, length=20), nullable=False),
    sa.Column('label', sa.String(length=300), nullable=False),
    sa.Column('label_en', sa.String(length=300), nullable=True),
    sa.Column('hint', sa.String(length=300), nullable=False),
    sa.Column('hint_en', sa.String(length=300), nullable=True),
    sa.Column('options', sa.JSON(), nullable=False),
    sa.Column('options_en', sa.JSON(), nullable=False),
    sa.Column('is_required', sa.Boolean(), nullable=False),
    sa.Column('purpose', sa.String(length=300), nullable=False),
    sa.Column('retention_days', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_question_event_id_event'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question'))
    )
    with op.batch_alter_table('question', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_question_event_id'), ['event_id'], unique=False)

    op.create_table('registration',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=20), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('status', sa.Enum('pending', 'confirmed', 'waitlisted', 'cancelled', name='registrationstatus', native_enum=False, length=20), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('email_key', sa.String(length=254), nullable=False),
    sa.Column('sort_name', sa.String(length=200).with_variant(sa.String(length=200, collation='C'), 'postgresql'), nullable=False),
    sa.Column('search_text', sa.Text(), nullable=False),
    sa.Column('language', sa.String(length=5), nullable=False),
    sa.Column('federation_id', sa.Integer(), nullable=True),
    sa.Column('organisation', sa.String(length=200), nullable=False),
    sa.Column('role', sa.Enum('employee', 'manager', 'elected', 'other', 'undisclosed', name='attendeerole', native_enum=False, length=20), nullable=True),
    sa.Column('mode', sa.Enum('on_site', 'online', name='mode', native_enum=False, length=20), nullable=False),
    sa.Column('needs', sa.Text(), nullable=False),
    sa.Column('food', sa.Text(), nullable=False),
    sa.Column('advance_question', sa.Text(), nullable=False),
    sa.Column('is_eligible', sa.Boolean(), nullable=False),
    sa.Column('privacy_version', sa.String(length=20), nullable=False),
    sa.Column('queue_number', sa.Integer(), nullable=True),
    sa.Column('link_version', sa.Integer(), nullable=False),
    sa.Column('join_version', sa.Integer(), nullable=False),
    sa.Column('muted_reminders', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('attended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('calendar_entry_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['calendar_entry_id'], ['calendar_entry.id'], name=op.f('fk_registration_calendar_entry_id_calendar_entry')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_registration_event_id_event')),
    sa.ForeignKeyConstraint(['federation_id'], ['federation.id'], name=op.f('fk_registration_federation_id_federation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_registration')),
    sa.UniqueConstraint('public_id', name=op.f('uq_registration_public_id'))
    )
    with op.batch_alter_table('registration', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_registration_calendar_entry_id'), ['calendar_entry_id'], unique=False)
        batch_op.create_index('ix_registration_email_key', ['email_key'], unique=False)
        batch_op.create_index('ix_registration_event_id_created_at', ['event_id', 'created_at'], unique=False)
        batch_op.create_index('ix_registration_event_id_sort_name', ['event_id', 'sort_name'], unique=False)
        batch_op.create_index('ix_registration_event_id_status_queue_number', ['event_id', 'status', 'queue_number'], unique=False)
        batch_op.create_index(batch_op.f('ix_registration_federation_id'), ['federation_id'], unique=False)
        batch_op.create_index('uq_registration_active', ['event_id', 'email_key'], unique=True, sqlite_where=sa.text("status IN ('pending', 'confirmed', 'waitlisted') AND email_key <> ''"), postgresql_where=sa.text("status IN ('pending', 'confirmed', 'waitlisted') AND email_key <> ''"))

    op.create_table('phone_access',
    sa.Column('registration_id', sa.Integer(), nullable=False),
    sa.Column('reference', sa.String(length=60), nullable=False),
    sa.Column('pin_hash', sa.String(length=64), nullable=False),
    sa.Column('contact', sa.String(length=200), nullable=False),
    sa.Column('call_about', sa.Enum('waitlist_promoted', 'queue_closed', 'event_moved', 'event_cancelled', name='callreason', native_enum=False, length=20), nullable=True),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_phone_access_registration_id_registration'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('registration_id', name=op.f('pk_phone_access')),
    sa.UniqueConstraint('reference', name=op.f('uq_phone_access_reference'))
    )
    op.create_table('disclosure',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=20), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('case_number', sa.String(length=60), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_disclosure_event_id_event'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_disclosure')),
    sa.UniqueConstraint('public_id', name=op.f('uq_disclosure_public_id'))
    )
    with op.batch_alter_table('disclosure', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_disclosure_event_id'), ['event_id'], unique=False)

    op.create_table('disclosure_decision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('disclosure_id', sa.Integer(), nullable=False),
    sa.Column('registration_id', sa.Integer(), nullable=False),
    sa.Column('verdict', sa.Enum('release', 'mask', 'refuse', name='verdict', native_enum=False, length=20), nullable=False),
    sa.Column('masked', sa.JSON(), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['disclosure_id'], ['disclosure.id'], name=op.f('fk_disclosure_decision_disclosure_id_disclosure'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_disclosure_decision_registration_id_registration'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_disclosure_decision')),
    sa.UniqueConstraint('disclosure_id', 'registration_id', name=op.f('uq_disclosure_decision_disclosure_id_registration_id'))
    )
    with op.batch_alter_table('disclosure_decision', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_disclosure_decision_registration_id'), ['registration_id'], unique=False)

    op.create_table('reminder_rule',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=True),
    sa.Column('key', sa.String(length=20), nullable=False),
    sa.Column('minutes_before', sa.Integer(), nullable=False),
    sa.Column('is_online_only', sa.Boolean(), nullable=False),
    sa.Column('ignores_quiet_hours', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_reminder_rule_event_id_event'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reminder_rule')),
    sa.UniqueConstraint('event_id', 'key', name=op.f('uq_reminder_rule_event_id_key'))
    )
    with op.batch_alter_table('reminder_rule', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reminder_rule_event_id'), ['event_id'], unique=False)

    # The rules that hold for every event without its own: not demo, an installation needs them.
    op.bulk_insert(
        sa.table('reminder_rule', sa.column('key', sa.String()), sa.column('minutes_before', sa.Integer()),
                 sa.column('is_online_only', sa.Boolean()), sa.column('ignores_quiet_hours', sa.Boolean())),
        [
            {'key': 'week', 'minutes_before': 10080, 'is_online_only': False, 'ignores_quiet_hours': False},
            {'key': 'day', 'minutes_before': 1440, 'is_online_only': False, 'ignores_quiet_hours': False},
            {'key': 'hour', 'minutes_before': 60, 'is_online_only': True, 'ignores_quiet_hours': True},
        ],
    )

    op.create_table('session_slot',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('is_required', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_session_slot_event_id_event'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_session_slot')),
    sa.UniqueConstraint('event_id', 'number', name=op.f('uq_session_slot_event_id_number'))
    )
    op.create_table('feedback',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('form_id', sa.String(length=40), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.Enum('opinion', 'wrong', 'fault', 'other_form', name='feedbackkind', native_enum=False, length=20), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('place', sa.String(length=300), nullable=False),
    sa.Column('contact', sa.String(length=300), nullable=False),
    sa.Column('language', sa.String(length=5), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("(event_id IS NULL) = (kind IN ('fault', 'other_form'))", name=op.f('ck_feedback_kind_fits_event')),
    sa.CheckConstraint("event_id IS NULL OR contact = ''", name=op.f('ck_feedback_nameless_on_events')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_feedback_event_id_event'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_feedback')),
    sa.UniqueConstraint('form_id', name=op.f('uq_feedback_form_id'))
    )
    with op.batch_alter_table('feedback', schema=None) as batch_op:
        batch_op.create_index('ix_feedback_event_id_created_at', ['event_id', 'created_at'], unique=False)

    op.create_table('answer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('registration_id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('values', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['question_id'], ['question.id'], name=op.f('fk_answer_question_id_question')),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_answer_registration_id_registration'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_answer')),
    sa.UniqueConstraint('registration_id', 'question_id', name=op.f('uq_answer_registration_id_question_id'))
    )
    with op.batch_alter_table('answer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_answer_question_id'), ['question_id'], unique=False)

    op.create_table('seat_pool',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('event', 'on_site', 'online', 'session', 'share', name='poolkind', native_enum=False, length=20), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=True),
    sa.Column('federation_id', sa.Integer(), nullable=True),
    sa.Column('capacity', sa.Integer(), nullable=False),
    sa.Column('taken', sa.Integer(), nullable=False),
    sa.CheckConstraint('taken <= capacity', name=op.f('ck_seat_pool_taken_within_capacity')),
    sa.CheckConstraint('taken >= 0', name=op.f('ck_seat_pool_taken_not_negative')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_seat_pool_event_id_event'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['federation_id'], ['federation.id'], name=op.f('fk_seat_pool_federation_id_federation')),
    sa.ForeignKeyConstraint(['session_id'], ['event_session.id'], name=op.f('fk_seat_pool_session_id_event_session'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_seat_pool')),
    sa.UniqueConstraint('event_id', 'kind', 'session_id', 'federation_id', name=op.f('uq_seat_pool_event_id_kind_session_id_federation_id'))
    )
    with op.batch_alter_table('seat_pool', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_seat_pool_federation_id'), ['federation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_seat_pool_session_id'), ['session_id'], unique=False)

    op.create_table('session_choice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('registration_id', sa.Integer(), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('slot', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_session_choice_registration_id_registration'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['session_id'], ['event_session.id'], name=op.f('fk_session_choice_session_id_event_session')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_session_choice')),
    sa.UniqueConstraint('registration_id', 'slot', name=op.f('uq_session_choice_registration_id_slot'))
    )
    with op.batch_alter_table('session_choice', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_session_choice_session_id'), ['session_id'], unique=False)

    op.create_table('seat_hold',
    sa.Column('registration_id', sa.Integer(), nullable=False),
    sa.Column('pool_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['pool_id'], ['seat_pool.id'], name=op.f('fk_seat_hold_pool_id_seat_pool')),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_seat_hold_registration_id_registration'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('registration_id', 'pool_id', name=op.f('pk_seat_hold'))
    )
    with op.batch_alter_table('seat_hold', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_seat_hold_pool_id'), ['pool_id'], unique=False)

    op.create_table('event_statistic',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('facet', sa.Enum('people', 'role', 'organisation', 'workshop', 'attended', 'mail', name='facet', native_enum=False, length=20), nullable=False),
    sa.Column('federation_id', sa.Integer(), nullable=True),
    sa.Column('value', sa.String(length=200), nullable=False),
    sa.Column('detail', sa.String(length=20), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_event_statistic_event_id_event'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['federation_id'], ['federation.id'], name=op.f('fk_event_statistic_federation_id_federation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event_statistic'))
    )
    with op.batch_alter_table('event_statistic', schema=None) as batch_op:
        batch_op.create_index('ix_event_statistic_event_id_facet', ['event_id', 'facet'], unique=False)
        batch_op.create_index(batch_op.f('ix_event_statistic_federation_id'), ['federation_id'], unique=False)

    op.create_table('nameless_question',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('federation_id', sa.Integer(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_nameless_question_event_id_event'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['federation_id'], ['federation.id'], name=op.f('fk_nameless_question_federation_id_federation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_nameless_question'))
    )
    with op.batch_alter_table('nameless_question', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_nameless_question_event_id'), ['event_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_nameless_question_federation_id'), ['federation_id'], unique=False)

    op.create_table('purge_record',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('what', sa.Enum('askers', 'needs', 'answers', 'questions', 'registrations', 'erased', 'calendar', 'mail_addresses', 'log_details', 'mail_content', 'forms', 'limits', 'sign_ins', 'copies', 'feedback', name='what', native_enum=False, length=20), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=True),
    sa.Column('days', sa.Integer(), nullable=True),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('rule', sa.String(length=300), nullable=False),
    sa.Column('version', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_purge_record_event_id_event'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_purge_record')),
    sa.UniqueConstraint('day', 'what', 'event_id', name=op.f('uq_purge_record_day_what_event_id'))
    )
    with op.batch_alter_table('purge_record', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_purge_record_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_purge_record_event_id'), ['event_id'], unique=False)

    op.create_table('sweep',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sweep'))
    )


def downgrade() -> None:
    op.drop_table('sweep')
    with op.batch_alter_table('purge_record', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_purge_record_event_id'))
        batch_op.drop_index(batch_op.f('ix_purge_record_at'))

    op.drop_table('purge_record')
    with op.batch_alter_table('nameless_question', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_nameless_question_federation_id'))
        batch_op.drop_index(batch_op.f('ix_nameless_question_event_id'))

    op.drop_table('nameless_question')
    with op.batch_alter_table('event_statistic', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_event_statistic_federation_id'))
        batch_op.drop_index('ix_event_statistic_event_id_facet')

    op.drop_table('event_statistic')
    with op.batch_alter_table('seat_hold', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_seat_hold_pool_id'))

    op.drop_table('seat_hold')
    with op.batch_alter_table('session_choice', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_session_choice_session_id'))

    op.drop_table('session_choice')
    with op.batch_alter_table('seat_pool', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_seat_pool_session_id'))
        batch_op.drop_index(batch_op.f('ix_seat_pool_federation_id'))

    op.drop_table('seat_pool')
    with op.batch_alter_table('answer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_answer_question_id'))

    op.drop_table('answer')
    with op.batch_alter_table('feedback', schema=None) as batch_op:
        batch_op.drop_index('ix_feedback_event_id_created_at')

    op.drop_table('feedback')
    op.drop_table('session_slot')
    with op.batch_alter_table('reminder_rule', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_reminder_rule_event_id'))

    op.drop_table('reminder_rule')
    op.drop_table('phone_access')
    with op.batch_alter_table('disclosure_decision', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_disclosure_decision_registration_id'))

    op.drop_table('disclosure_decision')
    with op.batch_alter_table('disclosure', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_disclosure_event_id'))

    op.drop_table('disclosure')
    with op.batch_alter_table('registration', schema=None) as batch_op:
        batch_op.drop_index('uq_registration_active', sqlite_where=sa.text("status IN ('pending', 'confirmed', 'waitlisted') AND email_key <> ''"), postgresql_where=sa.text("status IN ('pending', 'confirmed', 'waitlisted') AND email_key <> ''"))
        batch_op.drop_index(batch_op.f('ix_registration_federation_id'))
        batch_op.drop_index('ix_registration_event_id_status_queue_number')
        batch_op.drop_index('ix_registration_event_id_sort_name')
        batch_op.drop_index('ix_registration_event_id_created_at')
        batch_op.drop_index('ix_registration_email_key')
        batch_op.drop_index(batch_op.f('ix_registration_calendar_entry_id'))

    op.drop_table('registration')
    with op.batch_alter_table('question', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_question_event_id'))

    op.drop_table('question')
    with op.batch_alter_table('form_submission', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_form_submission_event_id'))
        batch_op.drop_index(batch_op.f('ix_form_submission_created_at'))

    op.drop_table('form_submission')
    with op.batch_alter_table('event_topic', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_event_topic_topic_id'))

    op.drop_table('event_topic')
    with op.batch_alter_table('event_session', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_event_session_event_id'))

    op.drop_table('event_session')
    op.drop_table('commitment_point')
    with op.batch_alter_table('co_host', schema=None) as batch_op:
        batch_op.drop_index('uq_co_host_coordinating', sqlite_where=sa.text('is_coordinating'), postgresql_where=sa.text('is_coordinating'))
        batch_op.drop_index(batch_op.f('ix_co_host_federation_id'))

    op.drop_table('co_host')
    with op.batch_alter_table('sign_in_link', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sign_in_link_organiser_id'))

    op.drop_table('sign_in_link')
    with op.batch_alter_table('sign_in', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sign_in_organiser_id'))

    op.drop_table('sign_in')
    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_membership_federation_id'))

    op.drop_table('membership')
    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.drop_index('ix_event_status_starts_at')
        batch_op.drop_index('ix_event_status_ends_at')
        batch_op.drop_index(batch_op.f('ix_event_series_id'))

    op.drop_table('event')
    op.drop_table('commitment')
    op.drop_table('worker_beat')
    op.drop_table('topic')
    op.drop_table('series')
    with op.batch_alter_table('outbox_message', schema=None) as batch_op:
        batch_op.drop_index('ix_outbox_message_status_next_try_at')
        batch_op.drop_index(batch_op.f('ix_outbox_message_recipient'))
        batch_op.drop_index('ix_outbox_message_finished_at', sqlite_where=sa.text('payload IS NOT NULL'), postgresql_where=sa.text('payload IS NOT NULL'))
        batch_op.drop_index('ix_outbox_message_about_id')

    op.drop_table('outbox_message')
    op.drop_table('organiser')
    with op.batch_alter_table('limit_hit', schema=None) as batch_op:
        batch_op.drop_index('ix_limit_hit_key_at')
        batch_op.drop_index(batch_op.f('ix_limit_hit_at'))

    op.drop_table('limit_hit')
    op.drop_table('installation')
    op.drop_table('federation')
    with op.batch_alter_table('calendar_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_calendar_entry_address'))

    op.drop_table('calendar_entry')
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.drop_index('ix_audit_entry_record')
        batch_op.drop_index(batch_op.f('ix_audit_entry_event_id'))
        batch_op.drop_index(batch_op.f('ix_audit_entry_at'))

    op.drop_table('audit_entry')
