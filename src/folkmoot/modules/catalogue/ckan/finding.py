"""A search in CKAN's words as conditions on our rows. What cannot be answered is refused, never passed over."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.expressions import OrderBy

from folkmoot.modules.catalogue import queries, rules, words
from folkmoot.modules.catalogue.ckan.ask import Unasked
from folkmoot.modules.catalogue.formats import vocabulary
from folkmoot.modules.catalogue.formats.ckan import solr
from folkmoot.modules.catalogue.formats.ckan.search import Search
from folkmoot.modules.catalogue.models import Dataset, Table, Term
from folkmoot.places import queries as places
from folkmoot.record.fold import fold

NEVER = Q(pk__in=[])
ALWAYS = ~NEVER
MOST_OFFSET = 1_000_000
_TERMS = {"tags": "keyword", "groups": "theme", "theme": "theme"}
_SAME = {
    "state": "active",
    "type": "dataset",
    "dataset_type": "dataset",
    "private": "false",
    "capacity": "public",
}
_MOMENTS = {"metadata_created": "created", "metadata_modified": "updated"}
_SORTS = {
    "name": "key",
    "id": "key",
    "title": "title_words",
    "title_string": "title_words",
    "metadata_created": "created",
    "metadata_modified": "updated",
}


def found(search: Search, offices: Sequence[str] = ()) -> QuerySet[Dataset]:
    """The datasets that a search finds, in its order. Drafts of these offices are among them where they are asked for.

    Raises Unasked.
    """
    if search.start > MOST_OFFSET:
        raise Unasked(f"Search Query is invalid: start is at most {MOST_OFFSET:,}")
    rows = Dataset.objects.filter(Q(state="published"))
    if offices and (search.drafts or search.private):
        rows = Dataset.objects.filter(Q(state="published") | Q(state="draft", office__in=offices))
    wanted = _condition(search.asked)
    if wanted != ALWAYS:
        rows = rows.filter(wanted)
    return rows.order_by(*_order(search))


def _order(search: Search) -> list[OrderBy]:
    found: list[OrderBy] = []
    for name, down in search.sort:
        if name == "score":
            # What has the words in its title fits better than what has them anywhere.
            asked = [one.text for one in _words(search.asked)]
            score = _score(asked)
            if score is not None:
                found.append(OrderBy(score, descending=down))
        else:
            found.append(OrderBy(F(_SORTS[name]), descending=down))
    last = found[-1].descending if found else True
    return [*found, OrderBy(F("key"), descending=last)]


def _score(asked: Sequence[str]) -> Case | None:
    told = [word for one in asked for word in fold(one)][:8]
    if not told:
        return None
    inside = Q()
    for word in told:
        inside &= Q(title_words__contains=f" {word}")
    return Case(When(inside, then=Value(1)), default=Value(0), output_field=IntegerField())


def _words(asked: solr.Asked) -> list[solr.Word]:
    """Words that are looked for in everything and must be there."""
    if isinstance(asked, solr.Word):
        return [asked] if asked.field == "text" else []
    return [it for one in asked.parts for it in _words(one)] if isinstance(asked, solr.AllOf) else []


def _condition(asked: solr.Asked) -> Q:
    match asked:
        case solr.Every():
            return ALWAYS
        case solr.Not(part=part):
            return ~_condition(part)
        case solr.AllOf(parts=parts):
            every = Q()
            for one in parts:
                every &= _condition(one)
            return every
        case solr.AnyOf(parts=parts):
            some = NEVER
            for one in parts:
                some |= _condition(one)
            return some
        case solr.Exists(field=field):
            return _exists(field)
        case solr.Between(field=field, low=low, high=high):
            name = _MOMENTS[field]
            bounds = Q()
            if low:
                bounds &= Q(**{f"{name}__gte": _moment(low)})
            if high:
                bounds &= Q(**{f"{name}__lte": _moment(high, end=True)})
            return bounds or ALWAYS
        case solr.Word():
            return _word(asked)


def _word(asked: solr.Word) -> Q:
    field, told = asked.field, asked.text
    if field in {"text", "title", "notes"}:
        return _said(asked)
    if field in _TERMS:
        value = told.upper() if _TERMS[field] == "theme" else told
        return Q(_term(_TERMS[field], value))
    if field in {"id", "name"}:
        return Q(key=told)
    if field in {"organization", "owner_org"}:
        return Q(office=told)
    if field == "license_id":
        return Q(licence__in=licences_of(told))
    if field == "res_format":
        if told.upper() == "API":
            return Q(service=True)
        return Q(_tables()) if told.upper() == "CSV" else NEVER
    if field == "private" and told.lower() in {"true", "false"}:
        return Q(state="published") if told.lower() == "false" else ~Q(state="published")
    if field in _SAME:
        return ALWAYS if told.lower() == _SAME[field] else NEVER
    if field == "language":
        return ALWAYS if told in queries.known().languages else NEVER
    raise _unknown(field)


def _said(asked: solr.Word) -> Q:
    told = fold(asked.text)
    if not told:
        return ALWAYS
    phrase = " ".join(told)
    # A single word finds its beginnings too, as the search of the pages does.
    part = f" {phrase} " if asked.phrase or len(told) > 1 else f" {phrase}"
    title, notes = Q(title_words__contains=part), Q(notes_words__contains=part)
    if asked.field != "text":
        return title if asked.field == "title" else notes
    if asked.phrase or len(told) > 1:
        narrowed = Q()
        for word in told:
            narrowed &= Q(_beginning(word)) | ~Q(state="published")
        return narrowed & (title | notes | Q(_term("keyword", asked.text)))
    return Q(_beginning(phrase)) | (~Q(state="published") & (title | notes))


def _beginning(word: str) -> Exists:
    return Exists(
        Term.objects.filter(
            sort="word", value__gte=word, value__lt=word + "\U0010ffff", dataset=OuterRef("pk")
        )
    )


def _term(sort: str, value: str) -> Exists:
    return Exists(Term.objects.filter(sort=sort, value=value, dataset=OuterRef("pk")))


def _tables() -> Exists:
    return Exists(Table.objects.filter(dataset=OuterRef("pk"), number__gt=0, removed__isnull=True))


def _exists(field: str) -> Q:
    if field in _TERMS:
        return Q(Exists(Term.objects.filter(sort=_TERMS[field], dataset=OuterRef("pk"))))
    if field in {"res_format", "res_name", "res_url"}:
        return Q(_tables()) | Q(service=True)
    if field in _SAME or field in _MOMENTS:
        return ALWAYS
    if field in {"id", "name", "title", "notes", "organization", "owner_org", "license_id", "language"}:
        return ALWAYS
    raise _unknown(field)


def _unknown(field: str) -> Unasked:
    known = sorted({*_TERMS, *_SAME, *_MOMENTS, "id", "name", "title", "notes", "text", "organization",
                    "owner_org", "license_id", "res_format", "language"})  # fmt: skip
    return Unasked(f"Search Query is invalid: {field} is not indexed here; indexed are {', '.join(known)}")


def _moment(told: str, *, end: bool = False) -> datetime:
    try:
        found = datetime.fromisoformat(told)
    except ValueError:
        raise Unasked(f"Search Query is invalid: “{told[:40]}” is not a moment") from None
    if len(told) == len("2026-01-31"):
        found = datetime.combine(found, time.max if end else time.min)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def licences_of(id_: str) -> list[str]:
    """Our codes of a licence that CKAN calls so."""
    return [
        code
        for code, (name, url) in rules.LICENCES.items()
        if code == id_
        or ((it := vocabulary.licence_of(id=code, url=url, title=name)) is not None and it.id == id_)
    ]


def counts(search: Search, rows: QuerySet[Dataset]) -> Mapping[str, Sequence[tuple[str, str, int]]]:
    """For each facet the values among the found datasets, how people call them, and with how many datasets."""
    bare = rows.order_by()
    told: dict[str, Sequence[tuple[str, str, int]]] = {}
    for name in search.facets:
        if name in _TERMS:
            sort = _TERMS[name]
            terms = Term.objects.filter(sort=sort, dataset__in=bare.values("key"))
            told[name] = [
                (one.lower(), str(words.THEMES.get(one, one)), n) if sort == "theme" else (one, one, n)
                for one, n in terms.values_list("value").annotate(n=Count("key"))
            ]
        elif name == "organization":
            offices = {one.slug: one.name for one in places.departments(closed=True)}
            pairs = bare.values_list("office").annotate(n=Count("key"))
            told[name] = [(one, offices.get(one, one), n) for one, n in pairs]
        elif name == "license_id":
            told[name] = [
                _licence(code, n) for code, n in bare.values_list("licence").annotate(n=Count("key"))
            ]
        elif name == "res_format":
            found = (("CSV", bare.filter(_tables()).count()), ("API", bare.filter(service=True).count()))
            told[name] = [(one, one, n) for one, n in found if n]
        elif name == "private":
            open_ = bare.filter(state="published").count()
            told[name] = [("false", "false", open_), ("true", "true", bare.count() - open_)]
        else:
            told[name] = [(one, one, bare.count()) for one in queries.known().languages]
    return told


def _licence(code: str, n: int) -> tuple[str, str, int]:
    name, url = words.licence(code)
    found = vocabulary.licence_of(id=code, url=url, title=name)
    return (found.id, found.title, n) if found else ("notspecified", "Not specified", n)
