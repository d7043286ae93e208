"""The README lists every component with all its attributes, and every component is on a page somewhere."""

import re
from pathlib import Path

import pytest

WEB = Path(__file__).resolve().parents[1]
README = (WEB / "README.md").read_text()
COTTON = WEB / "templates" / "cotton"
PAGES = "".join(path.read_text() for path in WEB.parent.rglob("*.html"))
NAMES = sorted(path.stem for path in COTTON.glob("*.html"))


@pytest.mark.parametrize("name", NAMES)
def test_a_component_is_explained_with_its_attributes(name):
    line = next((one for one in README.splitlines() if one.startswith(f"| `{name}` |")), "")
    assert line, f"web/README.md does not say what <c-{name}> is"
    declared = re.search(r"<c-vars(.*?)/>", (COTTON / f"{name}.html").read_text(), re.DOTALL)
    wanted = re.findall(r':?([\w-]+)="', declared[1]) if declared else []
    told = set(re.findall(r"[\w-]+", line))
    assert not set(wanted) - told


@pytest.mark.parametrize("name", NAMES)
def test_a_component_is_used(name):
    assert re.search(rf"<c-{name}[\s/>]", PAGES)


def test_no_component_is_called_that_does_not_exist():
    assert set(re.findall(r"<c-([a-z][\w-]*)", PAGES)) - {"vars", "slot"} <= set(NAMES)


def test_nothing_is_explained_that_is_gone():
    table = README.partition("## Components")[2].partition("\n## ")[0]
    assert set(re.findall(r"^\| `([\w-]+)` \|", table, re.MULTILINE)) <= set(NAMES)
