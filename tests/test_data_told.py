"""Whom requests for data and reuses are told to: who wrote, who supports, the office that owes an answer."""

import pytest

from folkmoot.followers.all import followers
from folkmoot.followers.models import AccountNotice, Mail
from folkmoot.modules.catalogue import services
from folkmoot.modules.catalogue.tests.test_contributing import ASK, MADE, handed_in, opened, resident, who
from folkmoot.modules.catalogue.tests.town import describe_town, officer, published
from folkmoot.record.follow import run_all
from folkmoot.record.seal import seal


@pytest.fixture
def data_town(db, settings, tmp_path):
    settings.FOLKMOOT_TABLES = tmp_path / "tables"
    describe_town()


def test_those_who_asked_and_support_are_told(data_town):
    robin, sam = resident(), resident("sam")
    worker = officer("parks")
    number = opened(robin)
    services.support(number=number, who=who(sam))
    guest = services.support(number=number, who=who(email="far@example.org"))
    services.confirm(number=guest.pk)
    quiet = services.support(number=number, who=who(email="quiet@example.org"))
    services.confirm(number=quiet.pk)
    services.tell_me(number=quiet.pk, wants=False)
    services.answer_request(number=number, answer="refused", words="Two people per house.", code="personal")
    seal()
    run_all(followers())
    notices = set(AccountNotice.objects.values_list("person__email", "title"))
    heading = f"Answered: {ASK['title']}"
    assert (robin.email, heading) in notices
    assert (sam.email, heading) in notices
    assert any(email == worker.email and "your department" in title for email, title in notices)
    mails = {(one.email, one.subject) for one in Mail.objects.all()}
    assert any(email == "far@example.org" and heading in subject for email, subject in mails)
    assert not any(email == "quiet@example.org" and heading in subject for email, subject in mails)


def test_a_maker_hears_what_a_reviewer_decides(data_town):
    published()
    first, second = resident("first"), resident("second")
    services.publish_reuse(number=handed_in(first))
    services.reject_reuse(number=handed_in(second), code="not_made", words="It shows shrubs.")
    seal()
    run_all(followers())
    seal()
    run_all(followers())
    notices = list(AccountNotice.objects.values_list("person__email", "title"))
    assert notices.count((first.email, f"What you made is shown: {MADE['title']}")) == 1, "told once"
    assert (second.email, f"What you made was not accepted: {MADE['title']}") in notices
