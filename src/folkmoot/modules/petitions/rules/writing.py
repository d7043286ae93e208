"""What may be written: lengths of the UK service, names that cannot be names, published standards."""

import re
from collections.abc import Mapping

from folkmoot.modules.petitions.rules.base import Refusal, too_long

ACTION, BACKGROUND, DETAILS, NAME, POSTCODE = 80, 300, 800, 255, 20
WORDS, SUMMARY, REASON, NOTE, BODY = 6000, 500, 4000, 800, 120
"""Most characters of each text."""
ADDRESS, EMAIL, DIGITS = 400, 254, 9

_ADDRESS = re.compile(r"(https?:|www\.|[a-z0-9-]\.(com|org|net|uk|de|io|info)\b)", re.IGNORECASE)
_FORMULA = ("-", "=", "+", "@")

SHOWN_CODES = ("duplicate", "irrelevant", "no_action", "honours", "fake_name", "foi")
HIDDEN_CODES = ("libellous", "offensive", "advert", "withdrawn")
REJECTIONS = SHOWN_CODES + HIDDEN_CODES
"""Why a petition is not published. With a hidden code neither its title nor its text is shown."""
REMOVALS = ("personal", "unlawful", "erasure")
INVALIDATIONS = ("automated", "duplicate", "false_details", "other")

UK_CODES: Mapping[str, str] = {"no_action": "no-action", "fake_name": "fake-name", "withdrawn": "removed"}
"""Codes that the UK service writes otherwise."""


def text(where: str, words: str, most: int, *, needed: bool = True) -> Refusal | None:
    """A text that may be needed and has a longest length."""
    if needed and not words.strip():
        return Refusal(where, "write something here")
    if len(words) > most:
        return too_long(where, most, words)
    if "\x00" in words:
        return Refusal(where, "this holds a character that cannot be kept; write it again")
    return None


def name(words: str) -> Refusal | None:
    """A signer's name: no address of a website, nothing that a spreadsheet would compute."""
    if problem := text("name", words, NAME):
        return problem
    if words.strip().startswith(_FORMULA):
        return Refusal("name", "a name does not begin with - = + or @")
    if _ADDRESS.search(words):
        return Refusal("name", "write your name without a web address")
    return None


def petition(*, action: str, background: str, details: str) -> list[Refusal]:
    """Everything that is wrong with the words of a petition."""
    found = [
        text("action", action, ACTION),
        text("background", background, BACKGROUND),
        text("details", details, DETAILS, needed=False),
    ]
    return [one for one in found if one is not None]


def is_hidden(code: str) -> bool:
    """Whether a rejection with this code keeps the words from being shown."""
    return code in HIDDEN_CODES


def address(where: str, url: str) -> Refusal | None:
    """A link that may be shown: empty or http(s)."""
    if not url or (
        url.startswith(("https://", "http://")) and len(url) <= ADDRESS and not re.search(r"[\s<>\"']", url)
    ):
        return None
    return Refusal(where, "give a whole address that begins with https://, at most 400 characters")


def whole(words: str) -> int | None:
    """The number from 0 to a billion that stands in an address or a form; None when it is none."""
    return int(words) if words.isascii() and words.isdigit() and len(words) <= DIGITS else None
