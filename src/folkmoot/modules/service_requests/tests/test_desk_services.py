"""Priorities, passing on with a reason, and which colleague has a report."""

import threading

import pytest
from django.db import connection

from folkmoot.modules.service_requests import queries, rules, services
from folkmoot.modules.service_requests.models import Holder
from folkmoot.modules.service_requests.services import NotFound, Refused
from folkmoot.people.models import Person, Role
from folkmoot.record.api import timeline
from folkmoot.record.projection import assert_replays


def officer(name, office="lighting"):
    someone = Person.objects.create_user(f"{name}@example.org")
    Role.objects.create(person=someone, role="officer", office=office)
    return someone


def race(command, count=4):
    outcomes = []

    def work():
        try:
            command()
            outcomes.append("done")
        except Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def test_a_priority_is_said_once_and_known(lamp):
    services.prioritise(number=lamp, office="lighting", priority="urgent", words="Children play there")
    row = queries.request(lamp)
    assert (row.priority, row.state) == ("urgent", "new"), "saying how urgent it is does not take it on"
    for priority, why in (("urgent", "already"), ("soon", "choose one of")):
        with pytest.raises(Refused, match=why):
            services.prioritise(number=lamp, office="lighting", priority=priority)
    services.close(number=lamp, office="lighting", reason="resolved", words="done")
    with pytest.raises(Refused, match="closed"):
        services.prioritise(number=lamp, office="lighting", priority="low")
    with pytest.raises(NotFound):
        services.prioritise(number="none", office="lighting", priority="low")
    assert_replays()


@pytest.mark.django_db(transaction=True)
def test_a_priority_races_itself(lamp):
    said = race(lambda: services.prioritise(number=lamp, office="lighting", priority="high"))
    assert said == ["done"] + ["refused"] * 3
    assert len(timeline(f"requests/{lamp}")) == 2
    assert_replays()


def test_passing_on_says_why(lamp):
    with pytest.raises(Refused, match="say why"):
        services.assign(number=lamp, office="lighting", to="streets")
    with pytest.raises(Refused, match="choose one of"):
        services.assign(number=lamp, office="lighting", to="streets", reason="mood")
    services.assign(number=lamp, office="lighting", to="streets", reason="skills")
    row = queries.request(lamp)
    assert (row.office, row.passed_on) == ("streets", 1)
    assert timeline(f"requests/{lamp}")[-1].event.reason == "skills"
    services.assign(number=lamp, office="streets", to="lighting", words="Words alone are reason enough")
    assert timeline(f"requests/{lamp}")[-1].event.reason == "other"
    assert_replays()


def test_every_known_priority_may_follow_every_other():
    for one in rules.PRIORITIES:
        for before in rules.PRIORITIES:
            assert (rules.may_prioritise(priority=one, before=before) is None) == (one != before)


def test_colleagues_take_hand_on_and_leave_reports(lamp):
    robin, kim, stranger = officer("robin"), officer("kim"), officer("stranger", "streets")
    before = len(timeline(f"requests/{lamp}"))
    services.take(number=lamp, person=robin)
    since = services.take(number=lamp, person=robin).since
    assert Holder.objects.get().since == since, "taking it again changes nothing"
    with pytest.raises(Refused, match="colleague"):
        services.take(number=lamp, person=kim)
    services.hand(number=lamp, to=kim, by=robin)
    assert Holder.objects.get().person == kim
    with pytest.raises(Refused, match="does not work for"):
        services.hand(number=lamp, to=stranger, by=kim)
    for act in (
        lambda: services.take(number=lamp, person=stranger),
        lambda: services.leave(number=lamp, by=stranger),
        lambda: services.take(number="none", person=kim),
    ):
        with pytest.raises(NotFound):
            act()
    services.leave(number=lamp, by=robin)
    services.leave(number=lamp, by=robin)
    assert not Holder.objects.exists()
    services.close(number=lamp, office="lighting", reason="resolved", words="done")
    with pytest.raises(Refused, match="closed"):
        services.take(number=lamp, person=robin)
    assert len(timeline(f"requests/{lamp}")) == before + 1, "who has it is no fact"
    assert_replays()


@pytest.mark.django_db(transaction=True)
def test_taking_races_itself(lamp):
    people = [officer(f"officer{number}") for number in range(4)]
    assert race(lambda: services.take(number=lamp, person=people.pop())) == ["done"] + ["refused"] * 3
    assert Holder.objects.count() == 1
