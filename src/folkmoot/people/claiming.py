"""Taking a new installation: a code that only its operator can read makes the first administrator, once.

The code is a secret beside the record's key, so whoever reads it could do anything with the installation anyway. It is
good while nobody is an administrator and is destroyed with the claim.
"""

import base64
import hashlib
import hmac

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.utils.translation import gettext as _

from folkmoot.people import rules
from folkmoot.people.accepting import make_account
from folkmoot.people.models import Person, Role
from folkmoot.people.roles import Refused
from folkmoot.record import keys

_SECRET = "setup"  # noqa: S105 - the name of one.
_LABEL = b"folkmoot/setup/1\n"
_GROUP, _LETTERS = 4, 16


def is_claimed() -> bool:
    """Whether somebody is an administrator of the whole institution."""
    return bool(
        Role.objects.filter(
            role=rules.ADMINISTRATOR, office=rules.EVERYWHERE, person__is_active=True
        ).exists()
    )


def setup_code() -> str:
    """The code of this installation: 16 letters and digits (80 bits) in groups of four."""
    digest = hmac.digest(keys.secret(_SECRET), _LABEL, hashlib.sha256)
    letters = base64.b32encode(digest).decode()[:_LETTERS]
    return "-".join(letters[at : at + _GROUP] for at in range(0, _LETTERS, _GROUP))


def claim(*, code: str, email: str, name: str = "") -> Person:
    """Make the first administrator. Raises Refused: wrong code, no address, or somebody was faster."""
    address = email.strip().lower()
    given = "".join(code.upper().split()).replace("-", "")
    if not hmac.compare_digest(given.encode(), setup_code().replace("-", "").encode()):
        raise Refused(
            rules.Refusal(
                "code", _("this is not the code: the server printed it, or run “folkmoot setup-code”")
            )
        )
    try:
        validate_email(address)
    except ValidationError as error:
        raise Refused(
            rules.Refusal("email", _("this is not an e-mail address, like name@example.org"))
        ) from error
    with transaction.atomic():
        _alone()
        if is_claimed():
            raise Refused(rules.Refusal("code", _("somebody is the administrator already: sign in instead")))
        person = Person.objects.filter(email=address).first() or make_account(
            address, name=name.strip()[:200]
        )
        Role.objects.create(person=person, role=rules.ADMINISTRATOR, office=rules.EVERYWHERE)
        transaction.on_commit(lambda: keys.forget(_SECRET))
    return person


def _alone() -> None:
    """One claim at a time: there is no row yet that could be locked. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        key = int.from_bytes(hashlib.sha256(_LABEL).digest()[:8], "big", signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])
