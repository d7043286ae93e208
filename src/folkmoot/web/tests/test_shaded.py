"""Classes of a shaded map: every value has one, and no area far ahead paints the rest alike."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from folkmoot.web.maps.shaded import _shade, class_limits

VALUES = st.lists(st.integers(0, 10_000_000).map(lambda one: one / 100), max_size=20)


@given(VALUES)
def test_every_value_has_a_class_and_bounds_rise(values):
    limits = class_limits(values)
    assert limits[0] == 0
    assert limits == sorted(set(limits))
    assert 2 <= len(limits) <= 6
    assert max(values, default=0) <= limits[-1]
    shades = [_shade(one, limits) for one in values if one > 0]
    assert all(1 <= one < len(limits) for one in shades)


def test_one_area_far_ahead():
    limits = class_limits([40.9, 16.6, 14.9, 12.5, 6.3, 6.1, 8.8, 6.7])
    assert limits == [0, 6.3, 8.8, 15, 41]
    shades = Counter(_shade(one, limits) for one in [40.9, 16.6, 14.9, 12.5, 6.3, 6.1, 8.8, 6.7])
    assert shades == {1: 2, 2: 2, 3: 2, 4: 2}


def test_few_areas_have_equal_classes():
    assert class_limits([3, 9]) == [0, 2.5, 5, 7.5, 10]
    assert class_limits([]) == [0, 1]
