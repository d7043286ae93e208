"""``folkmoot followers``: mail and webhooks that could not be delivered."""

import argparse
import sys
from typing import Any

from folkmoot.followers.notify import mail
from folkmoot.followers.webhooks import queries, services


def register(verbs: Any) -> None:
    """Add the verbs of the followers."""
    parser = verbs.add_parser("followers", help="mail and webhooks: what is parked, try it again")
    actions = parser.add_subparsers(dest="action", required=True)
    one = actions.add_parser("parked", help="list mails and webhook deliveries that were given up")
    one.set_defaults(run=_parked)
    one = actions.add_parser("replay", help="put parked ones back into their queue")
    one.add_argument("what", choices=["mail", "webhooks", "all"])
    one.add_argument("--id", type=int, help="one mail or delivery, as `parked` numbers it (default: all)")
    one.set_defaults(run=_replay)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def _parked(_options: argparse.Namespace) -> int:
    """1 while anything is parked. Addresses of people are not shown: who operates need not know who follows."""
    mails, deliveries = mail.parked(), queries.parked()
    for row in mails:
        _say(f"mail {row.pk}: {row.attempts} tries, queued {row.created:%Y-%m-%d %H:%M}: {row.error}")
    for one in deliveries:
        state = "" if one.endpoint.active else " (switched off: switch it on before replaying)"
        _say(
            f"webhooks {one.pk}: entry {one.index} for {one.endpoint.name}{state}: {one.attempts} tries: {one.error}"
        )
    if not mails and not deliveries:
        _say("nothing is parked")
    return 1 if mails or deliveries else 0


def _replay(options: argparse.Namespace) -> int:
    if options.what == "all" and options.id is not None:
        sys.stderr.write("--id needs mail or webhooks, because each has numbers of its own\n")
        return 2
    count = 0
    if options.what in {"mail", "all"}:
        count += mail.replay(mail_id=options.id)
    if options.what in {"webhooks", "all"}:
        count += services.replay(delivery_id=options.id)
    _say(f"{count:,} back in the queue; the worker sends them")
    return 0 if count or options.id is None else 1
