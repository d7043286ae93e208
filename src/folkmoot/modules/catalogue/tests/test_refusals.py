"""Refusals of the catalogue are said in the reader's language."""

import ast
import html
import re
from pathlib import Path

import polib
import pytest
from django.utils import translation
from tests.refusals import patterns, sentences

from folkmoot.modules.catalogue import refusals, services
from folkmoot.modules.catalogue.engine.generation.load import ARTICLES, reason_of
from folkmoot.modules.catalogue.engine.sandbox import allow
from folkmoot.modules.catalogue.engine.typing.deciding import Decided
from folkmoot.modules.catalogue.harvest.tests.portals import harvested, laid_down, package
from folkmoot.modules.catalogue.tests.town import MESSY, drafted, loaded, officer, published
from folkmoot.record import saying
from folkmoot.record.refusal import Refusal, Refused

HERE = Path(__file__).parents[1]
FILES = sorted(
    {*HERE.glob("rules/*.py"), *HERE.glob("services/*.py"), HERE / "originals.py", HERE / "downloads.py"}
)
GERMAN = {one.msgid: one.msgstr for one in polib.pofile(str(HERE / "locale/de/LC_MESSAGES/django.po"))}


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_refusal_has_its_german(path):
    ready, _made = sentences(path.read_text())
    assert not [one for one in ready if not GERMAN.get(one)]


def test_the_walk_finds_them():
    assert sum(len(sentences(path.read_text())[0]) for path in FILES) > 25


def test_what_does_not_exist_is_said_in_german(db):
    with pytest.raises(services.NotFound) as raised:
        services.submit(key="nothing")
    with translation.override("de"):
        assert saying.said(raised.value.refusals[0]) == "Es gibt keinen Datensatz „nothing“"


SILENT = sorted(
    path
    for folder in ("engine", "formats", "harvest", "fetching")
    for path in HERE.glob(f"{folder}/**/*.py")
    if "tests" not in path.parts
)
"""Files that know no translation, and those that bring in what others publish."""

HANDED_ON = {"one['why']", "it['why']", "f'{type(error).__name__}: {error}'[:200]"}
"""What is kept ready: a stored refusal that is read again, and a fault of ours that no one foresaw."""

PLACE = re.compile(r"%\((\w+)\)[sr]")
SETTLED = HERE / "engine/quality/scores.py"


def test_the_walk_follows_names_choices_and_helpers():
    source = """
def _no(where, pattern, /, **params):
    raise Refused([Refusal.of(where, pattern, **params)])
words = "a" if x else "b %(n)s"
_no("x", words)
report.blame("x", "c")
refuse("x", f"d {y}")
Refusal("x", one.why)
"""
    assert patterns(source) == (["a", "b %(n)s", "c"], ["f'd {y}'", "one.why"])


@pytest.mark.parametrize("path", SILENT, ids=lambda path: str(path.relative_to(HERE)))
def test_what_knows_no_translation_has_its_german(path):
    ready, made = patterns(path.read_text())
    assert not set(made) - HANDED_ON, (
        "write these as patterns with parameters, so that they can be translated"
    )
    assert not [one for one in ready if one and not GERMAN.get(one)]
    for one in filter(None, ready):
        assert set(PLACE.findall(one)) == set(PLACE.findall(GERMAN[one])), one


def test_the_walk_finds_what_the_engine_and_the_formats_say():
    for folder, least in (("engine", 120), ("formats", 60)):
        found = [
            one
            for path in SILENT
            if path.is_relative_to(HERE / folder)
            for one in patterns(path.read_text())[0]
        ]
        assert len(found) > least, folder


def test_words_within_refusals_have_their_german():
    assert not [one for one in refusals.PHRASES if not GERMAN.get(one)]
    tree = ast.parse((HERE / "engine/query/check.py").read_text())
    uses = {
        one.args[3].value
        for one in ast.walk(tree)
        if isinstance(one, ast.Call)
        and ast.unparse(one.func) == "self.column"
        and len(one.args) > 3
        and isinstance(one.args[3], ast.Constant)
    }
    assert len(uses) > 3
    assert uses <= refusals.PHRASES


def _sample(one):
    """A text as an f-string would make it, with 7 for every value."""
    if isinstance(one, ast.Constant):
        return one.value
    return "".join(
        part.value
        if isinstance(part, ast.Constant)
        else "7%"
        if "%" in ast.unparse(part.format_spec or ast.Constant(""))
        else "7"
        for part in one.values
    )


def test_every_reason_of_a_score_is_said_in_german():
    tree = ast.parse(SETTLED.read_text())
    prose = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}
    parts = {id(it) for one in ast.walk(tree) if isinstance(one, ast.JoinedStr) for it in ast.walk(one)} - {
        id(one) for one in ast.walk(tree) if isinstance(one, ast.JoinedStr)
    }
    told = {
        _sample(one)
        for one in ast.walk(tree)
        if id(one) not in prose | parts
        and (isinstance(one, ast.JoinedStr) or (isinstance(one, ast.Constant) and isinstance(one.value, str)))
    }
    reasons = {one for one in told if one.count(" ") > 1}
    assert len(reasons) > 12
    with translation.override("de"):
        assert not [one for one in reasons if not GERMAN.get(one) and refusals.sentence(one) == one]


@pytest.mark.parametrize(
    ("told", "german"),
    [
        ("line 1,204", "Zeile 1.204"),
        ("line 3, column 2", "Zeile 3, Spalte 2"),
        ("record 5, 'height'", "Datensatz 5, 'height'"),
        ("a.csv in the archive", "a.csv im Archiv"),
        ("not a whole number", "verlangt ist eine ganze Zahl"),
        ("not a date written as %d.%m.%Y", "verlangt ist ein Datum, geschrieben als %d.%m.%Y"),
        ("not a number with ',' before decimals", "verlangt ist eine Zahl mit ',' vor den Nachkommastellen"),
        ("2020: 12% of the cells are empty", "2020: 12 % der Zellen sind leer"),
        (
            "1,204 of 9,000 cells do not fit the type of their column",
            "1.204 von 9.000 Zellen passen nicht zum Typ ihrer Spalte",
        ),
        ("distribution[2].title", "distribution[2].title"),
    ],
)
def test_places_and_reasons_are_said_in_german(told, german):
    assert refusals.sentence(told) == told
    with translation.override("de"):
        assert refusals.sentence(told) == german


@pytest.mark.parametrize("kind", sorted(ARTICLES))
def test_every_reason_of_a_cell_is_said_in_german(kind):
    for known in ({}, {"pattern": "%d.%m.%Y"}, {"decimal": ","}):
        told = reason_of(Decided(kind, "VARCHAR", "x", known=known))
        assert refusals.sentence(told) == told
        with translation.override("de"):
            assert refusals.sentence(told).startswith(f"verlangt ist {GERMAN[ARTICLES[kind]]}")


def test_words_of_readers_stay_as_they_are():
    given = Refusal.of("x", "“%(given)s” is not a value of the column “%(name)s”: write %(right)s",
                       given="a text", name="a picture", right="a whole number such as 42")  # fmt: skip
    with translation.override("de"):
        assert (
            refusals.said(given)
            == "„a text“ ist kein Wert der Spalte „a picture“: schreiben Sie eine ganze Zahl wie 42"
        )


def in_german(client, path):
    return html.unescape(client.get(path, headers={"Accept-Language": "de"}).content.decode())


def test_an_upload_that_is_refused_is_told_in_german(client, town):
    drafted()
    client.force_login(officer())
    for data, name, german in (
        (b"%PDF-1.7", "a.pdf", "Das ist: ein PDF, das zum Lesen auf Papier gemacht ist; exportieren Sie die Tabelle"),
        (b"\x89PNG\r\n", "a.png", "Das ist: ein Bild; veröffentlichen Sie die Tabelle, die es zeigt"),
        (b'{"a": 1}\n{"a": 2}\n{"a":: 3}\n', "a.jsonl", "Zeile 3: Diese Zeile ist kein JSON-Objekt"),
        (b'[{"a": "\\ud800"}]', "a.json", "ein halbes Zeichen"),
    ):  # fmt: skip
        load = loaded(data, name=name)
        assert load.state == "refused", name
        assert german in in_german(client, f"/data/desk/loads/{load.pk}"), (name, load.problem)


def test_cells_and_scores_are_told_in_german(client, town):
    published(text=MESSY)
    page = in_german(client, "/data/trees/trees/versions/1/rejects")
    assert "verlangt ist eine Zahl" in page
    assert "Spalten sind nicht beschrieben" in in_german(client, "/data/trees")


def test_a_filter_that_is_wrong_is_told_in_german(client, town):
    published()
    for asked, german in (
        (
            "col=height&op=ge&val=tall",
            "„tall“ ist kein Wert der Spalte „height“: schreiben Sie eine Zahl wie 3.5",
        ),
        ("col=heigth&op=ge&val=3", "Es gibt keine Spalte „heigth“; meinten Sie height"),
        (
            "col=height&op=contains&val=3",
            "hat den Typ Zahl; für die Suche nach Text braucht es einen von: Text",
        ),
    ):
        assert german in in_german(client, f"/data/trees?{asked}"), asked
    answer = client.get(
        "/api/catalogue/datasets/trees/tables/trees/rows?height.ge=tall", headers={"Accept-Language": "de"}
    )
    assert "is not a value of the column" in answer.content.decode(), "programs are answered in English"


@pytest.mark.parametrize(
    ("sql", "german"),
    [
        ("select 1; select 2", "Schreiben Sie genau eine Anweisung; das sind 2"),
        ("drop table trees", "Hier ist nur SELECT erlaubt, nicht DROP TABLE trees"),
        ("select * from read_csv('/etc/passwd')", "nicht erlaubt"),
        ("select * from towns", "Hier gibt es keine Tabelle „towns“; es gibt: trees"),
        ("select sel ect from from", "nicht als SQL lesen"),
    ],
)
def test_sql_that_is_refused_is_said_in_german(sql, german):
    with pytest.raises(Refused) as raised:
        allow.allowed(sql, {"trees"})
    with translation.override("de"):
        assert german in refusals.said(raised.value.refusals[0])


def test_the_report_of_a_harvest_is_told_in_german(client, town, portal):
    portal.says("/catalog", "<rdf:RDF", "application/rdf+xml")
    laid_down(portal, sort="dcat", address=f"{portal.url}/catalog")
    run = harvested()
    client.force_login(officer("", "administrator"))
    page = in_german(client, f"/data/sources/runs/{run.pk}")
    assert "Es ist kein XML: " in page
    assert "it is not XML" not in page
    portal.packages = [package(0, resources=[{"id": "r", "url": "javascript:alert(1)", "name": "x"}])]
    laid_down(portal, key="other")
    page = in_german(client, f"/data/sources/runs/{harvested('other').pk}")
    assert "„javascript:alert(1)“ ist keine Adresse" in page
