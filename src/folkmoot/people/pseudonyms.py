"""Names under which people act on the record: one for each subject, so that nobody can follow a person across them.

A pseudonym is an HMAC under a secret that lives outside the database. Who has the database alone cannot compute it;
once the account is erased its random id is gone and the pseudonym leads nowhere.
"""

import hashlib
import hmac
import uuid

from folkmoot.record.keys import secret

_LABEL = b"folkmoot/pseudonym/1\n"


def pseudonym(person_id: uuid.UUID | str, subject: str) -> str:
    """The actor ``person:<32 hex>`` of an account about one subject. ValueError when the id is not a UUID."""
    person = person_id if isinstance(person_id, uuid.UUID) else uuid.UUID(person_id)
    return _name("account", person.hex, subject)


def guest_pseudonym(contact_key: str, subject: str) -> str:
    """The actor of somebody without an account, from what they can be reached by (an address, an API key's account).

    Upper and lower case and spaces around it make no difference.
    """
    return _name("guest", contact_key.strip().casefold(), subject)


class Namer:
    """The same pseudonyms for passes over many people: it reads the secret once."""

    def __init__(self) -> None:
        self._key = secret("pseudonyms")

    def account(self, person_id: str, subject: str) -> str:
        """See ``pseudonym``."""
        return _name("account", uuid.UUID(person_id).hex, subject, self._key)

    def guest(self, contact_key: str, subject: str) -> str:
        """See ``guest_pseudonym``."""
        return _name("guest", contact_key.strip().casefold(), subject, self._key)


def _name(sort: str, who: str, subject: str, key: bytes | None = None) -> str:
    if not subject:
        raise ValueError("a pseudonym is about a subject: name it")
    # Lengths stand before the parts, so that no two different inputs give the same bytes.
    parts = [sort.encode(), who.encode(), subject.encode()]
    message = _LABEL + b"".join(len(part).to_bytes(4) + part for part in parts)
    return "person:" + hmac.digest(key or secret("pseudonyms"), message, hashlib.sha256).hex()[:32]
