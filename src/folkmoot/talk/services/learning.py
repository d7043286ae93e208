"""Learning what looks like spam: read what moderators decided, fit and judge outside every lock, publish as one fact."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Q

from folkmoot.learning.judging import Judged
from folkmoot.record import clock, store, text
from folkmoot.record.api import about
from folkmoot.record.receipt import Receipt
from folkmoot.record.refusal import demand
from folkmoot.talk import names, queries, rules
from folkmoot.talk.events import SpamModelTrained
from folkmoot.talk.models import Author, Case, Comment
from folkmoot.talk.training import document, fitting
from folkmoot.talk.training.fitting import Example

MOST, DAYS = 5000, 365
"""Decisions that are read, the newest, and how old they may be."""
_CHUNK = 200


@dataclass(frozen=True, slots=True)
class Trained:
    """Weights that are not published yet."""

    model: document.Model
    data: bytes
    examples: Sequence[Example]
    learned: Judged
    by_hand: Judged


def _decided() -> list[tuple[str, int]]:
    """Comments that moderators decided about lately, the newest decision first."""
    rows = Case.objects.filter(
        open=0,
        closed__gte=clock.now() - timedelta(days=DAYS),
        outcome__in=("released", "removed", "restored", "kept"),
    ).exclude(thread="")
    return list(dict.fromkeys(rows.order_by("-closed", "-fact_id").values_list("thread", "number")[:MOST]))


def examples() -> list[Example]:
    """What moderators let stand, and what they took off as spam, while its words are still kept.

    What was taken off for another reason says nothing about spam either way, and is left out.
    """
    found: list[Example] = []
    decided = _decided()
    for start in range(0, len(decided), _CHUNK):
        wanted = Q(pk__in=[])
        for thread, number in decided[start : start + _CHUNK]:
            wanted |= Q(thread=thread, number=number)
        stands = Q(state=rules.VISIBLE) & (Q(released=True) | Q(appeal_decided__isnull=False))
        off = Q(state=rules.HIDDEN, reason="spam", destroyed=False)
        rows = list(Comment.objects.filter(wanted).filter(stands | off).order_by("at", "pk"))
        words = text.private_words_of(one.words for one in rows)
        authors = Author.objects.in_bulk([one.pk for one in rows])
        found += [
            Example(
                fact_id=one.pk,
                words=words[one.words],
                commitment=one.words,
                spam=one.state == rules.HIDDEN,
                newcomer=one.newcomer,
                author=authors[one.pk].person_id.hex,
                at=one.at.astimezone(UTC),
            )
            for one in rows
            if one.words in words and one.pk in authors
        ]
    return found


def learn_spam() -> Trained:
    """Fit and judge weights on this installation's own decisions. Raises Refused when they are too few; writes nothing."""
    found = fitting.different(examples())
    spam = [one for one in found if one.spam]
    demand(rules.may_learn(comments=len(found), spam=len(spam), people=len({one.author for one in spam})))
    data = manifest(found)
    head = {
        "sha256": store.digest_of(data),
        "comments": len(found),
        "spam": len(spam),
        "since": found[0].at.isoformat(),
        "until": found[-1].at.isoformat(),
    }
    model, learned, by_hand = fitting.train(found, data=head)
    return Trained(model, data, found, learned, by_hand)


def manifest(found: Sequence[Example]) -> bytes:
    """What was learned from, without a word of it: a JSON line for each comment, in order of time."""
    return "".join(
        json.dumps({"comment": one.fact_id, "spam": one.spam, "words": one.commitment}, separators=(",", ":"))
        + "\n"
        for one in found
    ).encode()


def publish_spam(trained: Trained, *, actor: str) -> Receipt:
    """Let learned weights hold from now on. Raises Refused when they are no better, or not new."""
    body = document.write(trained.model)
    with about(names.SPAM, actor=actor) as fact:
        newest = next(iter(queries.spam_models()), None)
        demand(
            rules.may_replace(
                learned=trained.learned.log_loss,
                by_hand=trained.by_hand.log_loss,
                same=newest is not None and newest.model == store.digest_of(body),
            )
        )
        model = store.put_segment(body, media_type="application/json")
        data = store.put_segment(trained.data, media_type="application/jsonl")
        figures = _figures(trained.learned) | {
            f"by_hand_{name}": value for name, value in _figures(trained.by_hand).items()
        }
        return fact(
            SpamModelTrained(
                number=newest.number + 1 if newest else 1,
                model=model,
                data=data,
                comments=len(trained.examples),
                spam=sum(one.spam for one in trained.examples),
                since=_moment(trained.examples[0]),
                until=_moment(trained.examples[-1]),
                **figures,
            )
        )


def _moment(one: Example) -> datetime:
    return one.at


def _figures(found: Judged) -> dict[str, float]:
    every = asdict(found)
    return {name: every[name] for name in ("precision", "recall", "auc", "log_loss")}
