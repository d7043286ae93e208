"""An office drafts a dataset, a reviewer publishes it."""

import dataclasses

from folkmoot.modules.catalogue import events, queries, rules
from folkmoot.modules.catalogue.models import Dataset, Table
from folkmoot.modules.catalogue.services.base import REVIEWERS, by_hand, demand, on
from folkmoot.record import text
from folkmoot.record.api import about
from folkmoot.record.receipt import Receipt
from folkmoot.record.refusal import Refusal


def describe(
    *,
    key: str,
    description: events.Description,
    contact: str = "",
    actor: str,
    new: bool = False,
    further: str | None = None,
) -> Receipt | None:
    """Draft a dataset, or describe it anew; None when it says the same. ``contact`` is the mailbox of its office.

    What is published stays as it is until a reviewer publishes the draft. ``new`` refuses a key that is taken.
    ``further`` is what goes along from other interfaces and stays as it is where nothing is given. Raises Refused with
    everything that is wrong.
    """
    contact = contact.strip()
    demand(
        rules.may_name("key", key),
        *rules.may_describe(description, contact, queries.known()),
        *rules.may_serve(description.service),
    )
    with about(f"datasets/{key}", actor=actor) as fact:
        row = Dataset.objects.filter(pk=key).first()
        before = queries.description_of(row.draft) if row else None
        if row is not None:
            demand(
                Refusal("key", "there is a dataset with this address already") if new else None,
                by_hand(key),
                rules.may_become(before, description),
            )
            demand(
                Refusal("state", "this dataset was withdrawn; restore it first")
                if row.state == "withdrawn"
                else None
            )
        demand(unserved(description, before))
        kept = before.contact if before else ""
        if contact != queries.words_behind(kept):
            kept = text.commit(contact, subject=f"datasets/{key}")
        more = before.further if before else ""
        if further is not None and further != queries.words_behind(more):
            more = text.commit(further, subject=f"datasets/{key}", public=False)
        wanted = dataclasses.replace(description, contact=kept, further=more)
        if wanted == before:
            return None
        return fact(events.Described(description=wanted))


def unserved(wanted: events.Description, before: events.Description | None) -> Refusal | None:
    """Whether an API says that it gives a dataset which is not there. What stood before may have been withdrawn since."""
    if wanted.service is None:
        return None
    was = before.service.serves if before and before.service else ()
    named = [one for one in wanted.service.serves if not rules.is_address(one) and one not in was]
    there = set(Dataset.objects.filter(pk__in=named, service=False).values_list("pk", flat=True))
    missing = [one for one in named if one not in there]
    if not missing:
        return None
    return Refusal.of("serves", "there is no dataset “%(key)s”", key=missing[0])


def submit(*, key: str) -> Receipt:
    """Ask for the review of the draft. Raises NotFound, Refused."""
    with on(key) as (fact, row):
        versions = Table.objects.filter(dataset=key, removed__isnull=True, number__gt=0).count()
        versions += len(queries.files_of(key))
        demand(
            *rules.may_submit(
                state=row.state,
                changed=row.changed,
                asked=row.asked is not None,
                versions=versions,
                service=row.service,
            )
        )
        return fact(events.Submitted())


def publish(*, key: str, actor: str = REVIEWERS) -> Receipt:
    """Publish what was submitted. Raises NotFound, Refused."""
    with on(key, actor) as (fact, row):
        description = queries.description_of(row.draft)
        contact = queries.words_behind(description.contact)
        # Departments and areas may have gone since it was written.
        demand(
            rules.may("published", row.state),
            rules.may_review(asked=row.asked is not None),
            *rules.may_describe(description, contact, queries.known()),
            *rules.may_serve(description.service),
        )
        return fact(events.Published(description=description))


def send_back(*, key: str, words: str) -> Receipt:
    """Do not publish what was submitted, and say what is to be done first. Raises NotFound, Refused."""
    with on(key, REVIEWERS) as (fact, row):
        demand(rules.may_review(asked=row.asked is not None), rules.plain("words", words, rules.WORDS))
        # The office reads it at its desk; it is no business of readers before the dataset is published.
        told = text.commit(words.strip(), subject=row.subject, public=False)
        return fact(events.SentBack(words=told))


def withdraw(*, key: str, words: str, actor: str = REVIEWERS) -> Receipt:
    """Offer a dataset no more; its page says why. Raises NotFound, Refused."""
    with on(key, actor) as (fact, row):
        demand(rules.may("withdrawn", row.state), rules.plain("words", words, rules.WORDS))
        return fact(events.Withdrawn(words=text.commit(words.strip(), subject=row.subject)))


def restore(*, key: str, actor: str = REVIEWERS) -> Receipt:
    """Offer a withdrawn dataset again. Raises NotFound, Refused."""
    with on(key, actor) as (fact, row):
        demand(rules.may("restored", row.state))
        return fact(events.Restored())
