"""Invitations as notices: one for each person who was invited, with a link that needs no account."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from folkmoot.modules.feedback import events, links, queries
from folkmoot.modules.feedback.models import Edition, Invitation
from folkmoot.record import clock, registry
from folkmoot.record.event import Fact
from folkmoot.record.manifest import Card, Notice
from folkmoot.web.words import day

CHUNK = 1000


def notices(facts: Iterable[Fact[Any]]) -> Iterator[Notice]:
    """Invitations of a batch of facts; the people of each are read in pieces, because there may be very many."""
    for fact in facts:
        if not isinstance(fact.event, events.Invited) or not fact.event.invited:
            continue
        edition = queries.edition(fact.subject.partition("/")[2], fact.event.edition)
        if edition is None or edition.closed is not None or edition.closes <= clock.now():
            continue
        rows = Invitation.objects.filter(batch=fact.id).exclude(about="").select_related("person")
        some: list[Invitation] = []
        for row in rows.order_by("pk").iterator(chunk_size=CHUNK):
            some.append(row)
            if len(some) == CHUNK:
                yield from _told(fact, edition, some)
                some = []
        yield from _told(fact, edition, some)


def _told(fact: Fact[Any], edition: Edition, rows: list[Invitation]) -> Iterator[Notice]:
    cards = registry.cards({one.about for one in rows})
    plan, moment = queries.plan_of(edition), queries.asked_at(edition.moment)
    for row in rows:
        language = (row.person.language if row.person else row.language) or settings.LANGUAGE_CODE
        with translation.override(language):
            title, body = _words(plan, str(moment.about) if moment else "", cards.get(row.about), edition)
        yield Notice(
            fact_id=fact.id,
            purpose=f"survey_{row.pk.hex}",
            subject=fact.subject,
            title=title,
            body=body,
            url=links.path(row.pk, until=edition.closes),
            person_id=row.person_id,
            email="" if row.person_id else row.email,
            language=language,
            wanted=False,
        )


def _words(plan: events.Plan, about: str, card: Card | None, edition: Edition) -> tuple[str, str]:
    """Title and text of an invitation, in the language of the moment."""
    count = len(plan.questions)
    lines = [
        queries.in_words(plan.why),
        _("It is about %(what)s: %(title)s.") % {"what": about, "title": card.title}
        if card and about
        else "",
        ngettext("It is %(n)s question.", "It is %(n)s short questions.", count) % {"n": count},
        _(
            "Your answer goes on the public record without your name, and nobody can see there that it is yours. You can "
            "change it or take it back until %(day)s."
        )
        % {"day": day(edition.closes)},
        _("We do not ask you again for %(days)s days, and we do not remind you.")
        % {"days": queries.quiet_days()},
        _("The link below is yours alone; it needs no account:"),
    ]
    return queries.in_words(plan.title), "\n\n".join(one for one in lines if one)
