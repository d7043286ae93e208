"""What the site is and which actions it has."""

from typing import Any

from django.conf import settings

from folkmoot import __version__
from folkmoot.modules.catalogue import entries, queries, rules, words
from folkmoot.modules.catalogue.ckan.ask import ACTIONS, Ask, Denied, Missing, action
from folkmoot.modules.catalogue.formats import vocabulary
from folkmoot.modules.catalogue.formats.ckan import objects
from folkmoot.modules.catalogue.formats.words import say

LEVEL = "2.11.0"
"""The version of CKAN whose answers these are; clients choose by it what they may ask."""


@action()
def site_read(_ask: Ask) -> bool:
    """Whether the site can be read: it always can."""
    return True


@action()
def status_show(_ask: Ask) -> dict[str, Any]:
    """What the site is called, and which extensions it has."""
    here = entries.catalogue()
    language = queries.known().languages[0]
    return {
        "ckan_version": LEVEL,
        "site_title": say(here.title, language.partition("-")[0]),
        "site_description": say(here.description, language.partition("-")[0]),
        "site_url": settings.ORIGIN.rstrip("/"),
        "error_emails_to": None,
        "locale_default": language,
        "extensions": ["datastore"],
        "folkmoot_version": __version__,
    }


@action()
def help_show(ask: Ask) -> str:
    """What an action does. name: the action."""
    name = ask.word("name")
    if name not in ACTIONS:
        raise Missing(f"Action name not known: {name}")
    return ACTIONS[name].help


@action()
def license_list(_ask: Ask) -> list[dict[str, Any]]:
    """The licences that datasets can have here."""
    found = [
        vocabulary.licence_of(id=code, url=words.licence(code)[1], title=words.licence(code)[0])
        for code in rules.LICENCES
    ]
    return [objects.licence(one) for one in found if one is not None]


@action("user_list", "user_show")
def user_list(ask: Ask) -> Any:
    """Nobody's account is told of; a key may ask who it is: its name and its office."""
    if ask.caller.key is None:
        raise Denied("accounts are not public")
    key = ask.caller.key
    asked = ask.text("id")
    told = {"id": f"key-{key.pk}", "name": f"key-{key.pk}", "fullname": key.name, "display_name": key.name,
            "state": "active", "sysadmin": False, "about": None, "activity_streams_email_notifications": False,
            "number_created_packages": 0, "created": objects.naive(key.created.isoformat())}  # fmt: skip
    if asked and asked not in {told["id"], key.name}:
        raise Missing("User not found")
    return told if "user_show" in ask.request.path else [told]
