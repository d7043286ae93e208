"""Commands about surveys."""

from folkmoot.modules.feedback.services.answering import answer, open_invitation, remove_words, withdraw
from folkmoot.modules.feedback.services.inviting import FOLLOWER, invite
from folkmoot.modules.feedback.services.publishing import publish, publish_all, recounted, tell_reached
from folkmoot.modules.feedback.services.sweeping import forget
from folkmoot.modules.feedback.services.writing import (
    close_due,
    close_survey,
    describe_quiet,
    draft,
    open_survey,
)
from folkmoot.record.refusal import NotFound, Refused

__all__ = [
    "FOLLOWER",
    "NotFound",
    "Refused",
    "answer",
    "close_due",
    "close_survey",
    "describe_quiet",
    "draft",
    "forget",
    "invite",
    "open_invitation",
    "open_survey",
    "publish",
    "publish_all",
    "recounted",
    "remove_words",
    "tell_reached",
    "withdraw",
]
