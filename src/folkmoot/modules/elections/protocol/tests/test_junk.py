"""Whatever stands in an archive instead of what should, verifying ends with a report and finds it."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from folkmoot.modules.elections.protocol.tests import kit
from folkmoot.modules.elections.protocol.verify import verify

JUNK = [
    None,
    True,
    -1,
    0,
    10**30,
    1.5,
    "",
    "x",
    "0",
    "1",
    "01",
    "9" * 700,
    "9" * 5000,
    "é",
    "\x7f",
    "\ud800",
    [],
    {},
]
JUNK += [[[]] * 3, {"alpha": "1", "beta": "1"}, {"challenge": "0", "response": "0"}, "f" * 64, [0] * 99]
MADE_ANEW = {"election", "trustees", "credentials", "encrypted_tally", "payload"}


def places(value, path=()):
    """Every place inside a value, containers included."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inside:
        if key not in MADE_ANEW:
            yield (*path, key)
            yield from places(one, (*path, key))


def put(value, path, junk):
    for one in path[:-1]:
        value = value[one]
    before, value[path[-1]] = value[path[-1]], junk
    return before


@pytest.mark.parametrize("made", [kit.weighted, kit.ranked])
def test_junk_in_any_place_is_found(tmp_path, made):
    drawn = random.Random(7)
    draft = kit.Draft(made(), tmp_path)
    everywhere = [(event, path) for event, (_, data) in enumerate(draft.events) for path in places(data)]
    for event, path in drawn.sample(everywhere, 120):
        junk = drawn.choice(JUNK)
        before = put(draft.events[event][1], path, junk)
        if (type(before), before) != (type(junk), junk):
            try:
                written = draft.write()
            except UnicodeEncodeError:
                written = None  # Half a surrogate pair cannot be written at all.
            if written:
                assert verify(written, groups=kit.TESTED, workers=1).faults, (event, path, junk)
        put(draft.events[event][1], path, before)
    assert verify(draft.write(), groups=kit.TESTED, workers=1).faults == []


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_other_bytes_are_found(tmp_path_factory, data):
    whole = kit.weighted().file.getvalue()
    at = data.draw(st.integers(0, len(whole) - 1))
    what = data.draw(st.binary(min_size=1, max_size=20))
    changed = whole[:at] + what + whole[at + data.draw(st.integers(0, 20)) :]
    path = tmp_path_factory.mktemp("junk") / "a.bel"
    path.write_bytes(changed)
    assert bool(verify(path, groups=kit.TESTED, workers=1).faults) == (changed != whole)
