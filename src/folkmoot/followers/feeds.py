"""Feeds of public acts: of everything, a part, an area, a subject, or around a place."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from folkmoot.followers import activity
from folkmoot.followers.cells import LEAST_RADIUS, MOST_RADIUS
from folkmoot.followers.models import Activity
from folkmoot.followers.words import plain
from folkmoot.places.geo import grid, is_place
from folkmoot.record import registry
from folkmoot.record.manifest import Card
from folkmoot.web.feeds import Item, respond, tag
from folkmoot.web.words import sentence

LENGTH = 50
"""Acts in a feed, newest first."""


def words_of(row: Activity) -> str:
    """An act as a plain sentence."""
    return plain(row.kind, title=row.title, subject=row.subject)


def _absolute(request: HttpRequest, address: str) -> str:
    return request.build_absolute_uri(address)


def _item(request: HttpRequest, row: Activity, said: str) -> Item:
    proof = _absolute(request, f"/record/{row.index}")
    return Item(
        id=tag(row.accepted, f"record/{row.index}"),
        title=words_of(row),
        link=_absolute(request, row.url) if row.url else proof,
        words=gettext("On the public record: %(address)s") % {"address": proof},
        said=said,
        proof=proof,
        at=row.accepted,
        categories=[row.module],
    )


def _respond(request: HttpRequest, *, rows: list[Activity], **more: str) -> HttpResponse:
    spoken = registry.words_of((row.fact_id, row.kind) for row in rows)
    return respond(request, items=[_item(request, row, spoken.get(row.fact_id, "")) for row in rows], **more)


@require_safe
def everything(request: HttpRequest, form: str) -> HttpResponse:
    """Every act."""
    return _respond(
        request,
        name="all",
        title=gettext("public acts"),
        page=reverse("followers:activity"),
        form=form,
        rows=activity.newest(limit=LENGTH),
    )


@require_safe
def of_module(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """Acts of one part of the house."""
    try:
        part = registry.manifest(slug)
    except KeyError as error:
        raise Http404(f"there is no part {slug}") from error
    page = f"{reverse('followers:activity')}?module={slug}"
    rows = activity.newest(limit=LENGTH, module=slug)
    return _respond(request, name=f"module/{slug}", title=str(part.name), page=page, form=form, rows=rows)


@require_safe
def of_area(request: HttpRequest, area: str, form: str) -> HttpResponse:
    """Acts in one area."""
    rows = activity.newest(limit=LENGTH, area=area)
    if not rows:
        raise Http404("nothing has happened in an area of this name")
    page = f"{reverse('followers:activity')}?area={area}"
    return _respond(request, name=f"area/{area}", title=area, page=page, form=form, rows=rows)


@require_safe
def of_subject(request: HttpRequest, subject: str, form: str) -> HttpResponse:
    """Acts about one subject."""
    rows = activity.about(subject, limit=LENGTH)
    if not rows:
        raise Http404("nothing has happened to a subject of this name")
    newest = next((row for row in rows if row.subject == subject), rows[0])
    page = newest.url or f"{reverse('followers:activity')}?subject={subject}"
    return _respond(
        request,
        name=f"subject/{subject}",
        title=newest.title or subject,
        page=page,
        form=form,
        rows=rows,
    )


@require_safe
def near(request: HttpRequest, form: str) -> HttpResponse:
    """Acts around a point: ``?lat=52.48&lon=1.7&radius=500``, degrees of WGS 84 and 100 to 5,000 metres."""
    numbers = {name: _degrees(request.GET.get(name, "")) for name in ("lat", "lon", "radius")}
    lat, lon, radius = numbers["lat"], numbers["lon"], numbers["radius"]
    if lat is None or lon is None or not is_place(lat, lon):
        return _refused(gettext("lat and lon: give a place in degrees, for example lat=52.48&lon=1.7"))
    if radius is None or not LEAST_RADIUS <= radius <= MOST_RADIUS:
        return _refused(gettext("radius: give 100 to 5000 metres, for example radius=500"))
    # On a grid of ten metres, so that an address kept by a reader's program does not point at a door.
    lat, lon = grid(lat, lon)
    query = f"?lat={lat}&lon={lon}&radius={radius:.0f}"
    return _respond(
        request,
        name=f"near/{lat},{lon},{radius:.0f}",
        title=gettext("within %(metres)s metres of a place") % {"metres": f"{radius:.0f}"},
        page=reverse("followers:activity"),
        form=form,
        rows=activity.near(lat=lat, long=lon, radius=radius, limit=LENGTH),
        query=query,
    )


def _degrees(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _refused(words: str) -> HttpResponse:
    return HttpResponse(f"{words}\n", status=400, content_type="text/plain; charset=utf-8")


def linked(row: Activity) -> str:
    """An act as a sentence in which the title of its subject is a link."""
    act = registry.act_of(row.kind)
    if act is None:
        return strip_tags(words_of(row))
    return sentence(act, Card(row.subject, row.title, row.url) if row.title else None)
