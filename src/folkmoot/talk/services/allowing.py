"""How much somebody may do, counted beside the act, so that what is refused counts as well."""

from folkmoot.people.limits import Left, Limit, demand, left, spend
from folkmoot.people.models import Person
from folkmoot.talk import queries, rules

_HOUR, _DAY = 3600, 86_400


def allow_comment(person: Person, standing: rules.Standing) -> None:
    """Count a comment against the hour and the day. Raises TooMany."""
    mine = _limits(rules.level(standing))
    demand(mine["comments_hour"], str(person.pk))
    demand(mine["comments_day"], str(person.pk))


def allow_vote(person: Person) -> None:
    """Count a vote against the hour. Raises TooMany."""
    demand(_limits(rules.level(queries.standing(person)))["votes_hour"], str(person.pk))


def allow_flag(person: Person) -> None:
    """Count a report against the hour. Raises TooMany."""
    demand(_limits(rules.level(queries.standing(person)))["flags_hour"], str(person.pk))


def allow_guest_flag(client: str, comment: str) -> bool:
    """Count a report by somebody without an account; False when this comment was reported from there. Raises TooMany."""
    demand(Limit("talk.guest_flags.hour", rules.GUEST_FLAGS_HOUR, _HOUR), client)
    demand(Limit("talk.guest_flags.day", rules.GUEST_FLAGS_DAY, _DAY), client)
    once = Limit("talk.guest_flags.once", 1, rules.GUEST_ONCE_DAYS * _DAY)
    return spend(once, f"{client} {comment}").allowed


def allowed(person: Person, standing: rules.Standing) -> dict[str, Left]:
    """What is left of each allowance for a person, by its name in rules.Allowance; one statement, and nothing is counted."""
    mine = _limits(rules.level(standing))
    found = left([(limit, str(person.pk)) for limit in mine.values()])
    return dict(zip(mine, found, strict=True))


def _limits(level: str) -> dict[str, Limit]:
    """The limits of a level by their name in rules.Allowance."""
    mine = rules.ALLOWANCES[level]
    return {
        "comments_hour": Limit("talk.comments.hour", mine.comments_hour, _HOUR),
        "comments_day": Limit("talk.comments.day", mine.comments_day, _DAY),
        "votes_hour": Limit("talk.votes", mine.votes_hour, _HOUR),
        "flags_hour": Limit("talk.flags", mine.flags_hour, _HOUR),
    }
