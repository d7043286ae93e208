"""The kinds of petitions as a share of the one configuration file."""

from dataclasses import asdict

from django.utils.translation import gettext as _

from folkmoot.modules.petitions import events, queries, services
from folkmoot.modules.petitions.rules.guarding import MOST_ENTRIES
from folkmoot.places.services import ADMINISTRATION
from folkmoot.record.configuration import Strict
from folkmoot.record.manifest import ConfigurationError

MOST = 100_000
"""Entries of the lists that the file holds at most."""


class StepModel(Strict):
    """A number of signatures with a consequence; what is answer, meeting or debate, due within so many days."""

    at: int
    what: str
    days: int
    label: str


class PetitionKindModel(Strict):
    """A kind of petition (fact petitions.kind_described)."""

    code: str
    title: str
    description: str = ""
    office: str
    who: str
    steps: tuple[StepModel, ...]
    areas: tuple[str, ...] = ()
    outside: bool = True
    accounts: bool = False
    days: int = 180
    sponsors: int = 5
    sponsors_most: int = 20
    moderation_days: int = 7
    closed: bool = False


class LimitsModel(Strict):
    """How many signatures are believed (fact petitions.limits_described)."""

    burst: int = 1
    burst_seconds: int = 60
    sustained: int = 5
    sustained_seconds: int = 300
    creators: int = 2
    supporters: int = 5
    mails: int = 5
    watched: int = 100
    noticed: int = 200
    delayed: int = 500


class GuardModel(Strict):
    """An entry of the lists against fraud; ``sort`` is network, domain or email.

    A mailbox is written as an address or, as it is exported, as its keyed hash, which only this installation can read.
    """

    sort: str
    value: str
    allow: bool = False
    reason: str = "other"


class PetitionsModel(Strict):
    """What kinds of petitions there are, the limits, and the lists. What is not named stays as it is."""

    kinds: tuple[PetitionKindModel, ...] = ()
    limits: LimitsModel | None = None
    guards: tuple[GuardModel, ...] = ()


def export() -> PetitionsModel:
    """Every kind, closed ones too, by code."""
    every = sorted(queries.kinds(closed=True), key=lambda one: one.pk)
    return PetitionsModel(
        kinds=tuple(PetitionKindModel(**asdict(queries.described(one))) for one in every),
        limits=LimitsModel(**asdict(queries.limits())),
        guards=tuple(
            GuardModel(
                sort=one.row.sort, value=one.value or one.row.pk, allow=one.row.allow, reason=one.row.reason
            )
            for one in queries.guards(limit=MOST)
        ),
    )


def load(wanted: PetitionsModel, at: str) -> list[str]:
    """Describe each kind that is not as wanted. Raises ConfigurationError with every problem of one of them."""
    told = []
    for number, one in enumerate(wanted.kinds):
        given = one.model_dump()
        steps = tuple(events.Step(**step) for step in given.pop("steps"))
        event = events.KindDescribed(**given, steps=steps)
        before = queries.kind(one.code)
        if before and queries.described(before) == event:
            continue
        try:
            services.describe_kind(description=event, actor=ADMINISTRATION)
        except services.Refused as error:
            raise ConfigurationError(
                (f"{at}/kinds/{number}/{refusal.field}", refusal.why) for refusal in error.refusals
            ) from error
        words = (
            _("The kind of petition %(name)s changes")
            if before
            else _("The kind of petition %(name)s is new")
        )
        told.append(words % {"name": one.title})
    return told + _limits(wanted, at) + _guards(wanted, at)


def _limits(wanted: PetitionsModel, at: str) -> list[str]:
    if wanted.limits is None:
        return []
    limits = events.LimitsDescribed(**wanted.limits.model_dump())
    try:
        done = services.describe_limits(description=limits, actor=ADMINISTRATION)
    except services.Refused as error:
        raise ConfigurationError(
            (f"{at}/limits/{refusal.field}", refusal.why) for refusal in error.refusals
        ) from error
    return [_("The limits of signing change")] if done else []


def _guards(wanted: PetitionsModel, at: str) -> list[str]:
    """Entries are added together by what they say of themselves; none is taken off its list."""
    told = []
    groups: dict[tuple[str, bool, str], list[tuple[int, str]]] = {}
    for number, one in enumerate(wanted.guards):
        groups.setdefault((one.sort, one.allow, one.reason), []).append((number, one.value))
    for (sort, allow, reason), some in groups.items():
        for first in range(0, len(some), MOST_ENTRIES):
            piece = some[first : first + MOST_ENTRIES]
            try:
                done = services.add_guards(
                    sort=sort,
                    values=[value for _number, value in piece],
                    allow=allow,
                    reason=reason,
                    actor=ADMINISTRATION,
                )
            except services.Refused as error:
                raise ConfigurationError(
                    (f"{at}/guards/{piece[0][0]}/{refusal.field}", refusal.why) for refusal in error.refusals
                ) from error
            if done:
                told.append(
                    _("Entries come on the list of those that are always believed")
                    if allow
                    else _("Entries come on the list of those that are never believed")
                )
    return told
