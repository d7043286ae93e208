"""Tables of talk: projected ones follow from the record, private ones hold what must never enter it."""

from folkmoot.talk.models.moderating import Case, Limit, Pace, QueueDay, SpamModel, Tally
from folkmoot.talk.models.private import Author, Looking, Participant, Reporter, Voice
from folkmoot.talk.models.saying import Comment, Discussions, Flag, Speaker, Thread, Version, Vote, VoteHour

__all__ = [
    "Author",
    "Case",
    "Comment",
    "Discussions",
    "Flag",
    "Limit",
    "Looking",
    "Pace",
    "Participant",
    "QueueDay",
    "Reporter",
    "SpamModel",
    "Speaker",
    "Tally",
    "Thread",
    "Version",
    "Voice",
    "Vote",
    "VoteHour",
]
