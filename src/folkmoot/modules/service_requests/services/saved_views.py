"""Views of the desk that officers keep for themselves or for their office; private, never on the record."""

from urllib.parse import parse_qsl, urlencode

from folkmoot.modules.service_requests import rules
from folkmoot.modules.service_requests.models import SavedView
from folkmoot.modules.service_requests.services.base import NotFound, demand
from folkmoot.people.models import Person
from folkmoot.record import clock

MOST_VIEWS = 30
LONGEST = 1000
"""Characters of the choice that a view keeps."""


def save_view(*, person: Person, name: str, query: str, office: str = "") -> SavedView:
    """Keep what is chosen on the desk under a name; one that has this name already is replaced. Raises Refused.

    With an ``office`` the officers there see it too. Pages and the report beside the queue are not kept.
    """
    name = " ".join(name.split())
    kept = urlencode([pair for pair in parse_qsl(query) if pair[0] not in {"after", "open", "part"}])
    demand(
        None if name else rules.Refusal("name", "give the view a name"),
        None if len(name) <= 60 else rules.Refusal("name", "use at most 60 characters"),  # noqa: PLR2004
        None if len(kept) <= LONGEST else rules.Refusal("query", "choose fewer filters"),
    )
    mine = SavedView.objects.filter(person=person)
    if not mine.filter(name=name).exists() and mine.count() >= MOST_VIEWS:
        demand(rules.Refusal.of("name", "you keep %(n)s views already: delete one first", n=MOST_VIEWS))
    values = {"query": kept, "office": office, "created": clock.now()}
    view, _new = SavedView.objects.update_or_create(person=person, name=name, defaults=values)
    return view


def delete_view(*, person: Person, view_id: int) -> None:
    """Forget a view of one's own. Raises NotFound."""
    if not SavedView.objects.filter(person=person, pk=view_id).delete()[0]:
        raise NotFound("this view is not yours or is gone already")
