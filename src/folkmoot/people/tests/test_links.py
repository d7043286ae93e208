from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.people.links import ExpiredLink, ForgedLink, LinkError, open_link, sign_link
from folkmoot.record import clock

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_what_was_signed_comes_back_until_it_expires():
    with clock.telling(NOON):
        token = sign_link("follow", {"request": "A-1"}, expires=HOUR)
        assert open_link("follow", token) == {"request": "A-1"}
    with clock.telling(NOON + timedelta(minutes=59)):
        assert open_link("follow", token)
        with pytest.raises(ExpiredLink):
            open_link("follow", token, within=timedelta(minutes=30))
    with clock.telling(NOON + HOUR), pytest.raises(ExpiredLink, match="expired"):
        open_link("follow", token)


def test_a_token_is_good_for_one_purpose():
    token = sign_link("follow", "A-1", expires=HOUR)
    with pytest.raises(ForgedLink, match="not complete"):
        open_link("confirm", token)


def test_another_key_makes_other_tokens(settings):
    token = sign_link("follow", "A-1", expires=HOUR)
    settings.SECRET_KEY = "another"
    with pytest.raises(ForgedLink):
        open_link("follow", token)


@given(st.integers(0, 60), st.sampled_from("AZaz09-_:."))
def test_a_changed_token_is_refused(place, letter):
    token = sign_link("follow", "A-1", expires=HOUR)
    place %= len(token)
    changed = token[:place] + letter + token[place + 1 :]
    if changed == token:
        assert open_link("follow", changed) == "A-1"
    else:
        with pytest.raises(LinkError):
            open_link("follow", changed)


@pytest.mark.parametrize("token", ["", ":", "a:b", "é", "x" * 5000, "..:" * 40])
def test_rubbish_is_refused(token):
    with pytest.raises(ForgedLink):
        open_link("follow", token)


def test_mistakes_of_the_caller():
    with pytest.raises(ValueError, match="never work"):
        sign_link("follow", 1, expires=timedelta())
    with pytest.raises(ValueError, match="purpose"):
        sign_link("", 1, expires=HOUR)
