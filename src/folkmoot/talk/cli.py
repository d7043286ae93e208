"""``folkmoot talk …``."""

import argparse
import sys
from typing import Any

from folkmoot.learning.judging import Judged
from folkmoot.talk import services
from folkmoot.talk.services.writing import MACHINE

_STRONGEST = 15


def register(verbs: Any) -> None:
    """Add the verbs of talk."""
    parser = verbs.add_parser("talk", help="learn what looks like spam from moderators' decisions")
    actions = parser.add_subparsers(dest="action", required=True)
    one = actions.add_parser("train", help="learn new weights and let them hold if they are better")
    one.add_argument("--report-only", action="store_true", help="print the figures and publish nothing")
    one.set_defaults(run=_train)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def _train(options: argparse.Namespace) -> int:
    try:
        trained = services.learn_spam()
        _say(f"{trained.learned.count:,} decided comments, {trained.learned.positive:,} of them spam")
        _figures("learned", trained.learned)
        _figures("by hand", trained.by_hand)
        strongest = sorted(trained.model.words.items(), key=lambda one: (-abs(one[1]), one[0]))
        for word, weight in [*trained.model.signs.items(), *strongest[:_STRONGEST]]:
            _say(f"  {weight:+8.4f}  {word}")
        if options.report_only:
            _say("Nothing was published.")
            return 0
        receipt = services.publish_spam(trained, actor=MACHINE)
    except services.Refused as error:
        sys.stderr.write(f"{error}\n")
        return 1
    _say(f"They hold from now on; fact {receipt.fact_id}. The public reads them at /moderation/rules.")
    return 0


def _figures(name: str, found: Judged) -> None:
    _say(
        f"{name}: precision {found.precision:.3f}, recall {found.recall:.3f}, AUC {found.auc:.3f}, "
        f"log loss {found.log_loss:.3f}, five folds that share no author"
    )
