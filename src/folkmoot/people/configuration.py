"""The names of roles in the one configuration file, so that a reader knows what permissions were meant. Never people."""

from folkmoot.people.rules import ROLES
from folkmoot.record.configuration import Strict
from folkmoot.record.manifest import ConfigurationError


class PeopleModel(Strict):
    """The roles that the installation knows."""

    roles: tuple[str, ...] = ()


def export() -> PeopleModel:
    """The roles of this program."""
    return PeopleModel(roles=ROLES)


def load(wanted: PeopleModel, at: str) -> list[str]:
    """Nothing changes: roles come with the program. One that it does not know is an error."""
    unknown = [
        (f"{at}/roles/{number}", f"there is no role {role[:40]!r}: there are {', '.join(ROLES)}")
        for number, role in enumerate(wanted.roles)
        if role not in ROLES
    ]
    if unknown:
        raise ConfigurationError(unknown)
    return []
