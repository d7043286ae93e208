"""The model: its terms and scores are scikit-learn's, its document is complete, its reasons add up."""

import json
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from folkmoot.learning import terms
from folkmoot.modules.service_requests.triage import document, training
from folkmoot.modules.service_requests.triage.document import RefusedModel
from folkmoot.modules.service_requests.triage.examples import (
    Example,
    NotEnough,
    learnable,
    without_near_duplicates,
    without_request_types,
)
from folkmoot.modules.service_requests.triage.predict import Predictor, reasons, softmax

START = datetime(2026, 1, 1, tzinfo=UTC)
WHAT = {
    "lamp": ("street light out", "lamp flickers at night", "dark corner without light", "lamp post leans"),
    "pothole": ("deep hole in road", "pothole by the kerb", "road surface broken", "tyre hit a pothole"),
    "bin": ("bin overflows", "rubbish bags by the bin", "litter bin without lid", "bin not emptied"),
}
WHERE = ("at the school", "near the bridge", "by the church", "in front of the shop", "behind the station")
WHEN = ("since Monday", "for two weeks", "again today", "every evening")


def town_examples():
    texts = [
        (code, f"{what} {where} {when}")
        for code, whats in WHAT.items()
        for what in whats
        for where in WHERE
        for when in WHEN
    ]
    return [
        Example(
            service_request_id=f"X-{at:04d}",
            service_code=code,
            requested=START + timedelta(hours=at * 7 % 1000),
            title=text,
        )
        for at, (code, text) in enumerate(texts)
    ]


@pytest.fixture(scope="module")
def model():
    return training.train(town_examples(), data={}, judged={})


@pytest.fixture(scope="module")
def predictor(model):
    return Predictor(document.read(document.write(model)))


ANY = st.text(max_size=300) | st.lists(
    st.sampled_from(
        ["street", "light", "pot-hole", "bin", "!", "at", "a", "14", "É", "İ", "ß's", "\x00", "\u2028"]
    )
).map(" ".join)


@given(text=ANY)
@example(text="a b\x1cc  \x85 dd\ud800")
def test_terms_are_those_of_stock_scikit_learn(text):
    cleaned = terms.clean(text)
    words = TfidfVectorizer(ngram_range=(1, 2), lowercase=False).build_analyzer()(cleaned)
    characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), lowercase=False).build_analyzer()
    assert sorted(term for term, _at in terms.words(cleaned)) == sorted(words)
    assert sorted(term for term, _at in terms.characters(cleaned)) == sorted(characters(cleaned))
    assert terms.clean(cleaned) == cleaned


def from_the_document(model):
    """scikit-learn's own objects made of nothing but the published document."""
    given_ = json.loads(document.write(model))
    vectorizers, weights = [], []
    for part, options in (
        ("words", {"ngram_range": (1, 2)}),
        ("characters", {"analyzer": "char_wb", "ngram_range": (3, 5)}),
    ):
        names = sorted(given_[part])
        one = TfidfVectorizer(vocabulary=names, sublinear_tf=True, lowercase=False, **options)
        one.fit(["x"])
        one.idf_ = np.array([given_[part][name][0] for name in names])
        vectorizers.append(one)
        weights.append(np.array([given_[part][name][1:] for name in names]))
    regression = LogisticRegression()
    regression.classes_ = np.array(given_["classes"])
    regression.coef_ = np.vstack(weights).T
    regression.intercept_ = np.array(given_["intercepts"])
    return vectorizers, regression


def test_predictions_are_those_of_scikit_learn(model, predictor):
    vectorizers, regression = from_the_document(model)
    texts = [one.text for one in town_examples()] + [
        "",
        "nothing known",
        "LIGHT light Light 14",
        "bin " * 900,
    ]
    cleaned = [terms.clean(one) for one in texts]
    rows = np.hstack([one.transform(cleaned).toarray() for one in vectorizers])
    expected = regression.predict_proba(rows)
    found = np.array([predictor.probabilities(one) for one in texts])
    assert abs(found - expected).max() < 1e-9
    fitted = training.Fitted(*zip(*sorted_texts(), strict=True))
    assert abs(np.array([predictor.scores(one) for one in texts]) - fitted.scores(texts)).max() < 1e-9


def sorted_texts():
    ordered = sorted(town_examples(), key=lambda one: (one.requested, one.service_request_id))
    return [(one.text, one.service_code) for one in ordered]


@given(text=ANY)
def test_any_text_gives_probabilities_and_reasons_that_add_up(predictor, text):
    probabilities = predictor.probabilities(text)
    assert sum(probabilities) == pytest.approx(1)
    for score, code in zip(predictor.scores(text), predictor.classes, strict=True):
        intercept = predictor.intercepts[predictor.classes.index(code)]
        assert intercept + sum(one for _w, one in predictor.contributions(text, code)) == pytest.approx(score)
    suggested = predictor.suggest(text)
    assert [one.probability for one in suggested] == sorted(
        (one.probability for one in suggested), reverse=True
    )
    for one in suggested:
        assert len(one.words) <= 3
        assert all(word in " ".join(map(terms.bare, terms.clean(text).split())) for word in one.words)


def test_a_suggestion_says_which_words_decided(predictor):
    [first, *others] = predictor.suggest("The street light is out, and the corner is DARK")
    assert first.service_code == "lamp"
    assert "light" in " ".join(first.words)
    assert len(others) == 2
    assert predictor.suggest("Qwxyz") == []
    assert predictor.suggest("") == []
    assert [one.service_code for one in predictor.suggest("street light", among={"bin"})] == ["bin"]


def test_training_again_gives_the_same_bytes(model):
    again = training.train(list(reversed(town_examples())), data={}, judged={})
    assert document.write(again) == document.write(model)


def test_two_services_are_enough():
    two = [one for one in town_examples() if one.service_code != "bin"]
    model = training.train(two, data={}, judged={})
    predictor = Predictor(model)
    _vectorizers, regression = from_the_document(model)
    assert len(regression.coef_) == 2
    assert predictor.suggest("lamp without light")[0].service_code == "lamp"
    assert sum(predictor.probabilities("pothole")) == pytest.approx(1)


def test_no_word_of_fewer_than_five_reports_is_published():
    secret = [
        Example(
            service_request_id=f"S-{at}",
            service_code="lamp",
            requested=START,
            title=f"light zyxwv {'k' * at}",
        )
        for at in range(4)
    ]
    model = training.train([*town_examples(), *secret], data={}, judged={})
    assert b"zyxwv" not in document.write(model)
    assert b"light" in document.write(model)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda it: it.clear(), "format"),
        (lambda it: it.pop("words"), "'words' is missing"),
        (lambda it: it.update(intercepts=[]), "intercepts"),
        (lambda it: it["characters"].update(abc=[1.0]), "characters.'abc'"),
    ],
)
def test_a_document_that_is_no_model_is_refused(model, change, words):
    given_ = json.loads(document.write(model))
    change(given_)
    with pytest.raises(RefusedModel, match=words):
        document.read(json.dumps(given_).encode())
    with pytest.raises(RefusedModel, match="JSON"):
        document.read(b"{" * 5000)


@given(scores=st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20))
def test_softmax_sums_to_one(scores):
    assert sum(softmax(scores)) == pytest.approx(1)


def test_neighbours_are_told_as_one_phrase():
    assert reasons([("bus", 2.0), ("stop,", 3.0), ("is", -1.0), ("wet", 0.1)]) == ("bus stop",)
    assert reasons([("0", 5.0), ("of", 2.0)]) == ()


def test_near_duplicates_and_request_types_are_dropped():
    def one(at, title, description="", code="lamp"):
        return Example(
            service_request_id=f"D-{at}",
            service_code=code,
            requested=START + timedelta(days=at),
            title=title,
            description=description,
        )

    form = "the light in front of house {} is out and it is very dark there at night"
    kept = without_near_duplicates(
        [one(2, form.format(7)), one(1, form.format(12)), one(3, form.format("") + " please"), one(4, " ")]
    )
    assert [it.service_request_id for it in kept] == ["D-1"]
    many = [one(at, "Street lamp", f"words {at}") for at in range(20)] + [one(30, "Street lamp", code="bin")]
    assert [it.title for it in without_request_types(many)] == [""] * 20 + ["Street lamp"]
    with pytest.raises(NotEnough, match="0 different reports in 0 services"):
        learnable(many[:1])


@settings(max_examples=30)
@given(texts=st.lists(ANY, max_size=12))
def test_dropping_near_duplicates_twice_drops_nothing_more(texts):
    given_ = [
        Example(service_request_id=f"P-{at}", service_code="x", requested=START, title=text)
        for at, text in enumerate(texts)
    ]
    once = without_near_duplicates(given_)
    assert without_near_duplicates(once) == once
    assert set(once) <= set(given_)
