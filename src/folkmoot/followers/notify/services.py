"""Commands of those who follow: begin, confirm, change, stop, read. Nothing of it is public, so nothing is a fact.

Each is one transaction whose rows have unique keys, so doing it twice at once is the same as doing it once.
"""

from django.db import transaction
from django.db.models import QuerySet

from folkmoot.followers.models import AccountNotice, Mail, Subscriber, Subscription
from folkmoot.followers.notify import compose, rules
from folkmoot.followers.notify.targets import REPLIES, Target, names
from folkmoot.people.models import Person
from folkmoot.record import clock


class Refused(ValueError):
    """Something may not be followed in this way; ``refusal`` says which input, what is wrong, what would be right."""

    def __init__(self, refusal: rules.Refusal) -> None:
        self.refusal = refusal
        super().__init__(f"{refusal.field}: {refusal.why}")


def subscriber_of(*, person: Person | None = None, email: str = "", language: str = "") -> Subscriber:
    """The row of an account, or of an address without one; made when it is missing."""
    now = clock.now()
    if person is not None:
        row, _new = Subscriber.objects.get_or_create(person=person, defaults={"created": now})
    else:
        row, _new = Subscriber.objects.get_or_create(
            email=email.strip().lower(), person=None, defaults={"created": now, "language": language}
        )
    return row


def follow(
    *, target: Target, mail: str, person: Person | None = None, email: str = "", language: str = ""
) -> Subscription:
    """Follow something. An account follows at once; an address must confirm it first. Raises Refused.

    Following again changes how one is told; an address confirms that too (links.confirm_url carries it).
    """
    now = clock.now()
    with transaction.atomic():
        subscriber = subscriber_of(person=person, email=email, language=language)
        # Held so that two requests at once cannot both pass the limit.
        Subscriber.objects.select_for_update().get(pk=subscriber.pk)
        mine = Subscription.objects.filter(subscriber=subscriber)
        found = mine.filter(sort=target.sort, target=target.target).first()
        following = 0 if found else mine.count()
        account = person is not None
        if refusal := rules.may_follow(following=following, mail=mail, has_account=account):
            raise Refused(refusal)
        if found is None:
            return Subscription.objects.create(
                subscriber=subscriber,
                sort=target.sort,
                target=target.target,
                key=target.key,
                lat=target.lat,
                long=target.long,
                radius=target.radius,
                mail=mail,
                prompt=rules.is_prompt(mail=mail, has_account=account),
                created=now,
                confirmed=now if account else None,
            )
        if account:
            found.mail = mail
            found.save(update_fields=["mail"])
        elif found.confirmed is None:
            found.created = now
            found.save(update_fields=["created"])
        return found


def ask(*, target: Target, mail: str, email: str, language: str) -> Subscription:
    """Ask an address by mail whether it wants to follow something. Raises Refused."""
    with transaction.atomic():
        row = follow(target=target, mail=mail, email=email, language=language)
        reader = compose.Reader(row.subscriber.email, language, None, row.subscriber_id)
        name = names([target])[target].words
        compose.confirm_mail(reader, row, mail=mail, name=name, now=clock.now()).save()
    return row


def confirm(*, subscription_id: int, mail: str) -> Subscription | None:
    """An address says that it asked to be told so. Twice is the same as once; None when it was stopped meanwhile."""
    with transaction.atomic():
        found = Subscription.objects.select_for_update().filter(pk=subscription_id).first()
        if found is not None:
            found.confirmed = found.confirmed or clock.now()
            found.mail, found.prompt = mail, rules.is_prompt(mail=mail, has_account=False)
            found.save(update_fields=["confirmed", "mail", "prompt"])
        return found


def change(*, subscriber: Subscriber, subscription_id: int, mail: str) -> bool:
    """Be told in another way. False when it is not followed any more. Raises Refused."""
    account = subscriber.person_id is not None
    if refusal := rules.may_follow(following=0, mail=mail, has_account=account):
        raise Refused(refusal)
    rows = Subscription.objects.filter(subscriber=subscriber, pk=subscription_id)
    return bool(rows.update(mail=mail, prompt=rules.is_prompt(mail=mail, has_account=account)))


def stop(*, subscriber: Subscriber, what: str) -> int:
    """Stop the subscription with this id, the daily or weekly digest, what was not asked for, or all of it.

    How many things were stopped; mail that still waits for them is thrown away. An account that stops a digest goes
    on being told on its pages.
    """
    with transaction.atomic():
        mine = Subscription.objects.filter(subscriber=subscriber)
        waiting = Mail.objects.filter(subscriber=subscriber).exclude(state="sent")
        if what == "unasked":
            waiting.filter(key__startswith="notice:").delete()
            return Subscriber.objects.filter(pk=subscriber.pk, unasked=True).update(unasked=False)
        if what in rules.DIGESTS:
            waiting.filter(key__startswith=f"digest:{what}:").delete()
            if subscriber.person_id is not None:
                return mine.filter(mail=what).update(mail=rules.INBOX)
            return _gone(mine.filter(mail=what))
        if what == "all":
            waiting.delete()
            Subscriber.objects.filter(pk=subscriber.pk).update(unasked=False)
            return _gone(mine)
        return _gone(mine.filter(pk=int(what))) if what.isascii() and what.isdigit() else 0


def _gone(rows: QuerySet[Subscription]) -> int:
    """Answers to what one said stay in the account: a row that went would come back, loud, with the next answer."""
    quiet = rows.filter(sort=REPLIES).update(mail=rules.INBOX)
    ids = [one.pk for one in rows.exclude(sort=REPLIES)]
    Mail.objects.filter(subscription__in=rows.filter(sort=REPLIES)).exclude(state="sent").delete()
    return quiet + int(Subscription.objects.filter(pk__in=ids).delete()[1].get("followers.Subscription", 0))


def ask_again(*, subscriber: Subscriber) -> None:
    """Let parts write about what was not asked for once more."""
    Subscriber.objects.filter(pk=subscriber.pk).update(unasked=True)


def mark_read(*, person: Person, upto: int) -> int:
    """Mark a person's notices as read up to and including an id, so that newer ones stay new. How many there were."""
    rows = AccountNotice.objects.filter(person=person, read__isnull=True, pk__lte=upto)
    return rows.update(read=clock.now())
