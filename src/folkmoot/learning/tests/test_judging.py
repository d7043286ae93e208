"""Figures of a classifier: against scikit-learn, and at their edges."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics

from folkmoot.learning import judging, linear

SAID = st.lists(st.tuples(st.booleans(), st.floats(0, 1)), min_size=1, max_size=60)


@given(pairs=SAID, threshold=st.floats(0.01, 0.99))
def test_the_figures_are_those_of_scikit_learn(pairs, threshold):
    truth, said = [one for one, _p in pairs], [p for _one, p in pairs]
    found = judging.judge(truth, said, threshold=threshold)
    named = [one >= threshold for one in said]
    assert found.precision == pytest.approx(metrics.precision_score(truth, named, zero_division=0), abs=1e-4)
    assert found.recall == pytest.approx(metrics.recall_score(truth, named, zero_division=0), abs=1e-4)
    if len(set(truth)) == 2:
        assert found.auc == pytest.approx(metrics.roc_auc_score(truth, said), abs=1e-4)
    kept = [min(max(one, 1e-6), 1 - 1e-6) for one in said]
    assert found.log_loss == pytest.approx(metrics.log_loss(truth, kept, labels=[False, True]), abs=1e-3)


def test_nothing_cannot_be_judged():
    with pytest.raises(ValueError, match="nothing to judge"):
        judging.judge([], [], threshold=0.5)
    with pytest.raises(ValueError, match="argument 2"):
        judging.judge([True], [], threshold=0.5)


def test_the_same_data_give_the_same_weights():
    rows = [[one % 3, one % 5] for one in range(60)]
    labels = [one % 3 == 0 for one in range(60)]
    first, second = (linear.fit(rows, labels, strength=1.0) for _n in range(2))
    assert (first.weights == second.weights).all()
    assert first.classes == [False, True]
    shown = linear.rounded(first.weights, decimals=2, smallest=0.1)
    assert all(not one or abs(one) >= 0.1 for one in shown[0])
