"""The envelope of every answer, and the errors, as CKAN 2.11 gives them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from folkmoot.record.refusal import Refusal

AUTHORIZATION, NOT_FOUND, VALIDATION = "Authorization Error", "Not Found Error", "Validation Error"
SEARCH_QUERY, SEARCH, INTEGRITY, INDEX = (
    "Search Query Error",
    "Search Error",
    "Integrity Error",
    "Search Index Error",
)
STATUS: Mapping[str, int] = {
    AUTHORIZATION: 403,
    NOT_FOUND: 404,
    VALIDATION: 409,
    SEARCH_QUERY: 400,
    SEARCH: 409,
    INTEGRITY: 400,
    INDEX: 500,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """The status of HTTP and the body, which is JSON."""

    status: int
    body: Any


def help_url(site: str, action: str) -> str:
    """Where an action is explained."""
    return f"{site.rstrip('/')}/api/3/action/help_show?name={action}"


def success(site: str, action: str, result: Any) -> Answer:
    """What an action gives."""
    return Answer(200, {"help": help_url(site, action), "success": True, "result": result})


def failure(site: str, action: str, kind: str, message: str = "", **more: Any) -> Answer:
    """An error of a kind of STATUS; `more` stands beside the message, such as `data` of an Integrity Error."""
    error: dict[str, Any] = {"__type": kind} | more
    if message:
        error["message"] = f"Not found: {message}" if kind == NOT_FOUND else message
    if kind == AUTHORIZATION:
        error["message"] = f"Access denied: {message}" if message else "Access denied"
    return Answer(STATUS[kind], {"help": help_url(site, action), "success": False, "error": error})


def invalid(site: str, action: str, refusals: Sequence[Refusal]) -> Answer:
    """A Validation Error: sentences by field; "resources[2].url" stands where CKAN's clients look for it."""
    told: dict[str, Any] = {}
    for one in refusals:
        told.setdefault(one.field or "__before", []).append(one.why)
    return Answer(
        STATUS[VALIDATION],
        {"help": help_url(site, action), "success": False, "error": {**told, "__type": VALIDATION}},
    )


def bad_request(message: str) -> Answer:
    """A request that no action could be found for or read from: a bare JSON text."""
    return Answer(400, f"Bad request - {message}")


def unknown_action(name: str) -> Answer:
    """There is no such action."""
    return bad_request(f"Action name not known: {name}")
