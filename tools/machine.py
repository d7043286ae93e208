"""What the tests need from the operating system: found, installed where that is possible, or named as missing."""

import os
import shutil
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tools.steps import Stop, quietly, say, told

CI = os.environ.get("CI", "").lower() in {"true", "1"}
GO_MOD = Path("/usr/share/gocode/src/golang.org/x/mod")
CHROMES = ("chromium", "chromium-browser", "google-chrome")
POSTGRES = ("127.0.0.1", 5432)


@dataclass(frozen=True)
class Part:
    """A part of the system, the Debian packages that hold it, and what cannot be tested without it."""

    name: str
    packages: tuple[str, ...]
    found: Callable[[], bool]
    lost: str


PARTS = (
    Part("Chromium", ("chromium",), lambda: any(map(shutil.which, CHROMES)), "pages in a real browser"),
    Part(
        "Go with x/mod",
        ("golang-go", "golang-golang-x-mod-dev"),
        lambda: shutil.which("go") is not None and GO_MOD.is_dir(),
        "the record checked by Go's own packages",
    ),
    Part(
        "belenios-tool",
        ("belenios-tool",),
        lambda: shutil.which("belenios-tool") is not None,
        "elections verified by a program nobody here wrote, and its elections by ours",
    ),
    Part(
        "gettext",
        ("gettext",),
        lambda: shutil.which("msgfmt") is not None and shutil.which("xgettext") is not None,
        "translations being complete",
    ),
)


def parts() -> None:
    """Install or name what is missing; under CI a missing part is a failure."""
    missing = [part for part in PARTS if not part.found()]
    if missing and os.geteuid() == 0 and Path("/etc/debian_version").exists() and shutil.which("apt-get"):
        _install([package for part in missing for package in part.packages])
        missing = [part for part in missing if not part.found()]
    for part in missing:
        say(f"  missing: {part.name} (on Debian: apt install {' '.join(part.packages)}).")
        say(f"           Without it these tests are skipped: {part.lost}.")
    if missing and CI:
        raise Stop("CI=true asks for every part, so nothing may be skipped; install what is missing above.")


def settings() -> dict[str, str]:
    """Environment variables that tell the tests what this machine has."""
    found = {"FOLKMOOT_REQUIRE_ALL": "1"} if CI else {}
    if "FOLKMOOT_TEST_POSTGRES" not in os.environ and _answers(POSTGRES):
        found["FOLKMOOT_TEST_POSTGRES"] = f"postgres://postgres@{POSTGRES[0]}:{POSTGRES[1]}/"
    return found


def _install(packages: list[str]) -> None:
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    with told(f"installing {' '.join(packages)} with apt-get"):
        code, said = quietly("apt-get", "update", "-qq", env=quiet)
        if code == 0:
            code, said = quietly(
                "apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages, env=quiet
            )
    if code:
        say(f"  apt-get could not install them: {(said.strip().splitlines() or ['no reason given'])[-1]}")


def _answers(address: tuple[str, int]) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(address) == 0
