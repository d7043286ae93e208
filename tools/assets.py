"""Styles, scripts, fonts and translations, built when their sources changed."""

from pathlib import Path

from tools.steps import BIN, PYTHON, ROOT, digest, must, once, say, told

SOURCE = ROOT / "src" / "folkmoot"
BUILD = SOURCE / "web" / "static" / "build"
MODULES = ROOT / "node_modules"
PACKAGES = [ROOT / "package.json", ROOT / "package-lock.json"]


def assets(*, show: bool = False) -> None:
    """Make everything a browser loads, and the compiled translations; `show` prints the sizes."""
    once("npm", digest(*PACKAGES), _packages, [MODULES])
    once("assets", digest(*PACKAGES, *_sources()), lambda: _build(show=show), [BUILD])
    catalogues = [path for path in SOURCE.glob("**/locale/*/LC_MESSAGES/*.po") if path.is_file()]
    if catalogues:
        once("messages", digest(*catalogues), _messages, [path.with_suffix(".mo") for path in catalogues])


def _sources() -> list[Path]:
    found = [*(ROOT / "assets").glob("*.mjs"), *(ROOT / "theme").glob("*.json"), *ROOT.glob("tsconfig*.json")]
    scripts = [*SOURCE.glob("**/islands/*.ts"), *SOURCE.glob("**/workers/*.ts")]
    return [*found, *(SOURCE / "web" / "css").glob("*.css"), *scripts]


def _packages() -> None:
    with told("installing npm packages"):
        # No package may run code of its own while it is installed.
        must(BIN / "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


def _build(*, show: bool) -> None:
    with told("building styles, scripts and fonts"):
        sizes = must(BIN / "node", "assets/build.mjs")
    if show:
        say(sizes.rstrip())


def _messages() -> None:
    with told("compiling translations"):
        must(PYTHON, "assets/compile_messages.py")
