"""What petitions put on a person's own page: what waits for them, their petitions and their signatures."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from folkmoot.modules.petitions import links, queries, rules, words
from folkmoot.modules.petitions.models import Draft, Petition, Signer
from folkmoot.modules.petitions.permits import ANSWER, MODERATE
from folkmoot.people import access
from folkmoot.people.models import Person
from folkmoot.people.you import Asked, Own, Thing, Waits
from folkmoot.record import clock

MINE, SIGNED, DRAFTS = "petitions", "signatures", "drafts"
TOLD_FOR = timedelta(days=30)
"""How long a decision that one's petition was not accepted stands among what waits."""
_LOOKED_AT = 50
_OFFICER = 5
"""Things that an office owes, named one by one; the desk has all of them."""


def _signers(person: Person) -> QuerySet[Signer]:
    """Rows that name the account, and those that its address left without signing in."""
    return Signer.objects.filter(Q(person=person) | Q(email=person.email))


def waits(person: Person) -> Sequence[Waits]:
    """Signatures and petitions to confirm, decisions about one's own petitions, and what moderators and offices owe."""
    rows = list(
        _signers(person)
        .filter(Q(state="pending") | Q(role="creator", state="counted"))
        .order_by("-pk")[:_LOOKED_AT]
    )
    shown = _shown(rows)
    drafts = {
        one.pk: one.action for one in Draft.objects.filter(pk__in=[r.petition for r in rows], started=None)
    }
    found = []
    for row in rows:
        one = shown.get(row.petition)
        if row.state == "pending":
            found.append(_confirm(row, one, drafts.get(row.petition, "")))
        elif one:
            found += _of_mine(row, one)
    return [one for one in found if one] + _moderators(person) + _watch(person) + _officers(person)


def _shown(rows: Iterable[Signer]) -> Mapping[int, queries.Shown]:
    """Petitions with their titles: of one's own also those that are not public yet."""
    mine = {one.petition for one in rows if one.role == "creator"}
    every = queries.petitions({one.petition for one in rows})
    before = [one for one in every if one.pk in mine]
    return {
        one.row.pk: one
        for some, private in ((before, True), ([one for one in every if one.pk not in mine], False))
        for one in (queries.shown(some, private=private) if some else ())
    }


def _confirm(row: Signer, one: queries.Shown | None, draft: str) -> Waits | None:
    if row.role != "creator" and (one is None or one.row.state not in ("started", "open")):
        return None
    title = one.title if one else draft
    if not title:
        return None
    known = {"title": " ".join(title.split())}
    return Waits(
        title=(
            _("Confirm your petition: %(title)s")
            if row.role == "creator"
            else _("Confirm your signature: %(title)s")
        )
        % known,
        text=_("It does not count yet."),
        # Whoever is signed in has shown that the address is theirs, which is all that the mail asks.
        url=f"{reverse('petitions:confirm')}?{urlencode({'key': links.token(links.CONFIRM, row.pk)})}",
        action=_("Confirm"),
        since=row.created,
    )


def _of_mine(signer: Signer, one: queries.Shown) -> list[Waits]:
    row, known = one.row, {"title": " ".join(one.title.split())}
    if row.state == "started":
        missing = max(row.needed - row.sponsors, 0)
        return [
            Waits(
                title=_("Your petition looks for supporters: %(title)s") % known,
                text=ngettext("%(n)s more is needed.", "%(n)s more are needed.", missing) % {"n": missing},
                url=f"{reverse('petitions:mine')}?{urlencode({'key': links.token(links.MINE, signer.pk)})}",
                action=_("Ask people"),
                since=row.started,
            )
        ]
    if row.state in {"rejected", "hidden"} and row.rejected and clock.now() - row.rejected < TOLD_FOR:
        name, meaning = words.REJECTIONS.get(row.code, ("", ""))
        why = " ".join(str(part) for part in (f"{name}.", meaning, one.reason) if part)
        return [
            Waits(
                title=_("Your petition was not accepted: %(title)s") % known,
                text=why,
                url=one.url,
                action=_("Read why"),
                since=row.rejected,
            )
        ]
    if row.state in rules.IN_MODERATION:
        return [
            Waits(
                title=_("Moderators read your petition: %(title)s") % known,
                text=_("You are told what they decide."),
                url=one.url,
                since=row.sponsored,
                until=row.due,
            )
        ]
    return []


def _moderators(person: Person) -> list[Waits]:
    if not access.can(person, MODERATE):
        return []
    rows = Petition.objects.filter(state__in=rules.IN_MODERATION).order_by("due", "number")
    count, first = rows.count(), rows.first()
    if first is None:
        return []
    return [
        Waits(
            title=ngettext(
                "%(n)s petition waits for moderators", "%(n)s petitions wait for moderators", count
            )
            % {"n": count},
            url=reverse("petitions:desk"),
            action=_("Open the desk"),
            since=first.sponsored,
            until=first.due,
        )
    ]


def _watch(person: Person) -> list[Waits]:
    """Bursts of signatures that nobody has looked at."""
    count = queries.bursts_waiting() if access.can(person, MODERATE) else 0
    if not count:
        return []
    title = ngettext(
        "%(n)s burst of signatures waits to be looked at",
        "%(n)s bursts of signatures wait to be looked at",
        count,
    )
    return [Waits(title=title % {"n": count}, url=reverse("petitions:watch"), action=_("Open the watch"))]


def _officers(person: Person) -> list[Waits]:
    offices = access.offices_with(person, ANSWER)
    if not offices:
        return []
    rows = queries.owed()
    if access.EVERYWHERE not in offices:
        rows = rows.filter(office__in=sorted(offices))
    owed = list(rows.order_by("due", "key")[:_OFFICER])
    titles = {
        one.row.pk: one.title
        for one in queries.shown(queries.petitions({one.petition for one in owed}), titles_only=True)
    }
    return [
        Waits(
            title=" ".join(titles.get(one.petition, str(one.petition)).split()),
            text=words.duty(one, clock.now()),
            url=reverse("petitions:desk_one", args=[one.petition]),
            action=_("Answer"),
            since=one.reached,
            until=one.due,
        )
        for one in owed
    ]


def own(person: Person, asked: Asked) -> Sequence[Own]:
    """One's petitions, one's signatures and what one has not confirmed yet, newest first."""
    lists = (
        (MINE, _("My petitions"), "", Q(role="creator") & ~Q(state="pending")),
        (SIGNED, _("My signatures"), _("Only you see what you signed."), ~Q(role="creator")),
        (
            DRAFTS,
            _("My drafts"),
            _("Not confirmed yet; we keep them for 30 days."),
            Q(role="creator", state="pending"),
        ),
    )
    wanted = [one for one in lists if asked.wants(one[0])]
    found = {key: list(_page(person, chosen, asked)) for key, _title, _note, chosen in wanted}
    every = [row for rows in found.values() for row in rows[: asked.limit]]
    shown = _shown(every)
    drafts = {
        one.pk: one.action
        for one in Draft.objects.filter(pk__in=[row.petition for row in found.get(DRAFTS, ())], started=None)
    }
    return [
        Own(
            key=key,
            title=title,
            things=[_thing(row, shown.get(row.petition), drafts, key) for row in found[key][: asked.limit]],
            after=str(found[key][asked.limit - 1].pk) if len(found[key]) > asked.limit else "",
            note=note,
        )
        for key, title, note, _chosen in wanted
    ]


def _page(person: Person, chosen: Q, asked: Asked) -> QuerySet[Signer]:
    rows = _signers(person).filter(chosen)
    if asked.only and asked.below is not None:
        rows = rows.filter(pk__lt=asked.below)
    return rows.order_by("-pk")[: asked.limit + 1]


def _thing(row: Signer, one: queries.Shown | None, drafts: Mapping[int, str], key: str) -> Thing:
    title = (
        drafts.get(row.petition, "")
        or (one.title if one else "")
        or _("Petition %(number)s") % {"number": row.petition}
    )
    if key == MINE and one:
        state, kind = words.state_now(one.row), words.KINDS[one.row.state]
    else:
        state, kind = (
            str(words.SIGNATURES.get(row.state, "")),
            "fixed" if row.state == "counted" else "waiting",
        )
    return Thing(
        title=" ".join(title.split()),
        url=one.url if one else "",
        at=row.created,
        state=state,
        kind=kind,
    )
