"""What the rest of the house asks of petitions: set-up, notices, API, home, metrics, personal data."""

import pytest
from django.core.mail import EmailMessage

from folkmoot.modules.petitions import configuration, metrics, queries, services
from folkmoot.modules.petitions.models import Signer
from folkmoot.modules.petitions.notices import notices
from folkmoot.modules.petitions.tests.town import (
    KIND,
    count,
    later,
    opened,
    signatory,
    signed,
    started,
    support,
)
from folkmoot.people import personal
from folkmoot.people.models import Person, Role
from folkmoot.record import clock
from folkmoot.record.api import timeline
from folkmoot.record.manifest import ConfigurationError
from folkmoot.record.projection import assert_replays
from folkmoot.record.registry import cards


def test_loading_what_was_exported_changes_nothing(town):
    found = configuration.export()
    assert configuration.load(found, "/parts/petitions") == []
    assert found.kinds[0].steps[0].at == 6
    changed = found.model_copy(update={"kinds": (found.kinds[0].model_copy(update={"days": 30}),)})
    assert configuration.load(changed, "/parts/petitions") == [
        "The kind of petition Petition to the town changes"
    ]
    assert queries.kind("town").days == 30
    bad = found.model_copy(update={"kinds": (found.kinds[0].model_copy(update={"office": "nobody"}),)})
    with pytest.raises(ConfigurationError) as error:
        configuration.load(bad, "/parts/petitions")
    assert error.value.problems[0][0] == "/parts/petitions/kinds/0/office"
    assert_replays()


def told(number):
    return list(notices(timeline(f"petitions/{number}")))


def test_signers_who_want_to_are_told(town):
    officer = Person.objects.create_user("officer@example.org")
    Role.objects.create(person=officer, role="officer", office="streets")
    number = opened()
    signed(number, signatory(4, follows=True), signatory(5, follows=True, language="de"), signatory(6))
    services.answer(number=number, office="streets", summary="Yes to the guard", words="Soon.")
    found = told(number)
    answered = [one for one in found if one.title.startswith(("Answered", "Beantwortet"))]
    assert {one.email for one in answered} == {"p4@example.org", "p5@example.org"}
    assert all("Yes to the guard" in one.body and "/petitions/mine?key=" in one.body for one in answered)
    assert len({one.title for one in answered}) == 2, "each in their own language"
    assert [one.title for one in found if one.person_id == officer.pk] == [
        "The institution must act: Safe crossing at Northgate School"
    ]
    creator = [one.title for one in found if one.email == "p0@example.org"]
    assert creator == [
        "Your petition has its supporters: Safe crossing at Northgate School",
        "Your petition is open: Safe crossing at Northgate School",
    ]
    signer = Signer.objects.get(email="p4@example.org")
    services.withdraw(signer_id=signer.pk)
    assert signer.email not in {one.email for one in told(number) if "Answered" in one.title}


def test_the_creator_hears_why_not(town):
    number = started()
    support(number)
    services.reject(number=number, code="irrelevant", words="Ask the county.")
    [last] = [one for one in told(number) if "not accepted" in one.title]
    assert "Ask the county." in last.body


def test_titles_in_mails_stay_on_one_line(town, mailoutbox):
    row = services.start(
        idea=services.Idea(kind_code="town", action="Do it\r\nBcc: x@example.org", background="x"),
        creator=signatory(0),
    )
    services.send_confirmations()
    assert isinstance(mailoutbox[0], EmailMessage)
    assert "\n" not in mailoutbox[0].subject
    assert mailoutbox[0].recipients() == [row.email]


def test_the_api(client, town):
    number, other = opened(), opened("Benches in Mill Park")
    signed(number, 4, 5, 6)
    page = client.get("/api/petitions/petitions", {"state": "open", "limit": 1}).json()
    assert [one["number"] for one in page["items"]] == [number]
    page = client.get("/api/petitions/petitions", {"state": "open", "limit": 1, "after": page["next"]}).json()
    assert ([one["number"] for one in page["items"]], page["next"]) == ([other], None)
    one = client.get(f"/api/petitions/petitions/{number}").json()
    assert (one["signatures"], one["steps"][0]["what"]) == (6, "answer")
    assert client.get("/api/petitions/kinds").json()[0]["code"] == "town"
    assert client.get(f"/api/petitions/petitions/{number}/areas").json() == [{"code": "", "signatures": 6}]
    assert client.get("/api/petitions/petitions/999").status_code == 404
    assert client.get("/api/petitions/petitions", {"after": "x"}).status_code == 400


def test_home_metrics_and_cards(client, town):
    assert metrics.in_time() is None
    number = opened()
    signed(number, 4, 5, 6)
    assert metrics.open_petitions() == 1
    assert "Safe crossing" in client.get("/").content.decode()
    with later(days=30):
        assert metrics.in_time() == 0
        assert queries.late(clock.now()) == 1
    assert cards([f"petitions/{number}", "petitions/x"])[f"petitions/{number}"].title.startswith("Safe")
    assert cards(["petition_kinds/town"])["petition_kinds/town"].title == KIND.title


def test_a_person_takes_their_data_home_and_is_forgotten(town):
    number = opened()
    person = Person.objects.create_user("p4@example.org", name="Ada ea")
    services.sign(
        number=number, signatory=signatory(4, email=person.email, name="Ada ea", person_id=person.pk)
    )
    before = count(number)
    tables = {one["table"]: one["rows"] for one in personal.export_of(person)["tables"]}
    assert tables["petitions.Signer"][0]["name"] == "Ada ea"
    personal.erase(person)
    assert not Signer.objects.filter(email="p4@example.org").exists()
    assert count(number) == before, "the signature still counts, without a name"
    assert_replays()
