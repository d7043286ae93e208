"""The life of a petition: every command leaves facts, replays, and refuses what the rules do not allow."""

from datetime import date, timedelta

import pytest
import time_machine

from folkmoot.modules.petitions import queries, services
from folkmoot.modules.petitions.events import Document
from folkmoot.modules.petitions.models import Draft, Obligation, Petition, Signature, Signer
from folkmoot.modules.petitions.services import NotFound, Refused
from folkmoot.modules.petitions.tests.town import (
    count,
    later,
    opened,
    signatory,
    signed,
    started,
    states,
    support,
)
from folkmoot.people.models import Person
from folkmoot.record import text
from folkmoot.record.api import timeline
from folkmoot.record.models import RecordedFact
from folkmoot.record.projection import assert_replays


def kinds(number):
    return [one.kind.partition(".")[2] for one in timeline(f"petitions/{number}")]


def test_from_idea_to_debate(town):
    with time_machine.travel("2026-03-09T21:14:00+00:00", tick=False) as clock:
        row = services.start(
            idea=services.Idea(kind_code="town", action="Safe crossing", background="Lights on Hatch Road."),
            creator=signatory(0),
        )
        number = row.petition
        assert not RecordedFact.objects.filter(subject=f"petitions/{number}").exists(), (
            "nothing before it is confirmed"
        )
        services.confirm(signer_id=row.pk)
        petition = queries.petition(number)
        assert (petition.state, petition.count) == ("started", 1)
        assert not text.words_of([petition.action]), "words are private until a moderator has read them"
        assert Draft.objects.get(pk=number).action == ""
        support(number)
        assert queries.petition(number).state == "sponsored"
        services.open_petition(number=number, office="streets", topics=["Roads"])
        petition = queries.petition(number)
        assert text.words_of([petition.action]) == {petition.action: "Safe crossing"}
        assert petition.closes.isoformat() == "2026-06-07T23:00:00+00:00"
        signed(number, 4, 5)
        assert count(number) == 5
        assert not Obligation.objects.filter(reached__isnull=False).exists()
        signed(number, 6)
        owed = Obligation.objects.get(reached__isnull=False)
        assert (owed.at, owed.due.isoformat()) == (6, "2026-03-24T00:00:00+00:00")
        clock.shift(timedelta(days=3))
        services.answer(
            number=number,
            office="streets",
            summary="Yes to the guard",
            words="A guard starts soon.",
            documents=[Document(title="Letter", url="https://example.org/letter")],
        )
        assert not queries.owed().exists()
        signed(number, 7, 8, 9, 10)
        services.schedule_debate(number=number, office="streets", step=1, on_day=date(2026, 4, 14))
        services.tell_debate(
            number=number, office="streets", step=1, on_day=date(2026, 4, 14), held=True, words="Agreed.",
            video_url="https://example.org/film",
        )  # fmt: skip
        services.follow_up(
            number=number,
            office="streets",
            subject="Money set aside",
            body="Council",
            on_day=date(2026, 5, 1),
        )
        services.add_note(number=number, office="streets", words="The road is called Hatch Road.")
        with pytest.raises(Refused):
            services.tell_debate(
                number=number, office="streets", step=1, on_day=date(2026, 4, 14), held=True, words="Again"
            )
        clock.shift(timedelta(days=90))
        assert services.close_due() == 1
        assert services.close_due() == 0
        with pytest.raises(Refused, match="closed"):
            services.sign(number=number, signatory=signatory(20))
    petition = queries.petition(number)
    assert (petition.state, petition.count, petition.held) == ("closed", 10, True)
    assert kinds(number) == [
        "started", "signed", "signed", "signed", "sponsored", "opened", "signed", "signed", "signed",
        "threshold_reached", "answered", "signed", "signed", "signed", "threshold_reached", "signed",
        "debate_scheduled", "debated", "followed", "noted", "closed",
    ]  # fmt: skip
    assert_replays()


def test_nothing_personal_enters_the_record(town):
    number = opened()
    signed(
        number,
        signatory(7, name="Grace Hopper", email="grace@example.org", postcode="ZZ9 9ZZ", ip="192.0.2.9"),
    )
    for row in RecordedFact.objects.filter(subject=f"petitions/{number}"):
        entry = bytes(row.entry).decode()
        for private in ("Grace", "Hopper", "grace", "ZZ9", "192.0.2.9", "Ada", "Safe crossing", "Hatch"):
            assert private not in entry
    actors = {one.actor for one in timeline(f"petitions/{number}") if one.kind == "petitions.signed"}
    assert len(actors) == count(number)
    assert_replays()


def test_one_person_one_signature(town):
    number = opened()
    before = count(number)
    signed(number, signatory(7, email="grace+x@example.org", name="Grace  Hopper"))
    signed(number, signatory(7, email="GRACE@example.org", name="gracé hopper"))
    assert count(number) == before + 1
    signed(number, signatory(7, email="grace@example.org", name="Joan Hopper"))
    assert count(number) == before + 2, "a household may share a mailbox"
    for email, name, postcode in (
        ("grace@example.org", "Third Hopper", "MH1 4AB"),
        ("p4@example.org", "Somebody Else", "MH9 9ZZ"),
    ):
        signed(number, 4)
        with pytest.raises(Refused):
            services.sign(number=number, signatory=signatory(7, email=email, name=name, postcode=postcode))
    assert count(number) == before + 3
    assert_replays()


def test_confirming_twice_counts_once(town):
    number = opened()
    [row] = signed(number, 5)
    before = count(number)
    assert services.confirm(signer_id=row.pk).state == "counted"
    assert count(number) == before
    with pytest.raises(NotFound):
        services.confirm(signer_id=0)


def test_a_signature_is_taken_back_and_given_again(town):
    number = opened()
    [row] = signed(number, 5)
    before = count(number)
    assert services.withdraw(signer_id=row.pk) is not None
    assert services.withdraw(signer_id=row.pk) is None
    assert count(number) == before - 1
    signed(number, 5)
    assert count(number) == before
    assert Signature.objects.filter(petition=number).count() == before
    assert_replays()


def test_whoever_exceeds_a_limit_sees_what_everybody_sees(town, mailoutbox):
    number = opened()
    services.send_confirmations()
    mailoutbox.clear()
    rows = [services.sign(number=number, signatory=signatory(10 + at, ip="192.0.2.9")) for at in range(3)]
    assert services.send_confirmations() == 1
    assert len(mailoutbox) == 1
    before = count(number)
    for row in rows:
        services.confirm(signer_id=row.pk)
    assert count(number) == before + 1
    assert states().count("fraudulent") == 2
    with later(minutes=10):
        row = services.sign(number=number, signatory=signatory(30, ip="192.0.2.9"))
        assert services.confirm(signer_id=row.pk).state == "counted", "the next window begins anew"
    assert_replays()


def test_a_mail_goes_five_times_at_most(town, mailoutbox):
    number = opened()
    services.send_confirmations()
    mailoutbox.clear()
    for _each in range(8):
        services.sign(number=number, signatory=signatory(5))
        services.send_confirmations()
    assert len(mailoutbox) == 5
    assert "Confirm your signature" in mailoutbox[0].subject
    assert "\n" not in mailoutbox[0].subject


def test_whoever_signed_hears_so_by_mail_alone(town, mailoutbox):
    number = opened()
    signed(number, 5)
    services.send_confirmations()
    mailoutbox.clear()
    row = services.sign(number=number, signatory=signatory(5))
    assert row.state == "counted"
    services.send_confirmations()
    assert [one.subject for one in mailoutbox] == ["You have signed: Safe crossing at Northgate School"]


def test_an_account_signs_with_one_press(town):
    number = opened()
    person = Person.objects.create_user("grace@example.org", name="Grace Hopper")
    before = count(number)
    one = services.sign(
        number=number, signatory=signatory(5, email=person.email, name=person.name, person_id=person.pk)
    )
    assert (one.state, count(number)) == ("counted", before + 1)
    signed(number, signatory(5, email="grace@example.org", name="Grace Hopper"))
    assert count(number) == before + 1, "the same person without an account"
    assert_replays()


@pytest.mark.parametrize("code", ["duplicate", "offensive"])
def test_rejected_with_a_public_reason_and_taken_back(town, code):
    number = started()
    support(number)
    services.flag(number=number)
    services.reject(number=number, code=code, words="Somebody asked for it before: petition 3.")
    petition = queries.petition(number)
    shown = text.words_of([petition.action, petition.reason_words])
    assert petition.state == ("rejected" if code == "duplicate" else "hidden")
    assert (petition.action in shown) is (code == "duplicate")
    assert petition.reason_words in shown
    services.give_back(number=number)
    assert not text.words_of([petition.action, petition.reason_words])
    services.park(number=number)
    services.open_petition(number=number, office="streets")
    services.take_down(number=number, reason="unlawful", words="A court said so.")
    assert not text.words_of([petition.action])
    with pytest.raises(Refused):
        services.open_petition(number=number, office="streets")
    with pytest.raises(Refused):
        services.sign(number=number, signatory=signatory(9))
    assert_replays()


def test_supporters_come_by_invitation_and_not_without_end(town):
    number = started()
    with pytest.raises(Refused):
        services.sign(number=number, signatory=signatory(1))
    support(number, 4)
    with pytest.raises(Refused, match="all the supporters"):
        services.sign(number=number, signatory=signatory(9), invited=True)
    services.stop(number=number)
    with pytest.raises(Refused):
        services.open_petition(number=number, office="streets")
    assert_replays()


def test_what_is_not_confirmed_is_forgotten(town):
    number = opened()
    services.sign(number=number, signatory=signatory(5))
    row = services.start(
        idea=services.Idea(kind_code="town", action="Never confirmed", background="x"), creator=signatory(6)
    )
    with later(days=31):
        from folkmoot.modules.petitions import chores

        assert chores.sweep() == 3
    assert not Draft.objects.filter(pk=row.petition).exists()
    assert not Signer.objects.filter(state="pending").exists()


@pytest.mark.parametrize(
    ("idea", "who", "field"),
    [
        ({"action": " "}, {}, "action"),
        ({"action": "x" * 81}, {}, "action"),
        ({"background": ""}, {}, "background"),
        ({"details": "x" * 801}, {}, "details"),
        ({"details": "\x00"}, {}, "details"),
        ({}, {"name": "=cmd"}, "name"),
        ({}, {"name": "!!!"}, "name"),
        ({}, {"email": "nobody"}, "email"),
        ({}, {"email": "a@b c"}, "email"),
        ({}, {"postcode": "x" * 21}, "postcode"),
    ],
)
def test_a_bad_petition_is_refused_with_the_field(town, idea, who, field):
    good = {"kind_code": "town", "action": "Do it", "background": "Because"}
    with pytest.raises(Refused) as refused:
        services.start(idea=services.Idea(**good | idea), creator=signatory(1, **who))
    assert field in [one.field for one in refused.value.refusals]
    assert not Petition.objects.exists()
    assert not Draft.objects.exists()
