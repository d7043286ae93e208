"""What open pages are told: never an act that is not theirs, never less than everything that is."""

import asyncio
import json
from unittest.mock import patch

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.modules.petitions import events as petitions
from folkmoot.modules.service_requests import events as reports
from folkmoot.record import clock
from folkmoot.record.api import about
from folkmoot.record.heads import Head
from folkmoot.record.seal import seal
from folkmoot.web import news
from folkmoot.web.live import Live, Reader
from folkmoot.web.news import Wanted
from tests.ledger.events import Counted

KINDS = [reports.Reported.kind, reports.Joined.kind, petitions.Signed.kind, petitions.Answered.kind]
SUBJECTS = ["requests/A", "petitions/1", "petitions/2"]
NOW = clock.now()
heads = st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from(SUBJECTS)), max_size=12).map(
    lambda some: [Head(at, kind, subject, NOW) for at, (kind, subject) in enumerate(some)]
)
wishes = st.builds(Wanted, st.frozensets(st.sampled_from(SUBJECTS)), st.frozensets(st.sampled_from(KINDS)))


@given(heads, wishes)
def test_a_message_names_what_was_asked_for_and_nothing_else(some, asked):
    with patch.object(news, "NEWEST", 5):
        told = news.message(len(some), some, asked)
    named = {one["index"] for one in told["newest"]}
    wanted = {
        one.index
        for one in some
        if one.kind in asked.kinds
        or ((asked.everything or one.subject in asked.about) and not news.quiet(one.kind))
    }
    assert named <= wanted
    assert (named == wanted) != told["more"]
    assert told["quiet"] == any(
        one.subject in asked.about and news.quiet(one.kind) and one.index not in wanted for one in some
    )
    assert [one["index"] for one in told["newest"]] == sorted(named, reverse=True)


@given(st.lists(heads, max_size=6), wishes)
def test_the_stream_tells_a_reader_everything_however_it_is_cut(batches, asked):
    """Whatever the watcher finds at which look: after a flush each reader knows what one message about all would say."""
    live = Live(limit=5)
    reader = Reader(asyncio.Queue(), asked)
    live._readers.add(reader)
    size, named, hushed = 0, set(), False
    for batch in batches:
        moved = [Head(one.index + size, one.kind, one.subject, NOW) for one in batch]
        size += len(batch)
        live._hand_out(size, moved, flush=False)
        told = news.message(size, moved, asked)
        named |= {one["index"] for one in told["newest"]}
        hushed = hushed or told["quiet"]
    live._hand_out(size, [], flush=True)
    heard, quiet = set(), False
    while not reader.queue.empty():
        text = reader.queue.get_nowait().decode()
        data = news_of(text)
        heard |= {one["index"] for one in data["newest"]}
        quiet = quiet or data["quiet"]
    assert heard == named
    assert quiet == hushed


def news_of(text):
    return json.loads(text.partition("data: ")[2])


def test_a_petition_signed_each_second_tells_its_readers_every_ten():
    live, reader = Live(limit=5), Reader(asyncio.Queue(), Wanted(frozenset({"petitions/1"})))
    live._readers.add(reader)
    for at in range(20):
        live._hand_out(at + 1, [Head(at, petitions.Signed.kind, "petitions/1", NOW)], flush=at % 10 == 0)
    assert reader.queue.qsize() == 2


def test_what_does_not_concern_a_reader_is_not_sent_to_it():
    live, reader = Live(limit=5), Reader(asyncio.Queue(), Wanted(frozenset({"petitions/1"})))
    live._readers.add(reader)
    live._hand_out(1, [Head(0, petitions.Answered.kind, "petitions/2", NOW)], flush=True)
    assert reader.queue.empty()


@pytest.mark.django_db
@pytest.mark.parametrize("most", [10_000, 3], ids=["a short absence", "a long one"])
def test_who_was_away_hears_of_their_subject_in_a_constant_number_of_queries(monkeypatch, most):
    monkeypatch.setattr(news, "LOOKED_AT", most)
    for subject, times in (("ledger/mine", 2), ("ledger/other", 9), ("ledger/mine", 1)):
        with about(subject, actor="office:counting") as fact:
            for _ in range(times):
                fact(Counted(amount=1))
    seal()
    asked = Wanted(frozenset({"ledger/mine"}), frozenset({"petitions.opened"}))
    counts = []
    for since in (0, 5):
        with CaptureQueriesContext(connection) as found:
            told = news.news(since, asked)
        counts.append(len(found))
        assert [one["index"] for one in told["newest"]] == [index for index in (11, 1, 0) if index >= since]
    assert counts[0] == counts[1] <= 3
    assert news.news(12, asked)["newest"] == []
    assert news.news(99, asked)["size"] == 12


def test_what_is_no_subject_or_too_much_is_refused():
    for given_about, kinds in (([" "], []), ([], ["Nonsense"]), ([f"a/{n}" for n in range(9)], [])):
        with pytest.raises(news.Unreadable):
            news.wanted(given_about, kinds)
    assert news.wanted([], []).everything
