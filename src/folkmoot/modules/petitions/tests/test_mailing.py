"""A rush of confirmation mails is sent in one go, and a worker that dies loses none of them."""

from datetime import timedelta

import pytest
from django.core.mail import EmailMessage

from folkmoot.modules.petitions import chores, services
from folkmoot.modules.petitions.models import Signer
from folkmoot.modules.petitions.services import mailing
from folkmoot.modules.petitions.tests.town import later, opened, signatory
from folkmoot.people.models import Person, Role


class Died(Exception):
    """The worker's process is gone."""


@pytest.fixture
def waiting(town, mailoutbox):
    number = opened()
    chores.send()
    mailoutbox.clear()
    for at in range(10, 17):
        services.sign(number=number, signatory=signatory(at))
    return number


def test_a_rush_is_sent_until_nothing_is_due(waiting, mailoutbox, monkeypatch):
    monkeypatch.setattr(mailing, "AT_ONCE", 2)
    assert chores.send() == 7
    assert len(mailoutbox) == 7
    assert chores.send() == 0
    assert not Signer.objects.exclude(mail_due=None).exists()


def test_a_worker_that_dies_sends_the_rest_later_and_few_twice(waiting, mailoutbox, monkeypatch):
    monkeypatch.setattr(mailing, "TOGETHER", 3)
    send, sent = EmailMessage.send, []

    def dying(message, *args, **kwargs):
        if len(sent) == 5:
            raise Died
        sent.append(message.to[0])
        return send(message, *args, **kwargs)

    monkeypatch.setattr(EmailMessage, "send", dying)
    with pytest.raises(Died):
        chores.send()
    monkeypatch.setattr(EmailMessage, "send", send)
    assert chores.send() == 0, "another worker waits until the claim is over"
    with later(seconds=timedelta(minutes=11).total_seconds()):
        assert chores.send() == 4
    told = [one.to[0] for one in mailoutbox]
    assert len(set(told)) == 7, "nobody is left out"
    assert len(told) == 9, "two that were sent and not yet marked came twice"


def test_officers_do_not_read_what_moderators_have_not_opened(client, town):
    started_one = services.start(
        idea=services.Idea(kind_code="town", action="Secret for now", background="x"), creator=signatory(0)
    )
    services.confirm(signer_id=started_one.pk)
    for role in ("officer", "moderator"):
        person = Person.objects.create_user(f"{role}@example.org")
        Role.objects.create(person=person, role=role, office="streets" if role == "officer" else "")
        client.force_login(person)
        page = client.get("/petitions/desk").content.decode()
        assert ("Secret for now" in page) is (role == "moderator")
