"""Every kind of fact of petitions and talk, and which followers carry it; each gap has its reason beside it.

One story makes a fact of every kind. People follow everything at once, everything once a day, the things themselves and
the parts; a program has a webhook; a reader has the feeds. A new kind of fact fails here until somebody has decided.
"""

import json
from dataclasses import dataclass
from datetime import timedelta

import pytest

from folkmoot.followers.all import followers
from folkmoot.followers.models import AccountNotice, Delivery, Mail, Subscription
from folkmoot.followers.notify import digests
from folkmoot.followers.notify import services as following
from folkmoot.followers.notify.targets import REPLIES, Target
from folkmoot.followers.webhooks import services as webhooks
from folkmoot.modules.petitions import events
from folkmoot.modules.petitions import services as petitions
from folkmoot.modules.petitions.models import BurstLog, GuardEntry
from folkmoot.modules.petitions.services import Conditions, Earlier
from folkmoot.modules.petitions.tests import town
from folkmoot.people.models import Person, Role
from folkmoot.record import api as record
from folkmoot.record import clock, registry, store
from folkmoot.record.follow import run_all
from folkmoot.record.queries import newest
from folkmoot.record.seal import seal
from folkmoot.talk import names
from folkmoot.talk import services as talk
from folkmoot.talk.events import QueueCounted, SpamModelTrained
from folkmoot.talk.models import Case, Comment
from folkmoot.talk.tests.test_spam_model import corpus
from folkmoot.talk.training import document, fitting
from tests.fixtures.talk import account, moderator, vouch

LOUD = "everybody"
"""Carried by mail at once, digests, feeds and webhooks, to whoever follows what it is about."""


@dataclass(frozen=True)
class Quiet:
    """Carried by webhooks alone; ``why`` no feed or mail has it, ``told`` whom the part names itself."""

    why: str
    told: str = ""


UNREAD = Quiet("the petition is not public before moderators have opened it")
SETUP = Quiet("how something is set up; the page about it says so")
MANY = Quiet("thousands of them would drown everything else; the count on the page moves")
CARRIED = {
    "petitions.kind_described": SETUP,
    "petitions.started": UNREAD,
    "petitions.signed": MANY,
    "petitions.withdrawn": MANY,
    "petitions.imported": LOUD,
    "petitions.invalidated": LOUD,
    "petitions.restored": LOUD,
    "petitions.sponsored": Quiet(UNREAD.why, told="creator"),
    "petitions.flagged": UNREAD,
    "petitions.parked": Quiet("it rests while a court decides; what comes of it is told"),
    "petitions.bursts_found": Quiet("moderators are told, by the part itself"),
    "petitions.burst_judged": Quiet("between moderators; nobody was accused"),
    "petitions.opened": LOUD,
    "petitions.rejected": LOUD,
    "petitions.returned": LOUD,
    "petitions.taken_down": LOUD,
    "petitions.stopped": Quiet("it was never open, so nobody could follow it"),
    "petitions.closed": LOUD,
    "petitions.threshold_reached": LOUD,
    "petitions.answered": LOUD,
    "petitions.debate_scheduled": LOUD,
    "petitions.debated": LOUD,
    "petitions.followed": LOUD,
    "petitions.noted": LOUD,
    "petitions.term_announced": LOUD,
    "petitions.term_called_off": LOUD,
    "petitions.term_ended": LOUD,
    "petitions.term_settled": LOUD,
    "petitions.ended": Quiet("the end of the term is told once for all petitions", told="creator"),
    "petitions.reopened": LOUD,
    "petitions.archived": Quiet("what becomes of the term's petitions is told once for all", told="creator"),
    "petitions.limits_described": SETUP,
    "petitions.guarded": SETUP,
    "petitions.unguarded": SETUP,
    "talk.discussions_described": SETUP,
    "talk.thread_closed": LOUD,
    "talk.thread_reopened": LOUD,
    "talk.commented": LOUD,
    "talk.revised": Quiet("the same comment in other words; mail cannot be taken back"),
    "talk.withdrawn": Quiet("whoever took words back did not want them told of"),
    "talk.supported": MANY,
    "talk.support_withdrawn": MANY,
    "talk.flagged": Quiet("a report is an accusation until a moderator has read it"),
    "talk.held": Quiet("nobody but its author sees the comment", told="author"),
    "talk.released": Quiet("it was told when it was written", told="author"),
    "talk.removed": Quiet("telling of it would lead people to it", told="author"),
    "talk.appealed": Quiet("between its author and the moderators"),
    "talk.appeal_decided": Quiet("between its author and the moderators", told="author"),
    "talk.destroyed": Quiet("nothing is left that could be told"),
    "talk.limited": Quiet("about a person", told="author"),
    "talk.limit_appealed": Quiet("about a person"),
    "talk.limit_decided": Quiet("about a person", told="author"),
    "talk.queue_counted": Quiet("moderators are told each morning, by the part itself"),
    "talk.spam_model_trained": SETUP,
}


def _petitions(robin, follower):
    petitions.describe_kind(description=town.KIND, actor=town.ADMIN)
    first = town.started(creator=town.signatory(0, email=robin.email, person_id=robin.pk))
    following.follow(target=Target("subject", f"petitions/{first}"), mail="at_once", person=follower)
    town.support(first)
    petitions.flag(number=first)
    petitions.park(number=first)
    petitions.give_back(number=first)
    petitions.open_petition(number=first, office="streets")
    mine, *_others = town.signed(first, 5, 6, 7, 8)
    petitions.withdraw(signer_id=mine.pk)
    early = [
        Earlier(name=f"Person {at}", email=f"{at}@old.example", at=clock.now(), postcode="MH1 1AA")
        for at in ("Ann", "Ben", "Cid", "Dan")
    ]
    petitions.import_signatures(number=first, office="streets", source="Old system", rows=early)
    struck = petitions.invalidate(
        number=first, wanted=Conditions(domain="old.example"), reason="other", words="Robots"
    )
    petitions.restore(number=first, batch=struck.fact_id, words="A mistake")
    petitions.answer(number=first, office="streets", summary="Lights will come.", words="In May.")
    on = clock.now().date()
    petitions.schedule_debate(number=first, office="streets", step=1, on_day=on)
    petitions.tell_debate(number=first, office="streets", step=1, on_day=on, held=True, words="Lights it is.")
    petitions.follow_up(
        number=first, office="streets", subject="Business", body="Committee", on_day=on, words="Read."
    )
    petitions.add_note(number=first, office="streets", words="The school has moved.")
    second = town.started("More trees in the park")
    town.support(second)
    petitions.reject(number=second, code="duplicate", words="There is one already.")
    petitions.stop(number=town.started("Fewer stones on the path"))
    with town.later(days=91):
        petitions.close_due()
        petitions.take_down(number=first, reason="unlawful", words="A court said so.")
    return first


def _term(code, how, robin):
    """Petitions stop with a term, and go on or rest."""
    number = town.started(
        f"A bench for {code}", creator=town.signatory(0, email=robin.email, person_id=robin.pk)
    )
    town.support(number)
    petitions.open_petition(number=number, office="streets")
    known = {
        "code": code, "period": code, "government": "Council", "kinds": ("town",),
        "ends": clock.now() + timedelta(days=3), "actor": town.ADMIN,
    }  # fmt: skip
    petitions.announce_term(**known)
    petitions.call_off_term(code=code, actor=town.ADMIN)
    petitions.announce_term(**known)
    with town.later(days=5):
        petitions.end_terms()
        petitions.settle_term(code=code, how=how, actor=town.ADMIN)
        petitions.settle_terms()


def _rules_of_petitions():
    petitions.describe_limits(description=events.LimitsDescribed(burst=9), actor=town.ADMIN)
    petitions.add_guards(
        sort="domain", values=["junk.example"], allow=False, reason="other", actor=town.ADMIN
    )
    petitions.lift_guards(keys=list(GuardEntry.objects.values_list("pk", flat=True)), actor=town.ADMIN)
    petitions.describe_limits(
        description=events.LimitsDescribed(burst=9, watched=2, noticed=2), actor=town.ADMIN
    )
    petitions.watch_bursts()
    petitions.judge_burst(burst=BurstLog.objects.first().pk, verdict="expected")


def _talk(ada):
    """A discussion in which everything happens."""
    about, thread = "debates/parks", names.thread_of("debates/parks")
    mika, noor, crowd = moderator("mika"), moderator("noor"), account("crowd")
    talk.describe_discussions(open_=["debates"], actor="office:council")
    vouch(ada)
    vouch(crowd)
    talk.comment(about=about, person=ada, words="More trees, and soon.")
    talk.revise(thread=thread, number=1, person=ada, words="More trees, and very soon.")
    talk.comment(about=about, person=crowd, words="Which trees?", parent=1)
    talk.answer(about=about, office="streets", words="A hundred limes come in May.", parent=1)
    talk.support(thread=thread, number=1, person=crowd, direction="up")
    talk.unsupport(thread=thread, number=1, person=crowd)
    talk.comment(about=about, person=ada, words="I take this back in a moment.")
    talk.withdraw(thread=thread, number=4, person=ada)
    talk.flag(thread=thread, number=1, person=crowd, reason="abuse")
    talk.remove(thread=thread, number=1, person=mika, reason="abuse", words="Too loud.")
    talk.appeal(thread=thread, number=1, person=ada, words="It is not.")
    talk.decide_appeal(thread=thread, number=1, person=noor, restored=False, words="It is.")
    until = clock.now() + timedelta(days=7)
    fact = Comment.objects.get(thread=thread, number=1).fact_id
    talk.limit(comment=fact, person=mika, kind="slow", until=until, words="Too many.")
    talk.appeal_limit(person=ada, words="I apologised.")
    talk.decide_limit(voice=names.voice(ada.pk), person=noor, lifted=True, words="So you did.")
    talk.close_thread(thread=thread, office="council", words="All was said.")
    talk.reopen_thread(thread=thread, office="council")
    with town.later(days=40):
        talk.destroy_due(clock.now())
    _set_up_moderation()
    return thread


def _set_up_moderation():
    """Facts of the part itself, written as its chores and its command line write them when there is enough to count."""
    with record.about(names.QUEUE, actor="system:talk") as fact:
        fact(QueueCounted(day=clock.now().date(), waiting=1, overdue=0))
    figures = ("precision", "recall", "auc", "log_loss")
    learned, _better, _by_hand = fitting.train(corpus(), data={})
    model = store.put_segment(document.write(learned), media_type="application/json")
    with record.about(names.SPAM, actor=town.ADMIN) as fact:
        fact(
            SpamModelTrained(
                number=1, model=model, data="1" * 64, comments=400, spam=100, since=clock.now(), until=clock.now(),
                **dict.fromkeys((*figures, *(f"by_hand_{one}" for one in figures)), 0.5),
            )
        )  # fmt: skip


@pytest.mark.django_db
def test_every_kind_has_been_decided():
    public = {
        one.kind for part in registry.manifests() if part.slug in {"petitions", "talk"} for one in part.events
    }
    assert public == set(CARRIED), "say who carries a new kind, or why nobody does"
    for kind, carried in CARRIED.items():
        act = registry.act_of(kind)
        assert act is not None, f"{kind} has no words"
        assert act.quiet == (carried is not LOUD), kind


@dataclass
class Story:
    """What was told to whom: the followers, and the facts by their kinds."""

    everything: object
    subject: object
    creator: object
    author: object
    petition: int
    facts: dict[str, list[object]]


@pytest.fixture
def story(db, client):
    town.describe_town()
    people = {name: account(name) for name in ("everything", "subject", "robin", "ada")}
    following.follow(target=Target("everything"), mail="at_once", person=people["everything"])
    daily = following.follow(target=Target("everything"), mail="daily", email="daily@town.example")
    following.confirm(subscription_id=daily.pk, mail="daily")
    following.follow(target=Target("subject", "debates/parks"), mail="at_once", person=people["subject"])
    officer = account("olu")
    Role.objects.create(person=officer, role="officer", office="streets")
    webhooks.register(name="A program", url="https://program.example/hook")
    digests._done.clear()
    digests.send_due()
    _term("2018-2022", "archived", people["robin"])
    _term("2022-2026", "reopened", people["robin"])
    _rules_of_petitions()
    number = _petitions(people["robin"], people["subject"])
    _talk(people["ada"])
    seal()
    run_all(followers())
    facts = {}
    for entry in newest(limit=1000):
        facts.setdefault(entry.kind, []).append(entry)
    with town.later(days=95):
        digests._done.clear()
        digests.send_due()
    yield Story(people["everything"], people["subject"], people["robin"], people["ada"], number, facts)
    digests._done.clear()


def _in_feed(client, path):
    feed = json.loads(client.get(path).content)
    return {int(one["external_url"].rpartition("/")[2]) for one in feed["items"]}


def test_each_kind_is_carried_as_was_decided(story, client, monkeypatch):
    monkeypatch.setattr("folkmoot.followers.feeds.LENGTH", 500)
    feed = _in_feed(client, "/feeds/all.json")
    parts = _in_feed(client, "/feeds/module/petitions.json") | _in_feed(client, "/feeds/module/talk.json")
    digest = "".join(Mail.objects.filter(key__startswith="digest:").values_list("text", flat=True))
    mailed = {
        key.split(":")[1]
        for key in Mail.objects.filter(person=story.everything.pk).values_list("key", flat=True)
    }
    posted = set(Delivery.objects.values_list("index", flat=True))
    noticed = set(AccountNotice.objects.filter(person=story.everything.pk).values_list("fact_id", flat=True))
    named = set(
        AccountNotice.objects.filter(person__in=[story.creator.pk, story.author.pk]).values_list(
            "fact_id", flat=True
        )
    )
    missing = set(CARRIED) - set(story.facts)
    assert not missing, f"the story makes no {missing}"
    for kind, carried in CARRIED.items():
        for fact in story.facts[kind]:
            assert fact.index in posted, f"{kind}: webhooks carry every public fact"
            everybody = carried is LOUD
            assert (fact.index in feed) == everybody, f"{kind}: feed"
            assert (fact.index in parts) == everybody, f"{kind}: feed of its part"
            assert (fact.fact_id in noticed) == everybody, f"{kind}: account"
            assert (fact.fact_id in mailed) == everybody, f"{kind}: mail at once"
            assert (f"/record/{fact.index}\n" in digest) == everybody, f"{kind}: digest"
        if isinstance(carried, Quiet):
            assert carried.why
            told = any(fact.fact_id in named for fact in story.facts[kind])
            assert told == bool(carried.told), f"{kind}: told to its {carried.told or 'nobody'}"


def test_who_follows_a_thing_hears_what_offices_say_about_it_and_not_every_comment(story, client):
    told = AccountNotice.objects.filter(person=story.subject.pk)
    kinds = list(told.filter(subject__startswith="threads/").order_by("index").values_list("kind", flat=True))
    assert kinds == ["talk.commented", "talk.thread_closed", "talk.thread_reopened"]
    loud = {kind for kind, carried in CARRIED.items() if carried is LOUD and kind.startswith("petitions.")}
    elsewhere = {"petitions.rejected", "petitions.reopened"} | {one for one in loud if "term_" in one}
    heard = set(told.filter(subject=f"petitions/{story.petition}").values_list("kind", flat=True))
    assert heard == loud - elsewhere
    answers = {
        one.index
        for kind in ("talk.commented", "talk.thread_closed", "talk.thread_reopened")
        for one in story.facts[kind]
        if one.actor.startswith("office:") and one.subject == "threads/debates~parks"
    }
    feed = _in_feed(client, "/feeds/subject/debates/parks.json")
    assert feed == answers


def test_answers_to_what_one_said_are_told_as_loudly_as_one_wants(story):
    ada = story.author
    told = AccountNotice.objects.filter(person=ada.pk, purpose="talk.reply")
    assert told.count() == 2, "a resident's reply and the office's answer"
    mails = Mail.objects.filter(person=ada.pk, key__startswith="notice:talk.reply:")
    assert mails.count() == 2
    assert "List-Unsubscribe" in mails[0].headers
    [setting] = ada_settings(ada)
    assert (setting.sort, setting.mail) == (REPLIES, "at_once")

    thread = "debates/parks"
    crowd = story_crowd()
    written = talk.comment(about=thread, person=ada, words="Limes are fine by me.")
    following.change(subscriber=setting.subscriber, subscription_id=setting.pk, mail="daily")
    talk.comment(about=thread, person=crowd, words="Not by me.", parent=written.number)
    seal()
    run_all(followers())
    assert told.count() == 3, "the account hears of it"
    assert mails.count() == 2, "and no mail comes at once"
    with town.later(days=99):
        digests._done.clear()
        digests.send_due()
    digest = Mail.objects.get(person=ada.pk, key__startswith="digest:daily")
    assert f"/record/{told.order_by('-index')[0].index}\n" in digest.text

    assert following.stop(subscriber=setting.subscriber, what=str(setting.pk)) == 1
    [setting] = ada_settings(ada)
    assert setting.mail == "", "stopped stays stopped, in the account it goes on"
    talk.answer(about=thread, office="streets", words="Limes it is.", parent=written.number)
    seal()
    run_all(followers())
    assert told.count() == 4
    assert not mails.exists(), "what waited is thrown away, and nothing new comes"
    assert [one.mail for one in ada_settings(ada)] == [""]


def ada_settings(ada):
    return list(Subscription.objects.filter(subscriber__person=ada))


def story_crowd():
    return Person.objects.get(email="crowd@example.org")


def test_nobody_hears_of_a_reply_to_themselves_or_twice(story):
    ada = story.author
    count = AccountNotice.objects.filter(person=ada.pk, purpose="talk.reply").count()
    talk.comment(about="debates/parks", person=ada, words="I answer myself, see #2.", parent=2)
    seal()
    run_all(followers())
    assert AccountNotice.objects.filter(person=ada.pk, purpose="talk.reply").count() == count
    crowd = AccountNotice.objects.filter(person=story_crowd().pk, purpose="talk.reply")
    assert crowd.count() == 1, "replied to and mentioned in one comment is told once"
    assert Case.objects.filter(open=1).count() == 0
