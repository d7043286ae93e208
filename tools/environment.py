"""The virtual environment, its pins, and compiling the pins anew."""

import importlib.util
import shutil
import sys
from pathlib import Path

from tools.steps import PYTHON, ROOT, VENV, Stop, digest, must, once, quietly, stamped, told

REQUIREMENTS = ROOT / "requirements"
UV = VENV / "uv" / "bin" / "uv"
Words = list[str | Path]
UV_WANTED = "uv~=0.13.9"
# What is installed for whom. Everything of "run" is also in "test", with the same versions; "engines" adds a gigabyte
# that only the comparison of query engines needs.
SETS = {"run": ("base.txt", "build.txt"), "test": ("dev.txt",), "engines": ("dev.txt", "engines.txt")}


def environment(wanted: str) -> None:
    """Make .venv hold the pins of one of the SETS."""
    installer()
    enough = [more for more in ("test", "engines") if wanted != "engines" or more == wanted]
    if not any(stamped("pins", _fingerprint(more)) for more in enough):
        once("pins", _fingerprint(wanted), lambda: _install(wanted))


def installer() -> None:
    """Make .venv and the pinned uv in it."""
    once("uv", digest(REQUIREMENTS / "uv.txt", also=str(VENV)), _install_uv, [PYTHON, UV])


def compile_pins(words: list[str]) -> None:
    """Compile pyproject.toml into requirements/; `--upgrade` also moves pins that still fit."""
    installer()
    common: Words = [
        UV,
        "pip",
        "compile",
        "--quiet",
        "--universal",
        "--generate-hashes",
        "--no-emit-index-url",
    ]
    common += [
        "--no-header",
        "--annotation-style",
        "line",
        "--python-version",
        "3.11",
        "--python",
        PYTHON,
        *words,
    ]
    of_dev = ["-c", "requirements/base.txt", "--group", "dev"]
    for name, more in (("base", []), ("dev", of_dev)):
        with told(f"compiling requirements/{name}.txt"):
            must(*common, *more, "pyproject.toml", "-o", f"requirements/{name}.txt")
    with told("compiling requirements/engines.txt"):
        must(*common, "-c", "requirements/dev.txt", "--group", "engines", "-o", "requirements/engines.txt")
    with told("compiling requirements/build.txt"):
        must(*common, "-c", "requirements/dev.txt", "--group", "build", "-o", "requirements/build.txt")
    with told("compiling requirements/uv.txt"):
        must(*common, "-", "-o", "requirements/uv.txt", given=UV_WANTED)


def _fingerprint(wanted: str) -> str:
    return digest(*(REQUIREMENTS / name for name in SETS[wanted]), also=f"{wanted} {VENV}")


def _install(wanted: str) -> None:
    files: Words = [word for name in SETS[wanted] for word in ("-r", REQUIREMENTS / name)]
    with told(f"installing {' and '.join(SETS[wanted])}"):
        must(UV, "pip", "install", "--quiet", "--python", PYTHON, "--require-hashes", *files)
    for packages in VENV.glob("lib/python*/site-packages"):
        # A line with a folder in a .pth file makes its modules importable, as an editable install would.
        (packages / "folkmoot-src.pth").write_text(f"{ROOT / 'src'}\n")


def _install_uv() -> None:
    if not PYTHON.exists() or _made_elsewhere():
        _make()
    with told("getting uv"):
        shutil.rmtree(VENV / "uv", ignore_errors=True)
        pip: Words = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
        must(*pip, "--require-hashes", "--target", VENV / "uv", "-r", REQUIREMENTS / "uv.txt")


def _make() -> None:
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise Stop(
            f"this Python ({sys.executable}) cannot make virtual environments. "
            f"On Debian and Ubuntu: apt install python{version}-venv. Then run the same command again."
        )
    with told("making .venv"):
        code, said = quietly(sys.executable, "-m", "venv", "--clear", VENV)
        if code:
            raise Stop(
                f"python -m venv failed; on Debian and Ubuntu, apt install python3-venv may help.\n{said}"
            )


def _made_elsewhere() -> bool:
    """Whether .venv was copied or moved: its programs then start another folder's Python."""
    for line in (VENV / "pyvenv.cfg").read_text().splitlines():
        key, _, value = line.partition(" = ")
        if key == "command":
            return Path(value.rpartition(" ")[2]).resolve() != VENV.resolve()
    return False
