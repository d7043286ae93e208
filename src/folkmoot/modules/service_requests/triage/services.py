"""Training as a command: read what people decided, fit and judge outside every lock, publish as one fact."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from itertools import islice

from django.db.models import Q

from folkmoot.modules.service_requests import events, rules
from folkmoot.modules.service_requests.models import Service, ServiceRequest
from folkmoot.modules.service_requests.services.base import demand
from folkmoot.modules.service_requests.triage import document, training
from folkmoot.modules.service_requests.triage.duplicates import Told
from folkmoot.modules.service_requests.triage.examples import Example, learnable
from folkmoot.modules.service_requests.triage.queries import SUBJECT, current
from folkmoot.modules.service_requests.triage.sample import sample
from folkmoot.places import queries as places
from folkmoot.record import store, text
from folkmoot.record.api import about
from folkmoot.record.receipt import Receipt
from folkmoot.record.steps import step

MOST = 50_000
"""Reports that are read, the newest: more would not make the figures better, but every training slower."""
_CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Trained:
    """A model that is not published yet."""

    model: document.Model
    data: bytes
    examples: Sequence[Example]


def _chunks(rows: Iterator[ServiceRequest]) -> Iterator[list[ServiceRequest]]:
    while chunk := list(islice(rows, _CHUNK)):
        yield chunk


def _read() -> tuple[list[Example], list[Told], list[tuple[str, str]]]:
    """Reports that an office has taken on or that were imported, with their public words, newest first."""
    offered = set(Service.objects.filter(closed=False).values_list("pk", flat=True))
    decided = ~Q(state__in=("new", "could_not_verify")) | Q(imported=True)
    rows = ServiceRequest.objects.filter(decided).order_by("-requested", "-service_request_id")[:MOST]
    examples, told, closed = [], [], []
    for chunk in _chunks(iter(rows)):
        words = text.words_of(one for row in chunk for one in (row.title, row.description))
        for row in chunk:
            if row.state == "duplicate" and row.duplicate_of:
                closed.append((row.pk, row.duplicate_of))
            title, description = words.get(row.title, ""), words.get(row.description, "")
            if row.service_code not in offered or not (title or description):
                continue
            examples.append(
                Example(
                    service_request_id=row.pk,
                    service_code=row.service_code,
                    requested=row.requested.astimezone(UTC),
                    title=title,
                    description=description,
                    commitments=(row.title, row.description),
                )
            )
            told.append(
                Told(
                    service_request_id=row.pk,
                    service_code=row.service_code,
                    at=row.requested,
                    lat=row.lat,
                    long=row.long,
                    text=f"{title}\n{description}",
                )
            )
    return examples, told, closed


def learn(progress: Callable[[str], None] = lambda _words: None) -> Trained:
    """Fit and judge a model on the installation's own reports. Raises NotEnough; nothing is written."""
    examples, told, closed = _read()
    progress(f"{len(examples):,} reports with public words")
    kept, rare = learnable(examples)
    progress(f"{len(kept):,} after near-duplicates and rare services were dropped; judging on five folds")
    judged = training.evaluate(kept)
    progress("learning from all of them")
    data = manifest(kept)
    head = {
        "sha256": store.digest_of(data),
        "reports": len(kept),
        "read": len(examples),
        "dropped": len(examples) - len(kept),
        "since": kept[0].requested.isoformat(),
        "until": kept[-1].requested.isoformat(),
        "too_rare": rare,
    }
    model = training.train(kept, data=head, judged=judged, pairs=sample(told, closed))
    return Trained(model, data, kept)


def manifest(examples: Sequence[Example]) -> bytes:
    """What was learned from, without a word of it: a JSON line for each report, in order of time."""
    return "".join(
        json.dumps(
            {
                "service_request_id": one.service_request_id,
                "service_code": one.service_code,
                "requested": one.requested.isoformat(),
                "title": one.commitments[0] if one.title else "",
                "description": one.commitments[1],
            },
            separators=(",", ":"),
        )
        + "\n"
        for one in examples
    ).encode()


def publish(trained: Trained, *, office: str) -> Receipt:
    """Let a trained model suggest from now on. Raises Refused when the office is unknown or nothing is new."""
    body = document.write(trained.model)
    with about(SUBJECT, actor=f"office:{office}") as fact:
        newest = current()
        offices = [one.slug for one in places.departments()]
        demand(
            None
            if office in offices
            else rules.Refusal.of(
                "office",
                "there is no office '%(office)s'; choose one of %(offices)s",
                office=office,
                offices=", ".join(offices),
            ),
            rules.may_replace_model(newest=newest.model if newest else "", offered=store.digest_of(body)),
        )
        figures = trained.model.figures
        model = store.put_segment(body, media_type="application/json")
        data = store.put_segment(trained.data, media_type="application/jsonl")
        step("triage:stored")
        return fact(
            events.TriageModelTrained(
                number=newest.number + 1 if newest else 1,
                model=model,
                data=data,
                reports=len(trained.examples),
                services=len(trained.model.classes),
                since=trained.examples[0].requested,
                until=trained.examples[-1].requested,
                accuracy=figures["accuracy"],
                macro_f1=figures["macro_f1"],
                top3=figures["top3"],
            )
        )


def train(*, office: str, progress: Callable[[str], None] = lambda _words: None) -> Receipt:
    """Learn from the installation's reports and publish the model. Raises NotEnough and Refused."""
    return publish(learn(progress), office=office)
