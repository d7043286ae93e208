"""Who may do what. Parts declare permissions with the roles that get them; people hold roles, everywhere or for offices.

Everybody who signs in is a resident. An administrator may do everything within the office of the role. Templates ask
Django's own ``{% if perms.service_requests.work %}``, which arrives here through accounts.Backend.
"""

from collections.abc import Callable, Iterable
from functools import cache, lru_cache, wraps
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import HttpRequest, HttpResponse

from folkmoot.people.models import Person, Role
from folkmoot.people.rules import (
    ADMINISTRATOR,
    AUDITOR,
    EVERYWHERE,
    MODERATOR,
    OFFICER,
    RESIDENT,
    ROLES,
)
from folkmoot.record import registry
from folkmoot.record.manifest import Permission
from folkmoot.record.prepared import Prepared

__all__ = [
    "ADMINISTRATOR",
    "AUDITOR",
    "EVERYWHERE",
    "MODERATOR",
    "OFFICER",
    "RESIDENT",
    "ROLES",
    "Colleague",
    "Held",
    "UnknownPermission",
    "can",
    "can_everywhere",
    "colleagues",
    "is_only_administrator",
    "offices_held",
    "offices_of",
    "offices_with",
    "people_in",
    "people_with",
    "permissions",
    "required",
    "roles_of",
]

User = Person | AnonymousUser
View = Callable[..., HttpResponse]
Held = frozenset[tuple[str, str]]
_CACHE = "_folkmoot_roles"
_held = Prepared(lambda person: Role.objects.filter(person=person).values_list("role", "office"))
"""Asked once for each page of whoever is signed in."""


class UnknownPermission(LookupError):
    """A codename that no manifest declares: a typing mistake must not read as "no"."""


@cache
def permissions() -> dict[str, Permission]:
    """Every permission of this installation by its codename."""
    return {one.codename: one for manifest in registry.manifests() for one in manifest.permissions}


def roles_of(user: User) -> Held:
    """The roles of a user as (role, office); one query per user object, which lives as long as a request."""
    if not isinstance(user, Person) or not user.is_active:
        return frozenset()
    held: Held | None = getattr(user, _CACHE, None)
    if held is None:
        rows = _held.columns(person=user.pk)
        held = frozenset([*rows, (RESIDENT, EVERYWHERE)])
        if user.is_superuser:
            held |= {(ADMINISTRATOR, EVERYWHERE)}
        setattr(user, _CACHE, held)
    return held


def offices_of(user: User) -> frozenset[str]:
    """Slugs of the offices in which a user holds any role but resident; ``""`` means everywhere."""
    return frozenset(office for role, office in roles_of(user) if role != RESIDENT)


def offices_with(user: User, codename: str) -> frozenset[str]:
    """Slugs of the offices in which a user has a permission; ``""`` means everywhere. Raises UnknownPermission."""
    return offices_held(roles_of(user), codename)


def offices_held(held: Held, codename: str) -> frozenset[str]:
    """What ``offices_with`` says of somebody who holds these roles. Raises UnknownPermission."""
    roles = _roles_with(codename)
    return frozenset(office for role, office in held if role in roles)


def can(user: User, codename: str, office: str = "") -> bool:
    """Whether a user may do something in an office; without one, in any office at all (for menus and doors).

    A service that acts for an office passes it. Raises UnknownPermission.
    """
    offices = offices_with(user, codename)
    return bool(offices) and (not office or office in offices or EVERYWHERE in offices)


_people = Prepared(
    lambda roles, offices: (
        Person.objects.filter(is_active=True, roles__role__in=roles, roles__office__in=offices)
        .annotate(at=F("roles__office"))
        .order_by("pk", "at")
    )
)


def people_in(offices: Iterable[str], codename: str) -> dict[str, list[Person]]:
    """Who does some work in each of some offices: active people in a role that the permission names. One query.

    Administrators may do it as well and are not listed, because it is not their work. Raises UnknownPermission.
    """
    found: dict[str, list[Person]] = {one: [] for one in offices}
    roles = _roles_with(codename) - {ADMINISTRATOR}
    for person in _people.rows(roles=sorted(roles), offices=[*found, EVERYWHERE]) if roles else []:
        at: str = person.at
        for one in found if at == EVERYWHERE else [at]:
            if person not in found[one]:
                found[one].append(person)
    return found


class Colleague(NamedTuple):
    """Somebody who works in an office: the id of the account as text, and the name they go by."""

    id: str
    name: str


_names = Prepared(
    lambda roles, offices: (
        Person.objects.filter(is_active=True, roles__role__in=roles, roles__office__in=offices)
        .order_by("pk")
        .distinct()
        .values_list("pk", "name", "email")
    )
)


def colleagues(offices: Iterable[str], codename: str) -> tuple[Colleague, ...]:
    """Everybody whom ``people_in`` finds in any of some offices, once each and by name. One query."""
    roles = _roles_with(codename) - {ADMINISTRATOR}
    if not roles:
        return ()
    return _by_name(tuple(_names.values(roles=sorted(roles), offices=[*offices, EVERYWHERE])))


@lru_cache(maxsize=256)
def _by_name(rows: tuple[tuple[UUID, str, str], ...]) -> tuple[Colleague, ...]:
    found = [Colleague(str(pk), Person(name=name, email=email).get_short_name()) for pk, name, email in rows]
    return tuple(sorted(found, key=lambda one: one.name.casefold()))


def people_with(codename: str) -> list[Person]:
    """Everybody who does some work, in whatever office: active people in a role that the permission names. One query.

    Administrators are not listed, because it is not their work. Raises UnknownPermission.
    """
    roles = _roles_with(codename) - {ADMINISTRATOR}
    return list(Person.objects.filter(is_active=True, roles__role__in=roles).distinct().order_by("pk"))


def can_everywhere(user: User, codename: str) -> bool:
    """Whether a user may do something in every office."""
    return EVERYWHERE in offices_with(user, codename)


def required(codename: str, *, everywhere: bool = False) -> Callable[[View], View]:
    """Decorate a view: anonymous readers are asked to sign in and come back, others without the right get a 403.

    It asks for the right in any office, and which office is for the view to check when it knows; or for the right
    ``everywhere``.
    """
    allowed = can_everywhere if everywhere else can

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not allowed(request.user, codename):
                raise PermissionDenied(codename)
            return view(request, *args, **kwargs)

        return wrapped

    return decorate


def is_only_administrator(person: Person) -> bool:
    """Whether nobody else could give roles any more if this person went."""
    administrators = Role.objects.filter(role=ADMINISTRATOR, office=EVERYWHERE, person__is_active=True)
    return (ADMINISTRATOR, EVERYWHERE) in roles_of(person) and not administrators.exclude(
        person=person
    ).exists()


@cache
def _roles_with(codename: str) -> frozenset[str]:
    try:
        return frozenset(permissions()[codename].roles) | {ADMINISTRATOR}
    except KeyError as error:
        raise UnknownPermission(
            f"no part of this installation declares the permission {codename!r}"
        ) from error
