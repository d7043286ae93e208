"""What a fact is: an event that a part of the house declared, and the envelope it travels in.

An event is a frozen dataclass with two class variables, ``kind`` (``"petitions.signed"``) and ``version``.
Its fields are plain data: strings, numbers, booleans, dates, decimals, enums, tuples and further frozen
dataclasses. The envelope is the public JSON document whose canonical form (RFC 8785) is a leaf of the tree.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar, Generic, Protocol, TypeVar

import rfc8785
from pydantic import TypeAdapter, ValidationError

MAX_ENTRY = 65_535
"""Largest entry in bytes: bundles write lengths as uint16 (C2SP tlog-tiles)."""

KIND = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*\Z")
SUBJECT = re.compile(r"[a-z][a-z0-9_]*/[A-Za-z0-9._~-]{1,120}\Z")
ACTOR = re.compile(r"(office:[a-z0-9][a-z0-9-]{0,60}|person:[0-9a-f]{32}|system:[a-z][a-z0-9-]{0,60})\Z")
_EMAIL = re.compile(rb"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*\.[A-Za-z]{2,24}\b")


class Event(Protocol):
    """Any event class: see the module's text."""

    kind: ClassVar[str]
    version: ClassVar[int]
    __dataclass_fields__: ClassVar[dict[str, Any]]


E = TypeVar("E")


class RefusedFact(ValueError):
    """A fact that may not enter the record; the message says what was wrong and what would be right."""


@dataclass(frozen=True, slots=True)
class Fact(Generic[E]):
    """One accepted fact. ``index`` is its public number, or None until it is sealed; ``position`` counts from
    1 within its subject.
    """

    id: str
    kind: str
    version: int
    subject: str
    actor: str
    accepted: datetime
    position: int
    index: int | None
    event: E


_adapters: dict[type[Any], TypeAdapter[Any]] = {}


def adapter(event_type: type[Any]) -> TypeAdapter[Any]:
    """The pydantic adapter of an event class; building one is slow, so each is built once."""
    if event_type not in _adapters:
        _adapters[event_type] = TypeAdapter(event_type)
    return _adapters[event_type]


def new_id(at: datetime) -> str:
    """A fact's id: 32 hexadecimal digits, 12 of milliseconds and 20 random, so that ids sort by time."""
    return f"{int(at.timestamp() * 1000):012x}{secrets.token_hex(10)}"


def timestamp(at: datetime) -> str:
    """RFC 3339 in UTC with six digits of fraction and ``Z``: one way to write each instant."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def payload_of(event: Any) -> dict[str, Any]:
    """The event as JSON values. Raises RefusedFact when a field does not have its declared type."""
    kind = adapter(type(event))
    try:
        value: dict[str, Any] = kind.dump_python(event, mode="json", warnings="error")
        kind.validate_python(value)
    except (ValidationError, ValueError) as error:
        raise RefusedFact(f"{type(event).__name__} does not fit its declared types: {error}") from error
    return value


def event_from(event_type: type[E], payload: dict[str, Any]) -> E:
    """The event that a payload stands for. Raises RefusedFact when it does not fit."""
    try:
        event: E = adapter(event_type).validate_python(payload)
    except ValidationError as error:
        raise RefusedFact(f"payload does not fit {event_type.__name__}: {error}") from error
    return event


def envelope(
    *,
    fact_id: str,
    kind: str,
    version: int,
    subject: str,
    actor: str,
    accepted: datetime,
    payload: dict[str, Any],
) -> bytes:
    """The leaf: canonical JSON of the public envelope, at most 65,535 bytes, or RefusedFact."""
    if not KIND.match(kind):
        raise RefusedFact(f"kind {kind!r} must look like 'module.happened'")
    if not SUBJECT.match(subject):
        raise RefusedFact(f"subject {subject!r} must look like 'petitions/42'")
    if not ACTOR.match(actor):
        raise RefusedFact(
            f"actor {actor!r} must be office:…, person:<32 hex digits> or system:…, never a name"
        )
    try:
        entry = rfc8785.dumps(
            {
                "accepted": timestamp(accepted),
                "actor": actor,
                "id": fact_id,
                "kind": kind,
                "payload": payload,
                "subject": subject,
                "version": version,
            }
        )
    except rfc8785.CanonicalizationError as error:
        raise RefusedFact(f"{kind} cannot be written as canonical JSON: {error}") from error
    if len(entry) > MAX_ENTRY:
        raise RefusedFact(
            f"{kind} takes {len(entry):,} bytes; at most {MAX_ENTRY:,}: put the document in a segment"
        )
    if found := _EMAIL.search(entry):
        raise RefusedFact(
            f"{kind} holds an e-mail address ({len(found[0])} characters): commit to it instead"
        )
    return entry
