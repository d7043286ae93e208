"""Moderators hear of urgent bursts of signatures: one notice for all of an hour, which names none of them."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from folkmoot.modules.petitions import events
from folkmoot.modules.petitions.permits import MODERATE
from folkmoot.people import access
from folkmoot.record.event import Fact
from folkmoot.record.manifest import Notice
from folkmoot.web.words import number


def of_bursts(fact: Fact[Any], event: events.BurstsFound) -> Iterator[Notice]:
    """Networks and mail domains stay on the page for moderators: mail goes through many hands."""
    for person in access.people_with(MODERATE):
        with translation.override(person.language or settings.LANGUAGE_CODE):
            title, body = _told(event)
        yield Notice(
            fact_id=fact.id,
            purpose="petition_bursts",
            subject=fact.subject,
            title=title,
            body=body,
            url=reverse("petitions:watch"),
            person_id=person.pk,
            language=person.language,
            wanted=False,
        )


def _told(event: events.BurstsFound) -> tuple[str, str]:
    total = event.networks + event.domains + event.petitions
    title = ngettext(
        "Many signatures at once: %(n)s burst to look at",
        "Many signatures at once: %(n)s bursts to look at",
        total,
    )
    lines = [
        ngettext("From %(n)s network.", "From %(n)s networks.", event.networks)
        % {"n": number(event.networks)},
        ngettext("From %(n)s mail domain.", "From %(n)s mail domains.", event.domains)
        % {"n": number(event.domains)},
        ngettext("On %(n)s petition.", "On %(n)s petitions.", event.petitions)
        % {"n": number(event.petitions)},
    ]
    counts = (event.networks, event.domains, event.petitions)
    told = [line for line, count in zip(lines, counts, strict=True) if count]
    told.append(_("More of them are told in an hour at the earliest."))
    return title % {"n": number(total)}, "\n".join(told)
