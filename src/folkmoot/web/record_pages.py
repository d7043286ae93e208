"""Pages of the public record: its newest entries, one entry with its proof, how to check it, what it can hold."""

from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from folkmoot.record import keys, queries, registry, seen
from folkmoot.web.record_check import check_words
from folkmoot.web.record_proof import stair, stamp, steps_of
from folkmoot.web.record_witnesses import panel
from folkmoot.web.record_words import label_of, payload_rows, tell

PAGE = 25
_NEAR = 2
"""Entries shown before and after an entry."""
_MOST_DIGITS = 18
_LONGEST = 200


def _index(text: str) -> int | None:
    # More digits than an index can have would overflow the database's integers.
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else None


def _kinds_of(module: str) -> list[str]:
    return [event.kind for one in registry.manifests() if one.slug == module for event in one.events]


def _wanted_kinds(module: str, kind: str) -> list[str] | None:
    """The kinds that both filters leave, None for all."""
    if kind:
        return [kind] if not module or kind in _kinds_of(module) else []
    return _kinds_of(module) if module else None


@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    """The newest entries. ``module``, ``kind``, ``actor`` and ``subject`` filter; ``before`` is the next page's keyset."""
    names = ("module", "kind", "actor", "subject")
    wanted = {name: request.GET.get(name, "").replace("\x00", "").strip()[:_LONGEST] for name in names}
    before = _index(request.GET.get("before", ""))
    found = queries.newest(
        before=before,
        limit=PAGE + 1,
        kinds=_wanted_kinds(wanted["module"], wanted["kind"]),
        actor=wanted["actor"],
        subject=wanted["subject"],
    )
    more, found = len(found) > PAGE, found[:PAGE]
    chosen = {name: value for name, value in wanted.items() if value}
    here = reverse("record_pages:list")
    context = {
        "told": tell(found),
        "wanted": wanted,
        "chosen": chosen,
        "here": here,
        "parts": [("", gettext("All parts"))] + [(one.slug, str(one.name)) for one in registry.manifests()],
        "kinds": [("", gettext("All kinds")), *_kind_options()],
        "checkpoint": _checkpoint(seen.shown()),
        "witnesses": panel(),
        "log": request.build_absolute_uri("/record"),
        "next_url": f"{here}?{urlencode({**chosen, 'before': found[-1].index})}" if more else "",
        "first_url": (f"{here}?{urlencode(chosen)}" if chosen else here) if before is not None else "",
    }
    return render(request, "record/list.html", context)


def _kind_options() -> list[tuple[str, str]]:
    named = [
        (event.kind, str(one.acts[event].name) if event in one.acts else event.kind)
        for one in registry.manifests()
        for event in one.events
    ]
    return sorted(named, key=lambda pair: pair[1].casefold())


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint as pages show it; ``body`` is what was signed, ``root`` hexadecimal."""

    row: seen.Shown
    body: str
    root: str


def _checkpoint(shown: seen.Shown | None) -> Signed | None:
    if shown is None:
        return None
    return Signed(shown, shown.note.partition("\n\n")[0], shown.root.hex())


@require_safe
def entry(request: HttpRequest, index: int) -> HttpResponse:
    """One entry with its proof, under a checkpoint with as many witnesses as there are."""
    found = queries.entry(index) if len(str(index)) <= _MOST_DIGITS else None
    if found is None:
        raise Http404(gettext("There is no entry of this number on the record."))
    newest = _checkpoint(seen.proving(index))
    near = tell(queries.newest(before=index + _NEAR + 1, limit=2 * _NEAR + 1))
    this = next((one for one in near if one.entry.index == index), None) or tell([found])[0]
    rows, more = payload_rows(found)
    context: dict[str, Any] = {
        "told": this,
        "rows": rows,
        "more": more,
        "index": index,
        "near": [one for one in reversed(near) if abs((one.entry.index or 0) - index) <= _NEAR],
        "checkpoint": newest,
        "first_cover": queries.checkpoint_at_least(index + 1),
        "leaf": found.leaf_hash.hex(),
        "witnesses": panel(index),
        "openable": sum(row.kind == "words" for row in rows),
        "key": keys.signer().verifier.vkey,
        "log": request.build_absolute_uri("/record"),
        "stamp": stamp(index, found.accepted),
    }
    if newest and index < newest.row.size:
        steps = steps_of(index, newest.row.size, queries.path_of(index, newest.row.size))
        context |= {"check_words": check_words()}
        context |= {"proved": True, "steps": steps, "stair": stair(index, steps, newest.root)}
    return render(request, "record/entry.html", context)


@require_safe
@never_cache
def fact(request: HttpRequest, fact_id: str) -> HttpResponse:
    """A fact by its id: on to its entry, or, until it is sealed, a page that says so."""
    found = queries.entry_of_fact(fact_id)
    if found is None:
        raise Http404(gettext("No such fact was accepted."))
    if found.index is not None:
        return redirect("record_pages:entry", index=found.index)
    rows, more = payload_rows(found)
    return render(request, "record/waiting.html", {"told": tell([found])[0], "rows": rows, "more": more})


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """How anybody checks the whole record, one entry or one text."""
    context = {
        "checkpoint": _checkpoint(seen.shown()),
        "witnesses": panel(),
        "key": keys.signer().verifier.vkey,
        "log": request.build_absolute_uri("/record"),
    }
    return render(request, "record/verify.html", context)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fact as its page lists it."""

    kind: str
    version: int
    name: str
    text: str
    fields: list[tuple[str, str, str]]


def _kind(event: type[Any], name: str) -> Kind:
    text = event.__doc__ or ""
    if text.startswith(f"{event.__name__}("):
        # A dataclass without words of its own gets its signature as a docstring, which tells nobody anything.
        text = ""
    told = [(one.name, label_of(one.name), _type_words(one.type)) for one in fields(event)]
    return Kind(event.kind, event.version, name, " ".join(text.split()), told)


def _type_words(declared: Any) -> str:
    return declared if isinstance(declared, str) else getattr(declared, "__name__", "") or str(declared)


@require_safe
def kinds(request: HttpRequest) -> HttpResponse:
    """Every kind of fact that this installation can record, with what it holds."""
    parts = [
        (
            str(one.name),
            one.slug,
            [
                _kind(event, str(one.acts[event].name) if event in one.acts else event.kind)
                for event in one.events
            ],
        )
        for one in registry.manifests()
        if one.events
    ]
    return render(
        request, "record/kinds.html", {"parts": parts, "count": sum(len(some) for _, _, some in parts)}
    )
