"""Pages of rounds and projects: what residents, officers and administrators see and do, without scripts."""

import io
import re
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from folkmoot.files.models import StoredFile
from folkmoot.modules.budgeting import events, queries, services
from folkmoot.modules.budgeting.models import Project, Round
from folkmoot.modules.budgeting.tests import town as a
from folkmoot.people.models import Role
from folkmoot.places import queries as places
from folkmoot.record.projection import assert_replays

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ 7*7 }}"
OFFICE = "office:finance"


def signed_in(client, name, role="", office=""):
    person = a.person(name)
    if role:
        Role.objects.create(person=person, role=role, office=office)
    client.force_login(person)
    return person


def words(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def picture():
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "seagreen").save(out, "JPEG")
    return SimpleUploadedFile("tree.jpg", out.getvalue(), "image/jpeg")


def on_day(name, on):
    return {f"{name}_day": str(on.day), f"{name}_month": str(on.month), f"{name}_year": str(on.year)}


def test_before_there_is_a_round(client, town):
    assert "There is no round yet" in words(client.get("/budgets"))
    assert client.get("/budgets/1").status_code == 404
    assert client.get("/budgets/9999999999").status_code == 404
    assert client.get("/budgets/projects/1").status_code == 404


def test_a_round_says_where_it_is_and_what_comes_next(client, town):
    number = a.described_round("ideas")
    page = words(client.get(f"/budgets/{number}"))
    for said in (
        "Budget 2026",
        "Everybody can write down an idea",
        "€100,000",
        "14 or older",
        "Write down an idea",
    ):
        assert said in page
    assert "Vote now" not in page
    voting, _projects = a.round_in_voting()
    page = words(client.get(f"/budgets/{voting}"))
    assert "Method of Equal Shares" in page
    assert "Nothing of it can change" in page
    assert "Budget 2026" in words(client.get("/budgets"))


def test_an_idea_is_written_without_scripts(client, town):
    number = a.described_round("ideas")
    assert client.get(f"/budgets/{number}/ideas/new")["Location"].startswith("/account/login/")
    signed_in(client, "ada")
    page = client.get(f"/budgets/{number}/ideas/new").content.decode()
    once = re.search(r'name="once" value="([0-9a-f]{32})"', page)[1]
    given = {"once": once, "title": "Lime trees", "text": "Twelve.", "category": "green"}
    # A press on the map and a look at similar ideas send nothing.
    looks = client.post(f"/budgets/{number}/ideas/new", given | {"map_move": "in"})
    assert looks.status_code == 200
    assert "Lime trees" in words(looks)
    assert "No idea of this round" in words(
        client.post(f"/budgets/{number}/ideas/new", given | {"look": "1"})
    )
    assert not Project.objects.exists()
    place = {"lat": "52.481", "lon": "1.701"}
    for _twice in range(2):
        sent = client.post(f"/budgets/{number}/ideas/new", given | place | {"pictures": [picture()]})
    row = Project.objects.get()
    assert sent["Location"] == f"/budgets/projects/{row.number}"
    assert (row.state, row.lat, row.category, len(row.pictures)) == ("idea", 52.481, "green", 1)
    page = words(client.get(sent["Location"]))
    for said in ("Lime trees", "Twelve.", "Parks", "You are an author", "/files/"):
        assert said in page
    assert "ada" not in page.lower().replace("advert", "")
    file = StoredFile.objects.get(commitment=row.pictures[0])
    assert client.get(f"/files/{file.pk}/thumb").status_code == 200
    client.logout()
    assert "You are an author" not in words(client.get(sent["Location"]))
    assert_replays()


def test_what_is_wrong_is_said_at_its_field(client, town):
    number = a.described_round("ideas")
    signed_in(client, "ada")
    bad = client.post(f"/budgets/{number}/ideas/new", {"title": "", "text": "", "once": "x"})
    assert bad.status_code == 422
    assert "There is a problem" in words(bad)
    not_a_picture = SimpleUploadedFile("x.jpg", b"<html>", "image/jpeg")
    given = {"title": "A", "text": "B", "once": uuid.uuid4().hex}
    assert (
        client.post(f"/budgets/{number}/ideas/new", given | {"pictures": [not_a_picture]}).status_code == 422
    )
    six = [picture() for _each in range(6)]
    assert client.post(f"/budgets/{number}/ideas/new", given | {"pictures": six}).status_code == 422
    assert not Project.objects.exists()
    assert not StoredFile.objects.filter(erased=None).exists()
    later = a.described_round("sorting")
    assert "No ideas are taken now" in words(client.get(f"/budgets/{later}/ideas/new"))


def test_hostile_words_are_words(client, town):
    number = a.described_round("ideas", title="Budget <b>")
    idea = a.idea(number, a.person("ada"), title=HOSTILE[:80], text=HOSTILE)
    for path in (
        f"/budgets/{number}", f"/budgets/{number}/projects", f"/budgets/projects/{idea}",
        f"/budgets/{number}/projects?q={HOSTILE}&category=%00&state=x&order=%27&after=1,2,3&pot=zz",
        f"/budgets/{number}/ideas/similar?action={HOSTILE}",
    ):  # fmt: skip
        page = client.get(path)
        assert page.status_code == 200
        body = page.content.decode()
        assert "<script>alert" not in body
        assert "<img src=x" not in body
        assert "Budget <b>" not in body


def test_similar_ideas_are_shown_while_one_types(client, town):
    number, other = a.described_round("ideas"), a.described_round("ideas")
    ada = a.person("ada")
    a.idea(number, ada, title="Lime trees on Mill Street")
    a.idea(other, ada, title="Lime trees elsewhere")
    page = words(client.get(f"/budgets/{number}/ideas/similar", {"action": "plant lime trees"}))
    assert "Lime trees on Mill Street" in page
    assert "elsewhere" not in page


def test_authors_change_invite_and_take_back(client, town):
    number = a.described_round("ideas")
    ada = signed_in(client, "ada")
    idea = a.idea(number, ada)
    page = client.get(f"/budgets/projects/{idea}").content.decode()
    link = re.search(r'id="invite" value="http://testserver([^"]+)"', page)[1].replace("&amp;", "&")
    sent = client.post(f"/budgets/projects/{idea}/edit", {"title": "Lindens", "text": "Thirteen."})
    assert sent.status_code == 302
    assert "Thirteen." in words(client.get(f"/budgets/projects/{idea}"))
    signed_in(client, "bert")
    assert client.get(f"/budgets/projects/{idea}/edit").status_code == 404
    assert "Become an author" in words(client.get(link))
    assert Project.objects.get().authors == 1, "following a link does nothing"
    client.post("/budgets/join", {"key": link.partition("key=")[2].replace("%3A", ":")})
    assert Project.objects.get().authors == 2
    assert client.post("/budgets/join", {"key": "forged"}).status_code == 400
    assert client.get(f"/budgets/projects/{idea}/edit").status_code == 200
    client.post(f"/budgets/projects/{idea}/withdraw")
    assert Project.objects.get().state == "idea", "only the first author"
    client.force_login(ada)
    client.post(f"/budgets/projects/{idea}/withdraw")
    page = words(client.get(f"/budgets/projects/{idea}"))
    assert "Lindens" not in page
    assert "took it back" in page
    assert "Lindens" not in words(client.get(f"/budgets/{number}/projects"))
    assert client.get(f"/budgets/projects/{idea}/feed.atom").status_code == 404


def test_the_list_searches_filters_and_pages_by_key(client, town):
    number = a.described_round("design")
    given = [
        services.Given(
            title=f"Bench {n}", pot="town", cost=1000 * (n % 7 + 1), category="green" if n % 2 else ""
        )
        for n in range(60)
    ]
    services.add_projects(round_number=number, projects=given, actor=a.ADMIN)
    for order in ("newest", "oldest", "cheap", "dear"):
        seen, url = [], f"/budgets/{number}/projects?order={order}"
        while url:
            page = client.get(url).content.decode()
            seen += re.findall(r'href="/budgets/projects/(\d+)"', page)
            following = re.search(r'rel="next" href="([^"]+)"', page)
            url = f"/budgets/{number}/projects{following[1].replace('&amp;', '&')}" if following else ""
        assert len(seen) == len(set(seen)) == 60, order
    assert words(client.get(f"/budgets/{number}/projects?q=Bench+17")).count("/budgets/projects/") == 1
    odd = client.get(f"/budgets/{number}/projects?category=green").content.decode()
    assert {int(one) % 2 for one in re.findall(r"Bench (\d+)<", odd)} == {1}
    assert "No project fits" in words(client.get(f"/budgets/{number}/projects?q=nothing-like-this"))


@pytest.mark.parametrize(
    "path", ["/budgets/{round}", "/budgets/{round}/projects", "/api/budgeting/rounds/{round}/projects"]
)
def test_a_long_list_takes_as_many_queries_as_a_short_one(client, town, path):
    counts = []
    for many in (2, 24):
        number = a.described_round("design")
        given = [
            services.Given(title=f"Bench {n}", pot="town", cost=1000, lat=52.48, lon=1.7) for n in range(many)
        ]
        services.add_projects(round_number=number, projects=given, actor=a.ADMIN)
        client.get(path.format(round=number))
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path.format(round=number)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[1] <= 16


def test_officers_sort_cost_and_merge_at_the_desk(client, town):
    number = a.described_round("ideas")
    first = a.idea(number, a.person("ada"))
    assert client.get("/desk/budgets")["Location"].startswith("/account/login/")
    signed_in(client, "resident")
    assert client.get("/desk/budgets").status_code == 403
    assert client.get(f"/desk/budgets/projects/{first}").status_code == 403
    signed_in(client, "olu", "officer", "parks")
    assert "Trees on Mill Street" in words(client.get("/desk/budgets"))
    act = f"/desk/budgets/projects/{first}"
    assert client.post(act, {"act": "deliver"}).status_code == 404
    assert client.post(act, {"act": "sort", "pot": "town"}).status_code == 422
    sort = {
        "act": "sort",
        "pot": "town",
        "category": "green",
        "offices": ["parks"],
        "reason": "It is a park.",
    }
    assert client.post(act, sort).status_code == 302
    bad = {"act": "cost", "office": "parks", "lines": "Trees 4800", "feasible": "yes", "reason": "So."}
    assert "a colon and the amount" in words(client.post(act, bad))
    assert "is none" in words(client.post(act, bad | {"lines": "Trees: many"}))
    assert client.post(act, bad | {"lines": "Trees: 4,800\nPits: 1200.50"}).status_code == 302
    page = words(client.get(f"/budgets/projects/{first}"))
    for said in ("€6,000.50", "Can be done", "Pits", "Parks team"):
        assert said in page
    down = {"act": "turn_down", "code": "not_ours", "reason": "The railway owns it."}
    assert client.post(act, down).status_code == 302
    assert "The railway owns it." in words(client.get(f"/budgets/projects/{first}"))
    assert client.post(act, {"act": "take_up"}).status_code == 302
    assert Project.objects.get(pk=first).state == "costed"
    assert_replays()


def test_authors_are_asked_before_a_merge(client, town):
    number = a.described_round("ideas")
    ada, bert = a.person("ada"), a.person("bert")
    first, second = a.idea(number, ada), a.idea(number, bert, title="More trees")
    signed_in(client, "mo", "moderator")
    act = f"/desk/budgets/projects/{first}"
    assert client.post(act, {"act": "merge", "into": first, "reason": "x"}).status_code == 422
    assert client.post(act, {"act": "merge", "into": second, "reason": "Both trees."}).status_code == 302
    proposal = queries.merges(first)[0][0].pk
    assert "make them one" not in words(client.get(f"/budgets/projects/{first}"))
    for person, number_ in ((ada, first), (bert, second)):
        client.force_login(person)
        assert "make them one" in words(client.get(f"/budgets/projects/{number_}"))
        assert "May two ideas become one" in words(client.get("/you"))
        client.post(f"/budgets/projects/{number_}/merge/{proposal}", {"act": "agree"})
    assert Project.objects.get(pk=first).into == second
    assert "part of another idea now" in words(client.get(f"/budgets/projects/{first}"))


def test_building_is_told_at_the_desk_and_shown(client, town):
    number, [won, *_lost] = a.round_in_voting()
    a.decide(number, won=[won])
    signed_in(client, "olu", "officer", "parks")
    act, today = f"/desk/budgets/projects/{won}", places.today()
    for sent in (
        {"act": "plan", "code": "dig", "title": "The holes are dug"}
        | on_day("due", today + timedelta(days=3)),
        {"act": "reach", "code": "dig", "words": "All of them."} | on_day("on", today),
        {"act": "spend", "amount": "1,200", "what": "Trees"} | on_day("on", today),
        {"act": "deliver", "words": "The mayor cut the ribbon."} | on_day("on", today),
    ):
        answer = client.post(act, sent)
        assert answer.status_code == 302
    page = words(client.get(f"/budgets/projects/{won}"))
    for said in ("The holes are dug", "All of them.", "€1,200", "The mayor cut the ribbon.", "Finished"):
        assert said in page


def test_an_administrator_sets_up_a_round_and_freezes_it(client, town):
    signed_in(client, "admin", "administrator")
    assert "There is no round yet" in words(client.get("/administration/budgets"))
    given = {
        "title": "Budget 2027", "slug": "budget-2027", "office": "finance", "currency": "eur",
        "pots": "town; Whole town; 100,000\n", "categories": "green; Parks", "minimum": "", "maximum": "60000",
        "who": "Everybody", "minimum_age": "14", "verified": "on", "looked": "",
    }  # fmt: skip
    assert "semicolons" in words(client.post("/administration/budgets/new", given | {"pots": "town"}))
    assert (
        "choose districts"
        in words(client.post("/administration/budgets/new", given | {"pots": "a; A; 5; moon"})).lower()
    )
    made = client.post("/administration/budgets/new", given)
    row = Round.objects.get()
    assert made["Location"] == f"/administration/budgets/{row.number}/dates"
    assert (row.pots[0]["amount"], row.maximum, row.currency) == (10_000_000, 6_000_000, "EUR")
    dates = client.get(made["Location"]).content.decode()
    looked = {"looked": re.search(r'name="looked" value="([0-9a-f]+)"', dates)[1]}
    today = places.today()
    voting = on_day("voting_first", today) | on_day("voting_last", today + timedelta(days=7))
    assert "or neither" in words(
        client.post(made["Location"], looked | voting | on_day("ideas_first", today))
    )
    assert client.post(made["Location"], looked | voting).status_code == 302
    assert client.post(made["Location"], looked | voting).status_code == 400, "somebody changed it meanwhile"
    services.add_projects(round_number=row.number, projects=list(a.PROJECTS), actor=a.ADMIN)
    url = f"/administration/budgets/{row.number}/freeze"
    page = client.get(url).content.decode()
    looked = {"looked": re.search(r'name="looked" value="([0-9a-f]+)"', page)[1]}
    choice = {
        "type": "approval", "minimum": "0", "maximum": "0", "points": "0", "points_most": "0", "areas_most": "0",
        "rule": "equalshares/add1u", "ties": "lot",
    }  # fmt: skip
    assert client.post(url, looked | choice).status_code == 400, "nobody was sure"
    choice |= {"least_votes": "2", "least_share": "3"}
    assert client.post(url, looked | choice | {"sure": "on"})["Location"] == f"/budgets/{row.number}"
    row = Round.objects.get()
    assert (row.phase, bool(row.frozen)) == ("voting", True)
    page = words(client.get(f"/budgets/{row.number}"))
    assert "decided by lot, with the seed" in page
    assert "fewer than 2 votes is not counted" in page
    assert "divided by 3." in page
    edit = client.get(f"/administration/budgets/{row.number}").content.decode()
    looked = {"looked": re.search(r'name="looked" value="([0-9a-f]+)"', edit)[1]}
    answer = client.post(
        f"/administration/budgets/{row.number}", given | looked | {"pots": "town; Whole town; 5"}
    )
    assert "frozen" in words(answer)
    assert (
        client.post(f"/administration/budgets/{row.number}", given | looked | {"title": "B"}).status_code
        == 302
    )
    assert_replays()


def test_the_administration_is_for_administrators(client, town):
    number = a.described_round("ideas")
    signed_in(client, "olu", "officer", "parks")
    for path in ("", "/new", f"/{number}", f"/{number}/dates", f"/{number}/freeze"):
        assert client.get(f"/administration/budgets{path}").status_code == 403


def test_the_api_tells_rounds_and_projects_and_no_votes(client, town):
    number, projects = a.round_in_voting()
    body = client.get("/api/budgeting/rounds").json()
    assert [one["number"] for one in body] == [number]
    assert client.get(f"/api/budgeting/rounds/{number}").json()["phase"] == "voting"
    ballot = client.get(f"/api/budgeting/rounds/{number}/ballot").json()
    assert [one["number"] for one in ballot["pots"][0]["projects"]] == projects
    seen, after = [], ""
    while after is not None:
        page = client.get(
            f"/api/budgeting/rounds/{number}/projects", {"limit": 3, "order": "cheap", "after": after}
        ).json()
        seen += [one["cost"] for one in page["items"]]
        after = page["next"]
    assert seen == sorted(seen)
    assert len(seen) == 4
    one = client.get(f"/api/budgeting/projects/{projects[0]}").json()
    assert (one["title"], one["cost"], one["sheets"]) == ("Trees on Mill Street", 3_000_000, [])
    assert not {key for key in one if "vote" in key}
    for path, status in (
        ("rounds/99", 404), ("rounds/99/projects", 404), ("projects/99", 404), ("rounds/99/ballot", 404),
        (f"rounds/{number}/projects?after=x", 400), (f"rounds/{number}/projects?order=votes", 422),
        ("rounds/99999999999", 404), ("projects/-1", 404),
    ):  # fmt: skip
        assert client.get(f"/api/budgeting/{path}").status_code == status, path


def test_feeds_tell_what_happened(client, town):
    number = a.described_round("ideas")
    idea = a.idea(number, a.person("ada"))
    services.turn_down(number=idea, code="not_ours", reason="The railway owns it.", actor=OFFICE)
    for form in ("atom", "json"):
        assert "Trees on Mill Street" in client.get(f"/budgets/{number}/feed.{form}").content.decode()
        assert "The railway owns it." in client.get(f"/budgets/projects/{idea}/feed.{form}").content.decode()


def test_a_frozen_round_with_districts_says_so(client, town):
    pots = (*a.POTS, events.Pot(code="two", title="Second pot", amount=500_000))
    projects = [*a.PROJECTS, services.Given(title="A swing", pot="two", cost=1)]
    number, _numbers = a.round_in_voting(pots=pots, projects=projects)
    page = words(client.get(f"/budgets/{number}"))
    assert "Second pot" in page
    assert "€105,000" in page
