"""The demo's past term: a petition that went to the archive with the council before, and two entries against fraud."""

from folkmoot.modules.petitions import services
from folkmoot.modules.petitions.demo import story
from folkmoot.modules.petitions.models import GuardEntry, Petition, Term
from folkmoot.record import clock
from folkmoot.record.projection import assert_replays


def test_the_term_before_this_one(town):
    told = story.Story(clock.now())
    with clock.telling(told.day(-30)):
        services.describe_kind(description=story._kind("streets"), actor="office:council")
    story._last_term(told, "streets")
    row = Petition.objects.get()
    assert row.archived is not None
    assert row.count == 53
    assert Term.objects.get().state == "archived"
    assert GuardEntry.objects.count() == 2
    assert_replays()
