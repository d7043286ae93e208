"""Those who follow, in tests."""

import re

from folkmoot.followers.models import Mail
from folkmoot.followers.notify import services
from folkmoot.followers.notify.targets import Target
from folkmoot.people.models import Person


def resident(name="robin", **more):
    return Person.objects.create_user(f"{name}@town.example", **more)


def follows(target, mail="at_once", *, person=None, email=""):
    """A subscription that counts, of an account or of an address that said yes."""
    row = services.follow(target=target, mail=mail, person=person, email=email)
    if person is None:
        row = services.confirm(subscription_id=row.pk, mail=mail)
    return row


def subject(number="a"):
    return Target("subject", f"ledger/{number}")


def waiting(email=None):
    rows = Mail.objects.filter(state="waiting").order_by("id")
    return list(rows.filter(email=email) if email else rows)


def link(text, name):
    """The path of a link in a mail, such as stop or mine."""
    return re.search(rf"https?://[^/\s]+(/follow/{name}/\S+)", text)[1]
