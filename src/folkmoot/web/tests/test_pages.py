"""The shell around every page, without a browser."""

import json

import pytest
from django.test import Client, RequestFactory

from folkmoot.record import registry
from folkmoot.web import errors
from folkmoot.web.icons import ICONS

pytestmark = pytest.mark.django_db
PAGES = ["/accessibility", "/privacy", "/developers", "/styleguide", "/account/login/", "/account/signup/"]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_one_heading_a_skip_link_and_a_main_part(client, path):
    html = client.get(path).content.decode()
    assert html.count("<h1") == 1
    assert 'href="#main"' in html
    assert '<main id="main"' in html
    assert '<html lang="en-gb"' in html
    assert "<c-" not in html


def test_reading_sets_no_cookie(client):
    assert not client.get("/accessibility").cookies


def test_a_page_costs_two_queries(client, django_assert_max_num_queries):
    client.get("/accessibility")
    with django_assert_max_num_queries(2):
        client.get("/accessibility")


def test_every_script_is_a_file_or_data(client):
    html = client.get("/account/login/").content.decode()
    for tag in html.split("<script")[1:]:
        assert "src=" in tag.partition(">")[0] or 'type="application/json"' in tag.partition(">")[0]


def test_the_language_is_remembered_and_the_page_shown_again(client):
    answer = client.post("/language", {"language": "de", "next": "/accessibility"})
    assert answer.headers["Location"] == "/accessibility"
    html = client.get("/accessibility").content.decode()
    assert '<html lang="de"' in html
    assert "Erklärung zur Barrierefreiheit" in html


@pytest.mark.parametrize("next_page", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_nobody_is_sent_elsewhere(client, next_page):
    assert client.post("/language", {"language": "de", "next": next_page}).headers["Location"] == "/"


def test_light_and_dark_are_remembered(client):
    client.post("/appearance", {"scheme": "dark", "next": "/accessibility"})
    assert 'data-color-scheme="dark"' in client.get("/accessibility").content.decode()
    client.post("/appearance", {"scheme": "auto"})
    assert 'data-color-scheme="auto"' in client.get("/accessibility").content.decode()


@pytest.mark.parametrize(
    ("path", "values"), [("/language", {"language": "xx"}), ("/appearance", {"scheme": "pink"})]
)
def test_unknown_choices_are_refused(client, path, values):
    assert client.post(path, values).status_code == 400
    assert client.get(path).status_code == 405


def test_a_forged_cookie_does_not_reach_the_page(client):
    client.cookies["scheme"] = '"><script>'
    assert 'data-color-scheme="auto"' in client.get("/accessibility").content.decode()


def test_a_missing_page_says_so_and_leads_on(client):
    answer = client.get("/nothing-here")
    assert answer.status_code == 404
    html = answer.content.decode()
    assert "There is no page at this address" in html
    assert html.count("<h1") == 1


def test_programs_get_json(client):
    answer = client.get("/nothing-here", headers={"accept": "application/json"})
    assert json.loads(answer.content)["error"] == "not_found"
    assert client.get("/api/nothing-here").headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("view", "status"),
    [(errors.bad_request, 400), (errors.forbidden, 403), (errors.not_found, 404), (errors.too_many, 429)],
)
def test_error_pages(client, rf, view, status):
    request = client.get("/accessibility").wsgi_request
    answer = view(request)
    assert answer.status_code == status
    assert "<h1" in answer.content.decode()
    assert json.loads(view(rf.get("/x", headers={"accept": "application/json"})).content)["detail"]


def test_limits_say_when_to_come_back(rf):
    request = rf.get("/x", headers={"accept": "application/json"})
    assert errors.too_many(request, seconds=30).headers["Retry-After"] == "30"


def test_a_form_without_its_token_is_refused_in_words():
    answer = Client(enforce_csrf_checks=True).post("/account/login/code/", {"email": "a@example.org"})
    assert answer.status_code == 403
    assert "You may not open this page" in answer.content.decode()


def test_glyphs_of_every_act_exist():
    acts = [(event, act) for one in registry.manifests() for event, act in one.acts.items()]
    assert not [(event.kind, act.glyph) for event, act in acts if act.glyph not in ICONS]


def test_menu_links_lead_somewhere(client):
    from django.urls import reverse

    for one in registry.manifests():
        for item in one.navigation:
            assert reverse(item.url_name)


class TestServerError:
    @pytest.mark.django_db(transaction=False)
    def test_it_needs_no_database(self, django_assert_num_queries):
        with django_assert_num_queries(0):
            answer = errors.server_error(RequestFactory().get("/x"))
        assert answer.status_code == 500
        assert "Something broke on our side" in answer.content.decode()

    def test_programs_get_json(self):
        request = RequestFactory().get("/x", headers={"accept": "application/json"})
        assert json.loads(errors.server_error(request).content)["error"] == "server_error"
