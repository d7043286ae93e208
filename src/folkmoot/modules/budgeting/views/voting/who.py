"""Who is voting: by account, by the code of a letter, or with an officer at the counter."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from folkmoot.modules.budgeting import queries
from folkmoot.modules.budgeting.models import Round, Voter
from folkmoot.modules.budgeting.permits import BALLOTS
from folkmoot.modules.budgeting.queries import voters
from folkmoot.modules.budgeting.services import rolling
from folkmoot.people import access
from folkmoot.people.limits import Limit
from folkmoot.people.models import Person

CODES = Limit("budgeting.codes", 20, 3600)
"""Codes that one network address may try in an hour; a code is one of 2^60."""
ACTS = Limit("budgeting.acts", 240, 3600)
_KNOWN, _ASSISTED = "budget_voters", "budget_assisted"


@dataclass(frozen=True, slots=True)
class Voting:
    """Who votes now. ``assisted`` is whoever an officer helps; then ``officer`` presses the buttons."""

    voter: Voter
    assisted: bool = False
    officer: Person | None = None


def found(number: int) -> Round:
    """The round of an address, or Http404."""
    row = queries.round_of(number)
    if row is None:
        raise Http404(_("There is no such round."))
    return row


def account(request: HttpRequest) -> Person | None:
    """The signed-in account, or None."""
    return request.user if isinstance(request.user, Person) else None


def may_keep(request: HttpRequest, row: Round) -> bool:
    """Whether whoever asks keeps the roll of this round and helps at its counter."""
    return access.can(request.user, BALLOTS, office=row.office)


def voting(request: HttpRequest, row: Round) -> Voting | None:
    """Who votes in this browser; None while nobody has said so."""
    person = account(request)
    if (helped := _kept(request, _ASSISTED, row.number)) and may_keep(request, row):
        return Voting(helped, assisted=True, officer=person)
    if known := _kept(request, _KNOWN, row.number):
        return Voting(known)
    mine = rolling.claim(number=row.number, person=person) if person else None
    return Voting(mine) if mine else None


def _kept(request: HttpRequest, name: str, number: int) -> Voter | None:
    key = request.session.get(name, {}).get(str(number))
    one = voters.voter(UUID(key)) if key else None
    return one if one is not None and one.round == number else None


def remember(request: HttpRequest, one: Voter, *, assisted: bool = False) -> None:
    """Let this browser vote for somebody from now on."""
    name = _ASSISTED if assisted else _KNOWN
    request.session[name] = {**request.session.get(name, {}), str(one.round): one.pk.hex}


def forget(request: HttpRequest, number: int) -> None:
    """Let this browser vote for nobody any more in a round."""
    for name in (_KNOWN, _ASSISTED):
        kept: dict[str, Any] = dict(request.session.get(name, {}))
        if kept.pop(str(number), None):
            request.session[name] = kept


def forget_assisted(request: HttpRequest, number: int) -> None:
    """The officer has helped."""
    kept: dict[str, Any] = dict(request.session.get(_ASSISTED, {}))
    if kept.pop(str(number), None):
        request.session[_ASSISTED] = kept
