import re
import uuid

import pytest

from folkmoot.people.pseudonyms import guest_pseudonym, pseudonym
from folkmoot.record.event import ACTOR

ONE, OTHER = uuid.uuid4(), uuid.uuid4()


def test_one_name_for_each_person_and_subject():
    names = [pseudonym(who, what) for who in (ONE, OTHER) for what in ("petitions/1", "petitions/2")]
    assert len(set(names)) == 4
    assert names == [
        pseudonym(str(who), what) for who in (ONE, OTHER) for what in ("petitions/1", "petitions/2")
    ]
    assert all(re.fullmatch("person:[0-9a-f]{32}", one) and ACTOR.match(one) for one in names)
    assert ONE.hex[:8] not in "".join(names)


def test_guests_are_told_apart_by_what_reaches_them():
    assert guest_pseudonym(" Robin@Town.example", "petitions/1") == guest_pseudonym(
        "robin@town.example ", "petitions/1"
    )
    assert guest_pseudonym("a", "petitions/1") != guest_pseudonym("a", "petitions/2")
    # An account cannot be pretended by giving its id as a contact.
    assert guest_pseudonym(ONE.hex, "petitions/1") != pseudonym(ONE, "petitions/1")


def test_another_town_gives_other_names(settings, tmp_path):
    here = pseudonym(ONE, "petitions/1")
    settings.FOLKMOOT_KEYS = tmp_path
    assert pseudonym(ONE, "petitions/1") != here
    assert (tmp_path / "pseudonyms.secret").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("who", "what"), [("no id", "petitions/1"), (ONE, "")])
def test_mistakes_are_refused(who, what):
    with pytest.raises(ValueError):  # noqa: PT011 - uuid words the first one.
        pseudonym(who, what)
