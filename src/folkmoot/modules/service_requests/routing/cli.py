"""``folkmoot service-requests routing test``."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from folkmoot.modules.service_requests import events
from folkmoot.modules.service_requests.configuration import RuleModel
from folkmoot.modules.service_requests.queries.routing import Named, named
from folkmoot.modules.service_requests.routing.compare import SIZES, Comparison, compare
from folkmoot.modules.service_requests.routing.words import sentence
from folkmoot.modules.service_requests.rules.routing import may_route, tidy

_FILE: TypeAdapter[tuple[RuleModel, ...]] = TypeAdapter(tuple[RuleModel, ...])


def register(actions: Any) -> None:
    """Add the verbs of routing."""
    one = actions.add_parser("routing", help="test routing rules on past reports")
    verbs = one.add_subparsers(dest="verb", required=True)
    test = verbs.add_parser(
        "test", help="which reports would have gone elsewhere by the rules of a file; nothing is changed"
    )
    test.add_argument(
        "file", type=Path, help="JSON: a list of rules, as under routing in the configuration file"
    )
    test.add_argument("--newest", type=int, default=SIZES[-1], help="how many reports (default: %(default)s)")
    test.set_defaults(run=_test)


def _test(options: argparse.Namespace) -> int:
    here = named()
    try:
        found = _FILE.validate_python(json.loads(options.file.read_text(encoding="utf-8")))
    except ValidationError as error:
        for one in error.errors():
            sys.stderr.write(f"/{'/'.join(map(str, one['loc']))}: {one['msg']}\n")
        return 1
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{options.file}: {error}\n")
        return 1
    rules = tuple(tidy(events.RoutingRule(**one.model_dump())) for one in found)
    if refusals := may_route(rules, **here.allowed):
        for refusal in refusals:
            sys.stderr.write(f"/{refusal.field.removesuffix('rules').strip('/')}: {refusal.why}\n")
        return 1
    _tell(rules, compare(rules, newest=max(options.newest, 1), here=here), here)
    return 0


def _tell(rules: tuple[events.RoutingRule, ...], found: Comparison, here: Named) -> None:
    def say(line: str = "") -> None:
        sys.stdout.write(line + "\n")

    def team(slug: str) -> str:
        return here.offices.get(slug, slug)

    say(f"{len(found.elsewhere):,} of {len(found.reports):,} reports would have gone elsewhere")
    say(f"right at once: {found.right_now:,} by the rules in force, {found.right_then:,} by these")
    if found.ways:
        say()
        width = max(len(team(one)) for way in found.ways for one in way[:2])
        for now, then, n in found.ways:
            say(f"{n:>7,}  {team(now):<{width}}  ->  {team(then)}")
    say()
    for one in rules:
        caught = found.caught[one.key]
        say(f"{caught:>7,}  {one.name}: {sentence(one, here)}{'' if caught else ' (catches nothing)'}")
