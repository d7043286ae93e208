"""Who may write, change, take back and support what. Each answer is a refusal with a sentence, or None."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from folkmoot.record.refusal import Refusal, one_of, too_long
from folkmoot.talk.rules.states import DIRECTIONS, HELD, READABLE, STANCES, VISIBLE

MAX_WORDS = 2000
"""Characters of a comment."""
REVISE_WITHIN = timedelta(hours=1)
"""How long an author may change a comment."""
SLOW_GAP = timedelta(days=1)
"""Time between two comments of somebody who is limited to slow."""
_MENTION = re.compile(r"(?<![\w#&/])#([1-9]\d{0,6})\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Whether somebody is limited now: ``limit`` is slow, silent or nothing; ``last`` is when they last commented."""

    limit: str = ""
    until: datetime | None = None
    last: datetime | None = None


def may_comment(
    *, words: str, stance: str, stances: bool, open_: bool, parent: str, voice: Voice, now: datetime
) -> list[Refusal]:
    """What is wrong with a new comment. ``parent`` is the state of the comment it replies to, empty when to none."""
    found = [_text(words)]
    if not open_:
        found.append(Refusal("words", "this discussion is closed; it can be read but not added to"))
    if stance and (not stances or stance not in STANCES):
        found.append(
            one_of("stance", STANCES) if stances else Refusal("stance", "this discussion has no sides")
        )
    if parent and parent != VISIBLE:
        found.append(Refusal("parent", "the comment you reply to was taken off; write a new one"))
    found.append(_limited(voice, now))
    return [one for one in found if one]


def _text(words: str) -> Refusal | None:
    if not words.strip():
        return Refusal("words", "write what you want to say")
    return too_long("words", MAX_WORDS, words) if len(words) > MAX_WORDS else None


def _limited(voice: Voice, now: datetime) -> Refusal | None:
    if not voice.limit or voice.until is None or voice.until <= now:
        return None
    until = f"{voice.until:%Y-%m-%d}"
    if voice.limit == "silent":
        return Refusal.of(
            "words",
            "a moderator decided that you cannot write until %(until)s; your decisions page says why",
            until=until,
        )
    if voice.last is not None and now - voice.last < SLOW_GAP:
        return Refusal.of(
            "words",
            "until %(until)s you can write one comment a day; your decisions page says why",
            until=until,
        )
    return None


def may_revise(
    *, words: str, state: str, mine: bool, at: datetime, now: datetime, open_: bool
) -> list[Refusal]:
    """What is wrong with changing a comment that was written ``at``."""
    found = [_text(words), _own(mine=mine, state=state)]
    if now - at > REVISE_WITHIN:
        found.append(
            Refusal("words", "a comment can be changed for an hour; write another one that puts it right")
        )
    if not open_:
        found.append(Refusal("words", "this discussion is closed; it can be read but not added to"))
    return [one for one in found if one]


def may_withdraw(*, state: str, mine: bool) -> Refusal | None:
    """A comment can be taken back by whoever wrote it, at any time while it is not off already."""
    return _own(mine=mine, state=state)


def _own(*, mine: bool, state: str) -> Refusal | None:
    if not mine:
        return Refusal("comment", "only the person who wrote a comment can do this")
    return None if state in READABLE else Refusal("comment", "this comment is off the page already")


def may_support(*, direction: str, state: str, mine: bool, official: bool) -> list[Refusal]:
    """What is wrong with a vote on a comment."""
    found = [None if direction in DIRECTIONS else one_of("direction", DIRECTIONS)]
    if mine:
        found.append(Refusal("comment", "you cannot vote on what you wrote yourself"))
    elif official:
        found.append(Refusal("comment", "official answers are not voted on; reply to say what you think"))
    elif state == HELD:
        found.append(Refusal("comment", "this comment waits for a moderator"))
    elif state != VISIBLE:
        found.append(Refusal("comment", "this comment is off the page already"))
    return [one for one in found if one]


def mentions(words: str) -> list[int]:
    """Numbers of comments that a text mentions as ``#17``, each once, in order, at most twenty."""
    return list(dict.fromkeys(int(one) for one in _MENTION.findall(words)))[:20]
