"""Every page about a subject hears of what happens to it while it is read: no address may be forgotten."""

import re
from dataclasses import replace

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from folkmoot.modules.budgeting.tests import town as budget_town
from folkmoot.modules.catalogue.events import SourceDescribed
from folkmoot.modules.catalogue.harvest import sources
from folkmoot.modules.catalogue.tests import test_contributing as contributed
from folkmoot.modules.catalogue.tests import town as data_town
from folkmoot.modules.elections import services as polls
from folkmoot.modules.elections.tests import town as poll_town
from folkmoot.modules.feedback import services as surveys
from folkmoot.modules.feedback.tests import town as survey_town
from folkmoot.modules.petitions import services as petitions
from folkmoot.modules.petitions.tests import town as petition_town
from folkmoot.record import registry
from folkmoot.record.seal import seal
from folkmoot.talk import services as talk
from folkmoot.web import news

FORM = "a form: what is typed must not change under the hand; the service checks again when it is sent"
FILE = "a file, feed or API for programs"
LINK = "opened by a signed link, for one press"
SETUP = "set up by few people, seldom; a change is refused or shown when the form is sent"
STILL = "an entry never changes, nor does what is in the archive"
PART = "a part of a page, which the page fetches"
EXCUSED = {
    "administration:department": SETUP,
    "budgeting:counting": "how far the worker is: the worker's, not the record's; it is read again by a press",
    "budgeting:dates": SETUP,
    "budgeting:edit_idea": FORM,
    "budgeting:edit_round": SETUP,
    "budgeting:freeze": SETUP,
    "budgeting:merge": FORM,
    "budgeting:new_idea": FORM,
    "budgeting:pin": PART,
    "budgeting:pins": PART,
    "budgeting:result_pb": FILE,
    "budgeting:similar": PART,
    "budgeting:withdraw": FORM,
    "budgeting:my_vote": "one's own ballot; whoever changes it sees the page anew",
    "budgeting:vote": FORM,
    "budgeting:vote_admit": FORM,
    "budgeting:vote_code": FORM,
    "budgeting:vote_counter": "finds people on the roll, which is not on the record",
    "budgeting:vote_counter_one": FORM,
    "budgeting:vote_desk": "counts the roll and ballots on paper, which are not on the record until they count",
    "budgeting:vote_differences": "ballots on paper that are not on the record yet",
    "budgeting:vote_leave": FORM,
    "budgeting:vote_letters": "printed",
    "budgeting:vote_mail": FORM,
    "budgeting:vote_paper": FORM,
    "budgeting:vote_roll": FORM,
    "budgeting:vote_settle": FORM,
    "budgeting:vote_who": FORM,
    "budgeting:vote_withdraw": FORM,
    "catalogue:add_table": FORM,
    "catalogue:ckan_action": FILE,
    "catalogue:ckan_dataset": "leads on to the page of the dataset",
    "catalogue:ckan_download": FILE,
    "catalogue:ckan_dump": FILE,
    "catalogue:ckan_file": FILE,
    "catalogue:ckan_resource": "leads on to the page of the table",
    "catalogue:answer": FORM,
    "catalogue:cite": FILE,
    "catalogue:dcat": FILE,
    "catalogue:dcat_one": FILE,
    "catalogue:describe": FORM,
    "catalogue:dictionary": FORM,
    "catalogue:download": FILE,
    "catalogue:fetch": FORM,
    "catalogue:hand_in": FORM,
    "catalogue:load": "a load tells its own progress until it is done (islands/catalogue.ts)",
    "catalogue:original": FILE,
    "catalogue:override": FORM,
    "catalogue:progress": PART,
    "catalogue:reading": FORM,
    "catalogue:rejects": STILL,
    "catalogue:show": FORM,
    "catalogue:support": FORM,
    "catalogue:run": "a harvest's report for reviewers: it is the worker's, not the record's",
    "catalogue:source_change": SETUP,
    "catalogue:upload": FORM,
    "catalogue:version_download": FILE,
    "elections:vote": FORM,
    "feedback:add": FORM,
    "feedback:answer": FORM,
    "feedback:change": FORM,
    "feedback:numbers": PART,
    "feedback:preview": "shows a draft as it will be asked; nobody else writes it",
    "feedback:question": FORM,
    "followers:confirm": LINK,
    "followers:mine": "what an address follows: nothing of it comes from the record",
    "followers:own": "a list of one's own things; the page that leads to it is live",
    "followers:stop": LINK,
    "followers:webhook_act": FORM,
    "followers:webhook": "deliveries of the operator, not of the record",
    "people:invitation": LINK,
    "petitions:archived": STILL,
    "petitions:embed": "a small frame on other sites, which loads itself anew each minute without scripts",
    "petitions:kind": SETUP,
    "petitions:paper": FORM,
    "petitions:restore": FORM,
    "petitions:sheet": "printed",
    "petitions:sign": FORM,
    "petitions:strike": FORM,
    "petitions:term": SETUP,
    "record_pages:entry": STILL,
    "record_pages:fact": STILL,
    "service_requests:act": FORM,
    "service_requests:answer": FORM,
    "service_requests:ask": FORM,
    "service_requests:delete_view": FORM,
    "service_requests:edit_answer": FORM,
    "service_requests:edit_rule": SETUP,
    "service_requests:held_photo": FILE,
    "service_requests:reply_photo": FILE,
    "service_requests:join": FORM,
    "service_requests:question": SETUP,
    "service_requests:new_question": SETUP,
    "service_requests:rate": FORM,
    "service_requests:redact": FORM,
    "service_requests:remove": FORM,
    "service_requests:reopen": FORM,
    "service_requests:service": SETUP,
    "service_requests:split": FORM,
    "talk:appeal": FORM,
    "talk:case": "decided under a lock: whoever comes second is told so, and the queue before it is live",
    "talk:close": FORM,
    "talk:flag": FORM,
    "talk:revise": FORM,
    "talk:vote": FORM,
    "talk:withdraw": FORM,
    "talk:write": FORM,
}
"""Pages with a name in their address that do not hear of anything, and why."""
FILES = re.compile(
    r"\.(json|csv|png|css|xml|geojson|tlog-proof)|\(\?P<form>|^(api:|ledger|record:|files:|web:|allauth|account_|mfa_|usersessions|api-|socialaccount|headless|openid|idp)"
)
LISTS = {
    "budgeting:desk",
    "budgeting:list",
    "budgeting:projects",
    "catalogue:desk",
    "catalogue:list",
    "catalogue:review",
    "feedback:desk",
    "feedback:list",
    "followers:activity",
    "petitions:desk",
    "petitions:list",
    "places:areas",
    "service_requests:held",
    "service_requests:list",
    "service_requests:routing",
    "service_requests:satisfaction",
    "service_requests:statistics",
    "service_requests:triage",
    "service_requests:work",
    "talk:queue",
}
"""Pages about many subjects. The desk of reports is not among them: it has a finer line of its own (islands/_news.ts)."""


def patterns(resolver, space="", before=""):
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from patterns(one, inner, before + str(one.pattern))
        elif isinstance(one, URLPattern) and one.name:
            yield space + one.name, before + str(one.pattern)


def named():
    """Addresses of pages that hold the name of something."""
    return {
        name: route
        for name, route in patterns(get_resolver())
        if ("<" in route) and not FILES.search(name) and not FILES.search(route) and "media" not in route
    }


def test_every_page_about_something_is_live_or_says_why_not():
    found = named()
    forgotten = set(found) - set(registry.live()) - set(EXCUSED)
    assert forgotten == set(), "declare it in Manifest.live or excuse it here"
    assert set(EXCUSED) - set(found) == set(), "an excuse for an address that is not there any more"
    assert set(EXCUSED) & set(registry.live()) == set()


def test_what_is_declared_exists_and_names_what_the_address_holds():
    every = dict(patterns(get_resolver()))
    for name, live in registry.live().items():
        assert name in every, f"{name} is no address"
        held = set(re.findall(r"<(?:\w+:)?(\w+)>", every[name]))
        wanted = {part for one in live.about for part in re.findall(r"{(\w+)}", one)}
        assert wanted <= held, f"{name}: the address holds {held}, not {wanted}"
        assert len(live.about) * 2 <= news.MOST_ABOUT
        assert len(live.kinds) <= news.MOST_KINDS
        for kind in live.kinds:
            assert registry.event_type(kind.kind) is kind


def test_lists_are_live():
    assert set(registry.live()) >= LISTS


NO_PAGE = {
    "ledger", "debates", "institution", "departments", "map", "talk", "voices", "services", "triage", "routing",
    "petition_kinds", "petition_limits", "petition_guards", "petition_terms", "petition_watch", "feedback_rules",
    "areas", "budget_ballots",
}  # fmt: skip
"""Sorts of subjects without a page of their own: their card leads to a list or to the rules."""


def test_every_sort_of_subject_with_a_page_of_its_own_is_tried_below():
    declared = {prefix for part in registry.manifests() for prefix in part.subjects}
    assert declared - NO_PAGE == {
        "requests",
        "budget_projects",
        "budget_rounds",
        "petitions",
        "threads",
        "surveys",
        "datasets",
        "data_requests",
        "reuses",
        "data_sources",
        "polls",
    }


@pytest.fixture
def talked(lamp):
    talk.describe_discussions(open_=["requests"], actor="office:council")
    talk.answer(about=f"requests/{lamp}", office="lighting", words="Friday")
    seal()
    return lamp


def test_a_page_names_its_subject_and_what_is_said_about_it(talked, client):
    for subject in (f"requests/{talked}", f"threads/requests~{talked}"):
        url = registry.cards([subject])[subject].url
        match = resolve(url)
        assert match.view_name in registry.live()
        page = client.get(url).content.decode()
        about = re.search(r'<fm-live[^>]*data-about="([^"]*)"', page)[1].split()
        assert subject in about
        assert "build/islands/live.js" in page
        assert re.search(r'data-made="\d{13}"', page)
    assert f"threads/requests~{talked}" in client.get(f"/reports/{talked}").content.decode()


def test_a_petition_hears_of_itself(town, client):
    petitions.describe_kind(description=petition_town.KIND, actor=petition_town.ADMIN)
    opened = petition_town.opened()
    url = registry.cards([f"petitions/{opened}"])[f"petitions/{opened}"].url
    page = client.get(url).content.decode()
    assert f'data-about="petitions/{opened} threads/petitions~{opened}"' in page


def test_a_poll_hears_of_itself(town, client):
    number = polls.open_poll(draft=poll_town.draft(office="lighting"))
    url = registry.cards([f"polls/{number}"])[f"polls/{number}"].url
    assert f'data-about="polls/{number} threads/polls~{number}"' in client.get(url).content.decode()


def test_a_round_and_its_projects_hear_of_themselves(town, client):
    round_, [first, *_rest] = budget_town.round_in_voting(office="lighting")
    for subject, heard in (
        (f"budget_rounds/{round_}", f"budget_rounds/{round_}"),
        (f"budget_projects/{first}", f"budget_projects/{first} threads/budget_projects~{first}"),
    ):
        page = client.get(registry.cards([subject])[subject].url).content.decode()
        assert f'data-about="{heard}"' in page


def test_a_survey_hears_of_itself(town, client):
    plan = replace(survey_town.on_pages(), office="lighting")
    surveys.draft(key="deals", plan=plan, actor="office:lighting", new=True)
    surveys.open_survey(key="deals", actor="office:lighting")
    url = registry.cards(["surveys/deals"])["surveys/deals"].url
    assert 'data-about="surveys/deals"' in client.get(url).content.decode()


def test_a_dataset_hears_of_itself(db, client, settings, tmp_path):
    settings.FOLKMOOT_TABLES = tmp_path
    data_town.describe_town()
    data_town.published()
    url = registry.cards(["datasets/trees"])["datasets/trees"].url
    assert (
        'data-about="datasets/trees threads/datasets~trees"' in client.get(url, follow=True).content.decode()
    )


def test_requests_for_data_and_reuses_hear_of_themselves(db, client, settings, tmp_path):
    settings.FOLKMOOT_TABLES = tmp_path
    data_town.describe_town()
    data_town.published()
    for subject in (f"data_requests/{contributed.opened()}", f"reuses/{contributed.shown()}"):
        url = registry.cards([subject])[subject].url
        assert f'data-about="{subject}"' in client.get(url).content.decode()


def test_a_source_hears_of_itself(db, client):
    data_town.describe_town()
    given = {"name": "County", "sort": "ckan", "address": "https://portal.example", "office": "parks"}
    sources.describe_source(key="county", source=SourceDescribed(**given))
    url = registry.cards(["data_sources/county"])["data_sources/county"].url
    assert 'data-about="data_sources/county"' in client.get(url).content.decode()


def test_a_page_about_nothing_holds_no_connection(client, town):
    for path in ("/privacy", "/report", "/search"):
        assert "<fm-live" not in client.get(path).content.decode()


def test_an_address_that_is_no_subject_is_not_listened_to(client, town):
    assert "<fm-live" not in client.get("/talk/requests/%22%3E").content.decode()
