"""The pages of the administration: who may open them, what they change, what they refuse."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from tests.fixtures.town import ADMIN

from folkmoot.people import accepting
from folkmoot.people.models import Invitation, Role
from folkmoot.places import queries, services
from folkmoot.places.rules.look import AA_TEXT, ACTION, contrast, nearest
from folkmoot.places.tests.test_look import HEAD
from folkmoot.record import registry
from folkmoot.record.models import RecordedFact
from folkmoot.record.projection import assert_replays
from folkmoot.web import look

pytestmark = pytest.mark.django_db
PAGES = [
    "/administration",
    "/administration/institution",
    "/administration/languages",
    "/administration/hours",
    "/administration/look",
    "/administration/departments",
    "/administration/departments/new",
    "/administration/areas",
    "/administration/people",
    "/administration/configuration",
    "/administration/services",
    "/administration/services/new",
    "/administration/services/pothole",
    "/administration/services/pothole/questions",
    "/administration/services/pothole/questions/SIZE",
    "/administration/routing",
    "/administration/routing/new",
    "/administration/routing/test",
]


def account(role, office=""):
    person = accepting.make_account(f"{role}{office}@example.org")
    Role.objects.create(person=person, role=role, office=office)
    return person


@pytest.fixture
def admin(town, client):
    client.force_login(account("administrator"))
    return client


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_for_administrators_of_the_whole_institution(town, client, path):
    assert client.get(path).headers["Location"].startswith("/account/login/")
    for role, office in (("officer", "streets"), ("auditor", ""), ("administrator", "streets")):
        client.force_login(account(role, office))
        assert client.get(path).status_code == 403, role
        assert client.post(path).status_code in {403, 405}, role
    client.force_login(account("administrator"))
    html = client.get(path).content.decode()
    assert html.count("<h1") == 1
    assert "<c-" not in html


def test_the_index_lists_what_the_parts_declare(admin):
    html = admin.get("/administration").content.decode()
    for manifest in registry.manifests():
        for one in manifest.administration:
            assert str(one.label) in html


@pytest.mark.parametrize("path", PAGES)
def test_a_page_costs_a_constant_number_of_queries(admin, django_assert_max_num_queries, path):
    admin.get(path)
    with django_assert_max_num_queries(14):
        admin.get(path)


def test_hours_and_holidays(admin):
    week = {f"day{n}": "" for n in range(1, 8)} | {"what": "week", "day1": "9:00–12:30, 13.30 - 17:00"}
    assert admin.post("/administration/hours", week).status_code == 302
    holiday = {
        "what": "add",
        "name": "Fair",
        "day_day": "16",
        "day_month": "3",
        "day_year": "2026",
        "yearly": "on",
    }
    admin.post("/administration/hours", holiday)
    here = queries.institution()
    assert here.week == [[1, "09:00", "12:30"], [1, "13:30", "17:00"]]
    assert here.holidays == [["2026-03-16", "Fair", True]]
    facts = RecordedFact.objects.count()
    page = admin.post("/administration/hours", holiday).content.decode()
    assert "is there twice" in page
    page = admin.post("/administration/hours", week | {"day2": "9 to 5"}).content.decode()
    assert "Write hours like" in page
    page = admin.post("/administration/hours", week | {"day1": "9:00-12:00, 11:00-13:00"}).content.decode()
    assert "overlap" in page
    assert RecordedFact.objects.count() == facts
    admin.post("/administration/hours", {"what": "remove", "key": "2026-03-16/1"})
    assert queries.institution().holidays == []
    assert_replays()


def test_colours_and_a_logo_reach_every_page(admin):
    given = {"action": "#7a1f5a", "deep": "#1f123a", "highlight": "#ffcc00"}
    logo = SimpleUploadedFile("logo.svg", HEAD + b'><script>x</script><rect width="9" height="9"/></svg>')
    assert admin.post("/administration/look", given | {"logo": logo}).status_code == 302
    html = admin.get("/accessibility").content.decode()
    here = queries.institution()
    css = admin.get(f"/look/{look.digest(here)}.css")
    assert f"/look/{look.digest(here)}.css" in html
    assert "#7a1f5a" in css.content.decode()
    assert "immutable" in css.headers["Cache-Control"]
    assert admin.get("/look/0000.css").headers["Cache-Control"] == "no-store"
    image = admin.get(f"/look/logo/{here.logo}")
    assert image.headers["Content-Type"] == "image/svg+xml"
    assert "sandbox" in image.headers["Content-Security-Policy"]
    assert b"script" not in image.content
    assert admin.get("/look/logo/" + "0" * 64).status_code == 404
    weak = admin.post("/administration/look", {"action": "#ffee88"}).content.decode()
    assert "to 1" in weak
    assert "nearest colour that will do" in weak
    bad = SimpleUploadedFile("logo.png", b"GIF89a")
    assert "neither PNG nor SVG" in admin.post("/administration/look", {"logo": bad}).content.decode()
    admin.post("/administration/look", {"no_logo": "on"})
    assert queries.institution().logo == ""
    assert "/look/" not in admin.get("/accessibility").content.decode()
    assert_replays()


@given(st.integers(0, 0xFFFFFF))
def test_what_is_mixed_from_a_colour_can_be_read_in_light_and_in_dark(number):
    action = nearest(f"#{number:06x}", ACTION)
    light, dark = look.light_colours(action, "", ""), look.dark_colours(action, "", "")
    for found, page in ((light, "#fafaf7"), (dark, "#181e1a")):
        assert contrast(found["--fm-yew-ink"], found["--fm-yew-tint"]) >= AA_TEXT
        assert contrast(found["--fm-yew-ink"], page) >= AA_TEXT
        assert contrast(found["--fm-yew"], page) >= AA_TEXT
        button = found["--ds-color-accent-base-contrast-default"]
        for name in ("default", "hover", "active"):
            assert contrast(button, found[f"--ds-color-accent-base-{name}"]) >= AA_TEXT


def test_departments_are_added_renamed_and_closed(admin):
    path = "/administration/departments"
    admin.post(f"{path}/new", {"name": "Parks & Trees", "phone": "01 23"})
    assert queries.department("parks-trees").phone == "01 23"
    assert (
        "there is a department" in admin.post(f"{path}/new", {"name": "Parks trees"}).content.decode().lower()
    )
    admin.post(f"{path}/parks-trees", {"name": "Parks", "act": "close"})
    assert (queries.department("parks-trees").name, queries.department("parks-trees").closed) == (
        "Parks",
        True,
    )
    admin.post(f"{path}/parks-trees", {"name": "Parks"})
    assert queries.department("parks-trees").closed
    admin.post(f"{path}/parks-trees", {"name": "Parks", "act": "open"})
    assert not queries.department("parks-trees").closed
    assert (
        "is not a web address"
        in admin.post(f"{path}/new", {"name": "X", "contact": "a@b.org"}).content.decode()
    )
    assert admin.get(f"{path}/nothing").status_code == 404


def test_inviting_withdrawing_and_taking_roles(admin):
    path = "/administration/people"
    admin.post(path, {"act": "invite", "email": "new@example.org", "role": "officer", "office": "streets"})
    page = admin.get(path).content.decode()
    assert "new@example.org" in page
    assert "Streets team" in page
    row = Invitation.objects.get()
    admin.post(path, {"act": "withdraw", "invitation": str(row.pk)})
    admin.post(path, {"act": "withdraw", "invitation": "nonsense"})
    assert Invitation.objects.get().withdrawn
    mine = Role.objects.get()
    page = admin.post(path, {"act": "take", "role_id": str(mine.pk)}, follow=True).content.decode()
    assert "last administrator" in page
    other = account("officer", "streets")
    admin.post(path, {"act": "take", "role_id": str(Role.objects.get(person=other).pk)})
    assert Role.objects.count() == 1
    admin.post(path, {"act": "take", "role_id": "²"})
    bad = admin.post(path, {"act": "invite", "email": "new", "role": "officer", "office": ""})
    assert bad.status_code == 400


def test_the_demo_shows_the_link_of_an_invitation(admin, settings):
    settings.FOLKMOOT_DEMO = True
    invited = {"act": "invite", "email": "new@example.org", "role": "auditor", "office": ""}
    assert "/invitation/" in admin.post("/administration/people", invited, follow=True).content.decode()


def test_a_closed_department_takes_its_officers_nothing(admin):
    services.describe_department(slug="streets", name="Streets team", closed=True, actor=ADMIN)
    page = admin.get("/administration/people").content.decode()
    assert 'value="streets"' not in page
