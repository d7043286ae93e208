"""A prepared query gives what the query itself gives, whatever its values are."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import DateTimeField, ExpressionWrapper, F
from tests.ledger.events import Counted

from folkmoot.record import clock, prepared, text
from folkmoot.record.api import about, timeline
from folkmoot.record.models import Checkpoint, Cosignature, RecordedFact, Text
from folkmoot.record.prepared import Prepared
from folkmoot.record.seal import seal

pytestmark = pytest.mark.django_db

of_subject = Prepared(
    lambda subject: RecordedFact.objects.filter(subject=subject).exclude(actor="no").order_by("-position")[:2]
)
spoken = Prepared(
    lambda subject, commitments: Text.objects.filter(
        commitment__in=commitments, subject=subject, words__isnull=False
    ).values_list("commitment", "words")
)


def append(subject, times):
    for _ in range(times):
        with about(subject, actor="office:counting") as fact:
            fact(Counted(amount=1))


def test_rows_are_those_of_the_query():
    append("ledger/a", 3)
    append("ledger/b", 1)
    for subject in ("ledger/a", "ledger/b", "ledger/c", "ledger/%s", "ledger/'a", "\x02subject"):
        plain = RecordedFact.objects.filter(subject=subject).order_by("-position")[:2]
        found = of_subject.rows(subject=subject)
        assert found == list(plain)
        assert [(one.accepted, bytes(one.entry)) for one in found] == [
            (one.accepted, bytes(one.entry)) for one in plain
        ]
    assert of_subject.first(subject="ledger/a").position == 3
    assert of_subject.first(subject="ledger/c") is None


def test_lists_of_any_length(monkeypatch):
    monkeypatch.setattr(prepared, "LONGEST", 2)
    kept = [text.commit(f"Word {n}", subject="ledger/a") for n in range(4)]
    for length in (1, 3, 2, 4, 2):
        found = spoken.columns(subject="ledger/a", commitments=kept[:length])
        assert dict(found) == {one: f"Word {n}" for n, one in enumerate(kept[:length])}
    assert spoken.columns(subject="ledger/b", commitments=kept) == []


counted = Prepared(
    lambda subject: (
        RecordedFact.objects.filter(subject=subject)
        .defer("entry", "actor")
        .annotate(later=ExpressionWrapper(F("accepted") + timedelta(days=1), output_field=DateTimeField()))
        .order_by("position")
    )
)


def test_rows_with_columns_left_out_and_columns_worked_out():
    append("ledger/a", 2)
    found = counted.rows(subject="ledger/a")
    assert [one.later - one.accepted for one in found] == [timedelta(days=1)] * 2
    assert {"entry", "actor"} <= found[0].get_deferred_fields()
    assert found[0].actor == "office:counting"
    assert not found[0]._state.adding
    assert found[0]._state.db == "default"


def test_rows_of_two_tables(django_assert_num_queries):
    append("ledger/a", 1)
    seal()
    Cosignature.objects.create(
        checkpoint=Checkpoint.objects.get(), witness="witness.example", line="a line", at=clock.now()
    )
    with django_assert_num_queries(1):
        [found] = Prepared(lambda: Cosignature.objects.select_related("checkpoint")).rows()
        assert found.checkpoint == Checkpoint(pk=found.checkpoint_id)
        assert found.checkpoint.size == 1


def test_rows_of_columns_are_refused():
    with pytest.raises(TypeError, match="columns"):
        spoken.rows(subject="ledger/a", commitments=["x"])


def test_the_query_is_put_together_once():
    made = []
    query = Prepared(lambda subject: made.append(1) or RecordedFact.objects.filter(subject=subject))
    for subject in ("ledger/a", "ledger/b", "ledger/c"):
        query.rows(subject=subject)
    assert made == [1]


def test_a_value_that_would_be_lost_is_refused():
    with pytest.raises(ValueError, match="stand in the query"):
        Prepared(lambda subject: RecordedFact.objects.all()).rows(subject="ledger/a")


def test_a_timeline_may_be_cut_short():
    append("ledger/a", 3)
    assert [one.position for one in timeline("ledger/a")] == [1, 2, 3]
    assert [one.position for one in timeline("ledger/a", limit=2)] == [2, 3]


between = Prepared(
    lambda subject, since, until: (
        RecordedFact.objects.filter(accepted__gte=since, accepted__lt=until)
        .filter(**({} if subject is None else {"subject": subject}))
        .order_by("accepted")
    )
)


def test_moments_and_values_that_are_left_out():
    append("ledger/a", 2)
    append("ledger/b", 2)
    [first, second, third, last] = RecordedFact.objects.order_by("accepted")
    assert between.rows(subject=None, since=first.accepted, until=last.accepted) == [first, second, third]
    assert between.rows(subject="ledger/b", since=first.accepted, until=last.accepted) == [third]
    assert between.rows(subject=None, since=second.accepted, until=third.accepted) == [second]


def test_a_moment_that_is_worked_out_inside_is_refused():
    with pytest.raises(ValueError, match="work it out before"):
        Prepared(
            lambda until: RecordedFact.objects.filter(
                accepted__lt=until, accepted__gte=until + timedelta(days=1)
            )
        ).rows(until=datetime(2026, 3, 12, tzinfo=UTC))


by_number = Prepared(
    lambda position, index, keys: RecordedFact.objects.filter(
        position=position, pk__in=keys, index=index
    ).order_by("pk")
)


def test_whole_numbers_and_lists_of_them():
    append("ledger/a", 2)
    append("ledger/b", 2)
    seal()
    rows = list(RecordedFact.objects.order_by("pk"))
    for one in rows:
        keys = [other.pk for other in rows]
        assert by_number.rows(position=one.position, index=one.index, keys=keys) == [one]
        assert by_number.rows(position=one.position, index=one.index, keys=[one.pk]) == [one]
        assert by_number.rows(position=one.position, index=one.index, keys=[one.pk + 100]) == []
    assert by_number.rows(position=2**31 - 1, index=0, keys=[1]) == []


accepted = Prepared(
    lambda subject: (
        RecordedFact.objects.filter(subject=subject)
        .order_by("position")
        .values_list("position", prepared.as_held("accepted"), "subject")
    )
)


def test_columns_are_read_as_django_gives_them_and_once():
    append("ledger/a", 3)
    found = accepted.values(subject="ledger/a")
    assert found == list(
        RecordedFact.objects.filter(subject="ledger/a")
        .order_by("position")
        .values_list("position", "accepted", "subject")
    )
    assert all(one.tzinfo is UTC for _position, one, _subject in found)
    append("ledger/a", 1)
    again = accepted.values(subject="ledger/a")
    assert [one is other for one, other in zip(found, again, strict=False)] == [True] * 3
    assert len(again) == 4


def test_rows_that_were_read_are_not_kept_without_end(monkeypatch):
    monkeypatch.setattr(prepared, "_KNOWN", 2)
    append("ledger/a", 5)
    accepted.values(subject="ledger/a")
    [made] = accepted._made.values()
    assert len(made.columns.known) <= 2
    assert [position for position, *_rest in accepted.values(subject="ledger/a")] == [1, 2, 3, 4, 5]


def test_whole_rows_are_not_read_as_columns():
    with pytest.raises(TypeError, match="values_list"):
        of_subject.values(subject="ledger/a")


def test_public_words_stand_beside_what_committed_to_them():
    said, hidden = (text.commit(one, subject="ledger/a") for one in ("Said", "Hidden"))
    text.hide([hidden])
    rows = Text.objects.annotate(said=text.words_behind("commitment")).values_list("commitment", "said")
    assert dict(rows) == {said: "Said", hidden: None}
    text.show([hidden])
    text.erase([said])
    assert dict(rows.all()) == {said: None, hidden: "Hidden"}
