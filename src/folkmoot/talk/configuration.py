"""What can be discussed, and the house rules, as a share of the one configuration file."""

from typing import Any

from django.utils.translation import gettext as _

from folkmoot.places.services import ADMINISTRATION
from folkmoot.record.configuration import Strict
from folkmoot.record.manifest import ConfigurationError
from folkmoot.talk import services
from folkmoot.talk.declared import discussions


class TalkModel(Strict):
    """Sorts of subjects (requests) or parts of one (requests/lamp), and house rules by reason. What is unsaid stays."""

    open: tuple[str, ...] | None = None
    read_first: tuple[str, ...] | None = None
    house_rules: dict[str, str] | None = None


def export() -> TalkModel:
    """What can be discussed, where a moderator reads first, and the institution's own words of its rules."""
    now = discussions()
    return TalkModel(
        open=tuple(now.open),
        read_first=tuple(now.read_first),
        house_rules=dict(sorted(now.house_rules.items())),
    )


def load(wanted: TalkModel, at: str) -> list[str]:
    """Describe discussions where they are not as wanted. Raises ConfigurationError with every problem."""
    now = discussions()
    kept: dict[str, Any] = {
        "open": list(now.open) if wanted.open is None else sorted(set(wanted.open)),
        "read_first": list(now.read_first) if wanted.read_first is None else sorted(set(wanted.read_first)),
        "house_rules": dict(now.house_rules if wanted.house_rules is None else wanted.house_rules),
    }
    if kept == {"open": list(now.open), "read_first": list(now.read_first), "house_rules": now.house_rules}:
        return []
    try:
        services.describe_discussions(
            open_=kept["open"],
            read_first=kept["read_first"],
            house_rules=kept["house_rules"],
            actor=ADMINISTRATION,
        )
    except services.Refused as error:
        raise ConfigurationError((f"{at}/{_place(one.field)}", one.why) for one in error.refusals) from error
    return [_("What can be discussed and the house rules change")]


def _place(field: str) -> str:
    """Where in the document the field of a refusal stands."""
    return field.replace("rule_", "house_rules/", 1) if field.startswith("rule_") else field
