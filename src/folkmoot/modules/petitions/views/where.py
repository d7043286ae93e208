"""Choosing one's area on a map instead of by postcode, with or without JavaScript. The place itself is never kept."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from folkmoot.modules.petitions.forms import SignForm
from folkmoot.modules.petitions.forms.residents import ELSEWHERE
from folkmoot.places import queries as places
from folkmoot.web.maps import MapView, chooser, read_choice


@dataclass(frozen=True, slots=True)
class Where:
    """What a form said of the map: whether it is shown, whether that was all it said, and the area that was pressed.

    ``area`` is a slug, ELSEWHERE for a place outside every area, and empty while no place was pressed.
    """

    shown: bool
    again: bool
    area: str
    picture: SafeString | None


def where(data: Mapping[str, str]) -> Where:
    """Read a form: ``map`` is the button that shows or hides the map, ``mapped`` says that it is shown."""
    button = data.get("map", "")
    shown = button == "show" or (button != "hide" and bool(data.get("mapped")))
    if not shown or not places.areas():
        return Where(shown=False, again=bool(button), area="", picture=None)
    choice = read_choice(data, default=MapView.of(places.bounds()))
    area, words = "", ""
    if choice.lat is not None and choice.lon is not None:
        hit = places.area_at(choice.lat, choice.lon)
        area = hit.slug if hit else ELSEWHERE
        words = (
            _("Your area: %(name)s") % {"name": hit.name} if hit else _("This place lies outside our areas.")
        )
    label = _("Press the place where you live, roughly. Only its area is counted.")
    return Where(
        shown=True,
        again=bool(button) or choice.map_only,
        area=area,
        picture=chooser(choice, label=label, words=words, says="area"),
    )


def sign_form(
    data: Mapping[str, str] | None,
    place: Where,
    *,
    account: bool,
    initial: Mapping[str, str],
    outside: bool,
) -> SignForm:
    """The form of whoever signs. When something was only said of the map, what was written stays and is not judged."""
    if data is not None and place.again:
        return SignForm(
            None,
            account=account,
            mapped=place.shown,
            initial={**initial, **dict(data.items())},
            outside=outside,
        )
    return SignForm(
        data, account=account, mapped=place.shown, place=place.area, initial=initial, outside=outside
    )
