"""The controlled list of subjects: the seven legal grounds of discrimination and the other tags."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from eventapp.core.extensions import db
from eventapp.events.models import Topic


@dataclass(frozen=True, kw_only=True)
class TopicContent:
    """A subject from the controlled list."""

    slug: str
    name: str
    name_en: str
    is_ground: bool = False


#: Diskrimineringslagen (2008:567) 1 kap. 1 §, in the order of the law.
GROUNDS = (
    TopicContent(slug="kon", name="Kön", name_en="Sex", is_ground=True),
    TopicContent(
        slug="konsoverskridande-identitet",
        name="Könsöverskridande identitet eller uttryck",
        name_en="Transgender identity or expression",
        is_ground=True,
    ),
    TopicContent(slug="etnisk-tillhorighet", name="Etnisk tillhörighet", name_en="Ethnicity", is_ground=True),
    TopicContent(
        slug="religion",
        name="Religion eller annan trosuppfattning",
        name_en="Religion or other belief",
        is_ground=True,
    ),
    TopicContent(
        slug="funktionsnedsattning", name="Funktionsnedsättning", name_en="Disability", is_ground=True
    ),
    TopicContent(
        slug="sexuell-laggning", name="Sexuell läggning", name_en="Sexual orientation", is_ground=True
    ),
    TopicContent(slug="alder", name="Ålder", name_en="Age", is_ground=True),
)

TAGS = (
    TopicContent(slug="delaktighet", name="Delaktighet", name_en="Involvement"),
    TopicContent(slug="deltagande", name="Deltagande", name_en="Participation"),
    TopicContent(slug="manskliga-rattigheter", name="Mänskliga rättigheter", name_en="Human rights"),
    TopicContent(slug="icke-diskriminering", name="Icke-diskriminering", name_en="Non-discrimination"),
    TopicContent(slug="jamstalldhet", name="Jämställdhet", name_en="Gender equality"),
    TopicContent(slug="tillganglighet", name="Tillgänglighet", name_en="Accessibility"),
    TopicContent(
        slug="rasism-i-arbetslivet",
        name="Rasism och diskriminering i arbetslivet",
        name_en="Racism and discrimination in working life",
    ),
)

TOPICS = GROUNDS + TAGS


def set_up_topics() -> None:
    """Write the subjects of the list that the database lacks; what is there is left alone."""
    known = set(db.session.scalars(sa.select(Topic.slug)))
    db.session.add_all(
        Topic(slug=content.slug, name=content.name, name_en=content.name_en, is_ground=content.is_ground)
        for content in TOPICS
        if content.slug not in known
    )
    db.session.flush()
