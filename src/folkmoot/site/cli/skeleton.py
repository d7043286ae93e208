"""``folkmoot module NAME``: a new civic module with every room, and tests that say what to write next."""

import argparse
import keyword
import re
import sys
from pathlib import Path

from folkmoot.site.parts import MODULES

TEMPLATE = Path(__file__).resolve().parents[1] / "module_skeleton"
NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*\Z")
LONGEST = 22
"""Letters of a module's name at most: tables and kinds of facts begin with it."""


def register(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``module``."""
    module = verbs.add_parser("module", help="write the skeleton of a new module, with failing tests")
    module.add_argument("name", help="plural, lower case, with underscores: allotments, market_stalls")
    module.add_argument("--into", type=Path, default=MODULES, help="where modules live")
    module.set_defaults(run=run, alone=True)


def refusal(name: str, into: Path) -> str:
    """Why a module cannot have this name, or an empty text when it can."""
    if not NAME.match(name) or len(name) > LONGEST:
        return (
            f"{name!r} is no module name: lower-case letters, digits and single underscores, beginning with a "
            f"letter, at most {LONGEST}, such as market_stalls"
        )
    if (
        keyword.iskeyword(name)
        or keyword.issoftkeyword(name)
        or name in sys.stdlib_module_names
        or name == "tests"
    ):
        return f"{name!r} means something to Python already; choose another name"
    if (into / name).exists():
        return f"{into / name} exists already; nothing was written"
    return ""


def _names(name: str) -> dict[str, str]:
    """What stands for what in the skeleton: its own example is called ``plots``, one of them a ``plot``."""
    one = name[:-3] + "y" if name.endswith("ies") else name.removesuffix("s")
    camel = "".join(word.capitalize() for word in one.split("_"))
    plain = name.replace("_", " ")
    return {
        "__Titles__": plain.capitalize(),
        "__titles__": plain,
        "__title__": one.replace("_", " "),
        "__Title__": one.replace("_", " ").capitalize(),
        "__modules__": name,
        "__dashed__": name.replace("_", "-"),
        "__Thing__": camel,
        "__thing__": one,
    }


def write(name: str, into: Path) -> list[Path]:
    """Write the module's files and return them. Raises ValueError with the reason when the name will not do."""
    if reason := refusal(name, into):
        raise ValueError(reason)
    names, written = _names(name), []
    for source in sorted(TEMPLATE.rglob("*.txt")):
        target = str(source.relative_to(TEMPLATE)).removesuffix(".txt")
        text = source.read_text()
        for old, new in names.items():
            target, text = target.replace(old, new), text.replace(old, new)
        path = into / name / target
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        written.append(path)
    return written


def run(options: argparse.Namespace) -> int:
    """Write the skeleton and say what comes next."""
    try:
        written = write(options.name, options.into)
    except ValueError as error:
        print(f"folkmoot module: {error}", file=sys.stderr)
        return 2
    folder = options.into / options.name
    print(f"{len(written)} files in {folder}")
    print("Next: ./run manage makemigrations", options.name)
    print("Then: ./run test", folder / "tests")
    return 0
