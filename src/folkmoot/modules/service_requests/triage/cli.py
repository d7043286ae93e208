"""``folkmoot service-requests train`` and ``duplicates-curve``."""

import argparse
import csv
import sys
from pathlib import Path
from typing import Any

from folkmoot.modules.service_requests.importers import RefusedMapping, load_mapping
from folkmoot.modules.service_requests.importers.rows import Row, read
from folkmoot.modules.service_requests.services.base import Refused
from folkmoot.modules.service_requests.triage import services, training
from folkmoot.modules.service_requests.triage.document import Model
from folkmoot.modules.service_requests.triage.duplicates import Told
from folkmoot.modules.service_requests.triage.examples import Example, NotEnough, learnable
from folkmoot.modules.service_requests.triage.sample import Pair, sample
from folkmoot.places import queries as places
from folkmoot.record import clock


def register(actions: Any) -> None:
    """Add the verbs of the sorting helper."""
    one = actions.add_parser("train", help="let the sorting helper learn from the reports that are here")
    one.add_argument("--office", default="", help="slug of the department in whose name it is published")
    one.add_argument("--report-only", action="store_true", help="print the figures and publish nothing")
    one.set_defaults(run=_train)
    one = actions.add_parser(
        "duplicates-curve", help="precision and recall of the duplicate score on a CSV file of reports"
    )
    one.add_argument("file", type=Path)
    one.add_argument("--mapping", required=True, help="name of a shipped mapping, or a .toml file")
    one.add_argument(
        "--sample", type=Path, help="where to write the labelled pairs, so that you can check them"
    )
    one.set_defaults(run=_curve)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def _train(options: argparse.Namespace) -> int:
    if not options.office and not options.report_only:
        sys.stderr.write("name the office with --office SLUG, or add --report-only\n")
        return 1
    try:
        trained = services.learn(lambda words: _say(f"  {words}"))
        _figures(trained.model)
        if options.report_only:
            _say("Nothing was published.")
            return 0
        receipt = services.publish(trained, office=options.office)
    except (NotEnough, Refused) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    _say(f"It suggests from now on; fact {receipt.fact_id}. The public reads about it at /reports/triage.")
    return 0


def _figures(model: Model) -> None:
    found = model.figures
    _say(
        f"accuracy {found['accuracy']:.3f}, macro-F1 {found['macro_f1']:.3f}, top 3 {found['top3']:.3f} "
        f"on {found['reports']:,} reports in {len(model.classes)} services, five folds"
    )
    if after := found["later"]:
        _say(
            f"newest fifth by a model of the older ones: accuracy {after['accuracy']:.3f}, "
            f"macro-F1 {after['macro_f1']:.3f}, top 3 {after['top3']:.3f}"
        )
    for row in sorted(found["classes"], key=lambda it: it["f1"]):
        _say(f"  {row['service_code']:<40} {row['reports']:>6,} reports  F1 {row['f1']:.3f}")


def _curve(options: argparse.Namespace) -> int:
    try:
        mapping = load_mapping(options.mapping)
        rows = [
            one
            for one in read(options.file, mapping=mapping, now=clock.now(), inside=places.inside)
            if isinstance(one, Row) and one.service != mapping.other_service
        ]
    except (RefusedMapping, OSError, UnicodeError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    told = [
        Told(
            service_request_id=one.service_request_id,
            service_code=one.service,
            at=one.requested,
            lat=one.lat,
            long=one.long,
            text=one.description or one.title,
        )
        for one in rows
    ]
    pairs = sample(told)
    try:
        found = training.fit_duplicates(pairs, rarity=training.rarity_of(_texts(rows)))
    except NotEnough as error:
        sys.stderr.write(f"{error}\n")
        return 1
    for row in found["origins"]:
        _say(
            f"{row['pairs']:>6} pairs {'of the same' if row['same'] else 'of different'} problems by {row['origin']}"
        )
    _say(f"weights {found['weights']}" + ("" if found["fitted_here"] else " (shipped: too few pairs to fit)"))
    _say(f"judged on {found['judged']} pairs that the weights have not seen")
    _say("threshold  precision  recall")
    for row in found["curve"]:
        precision = "       –" if row["precision"] is None else f"{row['precision']:8.3f}"
        _say(f"{row['threshold']:9.2f}  {precision}  {row['recall']:7.3f}")
    if options.sample:
        _write(options.sample, pairs)
        _say(f"labelled pairs: {options.sample}")
    return 0


def _texts(rows: list[Row]) -> list[str]:
    examples, _rare = learnable(
        Example(
            service_request_id=one.service_request_id,
            service_code=one.service,
            requested=one.requested,
            title=one.title,
            description=one.description,
        )
        for one in rows
    )
    return [one.text for one in examples]


def _write(path: Path, pairs: list[Pair]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["origin", "same", "judges", "one", "other", "words of one", "words of other"])
        for it in pairs:
            writer.writerow(
                [
                    it.origin,
                    it.same,
                    it.judged,
                    it.one.service_request_id,
                    it.other.service_request_id,
                    _cell(it.one.text),
                    _cell(it.other.text),
                ]
            )


def _cell(words: str) -> str:
    """Words that no spreadsheet takes for a formula."""
    return f"'{words}" if words[:1] in {"=", "+", "-", "@", "\t", "\r"} else words
