"""People answer, change their answer and take it back."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from folkmoot.modules.feedback import events, queries, rules
from folkmoot.modules.feedback.models import Answer, Edition, GroupTally, Invitation, Remark, Taker
from folkmoot.modules.feedback.services.base import MODERATION, NotFound, demand, on
from folkmoot.people.models import Person
from folkmoot.record import clock, text
from folkmoot.record.receipt import Receipt


def open_invitation(pk: uuid.UUID) -> Invitation:
    """Somebody followed the link of an invitation. Raises NotFound."""
    row = queries.invitation(pk)
    if row is None:
        raise NotFound("this invitation is not there any more")
    if row.opened is None:
        Invitation.objects.filter(pk=pk, opened=None).update(opened=clock.now())
    return row


def answer(
    *,
    key: str,
    edition: int,
    pseudonym: str,
    replies: Mapping[str, rules.Reply],
    invitation: Invitation | None = None,
    person: Person | None = None,
) -> Receipt | None:
    """Answer, or change an answer; None when it says the same. Without an ``invitation`` it was given on a page.

    ``person`` is the account behind the pseudonym, if there is one. Raises NotFound, or Refused with what is wrong.
    """
    with on(key, pseudonym) as (fact, survey):
        row = _edition(key, edition)
        plan = queries.plan_of(row)
        demand(_may(survey.state, survey.edition, row), *rules.problems(plan, replies))
        before = queries.answer(row.pk, pseudonym)
        counted = before if before is not None and before.state == "counted" else None
        given = {code: one for code, one in replies.items() if not one.empty}
        if counted is not None and _same(queries.replies_of(counted), given):
            return None
        answers = [
            events.Given(
                question=question.code,
                choices=tuple(sorted(given[question.code].choices)),
                words=text.commit(given[question.code].words.strip(), subject=survey.subject),
            )
            for question in plan.questions
            if question.code in given
        ]
        receipt = fact(
            events.Answered(edition=edition, way="invited" if invitation else "page", answers=tuple(answers))
        )
        _forget_words(counted)
        if invitation is not None:
            new = [{"question": one.question, "choices": one.choices} for one in answers]
            _group(row.pk, invitation.groups, counted.given if counted else None, new)
        if person is not None:
            Taker.objects.get_or_create(person=person, survey=key)
        return receipt


def withdraw(
    *, key: str, edition: int, pseudonym: str, invitation: Invitation | None = None
) -> Receipt | None:
    """Take an answer back; its words are destroyed. None when there is none. Raises NotFound, or Refused when it is over."""
    with on(key, pseudonym) as (fact, survey):
        row = _edition(key, edition)
        demand(_may(survey.state, survey.edition, row))
        before = queries.answer(row.pk, pseudonym)
        if before is None or before.state != "counted":
            return None
        receipt = fact(events.Withdrawn(edition=edition))
        _forget_words(before)
        if invitation is not None:
            _group(row.pk, invitation.groups, before.given, None)
        return receipt


def remove_words(*, key: str, commitments: Sequence[str], reason: str) -> Receipt:
    """Take words off the pages for ever, for a reason that is public. Raises NotFound or Refused."""
    with on(key, MODERATION) as (fact, _survey):
        rows = Remark.objects.filter(words__in=list(commitments), removed="", edition__startswith=f"{key}/")
        found = sorted(rows.values_list("words", flat=True))
        demand(rules.may_remove(reason=reason, found=bool(found)))
        receipt = fact(events.WordsRemoved(commitments=tuple(found), reason=reason))
        text.erase(found)
        return receipt


def _edition(key: str, number: int) -> Edition:
    row = queries.edition(key, number)
    if row is None:
        raise NotFound("there is no edition %(number)s of this survey", number=number)
    return row


def _may(state: str, newest: int, row: Edition) -> Any:
    return rules.may_answer(
        open_edition=newest if state == "open" else 0,
        edition=row.edition,
        closes=row.closes,
        now=clock.now(),
    )


def _same(before: Mapping[str, rules.Reply], given: Mapping[str, rules.Reply]) -> bool:
    def plain(some: Mapping[str, rules.Reply]) -> dict[str, tuple[list[str], str]]:
        return {code: (sorted(one.choices), one.words.strip()) for code, one in some.items()}

    return plain(before) == plain(given)


def _forget_words(before: Answer | None) -> None:
    """What was replaced or taken back is not kept; its commitments stay in the earlier fact."""
    if before is not None and (words := [one["words"] for one in before.given if one["words"]]):
        text.erase(words)


def _group(
    edition: str,
    groups: Mapping[str, str],
    before: Sequence[Mapping[str, Any]] | None,
    now: Sequence[Mapping[str, Any]] | None,
) -> None:
    """Count an answer in each of its groups, while the survey is held."""
    for sort, group in sorted(groups.items()):
        key = f"{edition}/{sort}/{group}"
        tally = GroupTally.objects.filter(pk=key).first()
        if tally is None:
            tally = GroupTally(key=key, edition=edition, sort=sort, group=group)
        for answers, by in ((before, -1), (now, +1)):
            if answers is not None:
                rules.add(tally.counts, [{"question": "", "choices": ()}, *answers], by)
        tally.save()
