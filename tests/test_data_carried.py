"""Every kind of fact of the catalogue, and which followers carry it; each gap has its reason beside it.

One story makes a fact of every kind, as tests/test_followers_carry.py does for petitions and talk. What an office prepares and
what has not been reviewed is carried by webhooks alone, and nothing of its words is found by anybody.
"""

import json
from dataclasses import dataclass
from datetime import timedelta

import pytest

from folkmoot.followers import search
from folkmoot.followers.all import followers
from folkmoot.followers.models import AccountNotice, Activity, Delivery, Mail
from folkmoot.followers.notify import digests
from folkmoot.followers.notify import services as following
from folkmoot.followers.notify.targets import Target
from folkmoot.followers.webhooks import services as webhooks
from folkmoot.modules.catalogue import events, queries, services
from folkmoot.modules.catalogue.demo import neighbour
from folkmoot.modules.catalogue.harvest import bringing, running, sources
from folkmoot.modules.catalogue.models import Dataset
from folkmoot.modules.catalogue.tests import town
from folkmoot.modules.catalogue.tests.test_contributing import handed_in, resident, who
from folkmoot.record import clock, registry
from folkmoot.record.follow import run_all
from folkmoot.record.projection import assert_replays
from folkmoot.record.queries import newest
from folkmoot.record.seal import seal

LOUD = "everybody"
"""Carried by mail at once, digests, feeds and webhooks, to whoever follows what it is about."""


@dataclass(frozen=True)
class Quiet:
    """Carried by webhooks alone; ``why`` no feed or mail has it, ``told`` whom the part names itself."""

    why: str
    told: str = ""


DESK = Quiet("a step of the office at its desk; readers hear of the dataset when it is published")
UNREAD = Quiet("nobody has read it yet; its words are not public")
MANY = Quiet("many of them would drown everything else; the count on the page moves")
CARRIED = {
    "catalogue.described": DESK,
    "catalogue.submitted": DESK,
    "catalogue.published": LOUD,
    "catalogue.sent_back": DESK,
    "catalogue.withdrawn": LOUD,
    "catalogue.restored": LOUD,
    "catalogue.table_described": DESK,
    "catalogue.table_removed": LOUD,
    "catalogue.dictionary_laid_down": DESK,
    "catalogue.generation_made": Quiet(
        "tables that keep themselves current make one each day; the feed of open data and the page have it"
    ),
    "catalogue.version_shown": LOUD,
    "catalogue.data_asked": UNREAD,
    "catalogue.request_opened": LOUD,
    "catalogue.request_rejected": Quiet("its words may hurt somebody", told="asker"),
    "catalogue.request_supported": MANY,
    "catalogue.support_taken_back": MANY,
    "catalogue.request_answered": LOUD,
    "catalogue.request_taken_down": LOUD,
    "catalogue.reuse_handed_in": UNREAD,
    "catalogue.reuse_published": LOUD,
    "catalogue.reuse_rejected": Quiet("its words may hurt somebody", told="maker"),
    "catalogue.reuse_taken_down": LOUD,
    "catalogue.source_described": LOUD,
    "catalogue.source_closed": LOUD,
    "catalogue.harvest_ended": LOUD,
    "catalogue.harvested": Quiet("a harvest brings thousands; its end is told once"),
    "catalogue.gone_at_source": LOUD,
    "catalogue.overridden": DESK,
}
NAMED = {
    "catalogue.request_opened": "asker",
    "catalogue.request_rejected": "asker",
    "catalogue.request_answered": "asker",
    "catalogue.request_taken_down": "asker",
    "catalogue.reuse_published": "maker",
    "catalogue.reuse_rejected": "maker",
    "catalogue.reuse_taken_down": "maker",
}
"""Whom the part names itself for each kind, loud or quiet."""
FOUND = {
    "datasets/trees": "Street trees",
    "datasets/bathing-waters": "Bathing waters",
    "data_requests/{answered}": "Fountains of the north",
    "reuses/{shown}": "Shade map",
}
"""What a search finds after the story, by its words."""
HIDDEN = (
    "Draft of birds",
    "Rejected wishes",
    "Removed wishes",
    "Rejected drawing",
    "Removed drawing",
    "School places",
)
"""Words that nobody finds: not published, rejected, taken down, gone."""


def _datasets():
    """An office publishes, corrects, withdraws and restores; another dataset stays a draft."""
    town.drafted()
    services.lay_down(key="trees", name="trees", columns=town.KEYED)
    town.loaded()
    services.submit(key="trees")
    services.send_back(key="trees", words="Say what the columns mean.")
    services.submit(key="trees")
    services.publish(key="trees")
    town.loaded(town.NEWER)
    services.show_version(key="trees", name="trees", number=1, words="The newer one lacks a street.")
    services.describe_table(
        key="trees", table=events.TableDescribed(table="stumps", name=town.both("Stumps"), sort="upload")
    )
    services.remove_table(key="trees", name="stumps")
    services.withdraw(key="trees", words="A mistake.")
    services.restore(key="trees")
    draft = town.DESCRIPTION.__class__(**{
        **{name: getattr(town.DESCRIPTION, name) for name in town.DESCRIPTION.__slots__},
        "title": town.both("Draft of birds"),
    })  # fmt: skip
    town.drafted("birds", draft)


def _request(title, asker):
    return services.ask(title=title, words=f"{title}, please, with their places.", who=who(asker)).pk


def _requests(asker):
    """One is answered, one rejected, one taken down."""
    answered = _request("Fountains of the north", asker)
    services.open_request(number=answered, office="parks")
    support = services.support(number=answered, who=who(resident("sam")))
    services.take_back(number=support.pk)
    services.answer_request(number=answered, answer="published", words="Here.", dataset="trees")
    services.reject_request(number=_request("Rejected wishes", asker), code="private", words="Leave him out.")
    removed = _request("Removed wishes", asker)
    services.open_request(number=removed, office="parks")
    services.take_down_request(number=removed, code="unlawful")
    return answered


def _reuses(maker):
    shown, rejected, removed = (
        handed_in(maker, title=title, words=f"{title} of all streets.")
        for title in ("Shade map", "Rejected drawing", "Removed drawing")
    )
    services.publish_reuse(number=shown)
    services.reject_reuse(number=rejected, code="not_made", words="It shows shrubs.")
    services.publish_reuse(number=removed)
    services.take_down_reuse(number=removed, code="broken")
    return shown


def _harvests(monkeypatch):
    """A source is harvested twice; the second time one dataset is gone. An office says one in its own words."""
    neighbour.harvest("parks")
    bringing.override(
        key="bathing-waters", overrides=events.Overridden(themes=("HEAL",)), known=queries.known()
    )
    monkeypatch.setattr(neighbour, "DATASETS", neighbour.DATASETS[:2])
    with clock.telling(clock.now() + timedelta(days=1)):
        sources.ask_for(key="eastmoor")
        running.work(neighbour._answer)
    sources.close_source(key="eastmoor")


@dataclass
class Story:
    """What was told to whom: the followers, what was made, and the facts by their kinds."""

    everything: object
    subject: object
    people: dict[str, object]
    numbers: dict[str, int]
    facts: dict[str, list[object]]


@pytest.fixture
def story(db, settings, tmp_path, monkeypatch):
    settings.FOLKMOOT_TABLES = tmp_path / "tables"
    monkeypatch.setattr(running, "PAUSE", 0.0)
    town.describe_town()
    town.officer("parks")
    names = ("everything", "subject", "asker", "maker")
    people = {name: resident(name) for name in names}
    following.follow(target=Target("everything"), mail="at_once", person=people["everything"])
    following.follow(target=Target("subject", "datasets/trees"), mail="at_once", person=people["subject"])
    daily = following.follow(target=Target("everything"), mail="daily", email="daily@town.example")
    following.confirm(subscription_id=daily.pk, mail="daily")
    webhooks.register(name="A program", url="https://program.example/hook")
    digests._done.clear()
    digests.send_due()
    _datasets()
    numbers = {"answered": _requests(people["asker"]), "shown": _reuses(people["maker"])}
    _harvests(monkeypatch)
    seal()
    run_all(followers())
    facts = {}
    for entry in newest(limit=1000):
        facts.setdefault(entry.kind, []).append(entry)
    with clock.telling(clock.now() + timedelta(days=2)):
        digests._done.clear()
        digests.send_due()
    yield Story(people["everything"], people["subject"], people, numbers, facts)
    digests._done.clear()


@pytest.mark.django_db
def test_every_kind_has_been_decided():
    [catalogue] = [one for one in registry.manifests() if one.slug == "catalogue"]
    assert {one.kind for one in catalogue.events} == set(CARRIED), (
        "say who carries a new kind, or why nobody does"
    )
    for kind, carried in CARRIED.items():
        act = registry.act_of(kind)
        assert act is not None, f"{kind} has no words"
        assert act.quiet == (carried is not LOUD), kind


def _in_feed(client, path):
    feed = json.loads(client.get(path).content)
    return {int(one["external_url"].rpartition("/")[2]) for one in feed["items"]}


def test_each_kind_is_carried_as_was_decided(story, client, monkeypatch):
    monkeypatch.setattr("folkmoot.followers.feeds.LENGTH", 500)
    feed, part = _in_feed(client, "/feeds/all.json"), _in_feed(client, "/feeds/module/catalogue.json")
    digest = "".join(Mail.objects.filter(key__startswith="digest:").values_list("text", flat=True))
    mails = Mail.objects.filter(person=story.everything.pk).values_list("key", flat=True)
    mailed = {key.split(":")[1] for key in mails}
    posted = set(Delivery.objects.values_list("index", flat=True))
    acts = set(Activity.objects.values_list("index", flat=True))
    noticed = set(AccountNotice.objects.filter(person=story.everything.pk).values_list("fact_id", flat=True))
    named = {
        name: set(AccountNotice.objects.filter(person=one.pk).values_list("fact_id", flat=True))
        for name, one in story.people.items()
    }
    missing = set(CARRIED) - set(story.facts)
    assert not missing, f"the story makes no {missing}"
    for kind, carried in CARRIED.items():
        everybody = carried is LOUD
        for fact in story.facts[kind]:
            assert fact.index in posted, f"{kind}: webhooks carry every public fact"
            assert (fact.index in acts) == everybody, f"{kind}: what happens, on pages"
            assert (fact.index in feed) == everybody, f"{kind}: feed"
            assert (fact.index in part) == everybody, f"{kind}: feed of its part"
            assert (fact.fact_id in noticed) == everybody, f"{kind}: account"
            assert (fact.fact_id in mailed) == everybody, f"{kind}: mail at once"
            assert (f"/record/{fact.index}\n" in digest) == everybody, f"{kind}: digest"
        if isinstance(carried, Quiet):
            assert carried.why
            assert carried.told == NAMED.get(kind, ""), kind
        for name in ("asker", "maker"):
            told = any(fact.fact_id in named[name] for fact in story.facts[kind])
            assert told == (NAMED.get(kind) == name), f"{kind}: told to the {name}"


def test_who_follows_a_dataset_hears_what_changes_for_readers(story, client):
    told = AccountNotice.objects.filter(person=story.subject.pk, subject="datasets/trees")
    assert list(told.order_by("index").values_list("kind", flat=True)) == [
        "catalogue.published",
        "catalogue.version_shown",
        "catalogue.table_removed",
        "catalogue.withdrawn",
        "catalogue.restored",
    ]
    feed = _in_feed(client, "/feeds/subject/datasets/trees.json")
    assert feed == set(told.values_list("index", flat=True))


def test_search_finds_what_is_public_and_nothing_else(story):
    for subject, title in FOUND.items():
        found = [one.subject for one in search.search(title)]
        assert subject.format(**story.numbers) in found, title
    for title in HIDDEN:
        assert [one.subject for one in search.search(title) if one.title == title] == [], title
    assert Dataset.objects.get(pk="school-places").state == "withdrawn"


def test_what_nobody_has_read_is_told_to_nobody(story, client):
    """Neither mails and notices to others nor feeds and hooks have words that are not public."""
    unread = [title for title in HIDDEN if title.startswith("Rejected")]
    others = Mail.objects.exclude(person__in=[story.people["asker"].pk, story.people["maker"].pk])
    told = " ".join(f"{one.subject} {one.text}" for one in others)
    told += " ".join(AccountNotice.objects.filter(person=story.everything.pk).values_list("title", flat=True))
    told += " ".join(Activity.objects.values_list("title", flat=True))
    told += client.get("/feeds/all.json").content.decode()
    for title in unread:
        assert title not in told, title
    assert_replays()
