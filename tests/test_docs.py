"""Documents that list things say what is there, and nothing that is not."""

import importlib.machinery
import importlib.util
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import Resolver404, URLPattern, get_resolver, resolve

from folkmoot.site.cli import docs
from folkmoot.site.cli.entry import whole_parser
from folkmoot.site.settings.env import SETTINGS

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "folkmoot"
DOCUMENTS = {
    str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
    for path in [
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        *(ROOT / "docs").rglob("*.md"),
        *SOURCE.rglob("README.md"),
    ]
}
EVERYTHING = "\n".join(DOCUMENTS.values())
ALONE = {"record witness serve", "record witness key"}
"""Verbs of the program that stands without Django, whose own parser knows them."""


@pytest.mark.parametrize("name", list(docs.pages()))
def test_a_page_that_lists_things_is_fresh(name):
    assert DOCUMENTS[f"docs/{name}"] == docs.pages()[name], "run ./run docs"


def settings_told(text):
    """The variables in the first column of the table of settings."""
    table = text.partition("## Settings")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`[^|]+`) \|", table, re.MULTILINE)
    return set(re.findall(r"`([A-Z][A-Z0-9_]+)`", " ".join(rows)))


def test_settings_are_told_and_exist():
    told = settings_told(DOCUMENTS["docs/operate.md"])
    assert set(SETTINGS) - told == set(), "docs/operate.md does not tell of them"
    assert told - set(SETTINGS) == set(), "docs/operate.md tells of settings that are gone"


def run_verbs():
    loader = importlib.machinery.SourceFileLoader("folkmoot_run_docs", str(ROOT / "run"))
    loader.set_data = lambda *_, **__: None
    found = importlib.util.module_from_spec(importlib.util.spec_from_loader("folkmoot_run_docs", loader))
    loader.exec_module(found)
    return list(found.VERBS)


@pytest.mark.parametrize("verb", run_verbs())
def test_a_verb_of_run_stands_in_a_document(verb):
    assert re.search(rf"\./run {verb}\b", EVERYTHING)


def test_every_command_stands_in_a_document_and_exists():
    there = {name for name, _ in docs.commands(whole_parser())}
    assert {"record verify", "places import-areas", "service-requests import", "seal"} <= there
    missing = [name for name in there if not re.search(rf"\bfolkmoot {re.escape(name)}\b", EVERYTHING)]
    assert not missing
    first = {name.partition(" ")[0] for name in there}
    inner = {" ".join(name.split()[:2]) for name in there} | ALONE
    for path, text in DOCUMENTS.items():
        # A command is code: in backticks or on a line of its own; "folkmoot" alone is the name of the thing.
        for one, two in re.findall(
            r"(?:^|`|run )folkmoot ([a-z][a-z-]+)(?: ([a-z][a-z-]+))?", text, re.MULTILINE
        ):
            assert one in first, f"{path}: folkmoot {one}"
            if one in {name.partition(" ")[0] for name in inner if " " in name} and two:
                assert f"{one} {two}" in {" ".join(name.split()[:2]) for name in inner}, (
                    f"{path}: {one} {two}"
                )


def routes(patterns, before=""):
    """Every address of the site, with a ``<`` where a variable part begins."""
    for one in patterns:
        here = before + re.sub(r"\(\?P<.*", "<", str(one.pattern).lstrip("^")).replace("\\", "")
        if isinstance(one, URLPattern):
            yield here
        else:
            yield from routes(one.url_patterns, here)


def is_there(address, known):
    """Whether an address of a document leads somewhere; from the first variable part on anything may follow."""
    fixed = re.split(r"[<{…]|\.\.\.", address)[0]
    if fixed == address:
        try:
            resolve(address)
        except Resolver404:
            # The stream is served beside Django, and a prefix such as the log's own need not be a page.
            below = address.rstrip("/") + "/"
            return address == settings.FOLKMOOT_LIVE_URL or any(one.startswith(below) for one in known)
        return True
    return any(
        one.startswith(fixed) or fixed.startswith(one.partition("<")[0]) for one in known if one != "/"
    )


@pytest.mark.parametrize("path", DOCUMENTS)
def test_addresses_in_documents_lead_somewhere(path):
    known = [f"/{one}" for one in routes(get_resolver().url_patterns)]
    addresses = re.findall(r"`(/[a-z][^`\s]*)`", DOCUMENTS[path])
    assert not [one for one in addresses if not is_there(one.partition("?")[0], known)]


def test_these_tests_can_fail():
    known = [f"/{one}" for one in routes(get_resolver().url_patterns)]
    assert is_there("/record/kinds", known)
    assert is_there("/record/<index>.json", known)
    for address in ("/nothing", "/records/<index>", "/nothing/<n>"):
        assert not is_there(address, known), address
    table = "## Settings\n| variable |\n| `A_B`, `C_D` | x |\n## Next\n| `E` | y |"
    assert settings_told(table) == {"A_B", "C_D"}
