"""Which verb runs, and what has to be there before it does."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from folkmoot.record.verify.cli import main as verifier
from folkmoot.record.witness.cli import main as witness
from folkmoot.site.cli import backup, config, demo, docs, processes, record, skeleton
from folkmoot.site.parts import alone

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
    for name in alone():
        importlib.import_module(name).register(verbs)
    return parser, verbs


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


def _stands_alone(verb: argparse.ArgumentParser, words: Sequence[str]) -> bool:
    """Whether what is asked for needs no Django: the whole verb does not, or the action that is named."""
    found = verb.get_default("alone")
    return any(one in found for one in words[:1]) if isinstance(found, tuple) else bool(found)


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``folkmoot WORDS``; returns the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] == ["record"] and words[1:2] and words[1] in VERIFIER:
        return verifier(words[1:])
    if words[:2] == ["record", "witness"]:
        return witness(words[2:])
    parser, verbs = _parser()
    named = verbs.choices.get(words[0]) if words else None
    if named is None or not _stands_alone(named, words[1:]):
        boot()
    if named is None:
        # A verb of a part, or --help: only these need the parts' own command lines.
        _register_parts(verbs)
    options = parser.parse_args(words)
    try:
        return int(options.run(options))
    except KeyboardInterrupt:
        return 130
