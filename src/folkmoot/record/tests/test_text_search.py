"""The index of public words is right after everything that can happen to a text."""

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from folkmoot.record import text
from folkmoot.record.fold import fold, full_text_query
from folkmoot.record.models import Text, TextWords

pytestmark = pytest.mark.django_db


def found(words, prefix="things/", **more):
    return text.subjects_with(words, prefix=prefix, **more)


def test_words_are_found_without_case_and_accents_and_while_they_are_typed():
    text.commit("Déjà-vu at the CAFÉ, Straße 7", subject="things/1")
    for asked in ("cafe", "CAFÉ straße", "strasse deja", "straß", "7 vu", "caf"):
        assert found(asked) == ["things/1"], asked
    for asked in ("afe", "cafe tea", "stra cafe", "", "…", "'", '"', "cafe OR tea", "*", ":*", "\x00"):
        assert found(asked) == [], asked


def test_other_subjects_and_private_words_are_not_found():
    text.commit("a lamp", subject="things/1", public=False)
    text.commit("a lamp", subject="thingsandmore/1")
    text.commit("a lamp", subject="Things/1")
    assert found("lamp") == []
    assert found("lamp", prefix="thingsandmore/") == ["thingsandmore/1"]


def test_hiding_showing_and_erasing_move_words_with_the_text():
    one = text.commit("a secret garden", subject="things/1")
    assert found("secret") == ["things/1"]
    assert text.hide([one]) == 1
    assert found("secret") == []
    assert not TextWords.objects.exists(), "hidden words are not in the index"
    assert text.show([one]) == text.show([one]) == 1
    assert found("secret") == ["things/1"]
    assert text.erase([one]) == 1
    assert found("secret") == []
    assert not TextWords.objects.exists()
    assert text.show([one]) == 0
    assert found("secret") == []


def test_many_texts_are_indexed_and_the_newest_come_first():
    text.commit_many(
        [(f"things/{n}", f"lamp {n}") for n in range(30)] + [("things/1", ""), ("things/x", "!")]
    )
    assert found("lamp", limit=3) == ["things/29", "things/28", "things/27"]
    assert len(found("lamp")) == 30
    text.commit("another lamp", subject="things/3")
    assert found("lamp", limit=2) == ["things/3", "things/29"]
    assert TextWords.objects.count() == 31, "what has no words is not indexed"


def test_a_text_that_is_rolled_back_is_not_found():
    with transaction.atomic():
        text.commit("never happened", subject="things/1")
        assert found("happened") == ["things/1"]
        transaction.set_rollback(True)
    assert found("happened") == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_any_words_may_be_kept_and_asked_for(words, asked):
    with transaction.atomic():
        words = words.replace("\x00", "")
        text.commit(words, subject="things/1")
        hit = bool(found(asked))
        if fold(words) and fold(words) == fold(asked):
            assert hit
        if hit:
            assert set(fold(asked)[:-1]) <= set(fold(words))
        transaction.set_rollback(True)


def test_a_search_reads_the_index_and_not_the_texts():
    """The plan of the search names the index; a plan that reads every text would not."""
    text.commit("lamp", subject="things/1")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(
                "EXPLAIN SELECT 1 FROM record_textwords AS w WHERE w.vector @@ to_tsquery('simple', %s)",
                [full_text_query(["lamp"], "postgresql")],
            )
            assert "record_text_vector" in str(cursor.fetchall())
        else:
            cursor.execute(
                "EXPLAIN QUERY PLAN SELECT w.subject FROM record_textindex AS i JOIN record_textwords AS w "
                "ON w.id = i.rowid WHERE record_textindex MATCH %s",
                [full_text_query(["lamp"], "sqlite")],
            )
            assert "VIRTUAL TABLE INDEX" in str(cursor.fetchall())
    assert Text.objects.count() == 1
