"""Without an account people can report a comment: into the same queue, within limits, and a crowd holds nothing."""

import pytest
from tests.fixtures.talk import DEBATE, THREAD, account

from folkmoot.people.models import Spending
from folkmoot.record import text
from folkmoot.record.api import timeline
from folkmoot.record.projection import assert_replays
from folkmoot.talk import names, queries, rules, services, upcasts
from folkmoot.talk.models import Case, Comment, Flag

ADDRESS = "203.0.113.7"


def report(number=1, client=ADDRESS, **more):
    given = {"reason": "abuse", "words": "It is about my mother."} | more
    return services.flag_as_guest(thread=THREAD, number=number, client=client, **given)


def say(person, words="The people of number 9 are thieves."):
    return services.comment(about=DEBATE, person=person, words=words).number


def test_a_guest_reports_into_the_same_queue(ada, bo, mika):
    say(ada)
    report()
    services.flag(thread=THREAD, number=1, person=bo, reason="spam")
    [[looked], _after] = queries.queue(queries.Queue())
    assert looked.case.sort == "flagged"
    assert looked.flags == [("abuse", "It is about my mother.", True), ("spam", "", False)]
    row = Comment.objects.get(thread=THREAD, number=1)
    assert (row.flags, row.guest_flags) == (1, 1)
    said = timeline(names.subject_of(THREAD))[1]
    assert text.words_of([said.event.words]) == {}, "for moderators alone"
    services.remove(thread=THREAD, number=1, person=mika, reason="abuse", words="It accuses people.")
    assert Comment.objects.get(thread=THREAD, number=1).noticed == "report"
    with pytest.raises(services.Refused, match="off the page"):
        report(client="203.0.113.8")
    assert_replays()


def test_a_crowd_without_accounts_lets_nothing_wait(ada):
    say(ada)
    for n in range(3 * rules.ENOUGH_FLAGS):
        report(client=f"203.0.113.{n}")
    row = Comment.objects.get(thread=THREAD, number=1)
    assert (row.state, row.guest_flags) == (rules.VISIBLE, 3 * rules.ENOUGH_FLAGS)
    assert Case.objects.filter(thread=THREAD, open=1).count() == 1
    assert_replays()


def test_one_address_reports_a_comment_once_and_not_too_many(ada):
    for n in range(rules.GUEST_FLAGS_HOUR + 1):
        say(ada, f"Words {n} of somebody who talks about many things.")
    report(1)
    with pytest.raises(services.Refused, match="from your connection before"):
        report(1)
    for number in range(2, rules.GUEST_FLAGS_HOUR):
        report(number)
    with pytest.raises(services.TooMany):
        report(rules.GUEST_FLAGS_HOUR)
    assert Flag.objects.filter(guest=True).count() == rules.GUEST_FLAGS_HOUR - 1


def test_nothing_of_the_address_is_kept(ada):
    say(ada)
    say(ada, "Something else that is not so nice.")
    report(1)
    report(2)
    facts = [one for one in timeline(names.subject_of(THREAD)) if one.kind == "talk.flagged"]
    assert len({one.actor for one in facts}) == 2, "two reports cannot be told to be by one"
    assert ADDRESS not in repr(facts)
    assert not [one for one in Spending.objects.values_list("key", flat=True) if ADDRESS in one]


def test_the_page_takes_reports_without_signing_in(client, ada):
    say(ada)
    path = f"/talk/{DEBATE}/1/report"
    assert path in client.get(f"/talk/{DEBATE}").content.decode()
    assert "Insult or threat" in client.get(path).content.decode()
    assert client.post(path, {"reason": "whim"}).status_code == 400
    assert "A moderator looks at it" in client.post(path, {"reason": "abuse"}, follow=True).content.decode()
    again = client.post(path, {"reason": "abuse"})
    assert again.status_code == 400
    assert "from your connection before" in again.content.decode()
    assert client.post(f"/talk/{DEBATE}/99/report", {"reason": "abuse"}).status_code == 404
    for _n in range(rules.GUEST_FLAGS_HOUR):
        last = client.post(f"/talk/{DEBATE}/99/report", {"reason": "abuse"})
    assert last.status_code == 429
    newcomer = account("newcomer")
    held = say(newcomer, "Waits")
    assert client.get(f"/talk/{DEBATE}/{held}/report").status_code == 404, "what waits is not there yet"


def test_the_first_version_of_a_report_is_read():
    old = {"comment": 1, "reason": "spam", "words": ""}
    assert upcasts.UPCASTS["talk.flagged", 1](old) == {**old, "guest": False}
