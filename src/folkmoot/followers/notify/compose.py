"""Mails as they are queued: plain text, in the language of whoever gets them."""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from folkmoot.followers.models import Activity, Mail, Subscriber, Subscription
from folkmoot.followers.notify import links
from folkmoot.followers.words import one_line, plain
from folkmoot.people.pseudonyms import Namer
from folkmoot.places.queries import institution
from folkmoot.record.manifest import Notice

LINES = 50
"""Acts that one digest lists; it says how many more there were."""
PURPOSE = 80
"""Letters of a notice's purpose that count."""
_SUBJECT = 200


@dataclass(frozen=True, slots=True)
class Reader:
    """Who gets a mail: the address, its language, and the account or subscriber it belongs to."""

    email: str
    language: str = ""
    person_id: uuid.UUID | None = None
    subscriber_id: int | None = None

    @classmethod
    def of(cls, subscriber: Subscriber) -> "Reader":
        """The reader that a subscriber (with its person) is."""
        person = subscriber.person
        if person is None:
            return cls(subscriber.email, subscriber.language, None, subscriber.pk)
        return cls(person.email, person.language, person.pk, subscriber.pk)

    @property
    def digest(self) -> str:
        """The address in a form that keys of mails may hold: an address with and without account is one reader."""
        return hashlib.sha256(self.email.lower().encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Told:
    """An act as mails tell it. ``entry`` is its public number."""

    fact_id: str
    kind: str
    subject: str
    title: str
    url: str
    entry: int

    @classmethod
    def of(cls, row: Activity) -> "Told":
        """The act of an activity."""
        return cls(row.fact_id, row.kind, row.subject, row.title, row.url, row.index)

    def words(self) -> str:
        """The act as a sentence in the language of the moment."""
        return one_line(plain(self.kind, title=self.title, subject=self.subject))

    def lines(self) -> str:
        """The sentence, the page and the entry, each on its line."""
        page = f"{links.absolute(self.url)}\n" if self.url else ""
        entry = _("Entry %(number)s on the public record: %(address)s") % {
            "number": self.entry,
            "address": links.absolute(f"/record/{self.entry}"),
        }
        return f"{self.words()}\n{page}{entry}"


def own_act(namer: Namer, reader: Reader, subject: str, actor: str) -> bool:
    """Whether the reader did it: nobody is told of their own act."""
    if not actor.startswith("person:"):
        return False
    if reader.person_id is not None and namer.account(str(reader.person_id), subject) == actor:
        return True
    return namer.guest(reader.email, subject) == actor


def language_of(reader: Reader) -> str:
    """The language in which a reader is written to."""
    return reader.language if reader.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _mail(
    reader: Reader, *, key: str, subject: str, text: str, stop: str, now: datetime, subscription: int | None
) -> Mail:
    headers = {"Auto-Submitted": "auto-generated"} | (links.stop_headers(stop) if stop else {})
    return Mail(
        key=key,
        person_id=reader.person_id,
        subscriber_id=reader.subscriber_id,
        subscription_id=subscription,
        email=reader.email,
        subject=one_line(subject)[:_SUBJECT],
        text=text,
        headers=headers,
        due=now,
        created=now,
    )


def _foot(reader: Reader, why: str, stop: str) -> str:
    """Why it came, how to stop it, and where everything can be changed."""
    change = (
        "/account/following"
        if reader.person_id is not None or reader.subscriber_id is None
        else links.mine_path(reader.subscriber_id)
    )
    return "\n".join(
        [
            "-- ",
            why,
            _("Stop this mail: %(address)s") % {"address": stop},
            _("See and change what you follow: %(address)s") % {"address": links.absolute(change)},
        ]
    )


def act_mail(reader: Reader, told: Told, subscription: Subscription, *, now: datetime) -> Mail:
    """One act, told at once."""
    stop = links.stop_url(subscription.subscriber_id, str(subscription.pk))
    with translation.override(language_of(reader)):
        why = _("You get this mail because you follow this on %(site)s.") % {"site": settings.ORIGIN}
        return _mail(
            reader,
            key=f"act:{told.fact_id}:{reader.digest}",
            subject=told.words(),
            text=f"{told.lines()}\n\n{_foot(reader, why, stop)}\n",
            stop=stop,
            now=now,
            subscription=subscription.pk,
        )


def digest_mail(
    reader: Reader,
    acts: Sequence[Told],
    count: int,
    *,
    period: str,
    mail: str,
    now: datetime,
    lines: dict[tuple[str, int], str],
) -> Mail:
    """A period in one mail: the newest acts, and of ``count`` how many more there were. ``lines`` keeps each act's text for the next reader."""
    language = language_of(reader)
    stop = links.stop_url(reader.subscriber_id or 0, mail)
    with translation.override(language):
        for one in acts:
            if (language, one.entry) not in lines:
                lines[language, one.entry] = one.lines()
        text = "\n\n".join(lines[language, one.entry] for one in acts)
        if (more := count - len(acts)) > 0:
            text += "\n\n" + ngettext(
                "And %(count)s more: %(address)s", "And %(count)s more: %(address)s", more
            ) % {"count": more, "address": links.absolute("/activity")}
        news = ngettext(
            "%(count)s thing happened that you follow",
            "%(count)s things happened that you follow",
            count,
        ) % {"count": count}
        why = (
            _("You get this mail once a day, when something happened that you follow.")
            if mail == "daily"
            else _("You get this mail once a week, when something happened that you follow.")
        )
        return _mail(
            reader,
            key=f"digest:{period}:{reader.subscriber_id}",
            subject=news,
            text=f"{news}\n\n{text}\n\n{_foot(reader, why, stop)}\n",
            stop=stop,
            now=now,
            subscription=None,
        )


def notice_mail(
    reader: Reader, notice: Notice, *, entry: int | None, now: datetime, setting: Subscription | None = None
) -> Mail:
    """What a part tells one person. What nobody asked for can be stopped, and what has a ``setting`` made quieter; an
    answer that is awaited cannot.
    """
    stop = ""
    if reader.subscriber_id is not None and setting is not None:
        stop = links.stop_url(reader.subscriber_id, str(setting.pk))
    elif reader.subscriber_id is not None and not notice.wanted:
        stop = links.stop_url(reader.subscriber_id, "unasked")
    with translation.override(notice.language or language_of(reader)):
        parts = [one_line(notice.title), notice.body.strip()]
        parts.append(links.absolute(notice.url) if notice.url else "")
        if entry is not None:
            parts.append(
                _("Entry %(number)s on the public record: %(address)s")
                % {"number": entry, "address": links.absolute(f"/record/{entry}")}
            )
        if setting is not None:
            parts.append(_foot(reader, _("You get this mail because you said something here."), stop))
        elif stop:
            parts.append("-- \n" + _("Stop mail that you did not ask for: %(address)s") % {"address": stop})
        text = "\n\n".join(one for one in parts if one)
    return _mail(
        reader,
        key=f"notice:{notice.purpose[:PURPOSE]}:{notice.fact_id}:{reader.digest}",
        subject=notice.title,
        text=f"{text}\n",
        stop=stop,
        now=now,
        subscription=setting.pk if setting is not None else None,
    )


def confirm_mail(reader: Reader, subscription: Subscription, *, mail: str, name: str, now: datetime) -> Mail:
    """Asks an address whether it was really its owner who wants to follow something."""
    address = links.confirm_url(subscription.pk, mail)
    with translation.override(language_of(reader)):
        town = institution().name
        text = "\n\n".join(
            [
                _("Somebody, we hope you, asked us to write to this address about:"),
                one_line(name),
                _("Say yes here, within three days:"),
                address,
                _("If it was not you, do nothing: without a yes you hear no more from us."),
            ]
        )
        return _mail(
            reader,
            key=f"confirm:{subscription.pk}:{uuid.uuid4().hex}",
            subject=_("Do you want to follow this? %(town)s asks") % {"town": town},
            text=f"{text}\n",
            stop="",
            now=now,
            subscription=subscription.pk,
        )
