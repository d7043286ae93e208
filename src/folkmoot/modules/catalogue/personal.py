"""What is held about people who hand in files and make keys; never on the record."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from folkmoot.modules.catalogue import queries, services
from folkmoot.modules.catalogue.models import ApiKey, Contribution, Load
from folkmoot.people.models import Person
from folkmoot.people.personal import PersonalData

_FIELDS = ("dataset", "table", "source", "url", "name", "bytes", "state", "number", "created", "finished")


def _export(person: Person) -> list[dict[str, Any]]:
    return [dict(row) for row in Load.objects.filter(person=person).order_by("created").values(*_FIELDS)]


def _forget(person: Person) -> int:
    """The file belongs to the office and stays; who handed it in goes."""
    return Load.objects.filter(person=person).update(person=None)


def _keys(person: Person) -> list[dict[str, Any]]:
    fields = ("name", "office", "reviews", "created", "used", "revoked")
    return [dict(row) for row in ApiKey.objects.filter(person=person).order_by("created").values(*fields)]


def _forget_keys(person: Person) -> int:
    """The key is the office's and goes on; who made it goes."""
    return ApiKey.objects.filter(person=person).update(person=None)


_GIVEN = ("sort", "about", "state", "draft", "email", "language", "follows", "created")


def _contributed(person: Person) -> list[dict[str, Any]]:
    rows = list(queries.of_person(person).order_by("pk"))
    titles = queries.titles_of(rows)
    return [{name: getattr(one, name) for name in _GIVEN} | {"title": titles[one.pk]} for one in rows]


def _forget_contributed(person: Person) -> int:
    """Requests and supports stay without anybody behind them; a maker's name is destroyed, and what was not confirmed."""
    rows = queries.of_person(person)
    services.forget_makers([one.pk for one in rows.filter(sort="reuse")])
    services.forget_drafts(rows.filter(state="pending").exclude(picture=""))
    return int(rows.delete()[0])


PERSONAL = (
    PersonalData(
        model=ApiKey,
        export=_keys,
        erase=_forget_keys,
        why=_("to tell who made a key for a program of an office"),
        kept=_("as long as the key is listed; that it was you is forgotten with your account"),
    ),
    PersonalData(
        model=Contribution,
        export=_contributed,
        erase=_forget_contributed,
        why=_(
            "to let each person support a request once, and to tell you what becomes of what you asked or handed in"
        ),
        kept=_("until you erase your account; requests and supports stay, without a name"),
        subjects=lambda person: sorted({services.subject_of(one) for one in queries.of_person(person)}),
    ),
    PersonalData(
        model=Load,
        export=_export,
        erase=_forget,
        why=_("to show you what became of the files that you handed in"),
        kept=_("until 90 days after the file was loaded; that it was you is forgotten with your account"),
    ),
)
