"""The numbers that are left of an event's people once their data are gone."""

from __future__ import annotations

import enum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.core.database import Base, word


class Facet(enum.StrEnum):
    """What the people of an event are counted by once their data are gone."""

    #: Status and way of attending.
    PEOPLE = "people"
    ROLE = "role"
    ORGANISATION = "organisation"
    WORKSHOP = "workshop"
    ATTENDED = "attended"
    MAIL = "mail"
    #: By the Monday of the week in which they signed up.
    SIGNED_UP = "signed_up"


class EventStatistic(Base):
    """A number that is left of people whose data have been taken away."""

    __tablename__ = "event_statistic"
    __table_args__ = (sa.Index("ix_event_statistic_event_id_facet", "event_id", "facet"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"))
    facet: Mapped[Facet] = mapped_column(word(Facet))
    #: The host they chose, where hosts see only their own; None: no host, or counted together.
    federation_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("federation.id"), default=None, index=True
    )
    value: Mapped[str] = mapped_column(sa.String(200))
    #: The way of attending, for people.
    detail: Mapped[str] = mapped_column(sa.String(20), default="")
    number: Mapped[int]
