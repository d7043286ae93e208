"""Accepting facts: order, limits, receipts, the write guard, replay, upcasting."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from tests.ledger.events import Counted, Said
from tests.ledger.models import Saying, Tally
from tests.ledger.projections import TooMuch

from folkmoot.record import clock, keys, store, text
from folkmoot.record.api import RefusedFact, about, receipt, tail, timeline
from folkmoot.record.event import Fact, envelope
from folkmoot.record.merkle import leaf_hash
from folkmoot.record.models import RecordedFact
from folkmoot.record.note import open_note
from folkmoot.record.projection import GuardedTable, assert_replays, rebuild, writing
from folkmoot.record.seal import seal
from folkmoot.record.verify.entry import check_entry

pytestmark = pytest.mark.django_db

OFFICE = "office:counting"


def count(subject="ledger/a", amount=1):
    with about(subject, actor=OFFICE) as fact:
        return fact(Counted(amount=amount))


def test_a_fact_is_projected_receipted_and_replayed():
    given = count(amount=3)
    assert Tally.objects.get().total == 3
    [fact] = timeline("ledger/a")
    assert (fact.position, fact.index, fact.event) == (1, None, Counted(amount=3))
    assert receipt(given.fact_id) == given
    note = open_note(given.note.encode(), [keys.receipt_signer().verifier])
    assert note.text.splitlines()[1] == given.fact_id
    assert seal() == 1
    assert [one.index for one in tail(after=-1)] == [0]
    assert_replays()


def test_the_leaf_is_what_the_independent_verifier_expects():
    given = count()
    row = RecordedFact.objects.get()
    assert check_entry(bytes(row.entry)) == given.fact_id
    assert leaf_hash(bytes(row.entry)) == given.leaf_hash
    assert set(json.loads(bytes(row.entry))["payload"]) == {"amount", "unit"}


def test_a_projection_that_fails_refuses_its_fact_whole():
    count(amount=5)
    with pytest.raises(TooMuch):
        count(amount=1_000_000)
    assert Tally.objects.get().total == 5
    assert RecordedFact.objects.count() == 1
    assert_replays()


def test_a_projected_table_is_guarded():
    count()
    with pytest.raises(GuardedTable):
        Tally.objects.update(total=9)
    with pytest.raises(GuardedTable):
        Tally.objects.get().save()
    with pytest.raises(GuardedTable):
        Tally.objects.all().delete()
    with pytest.raises(GuardedTable):
        Tally.objects.get().delete()
    with pytest.raises(GuardedTable):
        Tally.objects.bulk_create([Tally(subject="x", changed=datetime.now(UTC))])


def test_a_changed_row_is_found_and_rebuilt():
    count(amount=2)
    with writing():
        Tally.objects.update(total=99)
    with pytest.raises(AssertionError, match="tests_ledger_tally|ledger_tally"):
        assert_replays()
    assert Tally.objects.get().total == 99, "checking changes nothing"
    [difference] = rebuild(keep=True)
    assert difference.key == "ledger/a"
    assert Tally.objects.get().total == 2
    assert rebuild() == []


def test_time_never_goes_back_within_a_subject():
    now = datetime(2026, 3, 1, tzinfo=UTC)
    with clock.telling(now):
        count()
    with clock.telling(now - timedelta(hours=1)):
        count()
    first, second = timeline("ledger/a")
    assert second.accepted == first.accepted + timedelta(microseconds=1)


def test_facts_that_enter_together_are_as_if_one_after_the_other():
    count()
    other = "person:" + "a" * 32
    with about("ledger/a", actor=OFFICE) as fact:
        given = fact.together([(Counted(amount=amount), actor) for amount, actor in ((2, ""), (3, other))])
        assert fact.together([]) == []
    assert [receipt(one.fact_id) for one in given] == given
    assert [(one.position, one.actor, one.event.amount) for one in timeline("ledger/a")] == [
        (1, OFFICE, 1),
        (2, OFFICE, 2),
        (3, other, 3),
    ]
    times = [one.accepted for one in timeline("ledger/a")]
    assert times == sorted(set(times))
    assert Tally.objects.get().total == 6
    assert_replays()


def test_of_facts_that_enter_together_all_or_none_are_kept():
    with about("ledger/a", actor=OFFICE) as fact:
        with pytest.raises(TooMuch):
            fact.together([(Counted(amount=1), ""), (Counted(amount=10**9), "")])
        with pytest.raises(RefusedFact, match="actor"):
            fact.together([(Counted(amount=1), ""), (Counted(amount=1), "Ada")])
        with pytest.raises(RefusedFact, match="not locked"):
            fact.together([(Counted(amount=1), "")], subject="ledger/b")
    assert not RecordedFact.objects.exists()
    assert not Tally.objects.exists()


def test_old_versions_are_read_as_the_newest():
    at = datetime(2026, 1, 1, tzinfo=UTC)
    entry = envelope(
        fact_id="0" * 32,
        kind="ledger.counted",
        version=1,
        subject="ledger/old",
        actor=OFFICE,
        accepted=at,
        payload={"count": 4},
    )
    fact = Fact("0" * 32, "ledger.counted", 1, "ledger/old", OFFICE, at, 1, None, None)
    store.insert([(fact, entry, leaf_hash(entry))])
    assert timeline("ledger/old")[0].event == Counted(amount=4, unit="things")
    assert rebuild(keep=True)
    assert Tally.objects.get(subject="ledger/old").total == 4


@pytest.mark.parametrize(
    ("event", "subject", "actor", "why"),
    [
        (Counted(amount="many"), "ledger/a", OFFICE, "declared types"),
        (Counted(amount=1, unit="write to jo@example.org"), "ledger/a", OFFICE, "e-mail"),
        (Counted(amount=1, unit="x" * 65_535), "ledger/a", OFFICE, "at most 65,535"),
        (Counted(amount=1), "Ledger A", OFFICE, "subject"),
        (Counted(amount=1), "ledger/a", "Jo Smith", "actor"),
        (Counted(amount=2**60), "ledger/a", OFFICE, "canonical"),
    ],
)
def test_what_may_not_enter_is_refused_with_a_reason(event, subject, actor, why):
    with pytest.raises(RefusedFact, match=why), about(subject, actor=actor) as fact:
        fact(event)
    assert not RecordedFact.objects.exists()
    assert not Tally.objects.exists()


def test_the_largest_entry_fits_exactly():
    with about("ledger/a", actor=OFFICE) as fact:
        fact(Counted(amount=1, unit=""))
    room = 65_535 - len(bytes(RecordedFact.objects.get().entry))
    with about("ledger/a", actor=OFFICE) as fact:
        fact(Counted(amount=1, unit="x" * room))
    assert len(bytes(RecordedFact.objects.get(position=2).entry)) == 65_535
    with pytest.raises(RefusedFact, match="65,536 bytes"), about("ledger/a", actor=OFFICE) as fact:
        fact(Counted(amount=1, unit="x" * (room + 1)))


def test_an_erased_text_leaves_an_inert_hash():
    with about("ledger/a", actor=OFFICE) as fact:
        commitment = text.commit("my neighbour's dog", subject="ledger/a")
        fact(Said(words=commitment))
    salt, words = text.opening(commitment)
    assert text.matches(commitment, words=words, salt=salt)
    assert text.words_of([commitment]) == {commitment: "my neighbour's dog"}
    assert text.erase([commitment]) == 1
    assert text.words_of([commitment]) == {}
    assert text.opening(commitment) is None
    assert Saying.objects.get().commitment == commitment
    assert b"neighbour" not in bytes(RecordedFact.objects.get().entry)
    assert_replays()


def test_private_words_are_read_only_by_asking_for_them():
    shown = text.commit("for everybody", subject="petitions/1")
    hidden = text.commit("for one", subject="petitions/1", public=False)
    assert text.words_of([shown, hidden]) == {shown: "for everybody"}
    assert text.private_words_of([shown, hidden]) == {shown: "for everybody", hidden: "for one"}
    text.erase([hidden])
    assert text.private_words_of([hidden]) == {}
