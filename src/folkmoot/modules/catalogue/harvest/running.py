"""A run's turns: gather every page, compare with what is here, bring in record after record, let go of what is gone.

Each page and each record is kept in a transaction of its own together with how far the run is, so that a run that is
killed anywhere goes on where it was and does nothing twice.
"""

import hashlib
import logging
import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, QuerySet

from folkmoot.modules.catalogue import events, queries, rules
from folkmoot.modules.catalogue.fetching import Asker, NotNow, ask
from folkmoot.modules.catalogue.harvest import bringing
from folkmoot.modules.catalogue.harvest.holding import Hand, take
from folkmoot.modules.catalogue.harvest.kinds import KINDS, Page
from folkmoot.modules.catalogue.harvest.mapping import Mapped, mapped
from folkmoot.modules.catalogue.harvest.stored import content_of, digest_of, stored
from folkmoot.modules.catalogue.models import Origin, Run, RunRecord, Source
from folkmoot.modules.catalogue.services.base import Refused
from folkmoot.record import clock
from folkmoot.record.api import about
from folkmoot.record.leased import Lost
from folkmoot.record.refusal import Refusal

log = logging.getLogger(__name__)

PAUSE = 0.5
"""Seconds between two questions to one source."""
LONGEST = timedelta(hours=12)
MOST_TRIES, MOST_MISSES, MOST_AT_ONCE = 5, 4, 20
MOST_PAGES, MOST_RECORDS = 5_000, 200_000
FIRST_WAIT = 30.0
"""Seconds before a source that failed is asked again; four times as many after each further failure."""
BATCH = 100
LONGEST_CURSOR = 1000
_NAMELESS = ("identifier", "iri", "record")


class Over(RuntimeError):
    """The run has ended, or is put back."""


def work(asker: Asker = ask) -> int:
    """Take the turns of the runs that wait, the oldest first; how many."""
    count = 0
    while count < MOST_AT_ONCE and (run := take()) is not None:
        turn(run, asker)
        count += 1
    return count


def turn(run: Run, asker: Asker = ask) -> None:
    """Go on with a run that this worker holds, as far as it can."""
    hand = Hand(run)
    try:
        with hand.alive():
            source = Source.objects.filter(pk=run.source, closed__isnull=True).first()
            if source is None:
                hand.end("stopped")
                return
            if run.tries > MOST_TRIES:
                why = "this harvest stopped the server %(times)s times at the same place"
                _end(hand, source, [Refusal.of("run", why, times=MOST_TRIES)])
                return
            if run.step == "gather":
                _gather(hand, source, asker)
            if run.step == "compare":
                _compare(hand, source)
            known = queries.known()
            if run.step == "import":
                _bring(hand, source, known)
            _leave(hand, source)
            _end(hand, source, [])
    except Over:
        return
    except Lost:
        log.warning("the harvest %s was taken over by another worker, or stopped", run.pk)
    except Exception:
        # Not the source's fault, such as a full disk: it is tried again when the lease is over.
        log.exception("the harvest %s failed", run.pk)


def _gather(hand: Hand, source: Source, asker: Asker) -> None:
    """Read page after page. What is wrong with one ends the gathering; what came before it is used."""
    run, languages = hand.run, queries.known().languages
    while True:
        if over := _over(run):
            _short(hand, [over])
            return
        try:
            conditions = _conditions(run, source) if not run.seen else {}
            page = KINDS[source.sort](source.address, run.cursor, conditions, asker)
        except NotNow as error:
            _later(hand, error)
            return
        except Refused as error:
            _short(hand, list(error.refusals))
            return
        except (TypeError, ValueError, KeyError, AttributeError, IndexError, RecursionError) as error:
            # A document that our readers did not expect; what was read before it is used.
            log.exception("a page of %s could not be read", source.pk)
            why = f"{type(error).__name__}: {error}"[:200]
            _short(hand, [Refusal.of("document", "it cannot be read: %(why)s", why=why)])
            return
        if page.same:
            hand.end("same", complete=True)
            raise Over
        if not _keep(hand, source, page, languages):
            return
        time.sleep(PAUSE)


def _over(run: Run) -> Refusal | None:
    """Whether a run has taken all that it may take."""
    if clock.now() - (run.begun or run.created) > LONGEST:
        return Refusal.of(
            "run", "it took longer than %(hours)s hours", hours=int(LONGEST.total_seconds() // 3600)
        )
    if len(run.seen) >= MOST_PAGES or run.found >= MOST_RECORDS:
        return Refusal.of(
            "run",
            "it has more than %(pages)s pages or %(records)s records; name a part of the catalogue as the source",
            pages=MOST_PAGES,
            records=MOST_RECORDS,
        )
    return None


def _conditions(run: Run, source: Source) -> Mapping[str, str]:
    """Headers by which the server may say that nothing has changed since the last whole harvest of its only page."""
    last = (
        Run.objects.filter(source=source.pk, dry=False, finished__isnull=False).order_by("-created").first()
    )
    if run.dry or last is None or last.state not in {"done", "same"} or last.created < source.changed:
        return {}
    if last.state == "done" and len(last.seen) != 1:
        return {}
    found = {"If-None-Match": last.etag, "If-Modified-Since": last.modified}
    Run.objects.filter(pk=run.pk).update(etag=last.etag, modified=last.modified)
    return {name: value for name, value in found.items() if value}


def _later(hand: Hand, error: NotNow) -> None:
    """Put the run back for a while, or end the gathering where the source failed too often."""
    run = hand.run
    if run.misses >= MOST_MISSES:
        _short(hand, [error.refusal])
        return
    wait = max(error.wait, FIRST_WAIT * 4**run.misses)
    hand.end(
        "waiting",
        after=clock.now() + timedelta(seconds=wait),
        misses=run.misses + 1,
        tries=0,
        problem=stored([error.refusal]),
    )
    raise Over


def _short(hand: Hand, refusals: list[Refusal]) -> None:
    """End the gathering before its end: what is missing may only not have been read."""
    hand.change(problem=stored(refusals), complete=False, step="compare")


def place(cursor: str) -> str:
    """A short digest of a place in a source."""
    return hashlib.sha256(cursor.encode()).hexdigest()[:16]


def _keep(hand: Hand, source: Source, page: Page, languages: tuple[str, ...]) -> bool:
    """Keep a page and how far the run is; whether there is another one to read."""
    run = hand.run
    here = place(run.cursor)
    found: dict[str, Mapped] = {}
    for number, report in enumerate(page.reports):
        one = mapped(report, office=source.office, licence=source.licence, languages=languages)
        if report.entry is None and any(it.field.rpartition(".")[2] in _NAMELESS for it in report.wrong):
            # Which record it is nobody can say; it might be one that is here already.
            one.record = f"{here}#{number}"
            page.wrong.append(
                Refusal.of("record", "record %(number)s of a page has no name", number=number + 1)
            )
        found.setdefault(one.record, one)
    wrong = list(page.wrong)
    with transaction.atomic():
        known = set(
            RunRecord.objects.filter(run=run, record__in=list(found)).values_list("record", flat=True)
        )
        new = [one for name, one in found.items() if name not in known]
        RunRecord.objects.bulk_create([_line(run, one) for one in new], batch_size=BATCH)
        follows = page.next
        if follows and (place(follows) in [*run.seen, here] or (page.reports and not new)):
            wrong.append(Refusal("page", "its pages lead around in a circle"))
            follows = ""
        elif len(follows) > LONGEST_CURSOR:
            wrong.append(Refusal("page", "the address of its next page is too long"))
            follows = ""
        total = page.total if page.total is not None else run.total
        count, twice = run.found + len(new), run.twice + len(page.reports) - len(new)
        if not follows and not wrong and total is not None and total > count + twice:
            wrong.append(
                Refusal.of("page", "it counts %(total)s records and gave %(found)s", total=total, found=count)
            )
        first = {} if run.seen else {"etag": page.etag, "modified": page.modified}
        hand.change(
            cursor=follows,
            seen=[*run.seen, here],
            found=count,
            twice=twice,
            total=total,
            misses=0,
            tries=0,
            problem=[*([] if run.misses else run.problem), *stored(wrong)][:20],
            **first,
        )
        if not follows:
            hand.change(complete=not run.problem, step="compare")
    return bool(follows)


def _line(run: Run, one: Mapped) -> RunRecord:
    content = content_of(one)
    return RunRecord(
        run=run,
        record=one.record,
        title=(one.title or one.record)[:200],
        digest=digest_of(content) if content else "",
        content=content,
        state="" if content else "refused",
        words=stored(one.notes),
    )


def missing_of(run: Run) -> QuerySet[Origin]:
    """Datasets of the source that a run has not found, by key."""
    there = RunRecord.objects.filter(run=run.pk, record=OuterRef("record")).exclude(state="gone")
    rows = Origin.objects.filter(source=run.source, gone__isnull=True)
    return rows.filter(~Exists(there)).order_by("key")


def _compare(hand: Hand, source: Source) -> None:
    """Ask before most of a source's datasets are withdrawn: a fault is likelier than a decision."""
    run = hand.run
    if not run.found and run.problem:
        hand.end("failed")
        raise Over
    missing = missing_of(run).count() if run.complete else 0
    before = Origin.objects.filter(source=source.pk, gone__isnull=True).count()
    hand.change(missing=missing, step="import")
    if not run.dry and not run.confirmed and rules.loses_most(before, missing):
        hand.end("asks")
        raise Over


def _bring(hand: Hand, source: Source, known: rules.Known) -> None:
    """Bring in what waits, in the order in which it came."""
    run = hand.run
    while some := list(RunRecord.objects.filter(run=run, state="").order_by("id")[:BATCH]):
        if over := _over_time(run):
            _end(hand, source, [over])
            raise Over
        for item in some:
            bringing.bring(item, source, hand, known)
        hand.change(tries=0)
    hand.change(step="leave")


def _over_time(run: Run) -> Refusal | None:
    found = _over(run)
    return found if found is not None and "hours" in found.params else None


def _leave(hand: Hand, source: Source) -> None:
    """Withdraw what the source has no more; only after all of it was read."""
    run = hand.run
    if not run.complete:
        return
    after = ""
    while some := list(missing_of(run).filter(key__gt=after)[:BATCH]):
        for one in some:
            bringing.leave(one, source, hand)
        after = some[-1].pk
        hand.change(tries=0)


def counts_of(run: Run) -> dict[str, int]:
    """How many records became what."""
    rows = RunRecord.objects.filter(run=run).exclude(state="").values("state").annotate(n=Count("id"))
    return {one["state"]: one["n"] for one in rows}


def _end(hand: Hand, source: Source, refusals: list[Refusal]) -> None:
    """End the run and, where it changed something, say so on the record: both or neither."""
    run = hand.run
    counts = counts_of(run)
    problem: list[Any] = [*run.problem, *stored(refusals)]
    state = "failed" if refusals and not run.found else "done" if run.complete and not refusals else "part"
    with about(source.subject, actor=f"office:{source.office}") as fact:
        hand.end(state, counts=counts, problem=problem)
        if not run.dry and any(counts.get(one) for one in ("created", "changed", "gone")):
            names = ("created", "changed", "unchanged", "refused", "gone")
            fact(
                events.HarvestEnded(
                    found=run.found,
                    complete=state == "done",
                    **{name: counts.get(name, 0) for name in names},
                )
            )
