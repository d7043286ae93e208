"""One person, one signature: who may sign, and what makes two signers the same."""

import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from folkmoot.modules.petitions.rules.base import Refusal

MOST_PER_ADDRESS = 2
"""People who share an e-mail address may both sign, if they live at the same postcode (reference: UK service)."""
_DOTLESS = frozenset({"gmail.com"})
_ALIASES = {"googlemail.com": "gmail.com"}


def canonical_email(email: str) -> str:
    """One form for every way to write a mailbox: lower case, no ``+tag``, no dots where the provider ignores them."""
    local, _at, domain = email.strip().casefold().rpartition("@")
    domain = _ALIASES.get(domain, domain)
    local = local.partition("+")[0] or local
    if domain in _DOTLESS:
        local = local.replace(".", "") or local
    return f"{local}@{domain}"


def folded(words: str) -> str:
    """A name or postcode for comparing: case, accents, spaces and punctuation make no difference."""
    plain = unicodedata.normalize("NFKD", words).casefold()
    # Letters of every script count; only marks, spaces and punctuation go.
    return "".join(letter for letter in plain if letter.isalnum())


@dataclass(frozen=True, slots=True)
class Before:
    """A signature of the same petition and mailbox: its folded name and postcode."""

    name: str
    postcode: str


def same_person(*, name: str, before: Iterable[Before]) -> bool:
    """Whether somebody with this folded name signed with this mailbox already."""
    return any(one.name == name for one in before)


def may_share(*, postcode: str, before: Sequence[Before]) -> Refusal | None:
    """Whether a further person may sign with a mailbox that others signed with."""
    if not before:
        return None
    if len(before) >= MOST_PER_ADDRESS:
        return Refusal("email", "two people have signed with this e-mail address; use another one")
    if not postcode or any(one.postcode != postcode for one in before):
        return Refusal(
            "email", "somebody with another postcode signed with this e-mail address; use another one"
        )
    return None


def may_sign(
    *,
    state: str,
    closes: datetime | None,
    now: datetime,
    invited: bool,
    sponsors: int,
    sponsors_most: int,
    accounts: bool,
    signed_in: bool,
) -> Refusal | None:
    """Whether a petition can be signed now. Before it opens only those who were ``invited`` may, as supporters."""
    if state == "open" and closes is not None and now < closes:
        if accounts and not signed_in:
            return Refusal("account", "only people who are signed in can sign this petition")
        return None
    if state in {"started", "sponsored"} and invited:
        if sponsors >= sponsors_most:
            return Refusal("state", "this petition has all the supporters it can have before it opens")
        return None
    if state in {"open", "closed"}:
        return Refusal("state", "this petition is closed; it cannot be signed any more")
    return Refusal("state", "this petition cannot be signed now")


def may_come_from(*, country: str, known: Collection[str]) -> Refusal | None:
    """Whether a country, empty where none was given, is one that there is."""
    return None if not country or country in known else Refusal("country", "choose a country from the list")


def may_live(*, area: str, areas: Collection[str], outside: bool) -> Refusal | None:
    """Whether somebody from an area, empty for elsewhere, may sign."""
    if area and areas and area not in areas:
        return Refusal("area", "this petition is for people of other areas")
    if not area and not outside:
        return Refusal("area", "only people who live here can sign this petition")
    return None
