"""Helpers for tests that drive a real browser: accessibility, sideways scrolling, pictures of pages."""

import os
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[1]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def settled(page: Page) -> None:
    """Wait until the page a press led to has its styles and its letters: before that nothing can be judged."""
    page.wait_for_load_state("load")
    page.evaluate("document.fonts.ready.then(() => true)")


def axe(page: Page) -> None:
    """Demand no violation of WCAG 2.2 A and AA and of axe's best practices on the page as it stands."""
    settled(page)
    # Evaluated, not added as a script element: the content security policy of the page stays in force.
    page.evaluate(AXE.read_text())
    found: dict[str, Any] = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    told = [
        f"{one['id']} ({one['impact']}): {one['help']}\n    "
        + "\n    ".join(f"{node['html'][:200]}: {node['failureSummary']}" for node in one["nodes"][:3])
        for one in found["violations"]
    ]
    assert not told, f"{page.url}\n" + "\n".join(told)


WIDEST = """() => [...document.querySelectorAll("body *")].filter(
  (one) => one.checkVisibility() && one.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5,
).slice(-3).map((one) => one.outerHTML.slice(0, 200))"""
"""The innermost of what reaches out of the window on the right."""


def no_sideways_scrolling(page: Page) -> None:
    """Demand that the page is no wider than its window (WCAG 1.4.10)."""
    settled(page)
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert too_wide <= 0, f"{page.url} is {too_wide} pixels too wide: {page.evaluate(WIDEST)}"


def picture(page: Page, name: str) -> None:
    """Keep a picture of the whole page in the folder FOLKMOOT_PICTURES, when it is set."""
    if folder := os.environ.get("FOLKMOOT_PICTURES"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


SQUEEZED = """() => [...document.querySelectorAll("td, th, dd")].filter((cell) => {
  const longest = Math.max(0, ...cell.textContent.split(/\\s+/).map((word) => word.length));
  const em = parseFloat(getComputedStyle(cell).fontSize);
  return cell.checkVisibility() && !cell.closest("thead, .ds-sr-only") && longest > 3 && cell.clientWidth < Math.min(longest, 12) * em * 0.3;
}).map((cell) => cell.textContent.trim().slice(0, 60))"""
"""Cells that are narrower than a third of an em for each letter of their longest word, so that it must break."""


def no_squeezed_words(page: Page) -> None:
    """No cell of a table or list of facts is so narrow that its words are broken into letters."""
    settled(page)
    squeezed = page.evaluate(SQUEEZED)
    assert not squeezed, f"{page.url}: {squeezed[:5]}"
