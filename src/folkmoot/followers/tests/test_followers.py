"""Activity and search follow the record, and following it again changes nothing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from folkmoot.followers import activity
from folkmoot.followers.all import followers
from folkmoot.followers.models import Activity, SearchEntry
from folkmoot.followers.search import fold, search
from folkmoot.followers.tests.story import WORDS, count, follow
from folkmoot.record.follow import run_all
from folkmoot.record.models import Cursor
from folkmoot.record.seal import seal

pytestmark = pytest.mark.django_db


def _all():
    held = SearchEntry.objects.order_by("subject").values_list(
        "subject", "title", "body", "url", "area", "title_words"
    )
    return list(Activity.objects.order_by("index").values_list()), list(held)


def test_followers_are_found_once_each():
    names = [one.name for one in followers()]
    assert {"activity", "search"} <= set(names)
    assert len(names) == len(set(names))


def test_replay_from_the_start_gives_the_same_rows():
    count([f"ledger/{n}" for n in range(30)], times=2)
    follow()
    count(["ledger/1", "ledger/31"])
    follow()
    before = _all()
    assert len(before[0]) == 62
    assert len(before[1]) == 31
    Cursor.objects.update(next_index=0)
    assert run_all(followers()) == 62 * len(followers())
    assert _all() == before
    Activity.objects.all().delete()
    SearchEntry.objects.all().delete()
    Cursor.objects.update(next_index=0)
    run_all(followers())
    assert _all() == before


def test_a_title_whose_words_were_removed_leaves_activity_and_search():
    WORDS["ledger/a"] = "Insulting title"
    count(["ledger/a", "ledger/b"], times=3)
    follow()
    assert [hit.subject for hit in search("insulting")] == ["ledger/a"]
    WORDS["ledger/a"] = "Removed"
    count(["ledger/a"])
    follow()
    assert search("insulting") == []
    assert not Activity.objects.filter(title__contains="Insulting").exists()
    WORDS["ledger/a"] = ""
    count(["ledger/a"])
    follow()
    assert not SearchEntry.objects.filter(subject="ledger/a").exists()
    assert set(Activity.objects.filter(subject="ledger/a").values_list("title", "url")) == {("", "")}
    assert search("removed") == []


def test_search_folds_ranks_and_completes_the_last_word():
    WORDS.update(
        {
            "ledger/1": "Café in der Hauptstraße",
            "ledger/2": "Streetlight is out",
            "ledger/3": "Café Lamp",
        }
    )
    count(["ledger/1", "ledger/2", "ledger/3", "ledger/4"])
    follow()
    assert {hit.subject for hit in search("CAFE")} == {"ledger/1", "ledger/3"}
    assert [hit.subject for hit in search("hauptstrasse cafe")] == ["ledger/1"]
    assert [hit.subject for hit in search("stre")] == ["ledger/2"]
    assert search("stre out cafe") == []
    assert search("stre light") == []
    assert search("café", module="ledger", area="wards/south") == []
    assert len(search("body", limit=2)) == 2
    assert "Body of" in search("streetlight")[0].excerpt
    assert search("") == search("  \x00 --- ") == []


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.text(max_size=300),
        st.text(alphabet="\"'*:()&|!<>-^+~{}[]\\%;_ \x00aNEAROTD\u0301ß", max_size=60),
        st.text(alphabet=st.characters(categories=["Lo", "Mn", "Mc", "Nl", "No", "Co", "Cn"]), max_size=80),
        st.sampled_from(
            ["a" * 5000, "NEAR(a b)", "title_words:a", "a AND NOT", "'); DROP TABLE x;--", "1e5 0x1f -3.2"]
        ),
    )
)
def test_any_text_may_be_searched_for(q):
    assert search(q) == []
    assert search(q, module=q, area=q) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_what_was_indexed_is_found_by_its_own_title(title):
    words = fold(title.replace("\x00", " "))[:12]
    SearchEntry.objects.filter(subject="ledger/x").delete()
    SearchEntry.objects.create(
        subject="ledger/x",
        module="m",
        title="t",
        url="/x",
        title_words=" ".join(fold(title.replace("\x00", " "))),
    )
    if words and all(one.isascii() for one in words):
        assert [hit.subject for hit in search(" ".join(words))] == ["ledger/x"]
    else:
        search(title)


@pytest.mark.parametrize("follower", ["activity", "search"])
def test_a_batch_costs_the_same_queries_however_large(follower):
    one = next(some for some in followers() if some.name == follower)
    costs = []
    for start, size in ((0, 10), (10, 200)):
        count([f"ledger/{n}" for n in range(start, start + size)])
        seal()
        with CaptureQueriesContext(connection) as asked:
            assert run_all([one]) == size
        costs.append(len(asked))
    assert costs[1] - costs[0] <= 1  # bulk inserts may need a second statement on SQLite


def test_activity_pages_by_keyset():
    count([f"ledger/{n}" for n in range(12)])
    follow()
    first = activity.newest(limit=5)
    assert [row.index for row in first] == [11, 10, 9, 8, 7]
    assert [row.index for row in activity.newest(before=7, limit=5, module="ledger")] == [6, 5, 4, 3, 2]
    assert activity.newest(module="places") == []
