"""What reports put on a person's own page: questions, closings to rate, what waits at a desk, and one's reports."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from folkmoot.modules.service_requests import inquiries, queries, rules, words
from folkmoot.modules.service_requests.models import Contact, HeldRequest, Rating, ServiceRequest
from folkmoot.modules.service_requests.permits import WORK
from folkmoot.people import access
from folkmoot.people.models import Person
from folkmoot.people.you import Asked, Own, Thing, Waits
from folkmoot.record import clock
from folkmoot.web.words import number

REPORTS, JOINED = "reports", "joined"
_LOOKED_AT = 50
"""Newest reports of one's own among which closed ones are looked for."""
_COUNTED = 1_000
"""A desk is counted no further: nobody works through more."""


def waits(person: Person) -> Sequence[Waits]:
    """Questions of offices, closings that one may rate or undo, and for officers what nobody has read or is late."""
    return [*_questions(person), *_closings(person), *_desk(person)]


def _questions(person: Person) -> list[Waits]:
    asked = inquiries.waiting_for(person.pk)
    rows = queries.requests({one.row.service_request_id for one in asked}) if asked else []
    titles = {one.row.pk: one.title for one in queries.shown(rows, titles_only=True)} if rows else {}
    return [
        Waits(
            title=_("An office asks about your report: %(title)s")
            % {"title": titles.get(one.row.service_request_id, one.row.service_request_id)},
            text=one.words,
            url=reverse("service_requests:answer", args=[one.row.service_request_id, one.row.question]),
            action=_("Answer"),
            since=one.row.asked,
            until=one.row.until,
        )
        for one in asked
    ]


def _closings(person: Person) -> list[Waits]:
    mine = {
        one.service_request_id: one
        for one in Contact.objects.filter(person=person).order_by("-pk")[:_LOOKED_AT]
    }
    since = clock.now() - rules.REOPEN_WITHIN
    rows = list(
        ServiceRequest.objects.filter(pk__in=list(mine), state="resolved", closed__gt=since).exclude(
            closing=""
        )
    )
    keys = {f"{one.closing}/{mine[one.pk].pseudonym.partition(':')[2]}": one for one in rows}
    rated = set(Rating.objects.filter(pk__in=list(keys)).values_list("pk", flat=True))
    left = [row for key, row in keys.items() if key not in rated]
    return [
        Waits(
            title=_("Did this solve it for you? %(title)s") % {"title": one.title},
            text=_("It was closed. Say so if it is not fixed, and it is opened again."),
            url=reverse("service_requests:rate", args=[one.row.pk]),
            action=_("Say so"),
            since=one.row.closed,
            until=one.row.closed + rules.REOPEN_WITHIN if one.row.closed else None,
        )
        for one in (queries.shown(left, titles_only=True) if left else ())
    ]


def _desk(person: Person) -> list[Waits]:
    offices = access.offices_with(person, WORK)
    if not offices:
        return []
    held = HeldRequest.objects.filter(state="held")
    # A promise is what the desk sorts by, so that both conditions are one range of its index.
    now = clock.now()
    late = ServiceRequest.objects.filter(open=1, due__lt=now, expected__lt=now)
    if access.EVERYWHERE not in offices:
        held, late = held.filter(office__in=sorted(offices)), late.filter(office__in=sorted(offices))
    found = []
    if count := held[:_COUNTED].count():
        found.append(
            Waits(
                title=ngettext(
                    "%(n)s report waits to be read before it is published",
                    "%(n)s reports wait to be read before they are published",
                    count,
                )
                % {"n": _many(count)},
                url=reverse("service_requests:held"),
                action=_("Read"),
            )
        )
    if count := late[:_COUNTED].count():
        found.append(
            Waits(
                title=ngettext(
                    "%(n)s report at your desk is late", "%(n)s reports at your desk are late", count
                )
                % {"n": _many(count)},
                url=f"{reverse('service_requests:desk')}?view=late",
                action=_("Open the desk"),
            )
        )
    return found


def _many(count: int) -> str:
    return number(count) if count < _COUNTED else f"{number(count)}+"


def own(person: Person, asked: Asked) -> Sequence[Own]:
    """One's reports and those that one joined, newest first."""
    lists = ((REPORTS, _("My reports"), True), (JOINED, _("Reports that I joined"), False))
    wanted = [one for one in lists if asked.wants(one[0])]
    found = {key: _page(person, asked, reporter=reporter) for key, _title, reporter in wanted}
    rows = queries.requests(
        {one.service_request_id for some in found.values() for one in some[: asked.limit]}
    )
    shown = {one.row.pk: one for one in queries.shown(rows, titles_only=True)} if rows else {}
    return [
        Own(
            key=key,
            title=title,
            things=[_thing(one, shown.get(one.service_request_id)) for one in found[key][: asked.limit]],
            after=str(found[key][asked.limit - 1].pk) if len(found[key]) > asked.limit else "",
        )
        for key, title, _reporter in wanted
    ]


def _page(person: Person, asked: Asked, *, reporter: bool) -> list[Contact]:
    rows = Contact.objects.filter(person=person, reporter=reporter)
    if asked.only and asked.below is not None:
        rows = rows.filter(pk__lt=asked.below)
    return list(rows.order_by("-pk")[: asked.limit + 1])


def _thing(one: Contact, shown: queries.Shown | None) -> Thing:
    if shown is None:
        # It is read before it is published, or was not published.
        return Thing(
            title=_("Report %(number)s") % {"number": one.service_request_id},
            at=one.created,
            state=_("Not published"),
            kind="waiting",
        )
    now = clock.now()
    return Thing(
        title=shown.title,
        url=shown.url,
        at=one.created,
        state=words.state_now(shown.row, now),
        kind=words.kind_now(shown.row, now),
    )
