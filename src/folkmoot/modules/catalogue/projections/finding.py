"""What published datasets are found by, and how many each value finds."""

from collections.abc import Iterable
from dataclasses import asdict

from django.db.models import F

from folkmoot.modules.catalogue import events
from folkmoot.modules.catalogue.models import Tally, Term
from folkmoot.modules.catalogue.rules import served_as
from folkmoot.record.fold import fold

MOST_WORDS, LONGEST = 200, 60
ALL = ("all", "")
"""The tally of every published dataset."""
Found = tuple[str, str]


def terms(key: str, description: events.Description) -> list[Found]:
    """Sorts and values that a dataset is found by: words of its text, themes, keywords, areas, licence and office."""
    given = asdict(description)
    texts = [words for name in ("title", "summary") for _language, words in given[name]]
    texts += [*given["keywords"], key.replace("-", " ")]
    words = list(dict.fromkeys(one[:LONGEST] for text in texts for one in fold(text)))[:MOST_WORDS]
    found = [("word", one) for one in words]
    found += [(sort[:-1], one) for sort in ("themes", "keywords", "areas") for one in given[sort]]
    found += [("office", given["office"]), ("licence", given["licence"])]
    if description.service is not None:
        found += [("entry", "service"), *(("serves", served_as(one)) for one in description.service.serves)]
    return list(dict.fromkeys(found))


def rows(key: str, found: Iterable[Found]) -> list[Term]:
    """The rows of these terms."""
    return [Term(key=f"{sort}|{value}|{key}", sort=sort, value=value, dataset=key) for sort, value in found]


def index(key: str, description: events.Description) -> None:
    """Let a dataset be found by this description, and by no other."""
    before, now = _found(key), terms(key, description)
    Term.objects.filter(dataset=key).delete()
    Term.objects.bulk_create(rows(key, now))
    _count(before, {*now, ALL})


def forget(key: str) -> None:
    """Let a dataset be found by nothing."""
    _count(_found(key), set())
    Term.objects.filter(dataset=key).delete()


def _found(key: str) -> set[Found]:
    before = set(Term.objects.filter(dataset=key).values_list("sort", "value"))
    return before | {ALL} if before else before


def _count(before: set[Found], after: set[Found]) -> None:
    changed = sorted(before ^ after)
    Tally.objects.bulk_create(
        [Tally(key=f"{sort}|{value}", sort=sort, value=value) for sort, value in changed],
        ignore_conflicts=True,
    )
    # Locked in one order by everybody, so that two publications never wait for each other in a circle.
    keys = [f"{sort}|{value}" for sort, value in changed]
    list(Tally.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk", flat=True))
    for some, step in ((after - before, 1), (before - after, -1)):
        mine = [f"{sort}|{value}" for sort, value in some]
        Tally.objects.filter(pk__in=mine).update(count=F("count") + step)


def folded(description: events.Description) -> dict[str, str]:
    """Title and summary as phrases are looked for in them."""
    given = {"title_words": description.title, "notes_words": description.summary}
    return {
        name: "".join(f" {' '.join(fold(words))} " for _language, words in pairs)
        for name, pairs in given.items()
    }
