"""What becomes of petitions reaches whoever follows them: at once, in a digest, by feed and by webhook."""

from datetime import UTC, datetime

import pytest
import time_machine

from folkmoot.followers.models import Delivery, Mail
from folkmoot.followers.notify import digests
from folkmoot.followers.notify.targets import Target
from folkmoot.followers.tests.people import follows
from folkmoot.followers.tests.story import follow
from folkmoot.followers.webhooks import services as webhooks
from folkmoot.modules.petitions import services
from folkmoot.modules.petitions.tests.town import describe_town, opened, signatory, signed

MONDAY = datetime(2026, 3, 9, 12, tzinfo=UTC)
ANSWERED = "The institution answered Safe crossing at Northgate School"


@pytest.fixture
def now(db):
    with time_machine.travel(MONDAY, tick=False) as traveller:
        describe_town()
        yield traveller


@pytest.fixture
def number(now):
    found = opened()
    follow()
    Mail.objects.all().delete()
    return found


def answer(number):
    services.answer(number=number, office="streets", summary="Yes to the guard", words="Soon.")
    follow()


def mails():
    return {one.email: f"{one.subject}\n{one.text}" for one in Mail.objects.all()}


def test_followers_of_one_of_all_and_of_everything_hear_at_once(number):
    for name, target in (
        ("one", Target("subject", f"petitions/{number}")),
        ("part", Target("part", "petitions")),
        ("all", Target("everything")),
        ("other", Target("subject", "petitions/999")),
    ):
        follows(target, email=f"{name}@town.example")
    answer(number)
    told = {email for email, text in mails().items() if ANSWERED in text}
    assert told == {"one@town.example", "part@town.example", "all@town.example"}


def test_signers_hear_the_answer_in_its_words_and_only_once(number):
    signed(number, signatory(4, follows=True), signatory(5))
    follows(Target("subject", f"petitions/{number}"), email="p4@example.org")
    answer(number)
    mine = [one for one in Mail.objects.all() if one.email == "p4@example.org" and "guard" in one.text]
    assert len(mine) == 1, "who signed and follows is told once"
    assert "p5@example.org" not in mails()


def test_a_digest_names_it_and_signatures_are_in_none(now, number):
    follows(Target("part", "petitions"), mail="daily", email="daily@town.example")
    signed(number, 4, 5)
    answer(number)
    now.move_to(datetime(2026, 3, 10, 7, tzinfo=UTC), tick=False)
    assert digests.send_due() == 1
    text = mails()["daily@town.example"]
    assert ANSWERED in text
    assert "signed" not in text.lower()


def test_a_program_gets_every_fact_by_webhook(number):
    webhooks.register(name="A program", url="https://example.org/hook", kinds=("petitions.answered",))
    webhooks.register(name="All of it", url="https://example.org/all", modules=("petitions",))
    signed(number, 4)
    answer(number)
    assert Delivery.objects.count() == 3, "the answer for both, the signature for the second"


def test_the_feeds_of_the_record_have_it_too(client, number):
    answer(number)
    for address in (f"/feeds/subject/petitions/{number}.json", "/feeds/module/petitions.json"):
        titles = [one["title"] for one in client.get(address).json()["items"]]
        assert ANSWERED in titles, address
