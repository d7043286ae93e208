"""People ask for data, support what others ask for, and hand in what they made.

Nothing of it is public or on the record before they have confirmed it: an account by being signed in, everybody else by
a link in a mail.
"""

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from folkmoot.files import services as files
from folkmoot.modules.catalogue import events, queries
from folkmoot.modules.catalogue.models import Contribution, DataRequest, RequestSupport, Reuse
from folkmoot.modules.catalogue.rules import contributing as limits
from folkmoot.modules.catalogue.services.base import NotFound, Refused, demand
from folkmoot.people.pseudonyms import guest_pseudonym, pseudonym
from folkmoot.record import clock, text
from folkmoot.record.api import about
from folkmoot.record.refusal import Refusal

DRAFTS = "catalogue/drafts"
"""Under what pictures are kept until whoever handed them in has confirmed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contributor:
    """Who it is; everything here is private. With ``person_id`` it is a signed-in account with that address."""

    email: str
    person_id: Any = None
    language: str = ""
    follows: bool = True


def ask(*, title: str, words: str, who: Contributor) -> Contribution:
    """Ask for data that is not there. Raises Refused with everything that is wrong."""
    demand(*limits.may_ask(title, words), limits.may_mail(who.email))
    row = _row("request", "", who, {"title": title.strip(), "words": words.strip()})
    row.save(force_insert=True)
    return confirm(number=row.pk) if who.person_id else row


def support(*, number: int, who: Contributor) -> Contribution:
    """Say that one needs the same data; whoever has said so before gets what there is. Raises Refused, NotFound."""
    request = DataRequest.objects.filter(pk=number).first()
    if request is None:
        raise NotFound("there is no request for data %(number)s", number=number)
    demand(limits.may_act("supported", request.state), limits.may_mail(who.email))
    row = _row("support", str(number), who, {})
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        row = Contribution.objects.get(sort="support", about=str(number), folded=row.folded)
        if row.state != "done":
            # Who counts already stays under the pseudonym that counts.
            again = {"state": "pending", "person_id": who.person_id, "follows": who.follows}
            due = None if who.person_id else clock.now()
            Contribution.objects.filter(pk=row.pk, state=row.state).update(mail_due=due, **again)
        row.refresh_from_db()
    return confirm(number=row.pk) if who.person_id and row.state == "pending" else row


def hand_in_reuse(
    *,
    dataset: str,
    title: str,
    words: str,
    url: str,
    sort: str,
    who: Contributor,
    maker: str = "",
    picture: files.Upload | None = None,
) -> Contribution:
    """Hand in something made from a dataset. Raises Refused with everything that is wrong, NotFound."""
    found = queries.dataset(dataset)
    if found is None or found.state != "published":
        raise NotFound("there is no dataset “%(key)s”", key=dataset)
    demand(
        *limits.may_hand_in(title=title, words=words, url=url, sort=sort, maker=maker),
        limits.may_mail(who.email),
    )
    kept = ""
    if picture is not None:
        try:
            kept = files.keep_photo(picture, subject=DRAFTS, public=False).pk
        except files.RefusedFile as error:
            # The sentence comes from files in the reader's language already.
            raise Refused([Refusal("picture", str(error))]) from error
    draft = {"title": title, "words": words, "url": url, "sort": sort, "maker": maker}
    row = _row("reuse", dataset, who, {name: one.strip() for name, one in draft.items()})
    row.picture = kept
    row.save(force_insert=True)
    return confirm(number=row.pk) if who.person_id else row


def confirm(*, number: int) -> Contribution:
    """Let it enter the record; a second press changes nothing. Raises Refused, NotFound."""
    given = Contribution.objects.filter(pk=number).first()
    if given is None:
        raise NotFound("it is not there any more")
    act = {"request": _asked, "support": _supported, "reuse": _handed_in}[given.sort]
    subject = subject_of(given)
    with about(subject, actor=actor_of(given, subject)) as fact:
        row = Contribution.objects.get(pk=number)
        if row.state == "pending":
            act(fact, row, subject)
            row.state, row.draft, row.mail_due = "done", {}, None
            row.save()
    return row


def take_back(*, number: int) -> Contribution:
    """Take a support back, or what one handed in off the gallery. Raises Refused, NotFound."""
    given = Contribution.objects.filter(pk=number).first()
    if given is None:
        raise NotFound("it is not there any more")
    demand(
        Refusal("state", "a request is everybody’s once it is published; ask the office to close it")
        if given.sort == "request"
        else None
    )
    subject = subject_of(given)
    actor = actor_of(given, subject)
    with about(subject, actor=actor) as fact:
        row = Contribution.objects.get(pk=number)
        if row.state == "done" and row.sort == "support":
            if RequestSupport.objects.filter(pk=f"{row.about}/{actor}").exists():
                fact(events.SupportTakenBack())
        elif row.state == "done":
            reuse = Reuse.objects.get(pk=row.pk)
            if reuse.state in {"waiting", "published"}:
                fact(events.ReuseTakenDown(code="maker"))
                hide_reuse(reuse, erase=True)
        elif row.picture:
            files.erase([row.picture])
        row.state, row.draft, row.mail_due = "gone", {}, None
        row.save()
    return row


def hide_reuse(row: Reuse, *, erase: bool) -> None:
    """Show the words and the picture of a reuse no more; destroy them where nobody needs them again."""
    words = [one for one in (row.title, row.words, row.url, row.maker) if one]
    if erase:
        text.erase(words)
        if row.picture:
            files.erase([row.picture])
        return
    text.hide(words)
    if row.picture:
        files.publish([row.picture], public=False)


def tell_me(*, number: int, wants: bool) -> bool:
    """Keep whether somebody wants to hear what becomes of it; whether there was such a thing."""
    return bool(Contribution.objects.filter(pk=number).update(follows=wants))


def subject_of(row: Contribution) -> str:
    """What somebody's contribution is about, by its name in the record."""
    if row.sort == "reuse":
        return f"reuses/{row.pk}"
    return f"data_requests/{row.about if row.sort == 'support' else row.pk}"


def actor_of(row: Contribution, subject: str) -> str:
    """The pseudonym under which somebody stands on the record of that subject."""
    return pseudonym(row.person_id, subject) if row.person_id else guest_pseudonym(row.folded, subject)


def _row(sort: str, where: str, who: Contributor, draft: dict[str, str]) -> Contribution:
    now = clock.now()
    return Contribution(
        sort=sort,
        about=where,
        draft=draft,
        person_id=who.person_id,
        email=who.email.strip(),
        folded=who.email.strip().casefold(),
        language=who.language,
        follows=who.follows,
        created=now,
        mail_due=None if who.person_id else now,
    )


def _asked(fact: Any, row: Contribution, subject: str) -> None:
    demand(*limits.may_ask(row.draft["title"], row.draft["words"]))
    kept = {name: text.commit(row.draft[name], subject=subject, public=False) for name in ("title", "words")}
    fact(events.DataAsked(**kept))


def _supported(fact: Any, row: Contribution, subject: str) -> None:
    request = DataRequest.objects.get(pk=int(row.about))
    demand(limits.may_act("supported", request.state))
    if not RequestSupport.objects.filter(pk=f"{row.about}/{actor_of(row, subject)}").exists():
        fact(events.RequestSupported())


def _handed_in(fact: Any, row: Contribution, subject: str) -> None:
    names = ("title", "words", "url", "maker")
    kept = {name: text.commit(row.draft[name], subject=subject, public=False) for name in names}
    commitment = ""
    if row.picture:
        files.adopt([row.picture], subject=subject, public=False)
        commitment = queries.picture_hash(row.picture)
    fact(
        events.ReuseHandedIn(
            dataset=row.about, sort=row.draft["sort"], picture=row.picture, picture_hash=commitment, **kept
        )
    )
