"""What can happen to a person or an event, one step each, by the product's own services; some steps are refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa
from werkzeug.exceptions import NotFound

from eventapp.audit.services import SYSTEM
from eventapp.changes.cancelling import cancel_event
from eventapp.changes.programme import ItemContent, add_item, change_item, remove_item
from eventapp.changes.seats import SeatRules, change_seat_rules
from eventapp.changes.time_and_place import TimeAndPlace, change_time_and_place, time_and_place_of
from eventapp.core import clock
from eventapp.core.errors import DomainError
from eventapp.core.extensions import db
from eventapp.core.transactions import write
from eventapp.events.editing import claim_version
from eventapp.events.kinds import Attendance
from eventapp.events.models import Event
from eventapp.events.queries import lock_event
from eventapp.invitations.answering import accept_invitation, decline_invitation
from eventapp.invitations.models import Invitee
from eventapp.invitations.services import invite_people, remove_invitees
from eventapp.registrations.changing import change_registration
from eventapp.registrations.correcting import correct_address
from eventapp.registrations.doubles import merge_doubles
from eventapp.registrations.event_seats import Limits, limits_of
from eventapp.registrations.manage_people import bring_back, remove_participant, renew_link, send_confirmation
from eventapp.registrations.models import ACTIVE, Registration, RegistrationStatus
from eventapp.registrations.moving_people import give_seat, move_to_queue
from eventapp.registrations.phone import register_by_phone
from eventapp.registrations.seats import read_pools
from eventapp.registrations.services import cancel_registration, register_attendee, return_attendee
from eventapp.registrations.sign_up import Choices, SignUp
from eventapp.registrations.waiting_list import settle_queue
from eventapp.registrations.workshop_changes import Placing, placing_of
from tests.support.builders import make_invitee
from tests.support.calendar_answers import answer, receive_mail
from tests.support.calendar_world import World

Step = Callable[[World], None]


class Passed(Exception):
    """There is nobody or nothing that the step could happen to."""


def take(world: World, step: Step) -> str:
    """Let a step happen in one transaction; returns what became of it."""
    try:
        if step is answer_in_calendar:
            # What stands in the mail server is what nobody can have answered.
            world.deliver()
        with write():
            step(world)
    except (Passed, NotFound):
        return "passed"
    except DomainError as error:
        return type(error).__name__
    return "done"


def sign_up(world: World) -> None:
    event = _event(world)
    register_attendee(event, _form(world, event, world.dice.choice(world.addresses()[:5])))


def sign_up_by_phone(world: World) -> None:
    event = _event(world)
    form = _form(world, event, world.dice.choice(["", world.dice.choice(world.addresses()[:5])]))
    register_by_phone(event.id, form, contact="", form_id=_number(world), actor=SYSTEM)


def change(world: World) -> None:
    one = _person(world, ACTIVE)
    change_registration(one.id, _choices(world, one.event))


def cancel(world: World) -> None:
    cancel_registration(_person(world, ACTIVE).id)


def remove(world: World) -> None:
    remove_participant(_person(world, ACTIVE).id, "Kan inte", SYSTEM, tells_reason=world.dice.random() < 0.5)


def come_back(world: World) -> None:
    world.dice.choice([return_attendee, lambda one: bring_back(one, SYSTEM)])(
        _person(world, [RegistrationStatus.CANCELLED]).id
    )


def answer_in_calendar(world: World) -> None:
    """Answer with the calendar program; what is no longer in it cannot be answered."""
    calendar = world.calendars.get(world.dice.choice(world.addresses()))
    entries = [entry for entry in calendar.entries if entry.organizer] if calendar else []
    if calendar is None or not entries:
        raise Passed
    partstat = world.dice.choice(["ACCEPTED", "DECLINED", "TENTATIVE"])
    entry = calendar.answer(world.dice.choice(entries).uid, partstat)
    receive_mail(answer(entry, partstat, attendee=calendar.address))  # type: ignore[arg-type]


def move_in_time(world: World) -> None:
    event = _edit(world)
    if event.starts_at is None or event.ends_at is None:
        raise Passed
    by = timedelta(hours=world.dice.choice([-48, -1, 1, 24, 24 * 30]))
    _change(world, event, replace(_place(event), starts_at=event.starts_at + by, ends_at=event.ends_at + by))


def lose_or_get_date(world: World) -> None:
    event = _edit(world)
    if event.starts_at is not None:
        _change(world, event, replace(_place(event), starts_at=None, ends_at=None, period="Nästa höst"))
        return
    start = clock.now().replace(microsecond=0) + timedelta(days=60)
    _change(
        world,
        event,
        replace(_place(event), starts_at=start, ends_at=start + timedelta(hours=30), period=None),
    )


def change_place(world: World) -> None:
    event = _edit(world)
    number = _number(world)
    _change(world, event, replace(_place(event), venue_name=f"Hus {number}", venue_address=f"Väg {number}"))


def change_attendance(world: World) -> None:
    event = _edit(world)
    _change(world, event, replace(_place(event), attendance=world.dice.choice(list(Attendance))))


def change_limits(world: World) -> None:
    event = _edit(world)
    now = limits_of(read_pools(event.id))
    limits = Limits(
        total=_other(world, now.total), on_site=_other(world, now.on_site), online=_other(world, now.online)
    )
    rules = SeatRules(
        limits=limits,
        has_waiting_list=world.dice.random() < 0.8,
        queue_ends_hours=None,
        registration_opens_at=None,
        registration_closes_at=None,
    )
    change_seat_rules(event, rules, SYSTEM)


def add_workshop(world: World) -> None:
    event = _edit(world)
    placing = Placing(
        slot=world.dice.choice([0, 1, 2]), place="Ny sal", starts_at=event.starts_at, ends_at=event.ends_at
    )
    number = _number(world)
    add_item(event, ItemContent(title=f"Tillagd {number}", placing=placing, seats=2), SYSTEM)


def change_workshop(world: World) -> None:
    event = _edit(world)
    session = _of(world, event.sessions)
    old = placing_of(session)
    begins, ends = (
        at + timedelta(minutes=world.dice.choice([0, 30])) if at is not None else None for at in old.hours
    )
    new = Placing(
        slot=world.dice.choice([old.slot, old.slot, 1, 2, None]),
        place=world.dice.choice([old.place, f"Sal {_number(world)}"]),
        starts_at=begins,
        ends_at=ends,
    )
    content = ItemContent(title=session.title, placing=new, seats=world.dice.choice([1, 3, None]))
    change_item(event, session.public_id, content, SYSTEM)


def remove_workshop(world: World) -> None:
    event = _edit(world)
    remove_item(event, _of(world, event.sessions).public_id, SYSTEM)


def queue_again(world: World) -> None:
    move_to_queue(_person(world, [RegistrationStatus.CONFIRMED]).id, "Plats behövs", SYSTEM)


def seat_out_of_order(world: World) -> None:
    one = _person(world, [RegistrationStatus.WAITLISTED])
    give_seat(one.id, "Ska tala", SYSTEM, adds_seat=world.dice.random() < 0.5)


def walk_queue(world: World) -> None:
    settle_queue(_event(world).id)


def correct(world: World) -> None:
    correct_address(_person(world, ACTIVE).id, world.dice.choice(world.addresses()), SYSTEM)


def confirm_again(world: World) -> None:
    world.dice.choice([renew_link, send_confirmation])(_person(world, ACTIVE).id, SYSTEM)


def merge(world: World) -> None:
    one, other = _person(world, ACTIVE), _person(world, ACTIVE)
    merge_doubles(one.id, other.id, SYSTEM, takes_over=world.dice.random() < 0.5)


def invite(world: World) -> None:
    event = _event(world)
    address = world.dice.choice(world.addresses()[:5])
    known = sa.select(Invitee).where(Invitee.event_id == event.id, Invitee.email_key == address)
    one = db.session.scalar(known) or make_invitee(event, address, language=world.language(address))
    invite_people(event.id, [one.id], SYSTEM, "batch")


def accept_by_link(world: World) -> None:
    """Sign up through the link in the invitation, mostly with the address that was invited."""
    one = _invitee(world)
    event = lock_event(one.event_id)
    address = world.dice.choice([one.email, one.email, world.dice.choice(world.addresses()[:5])])
    accept_invitation(
        event.id, _form(world, event, address), form_id=_number(world), network="n", invitee_id=one.id
    )


def decline_by_link(world: World) -> None:
    decline_invitation(_invitee(world).id)


def take_off_list(world: World) -> None:
    one = _invitee(world)
    remove_invitees(one.event_id, [one.id], SYSTEM)


def call_off(world: World) -> None:
    cancel_event(_edit(world), "Sjukdom", SYSTEM)


#: Each step with how often it happens.
STEPS: dict[Step, int] = {
    sign_up: 14,
    sign_up_by_phone: 2,
    change: 6,
    cancel: 4,
    remove: 2,
    come_back: 4,
    answer_in_calendar: 12,
    move_in_time: 4,
    lose_or_get_date: 2,
    change_place: 3,
    change_attendance: 2,
    change_limits: 4,
    add_workshop: 1,
    change_workshop: 4,
    remove_workshop: 1,
    queue_again: 2,
    seat_out_of_order: 2,
    walk_queue: 1,
    correct: 5,
    confirm_again: 3,
    merge: 1,
    invite: 8,
    accept_by_link: 4,
    decline_by_link: 2,
    take_off_list: 2,
}


def _event(world: World) -> Event:
    return lock_event(world.dice.choice(world.event_ids))


def _edit(world: World) -> Event:
    event = _event(world)
    return claim_version(event.id, event.version)


def _place(event: Event) -> TimeAndPlace:
    return time_and_place_of(event)


def _change(world: World, event: Event, wanted: TimeAndPlace) -> None:
    change_time_and_place(event, wanted, moves_programme=world.dice.random() < 0.7, actor=SYSTEM)


def _person(world: World, statuses: object) -> Registration:
    query = sa.select(Registration).where(
        Registration.event_id.in_(world.event_ids),
        Registration.status.in_(statuses),  # type: ignore[arg-type]
    )
    return _of(world, db.session.scalars(query.order_by(Registration.id)).all())


def _invitee(world: World) -> Invitee:
    query = sa.select(Invitee).where(Invitee.event_id.in_(world.event_ids), Invitee.invited_at.is_not(None))
    return _of(world, db.session.scalars(query.order_by(Invitee.id)).all())


def _of(world: World, some: object):
    choices = list(some)  # type: ignore[call-overload]
    if not choices:
        raise Passed
    return world.dice.choice(choices)


def _form(world: World, event: Event, address: str) -> SignUp:
    return SignUp(
        choices=_choices(world, event), email=address, language=world.language(address), is_eligible=True
    )


def _choices(world: World, event: Event) -> Choices:
    sessions: dict[int, int] = {}
    for slot in event.slots:
        offered = [one.id for one in event.sessions if one.slot == slot.number]
        chosen = world.dice.choice([*offered, None])
        if chosen is not None:
            sessions[slot.number] = chosen
    name = world.dice.choice(["Kim Åkesson", "Robin Ek", 'Lo, "Sam"; Ö'])
    return Choices(name=name, mode=world.dice.choice(event.modes), sessions=sessions)


def _other(world: World, limit: int | None) -> int | None:
    if limit is None:
        return world.dice.choice([None, None, 3])
    return world.dice.choice([limit + 1, limit + 1, limit - 1, limit, None])


def _number(world: World) -> str:
    return f"{world.dice.randrange(10**9)}"
