"""Commands of talk. Each locks its thread, reads, lets the rules decide and appends a fact."""

from folkmoot.people.limits import TooMany
from folkmoot.record.refusal import Refused
from folkmoot.talk.services.allowing import allowed
from folkmoot.talk.services.base import MODERATION, NotFound
from folkmoot.talk.services.describing import close_thread, describe_discussions, reopen_thread
from folkmoot.talk.services.learning import Trained, learn_spam, publish_spam
from folkmoot.talk.services.limiting import appeal_limit, decide_limit, limit
from folkmoot.talk.services.looking import count_morning, leave, look, sweep
from folkmoot.talk.services.moderating import (
    appeal,
    decide_appeal,
    destroy_due,
    flag,
    flag_as_guest,
    release,
    remove,
    remove_some,
)
from folkmoot.talk.services.writing import Written, answer, comment, revise, support, unsupport, withdraw

__all__ = [
    "MODERATION",
    "NotFound",
    "Refused",
    "TooMany",
    "Trained",
    "Written",
    "allowed",
    "answer",
    "appeal",
    "appeal_limit",
    "close_thread",
    "comment",
    "count_morning",
    "decide_appeal",
    "decide_limit",
    "describe_discussions",
    "destroy_due",
    "flag",
    "flag_as_guest",
    "learn_spam",
    "leave",
    "limit",
    "look",
    "publish_spam",
    "release",
    "remove",
    "remove_some",
    "reopen_thread",
    "revise",
    "support",
    "sweep",
    "unsupport",
    "withdraw",
]
