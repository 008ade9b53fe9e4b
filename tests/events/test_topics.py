"""The controlled list of subjects is there in every installation."""

import pytest
import sqlalchemy as sa

from eventapp.core.transactions import write
from eventapp.events.models import Topic
from eventapp.events.topics import TOPICS, set_up_topics


@pytest.mark.both_databases
def test_list_is_written_once_and_what_was_changed_is_kept(session):
    with write():
        set_up_topics()
    with write():
        session.scalars(sa.select(Topic).where(Topic.slug == "kon")).one().name = "Kön och könsroller"
    with write():
        set_up_topics()
    assert session.scalar(sa.select(sa.func.count(Topic.id))) == len(TOPICS)
    assert session.scalar(sa.select(Topic.name).where(Topic.slug == "kon")) == "Kön och könsroller"
