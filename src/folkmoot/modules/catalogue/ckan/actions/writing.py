"""Datasets and resources are written with a key, through the services of the desk and under their rules."""

from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from folkmoot.modules.catalogue import queries, services
from folkmoot.modules.catalogue.ckan import describing, further, shapes, tables
from folkmoot.modules.catalogue.ckan.actions.resources import table
from folkmoot.modules.catalogue.ckan.ask import Ask, Denied, Missing, action, truth
from folkmoot.modules.catalogue.models import ApiKey, Dataset, Table
from folkmoot.record.refusal import Refusal, Refused, demand

DELETED = "Deleted through the API."


def mine(ask: Ask, given: str) -> Dataset:
    """A dataset that the key may write. Raises Missing, Denied."""
    key = ask.caller.signed("writing")
    row = queries.dataset(given)
    if row is None or (row.state != "published" and row.office != key.office):
        raise Missing("Package not found")
    if row.office != key.office:
        raise Denied(f"this key writes for {key.office}, not for {row.office}")
    return row


def along(row: Dataset) -> dict[str, Any]:
    """What goes along with the draft of a dataset."""
    commitment = row.draft.get("further", "")
    return dict(further.read([commitment]).get(commitment, {})) if commitment else {}


def shown(key: str) -> dict[str, Any]:
    """The dataset as it is written now."""
    return shapes.packages([Dataset.objects.get(pk=key)], inside=True)[0]


@action(writes=True)
def package_create(ask: Ask) -> dict[str, Any]:
    """Describe a new dataset, with its resources. It is public when a reviewer, or a key that reviews, published it."""
    ask.caller.signed("writing")
    name = ask.word("name")
    return _kept(ask, name, ask.given, None)


@action(writes=True)
def package_update(ask: Ask) -> dict[str, Any]:
    """Describe a dataset anew: what is not given is emptied. Resources that a given list lacks are removed."""
    row = mine(ask, ask.word("id", "name"))
    return _kept(ask, row.pk, ask.given, row)


@action(writes=True)
def package_patch(ask: Ask) -> dict[str, Any]:
    """Describe a dataset anew in what is given; everything else stays."""
    row = mine(ask, ask.word("id"))
    before = shapes.packages([row], inside=True)[0]
    before.pop("resources")
    if "title" in ask.given or "notes" in ask.given:
        # Words that are not translated any more would stand beside new ones.
        for one in ("title", "notes"):
            if one in ask.given and f"{one}_translated" not in ask.given:
                before.pop(f"{one}_translated", None)
    key = ask.caller.signed("writing")
    before["private"] = not services.may_follow(key=row.pk, by=key)
    return _kept(ask, row.pk, {**before, **ask.given}, row)


@action(writes=True)
def package_delete(ask: Ask) -> None:
    """Withdraw a published dataset, with a key that reviews. id, reason."""
    key, row = ask.caller.signed("writing"), mine(ask, ask.word("id"))
    if not key.reviews:
        raise Denied("only a key that reviews may withdraw a dataset")
    if row.state == "draft":
        raise Refused([Refusal("id", "this dataset was never published, so there is nothing to withdraw")])
    services.withdraw(key=row.pk, words=ask.text("reason") or DELETED)


def _kept(ask: Ask, name: str, given: Mapping[str, Any], row: Dataset | None) -> dict[str, Any]:
    key = ask.caller.signed("writing")
    if given.get("type") not in (None, "", "dataset"):
        raise Refused([Refusal("type", "only the type dataset is known here")])
    if row is not None and given.get("name") not in (None, "", row.pk):
        raise Refused([Refusal("name", "the address of a dataset never changes")])
    told = describing.written(
        given, key, queries.description_of(row.draft) if row else None, along(row) if row else {}
    )
    resources = describing.names_of(given["resources"]) if given.get("resources") is not None else None
    if row is not None and row.service:
        # Those of an API are its addresses, which the description holds.
        resources = None
    here = {one.name: one for one in queries.tables(name)} if row else {}
    plan = _plan(name, resources, here) if resources is not None else []
    more = dict(told.further)
    if resources is not None:
        more["resources"] = {at: found for at, one in plan if (found := tables.along(one))}
    with transaction.atomic():
        services.describe(
            key=name,
            description=told.description,
            contact=told.contact,
            actor=f"office:{key.office}",
            new=row is None,
            further=further.written(more),
        )
        if resources is not None:
            for gone in sorted(set(here) - {at for at, _one in plan}):
                services.remove_table(key=name, name=gone)
        due = [at for at, one in plan if tables.laid(name, one, at, here.get(at))]
        for at in due:
            services.fetch_again(key=name, table=at)
        if not truth(given.get("private")) and given.get("state") in (None, "", "active", "draft"):
            services.wish(key=name, by=key)
        elif row is not None and row.asked:
            asked_again(name)
    services.grant(key=name)
    return shown(name)


def _plan(key: str, resources: Any, here: Mapping[str, Table]) -> list[tuple[str, Mapping[str, Any]]]:
    """Which table each resource means or becomes."""
    found: list[tuple[str, Mapping[str, Any]]] = []
    met: set[str] = set()
    for one in resources:
        known = tables.matching(key, one, here, met)
        name = known.name if known is not None and known.name not in met else ""
        name = name or tables.slug_of(one, met | set(here))
        met.add(name)
        found.append((name, one))
    return found


@action(writes=True)
def resource_create(ask: Ask) -> dict[str, Any]:
    """Add a resource to a dataset: an address to load from, or a file as multipart. package_id, name, url, upload."""
    row = mine(ask, ask.word("package_id"))
    taken = set(Table.objects.filter(dataset=row.pk).values_list("name", flat=True))
    return _resource(ask, row, tables.slug_of(_named(ask), taken), _named(ask), None)


def _named(ask: Ask) -> Mapping[str, Any]:
    """What was given, called after its file where it has no name."""
    file = ask.files.get("upload")
    if ask.given.get("name") or file is None:
        return ask.given
    return {**ask.given, "name": (file.name or "").rpartition(".")[0] or "Table"}


@action(writes=True)
def resource_update(ask: Ask) -> dict[str, Any]:
    """Describe a resource anew; a file or another address becomes its next version. id, name, url, upload."""
    row, found = _own(ask)
    return _resource(ask, row, found.name, ask.given, found)


@action(writes=True)
def resource_patch(ask: Ask) -> dict[str, Any]:
    """Describe a resource anew in what is given; a file or another address becomes its next version. id."""
    row, found = _own(ask)
    before = next(one for one in shown(row.pk)["resources"] if one["id"] == f"{row.pk}.{found.name}")
    return _resource(ask, row, found.name, {**before, **ask.given}, found)


@action(writes=True)
def resource_delete(ask: Ask) -> None:
    """Offer a resource no more; its versions keep their addresses. id."""
    row, found = _own(ask)
    services.remove_table(key=row.pk, name=found.name)


def _own(ask: Ask) -> tuple[Dataset, Table]:
    ask.caller.signed("writing")
    row, found = table(ask, ask.word("id"))
    return mine(ask, row.pk), found


def _resource(
    ask: Ask, row: Dataset, name: str, given: Mapping[str, Any], before: Table | None
) -> dict[str, Any]:
    key, file = ask.caller.signed("writing"), ask.files.get("upload")
    demand(None if file or not ask.files else Refusal("upload", "the file has to be in the field upload"))
    with transaction.atomic():
        due = tables.laid(row.pk, given, name, before, upload=file is not None)
        carry(key, row.pk, name, tables.along(given))
        if file is not None:
            _handed_in(row.pk, name, file)
        elif due:
            services.fetch_again(key=row.pk, table=name)
    services.grant(key=row.pk)
    return next(one for one in shown(row.pk)["resources"] if one["id"] == f"{row.pk}.{name}")


def _handed_in(key: str, name: str, file: UploadedFile) -> None:
    services.hand_in(key=key, table=name, chunks=file.chunks(), name=file.name or name)


def carry(key: ApiKey, dataset: str, name: str, more: Mapping[str, Any]) -> None:
    """Let words and own names of a resource go along with its dataset, whose review they then wait for."""
    row = Dataset.objects.get(pk=dataset)
    kept = along(row)
    every = dict(kept.get("resources", {}))
    if every.get(name, {}) == dict(more):
        return
    every[name] = dict(more)
    follows = services.may_follow(key=dataset, by=key)
    description = queries.description_of(row.draft)
    services.describe(
        key=dataset,
        description=description,
        contact=queries.words_behind(description.contact),
        actor=f"office:{key.office}",
        further=further.written({**kept, "resources": {at: one for at, one in every.items() if one}}),
    )
    if follows:
        services.wish(key=dataset, by=key)
    elif row.asked:
        asked_again(dataset)


def asked_again(key: str) -> None:
    """A draft that waited for its review goes on waiting, in its new words."""
    if Dataset.objects.filter(pk=key, asked__isnull=True).exists():
        services.submit(key=key)
