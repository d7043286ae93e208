"""What is held about people who follow: what, how, and what they were told. Never on the record."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from folkmoot.followers.models import AccountNotice, Mail, Subscriber, Subscription
from folkmoot.people.models import Person
from folkmoot.people.personal import PersonalData


def _me(person: Person) -> QuerySet[Subscriber]:
    """The account's row, and the one of somebody who followed by the same address without signing in."""
    return Subscriber.objects.filter(Q(person=person) | Q(email__iexact=person.email))


def _mail(person: Person) -> QuerySet[Mail]:
    return Mail.objects.filter(Q(person=person) | Q(email__iexact=person.email))


def _rows(rows: QuerySet[Any], *names: str) -> list[dict[str, Any]]:
    return [dict(row) for row in rows.order_by("pk").values(*names)]


PERSONAL = (
    PersonalData(
        model=Mail,
        export=lambda person: _rows(_mail(person), "email", "subject", "text", "state", "created", "sent"),
        erase=lambda person: int(_mail(person).delete()[0]),
        why=_("to send you mail that you asked for"),
        kept=_("the words until they are sent, that we wrote to you for 30 days"),
    ),
    PersonalData(
        model=AccountNotice,
        export=lambda person: _rows(
            AccountNotice.objects.filter(person=person), "subject", "kind", "title", "body", "at", "read"
        ),
        erase=lambda person: int(AccountNotice.objects.filter(person=person).delete()[0]),
        why=_("to tell you on this site what happened"),
        kept=_("for half a year"),
    ),
    PersonalData(
        model=Subscription,
        export=lambda person: _rows(
            Subscription.objects.filter(subscriber__in=_me(person)),
            *("sort", "target", "mail", "created", "confirmed"),
        ),
        erase=lambda person: int(Subscription.objects.filter(subscriber__in=_me(person)).delete()[0]),
        why=_("to know what you follow"),
        kept=_("until you stop following"),
    ),
    PersonalData(
        model=Subscriber,
        export=lambda person: _rows(_me(person), "email", "language", "unasked", "created"),
        erase=lambda person: int(_me(person).delete()[0]),
        why=_("to know where and how to reach you about what you follow"),
        kept=_("until you stop following or erase your account"),
    ),
)
