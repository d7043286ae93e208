"""Reads of talk."""

from folkmoot.talk.queries.cards import talk_cards, thread_cards, voice_cards
from folkmoot.talk.queries.figures import Figures, figures, months, outcomes, paces
from folkmoot.talk.queries.mine import Mine, my_comments, my_limit
from folkmoot.talk.queries.moderating import (
    Looked,
    Queue,
    case,
    decided_by,
    looked_at,
    looking,
    opened_before,
    queue,
    waiting,
)
from folkmoot.talk.queries.reading import (
    PAGE,
    REPLIES,
    Asked,
    Opened,
    Page,
    Said,
    comment,
    opened,
    page,
    thread,
)
from folkmoot.talk.queries.spam import spam_models, weights_now, weights_of
from folkmoot.talk.queries.standing import burst, fingerprints, standing, voice

__all__ = [
    "PAGE",
    "REPLIES",
    "Asked",
    "Figures",
    "Looked",
    "Mine",
    "Opened",
    "Page",
    "Queue",
    "Said",
    "burst",
    "case",
    "comment",
    "decided_by",
    "figures",
    "fingerprints",
    "looked_at",
    "looking",
    "months",
    "my_comments",
    "my_limit",
    "opened",
    "opened_before",
    "outcomes",
    "paces",
    "page",
    "queue",
    "spam_models",
    "standing",
    "talk_cards",
    "thread",
    "thread_cards",
    "voice",
    "voice_cards",
    "waiting",
    "weights_now",
    "weights_of",
]
