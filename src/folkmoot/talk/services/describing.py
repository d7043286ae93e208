"""Switching discussions on, ending one and letting it go on."""

from collections.abc import Collection, Mapping

from folkmoot.record import text
from folkmoot.record.api import about
from folkmoot.record.receipt import Receipt
from folkmoot.record.refusal import Refusal, demand, one_of
from folkmoot.talk import rules
from folkmoot.talk.declared import discussions, holds, parts
from folkmoot.talk.events import DiscussionsDescribed, HouseRule, ThreadClosed, ThreadReopened
from folkmoot.talk.models import Thread
from folkmoot.talk.names import MAIN, subject_of


def describe_discussions(
    *,
    open_: Collection[str],
    read_first: Collection[str] = (),
    house_rules: Mapping[str, str] | None = None,
    actor: str,
) -> Receipt:
    """Say what may be talked about: sorts of subjects, or parts of one, such as ``requests/lamp``. Raises Refused.

    ``read_first`` is where a moderator reads each comment before others do; ``house_rules`` are the institution's own
    words by reason, and stay as they are without.
    """
    known = parts()
    demand(
        *(
            None if set(named) <= set(known) else one_of(field, sorted(known))
            for field, named in (("open", open_), ("read_first", read_first))
        )
    )
    with about(MAIN, actor=actor) as fact:
        rules_now = discussions().house_rules if house_rules is None else house_rules
        demand(*rules.house_rules(rules_now))
        return fact(
            DiscussionsDescribed(
                open=tuple(sorted(set(open_))),
                read_first=tuple(sorted(one for one in set(read_first) if _within(one, open_))),
                house_rules=tuple(
                    HouseRule(reason=reason, words=words.strip())
                    for reason, words in sorted(rules_now.items())
                    if words.strip()
                ),
            )
        )


def _within(name: str, open_: Collection[str]) -> bool:
    """Whether what is read first can be talked about at all, as a whole or in parts."""
    sort, _slash, part = name.partition("/")
    return holds(open_, sort, part) or (not part and any(one.partition("/")[0] == sort for one in open_))


def close_thread(*, thread: str, office: str, words: str) -> Receipt:
    """End a discussion with a reason that everybody reads. Raises Refused."""
    subject = subject_of(thread)
    with about(subject, actor=f"office:{office}") as fact:
        closed = Thread.objects.filter(pk=thread, closed__isnull=False).exists()
        demand(
            Refusal("words", "this discussion is closed already") if closed else None,
            None if words.strip() else Refusal("words", "say why the discussion ends"),
            rules.statement_length(words),
        )
        return fact(ThreadClosed(words=text.commit(words.strip(), subject=subject)))


def reopen_thread(*, thread: str, office: str) -> Receipt:
    """Let a discussion that was ended go on. Raises Refused."""
    with about(subject_of(thread), actor=f"office:{office}") as fact:
        closed = Thread.objects.filter(pk=thread, closed__isnull=False).exists()
        demand(None if closed else Refusal("words", "this discussion is open"))
        return fact(ThreadReopened())
