"""Which parts this house has: the kernel by name, the civic modules by looking into their folder.

Adding or deleting a folder under ``modules/`` is all it takes; nothing else lists modules.
"""

from pathlib import Path

KERNEL = ("folkmoot.people", "folkmoot.places", "folkmoot.files", "folkmoot.talk")
FOLLOWERS = "folkmoot.followers"
MODULES = Path(__file__).resolve().parent.parent / "modules"


def modules() -> list[str]:
    """Dotted names of the civic modules that are here, by name."""
    return [f"folkmoot.modules.{path.parent.name}" for path in sorted(MODULES.glob("*/module.py"))]


def standing_alone() -> list[str]:
    """Dotted names of what modules offer on the command line without Django."""
    return [
        f"folkmoot.modules.{path.parent.name}.{path.stem}" for path in sorted(MODULES.glob("*/standalone.py"))
    ]


def parts() -> list[str]:
    """Every part with a manifest: kernel first, then modules, then what follows them all."""
    root = MODULES.parent
    kernel = [one for one in KERNEL if (root / one.rpartition(".")[2] / "module.py").exists()]
    return [*kernel, *modules(), FOLLOWERS]
