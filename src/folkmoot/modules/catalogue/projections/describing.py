"""Descriptions, reviews and withdrawals."""

from dataclasses import asdict
from typing import Any

from folkmoot.modules.catalogue import events
from folkmoot.modules.catalogue.models import Dataset, Term
from folkmoot.record.event import Fact, adapter
from folkmoot.record.fold import fold
from folkmoot.record.projection import projects

MOST_WORDS, LONGEST = 200, 60


def key_of(fact: Fact[Any]) -> str:
    """The key of the dataset that a fact is about."""
    return fact.subject.partition("/")[2]


def change(fact: Fact[Any], **changes: Any) -> None:
    """Update the dataset's row, which knows its newest fact."""
    Dataset.objects.filter(pk=key_of(fact)).update(newest_fact=fact.id, **changes)


def as_json(description: events.Description) -> dict[str, Any]:
    """A description as it is stored."""
    found: dict[str, Any] = adapter(events.Description).dump_python(description, mode="json")
    return found


@projects(events.Described)
def described(fact: Fact[events.Described]) -> None:
    given = as_json(fact.event.description)
    row = Dataset.objects.filter(pk=key_of(fact)).first()
    if row is None:
        Dataset.objects.create(
            key=key_of(fact),
            state="draft",
            office=given["office"],
            draft=given,
            created=fact.accepted,
            updated=fact.accepted,
            fact_id=fact.id,
            newest_fact=fact.id,
            **folded(fact.event.description),
        )
        return
    # A new draft of what is published is no news to readers, and the office that answers changes with publication.
    office = row.office if row.shown else given["office"]
    found = {} if row.shown else folded(fact.event.description)
    change(
        fact, draft=given, office=office, changed=bool(row.shown) and row.shown != given, asked=None, **found
    )


@projects(events.Submitted)
def submitted(fact: Fact[events.Submitted]) -> None:
    change(fact, asked=fact.accepted, words="")


@projects(events.Published)
def published(fact: Fact[events.Published]) -> None:
    given = as_json(fact.event.description)
    row = Dataset.objects.get(pk=key_of(fact))
    change(
        fact,
        state="published",
        shown=given,
        changed=row.draft != given,
        office=given["office"],
        licence=given["licence"],
        asked=None,
        words="",
        published=row.published or fact.accepted,
        updated=fact.accepted,
        fact_id=fact.id,
        **folded(fact.event.description),
    )
    index(row.pk, fact.event.description)


@projects(events.SentBack)
def sent_back(fact: Fact[events.SentBack]) -> None:
    change(fact, asked=None, words=fact.event.words)


@projects(events.Withdrawn)
def withdrawn(fact: Fact[events.Withdrawn]) -> None:
    change(fact, state="withdrawn", withdrawn=fact.accepted, asked=None, words=fact.event.words)
    Term.objects.filter(dataset=key_of(fact)).delete()


@projects(events.Restored)
def restored(fact: Fact[events.Restored]) -> None:
    change(fact, state="published", withdrawn=None, words="")
    row = Dataset.objects.get(pk=key_of(fact))
    index(row.pk, adapter(events.Description).validate_python(row.shown))


def folded(description: events.Description) -> dict[str, str]:
    """Title and summary as phrases are looked for in them."""
    given = {"title_words": description.title, "notes_words": description.summary}
    return {
        name: "".join(f" {' '.join(fold(words))} " for _language, words in pairs)
        for name, pairs in given.items()
    }


def index(key: str, description: events.Description) -> None:
    """Let a dataset be found by these words, and by no others."""
    given = asdict(description)
    texts = [words for name in ("title", "summary") for _language, words in given[name]]
    texts += [*given["keywords"], key.replace("-", " ")]
    words = list(dict.fromkeys(one[:LONGEST] for text in texts for one in fold(text)))[:MOST_WORDS]
    terms = [("word", one) for one in words]
    terms += [(sort[:-1], one) for sort in ("themes", "keywords", "areas") for one in given[sort]]
    Term.objects.filter(dataset=key).delete()
    Term.objects.bulk_create(
        Term(key=f"{sort}|{value}|{key}", sort=sort, value=value, dataset=key)
        for sort, value in dict.fromkeys(terms)
    )
