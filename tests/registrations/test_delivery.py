"""Mails as an event's hosts read them, and the button that sends one again."""

import pytest
import sqlalchemy as sa

from eventapp.audit.models import AuditEntry
from eventapp.core.clock import now
from eventapp.core.extensions import db
from eventapp.core.tokens import new_public_id
from eventapp.events.hosted import Scope
from eventapp.federations.models import Role
from eventapp.invitations.models import Invitee
from eventapp.messages.models import MessageStatus, OutboxMessage
from eventapp.messages.services import enqueue
from eventapp.registrations.attention import count_to_do
from eventapp.registrations.delivery import MailState, count_mails, list_mails
from eventapp.registrations.participants import ParticipantFilter, list_participants
from tests.messages.outbox import make_mail
from tests.support.builders import make_event, make_federation, registration_of, sign_up
from tests.support.organisers import OrganiserBrowser, make_organiser
from tests.support.queries import count_queries

pytestmark = pytest.mark.both_databases
FAILED = {"status": "failed", "server_answer": "550 5.1.1 No such user"}


@pytest.fixture
def hosts(session):
    return [make_federation(slug="samordnar"), make_federation(slug="medvard")]


@pytest.fixture
def event(hosts):
    """A joint event with a person of each host."""
    made = make_event(hosts=hosts)
    for host in hosts:
        sign_up(made, f"{host.slug}@example.se", name=f"Person {host.slug}", federation_id=host.id)
    return made


def set_mail(to, **values):
    of = sa.update(OutboxMessage).where(OutboxMessage.recipient == to)
    db.session.execute(of.values(**values))
    db.session.expire_all()


def page(app, event, host, role=Role.EDITOR, query=""):
    browser = OrganiserBrowser(app, make_organiser((host, role)))
    return browser.get(f"/arrangor/evenemang/{event.public_id}/mejl{query}").text


def id_of(recipient):
    of = sa.select(OutboxMessage.public_id).where(OutboxMessage.recipient == recipient)
    return db.session.scalars(of.order_by(OutboxMessage.id)).first()


def resend(app, event, host, recipient, role=Role.EDITOR):
    browser = OrganiserBrowser(app, make_organiser((host, role)))
    return browser.post(f"/arrangor/evenemang/{event.public_id}/mejl/{id_of(recipient)}/igen")


def test_each_host_reads_its_own_people_s_mails_and_the_coordinating_host_all(app, event, hosts):
    assert "medvard@example.se" in page(app, event, hosts[0])
    others = page(app, event, hosts[1])
    assert "medvard@example.se" in others
    assert "samordnar@example.se" not in others
    assert sum(count_mails(Scope(event, frozenset({hosts[1].id}))).values()) == 1


def test_failed_stand_first_with_the_answer_and_what_to_do(app, event, hosts):
    set_mail("samordnar@example.se", **FAILED)
    set_mail("medvard@example.se", status="sent", server_answer="250 queued as 4711")
    text = page(app, event, hosts[0])
    assert text.index("550 5.1.1 No such user") < text.index("250 queued as 4711")
    assert "Rätta adressen" in text
    assert "250 queued" not in page(app, event, hosts[0], query="?lage=misslyckade")
    assert "Rätta adressen" not in page(app, event, hosts[0], Role.VIEWER)


def test_invited_people_s_mails_are_there_too(session, event, hosts):
    invitee = Invitee(
        public_id=new_public_id(),
        event_id=event.id,
        federation_id=hosts[1].id,
        name="Inbjuden",
        email="inbjuden@example.se",
        email_key="inbjuden@example.se",
        created_at=now(),
    )
    session.add(invitee)
    session.flush()
    enqueue(make_mail(recipient=invitee.email), dedup_key="x", about=invitee.public_id)
    newest = list_mails(Scope(event, frozenset({hosts[1].id})), None).rows[0]
    assert newest.name == "Inbjuden"
    assert list_mails(Scope(event, frozenset({hosts[0].id})), None).total == 1


def test_the_same_mail_is_sent_again_and_it_is_in_the_log(app, event, hosts):
    set_mail("samordnar@example.se", **FAILED)
    assert resend(app, event, hosts[0], "samordnar@example.se").status_code == 303
    db.session.rollback()
    query = sa.select(OutboxMessage.status).where(OutboxMessage.recipient == "samordnar@example.se")
    assert db.session.scalars(query).one() is MessageStatus.QUEUED
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "send_mail_again")).one()
    assert entry.details == {"mail": "registration_confirmed", "status": "failed"}


def test_others_mails_and_viewers_are_refused(app, event, hosts):
    assert resend(app, event, hosts[1], "samordnar@example.se").status_code == 404
    assert resend(app, event, hosts[0], "samordnar@example.se", Role.VIEWER).status_code == 403
    elsewhere = make_event(hosts=hosts)
    assert resend(app, elsewhere, hosts[0], "samordnar@example.se").status_code == 404


def test_a_mail_to_a_former_address_is_not_sent_there_again(app, event, hosts):
    set_mail("samordnar@example.se", recipient="fel@example.se", **FAILED)
    assert "rättad sedan dess" in page(app, event, hosts[0])
    assert resend(app, event, hosts[0], "fel@example.se").status_code == 303
    db.session.rollback()
    status = sa.select(OutboxMessage.status).where(OutboxMessage.recipient == "fel@example.se")
    assert db.session.scalars(status).one() is MessageStatus.FAILED


def test_addresses_that_refuse_mail_are_marked_until_one_comes_through(event, hosts):
    scope, bouncing = Scope(event, None), ParticipantFilter(to_do="studsar")
    assert count_to_do(scope).failing == 0
    set_mail("samordnar@example.se", **FAILED)
    assert [each.name for each in list_participants(scope, bouncing).rows] == ["Person samordnar"]
    assert count_to_do(scope).failing == 1
    assert count_to_do(Scope(event, frozenset({hosts[1].id}))).failing == 0
    about = registration_of(event, "samordnar@example.se").public_id
    enqueue(make_mail(recipient="samordnar@example.se"), dedup_key="y", about=about)
    later = sa.update(OutboxMessage).where(OutboxMessage.dedup_key == "y").values(status="sent")
    db.session.execute(later)
    assert count_to_do(scope).failing == 0


def test_narrowed_to_each_state(event):
    set_mail("samordnar@example.se", status="unknown")
    scope = Scope(event, None)
    totals = {state.value: list_mails(scope, state).total for state in MailState}
    assert totals == {"misslyckade": 0, "oklara": 1, "i-ko": 1, "lamnade": 0, "aterkallade": 0}
    assert totals == {state.value: number for state, number in count_mails(scope).items()}


def test_number_of_queries_does_not_grow_with_the_mails(app, event, hosts):
    counts = []
    for number in (1, 60):
        for each in range(number):
            sign_up(event, f"{number}-{each}@example.se")
        browser = OrganiserBrowser(app, make_organiser((hosts[0], Role.EDITOR)))
        with count_queries() as statements:
            browser.get(f"/arrangor/evenemang/{event.public_id}/mejl")
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 9
