"""Which verb runs, and what has to be there before it does."""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from types import ModuleType

from folkmoot.record.verify.cli import main as verifier
from folkmoot.record.witness.cli import main as witness
from folkmoot.site import parts
from folkmoot.site.cli import backup, config, demo, docs, processes, record, skeleton

VERIFIER = ("verify", "prove", "check-proof")
"""Verbs of ``folkmoot record`` that read a log from outside, as anybody would: without Django, without settings.
``witness`` is a fourth one."""


def _parser() -> tuple[argparse.ArgumentParser, "argparse._SubParsersAction[argparse.ArgumentParser]"]:
    parser = argparse.ArgumentParser(
        prog="folkmoot", description="Public business on a record anyone can verify."
    )
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    for part in (backup, config, demo, docs, processes, record, skeleton):
        part.register(verbs)
    for one in _standing_alone():
        one.register(verbs)
    return parser, verbs


def _standing_alone() -> Iterator[ModuleType]:
    """Files ``standalone.py`` of modules: verbs for anybody, which need neither Django nor an installation."""
    for name in parts.standing_alone():
        yield import_module(name)


def whole_parser() -> argparse.ArgumentParser:
    """Every verb, those of the parts and of the programs that stand alone included; Django has to have started."""
    parser, verbs = _parser()
    _register_parts(verbs)
    return parser


def boot() -> None:
    """Start Django with the settings of this installation."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "folkmoot.site.settings")
    django.setup()


def _register_parts(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    from django.utils.module_loading import import_string

    from folkmoot.record import registry

    for manifest in registry.manifests():
        if manifest.cli:
            import_string(manifest.cli)(verbs)


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``folkmoot WORDS``; returns the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] == ["record"] and words[1:2] and words[1] in VERIFIER:
        return verifier(words[1:])
    if words[:2] == ["record", "witness"]:
        return witness(words[2:])
    for one in _standing_alone():
        if tuple(words[:2]) in one.VERBS:
            return int(one.main(words[1:]))
    parser, verbs = _parser()
    named = verbs.choices.get(words[0]) if words else None
    if named is None or not named.get_default("alone"):
        boot()
    if named is None:
        # A verb of a part, or --help: only these need the parts' own command lines.
        _register_parts(verbs)
    options = parser.parse_args(words)
    try:
        return int(options.run(options))
    except KeyboardInterrupt:
        return 130
