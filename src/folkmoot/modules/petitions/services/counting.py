"""From a confirmed signature to one that counts.

Whoever confirms holds the petition and counts with one commit everything that was confirmed while they waited for it:
while one signature is counted, those that arrive meanwhile gather (record/gather.py), and one of them counts them all.
So the rate does not fall under a rush, each person's own signature is on the record when their page comes, and thresholds
are crossed exactly once. What a creator or a sheet of paper confirms waits as ``ready`` and is counted the same way.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from folkmoot.modules.petitions import events, queries, rules
from folkmoot.modules.petitions.models import Draft, Obligation, Petition, Signature, Signer
from folkmoot.modules.petitions.rules import guarding, signing
from folkmoot.modules.petitions.services.base import NotFound, Refused, deadline, demand, on
from folkmoot.record import clock, moment, text
from folkmoot.record.api import Recorder, about
from folkmoot.record.gather import Gathered, Take
from folkmoot.record.prepared import Prepared
from folkmoot.record.receipt import Receipt

AT_ONCE = 200
"""Signatures counted in one transaction at most, so that none waits long for its page."""
SYSTEM = "system:petitions"


def confirm(*, signer_id: int) -> Signer:
    """Let a signature count. Doing it twice is the same as once; what breaks a limit looks the same and does not count.

    Raises NotFound, or Refused when the petition can no longer be signed.
    """
    row = queries.signer(signer_id)
    if row is None:
        raise NotFound("there is no such signature")
    if row.state == "pending" and row.role == "creator":
        if is_suspect(row):
            Signer.objects.filter(pk=row.pk, state="pending").update(state="fraudulent", mail_due=None)
        else:
            _begin(row)
        count(number=row.petition)
        return Signer.objects.get(pk=signer_id)
    return _confirmed(row.petition, row.pk) if row.state in {"pending", "ready"} else row


def _takes(petition: Petition, row: Signer) -> bool:
    if petition.state == "open":
        closes = queries.closes_at(petition)
        return closes is None or clock.now() < closes
    return row.role == "sponsor" and petition.state in rules.BEFORE_OPENING


def _begin(row: Signer) -> None:
    """The petition of a creator who confirmed it enters the record, with their signature as its first."""
    subject = f"petitions/{row.petition}"
    with about(subject, actor=row.pseudonym) as fact:
        draft = Draft.objects.filter(pk=row.petition, started=None).first()
        if draft is None:
            return
        kind = queries.kind(draft.kind_code)
        if kind is None or kind.closed:
            raise Refused([rules.Refusal("kind", "petitions of this kind are not taken any more")])
        # The words stay private until a moderator opens the petition; the commitments prove that they did not change.
        action, background, details = (
            text.commit(one, subject=subject, public=False)
            for one in (draft.action, draft.background, draft.details)
        )
        fact(
            events.Started(
                kind_code=kind.code,
                action=action,
                background=background,
                details=details,
                sponsors=kind.sponsors,
                areas=tuple(kind.areas),
                outside=kind.outside,
                accounts=kind.accounts,
            )
        )
        draft.action = draft.background = draft.details = ""
        draft.started = clock.now()
        draft.save()
        Signer.objects.filter(pk=row.pk).update(state="ready", confirmed=clock.now(), mail_due=None)


def count(*, number: int) -> int:
    """Count the confirmed signatures of a petition that wait, at most AT_ONCE of them; how many counted."""
    if not Signer.objects.filter(petition=number, state="ready").exists():
        return 0
    with on(number, SYSTEM) as (fact, petition):
        rows = _locked(number, [])
        _count(fact, petition, rows)
    return sum(one.state == "counted" for one in rows)


def _confirm_all(number: int, take: Take[int]) -> list[Signer | Exception]:
    """Confirm and count what ``take`` gives, and what is confirmed already, with one commit; an answer for each."""
    with on(number, SYSTEM) as (fact, petition):
        # Only now, so that whoever came while the petition was held by others is counted with this commit, too.
        asked = take()
        rows = {one.pk: one for one in _locked(number, asked)}
        with moment.one_moment():
            refused = _judge(petition, [one for one in rows.values() if one.state == "pending"])
            ready = [one for one in rows.values() if one.state == "ready"]
        _count(fact, petition, ready)
    missing = NotFound("there is no such signature")
    return [refused.get(one) or rows.get(one) or missing for one in asked]


_confirmed: Gathered[int, int, Signer] = Gathered(_confirm_all, most=AT_ONCE)


def _locked(number: int, asked: Sequence[int]) -> list[Signer]:
    """The signatures that wait to be counted and those that are asked about, in the order in which they count."""
    waiting = _waiting.rows(number=number)
    known = {one.pk for one in waiting}
    rest = sorted(set(asked) - known)
    some = {one.pk: one for one in (_asked.rows(keys=rest) if rest else ())}
    return waiting + [some[key] for key in dict.fromkeys(asked) if key in some]


def _held(rows: "QuerySet[Signer]") -> "QuerySet[Signer]":
    return rows.select_for_update() if connection.features.has_select_for_update else rows


_waiting = Prepared(
    lambda number: _held(Signer.objects.filter(petition=number, state="ready").order_by("confirmed", "pk"))[
        :AT_ONCE
    ]
)
_asked = Prepared(lambda keys: _held(Signer.objects.filter(pk__in=keys).order_by("pk")))


def _judge(petition: Petition, rows: Sequence[Signer]) -> dict[int, Refused]:
    """Let signatures wait to be counted, or mark them silently; those that the petition does not take any more."""
    suspect = suspects([one for one in rows if one.channel != "paper"])
    refused = {}
    now = clock.now()
    for row in rows:
        if row.pk in suspect:
            row.state, row.mail_due = "fraudulent", None
            row.save(update_fields=["state", "mail_due"])
        elif _takes(petition, row):
            row.state, row.confirmed, row.mail_due = "ready", now, None
        else:
            refused[row.pk] = Refused([_CLOSED])
    return refused


_CLOSED = rules.Refusal("state", "this petition is closed; it cannot be signed any more")


def _count(fact: Recorder, petition: Petition, rows: Sequence[Signer]) -> None:
    """Put confirmed signatures on the record. Each threshold stands right behind the signature that reached it."""
    number = petition.number
    if not rows or petition.state not in rules.BEFORE_OPENING | rules.PUBLISHED:
        _keep(rows)
        return
    believed = _believed(number, rows)
    steps = {one.at: one for one in _owed.rows(number=number)}
    total, sponsors = petition.count, petition.sponsors
    run: list[Signer] = []
    for row in believed:
        run.append(row)
        total, sponsors = total + 1, sponsors + (row.role == "sponsor")
        if (step := steps.get(total)) is not None:
            _append(fact, run)
            run = []
            fact(events.ThresholdReached(step=step.step, count=total, due=deadline(step.days)))
    _append(fact, run)
    _keep(rows)
    _moderate(fact, petition, sponsors)


_owed = Prepared(
    lambda number: Obligation.objects.filter(petition=number, reached__isnull=True).order_by("step")
)


def _append(fact: Recorder, rows: Sequence[Signer]) -> None:
    if not rows:
        return
    receipts = fact.together(
        [
            (
                events.Signed(area=row.area, country=row.country, role=row.role, channel=row.channel),
                row.pseudonym,
            )
            for row in rows
        ]
    )
    for row, receipt in zip(rows, receipts, strict=True):
        row.state, row.fact_id = "counted", receipt.fact_id


def _keep(rows: Sequence[Signer]) -> None:
    """Write what became of signatures."""
    if not rows:
        return
    ops = connection.ops
    table = ops.quote_name(Signer._meta.db_table)
    adapt = ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET state = %s, confirmed = %s, mail_due = %s, fact_id = %s WHERE id = %s",
            [
                (row.state, adapt(row.confirmed), adapt(row.mail_due), row.fact_id, row.pk)
                for row in sorted(rows, key=lambda row: row.pk)
            ],
        )


def _believed(number: int, rows: Sequence[Signer]) -> list[Signer]:
    """Without those whose mailbox has given two signatures by now, or who have one that counts; these are marked."""
    some = sorted({one.canonical for one in rows if one.canonical})
    held = Counter(one for (one,) in _given.columns(number=number, some=some)) if some else Counter[str]()
    keys = [f"{number}/{one.pseudonym.partition(':')[2]}" for one in rows]
    counted = {key for (key,) in _counted.columns(keys=keys)}
    kept = []
    for row, key in zip(rows, keys, strict=True):
        if key in counted or (row.canonical and held[row.canonical] >= signing.MOST_PER_ADDRESS):
            row.state = "fraudulent"
            continue
        counted.add(key)
        held[row.canonical] += 1
        kept.append(row)
    return kept


_given = Prepared(
    lambda number, some: Signer.objects.filter(
        petition=number, canonical__in=some, state="counted"
    ).values_list("canonical")
)
_counted = Prepared(lambda keys: Signature.objects.filter(pk__in=keys, state="counted").values_list("key"))


def _moderate(fact: Recorder, petition: Petition, sponsors: int) -> None:
    """A petition with its supporters goes to the moderators."""
    if petition.state == "started" and sponsors >= petition.needed:
        kind = queries.kind(petition.kind_code)
        fact(events.Sponsored(due=deadline(kind.moderation_days if kind else 7)))


def withdraw(*, signer_id: int) -> Receipt | None:
    """Take a signature back, for ever if its owner does not sign anew; None when it did not count. Raises NotFound."""
    row = Signer.objects.filter(pk=signer_id).first()
    if row is None:
        raise NotFound("there is no such signature")
    if not Petition.objects.filter(pk=row.petition).exists():
        Signer.objects.filter(pk=row.pk).update(state="withdrawn", mail_due=None)
        return None
    with on(row.petition, row.pseudonym) as (fact, petition):
        row.refresh_from_db()
        if row.state == "withdrawn":
            return None
        receipt = None
        if row.state in {"counted", "invalidated"}:
            demand(rules.may("withdrawn", petition.state))
            receipt = fact(events.Withdrawn())
        Signer.objects.filter(pk=row.pk).update(state="withdrawn", mail_due=None, follows=False)
        return receipt


def is_suspect(row: Signer) -> bool:
    """Whether a limit or a list speaks against a signature. What is on the list of trust is always believed."""
    return row.pk in suspects([row])


def suspects(rows: Sequence[Signer]) -> set[int]:
    """The numbers of those against which a limit or a list speaks, of some signatures."""
    always, never = queries.listed(allow=True), queries.listed(allow=False)
    found, unsure = set(), []
    for row in rows:
        key = queries.guard_key("email", row.canonical) if always.emails or never.emails else ""
        if always.has(ip=row.ip, email=row.canonical, key=key):
            continue
        if never.has(ip=row.ip, email=row.canonical, key=key):
            found.add(row.pk)
        elif row.ip and not row.person_id:
            unsure.append(row)
    limits = queries.limits()
    together: dict[tuple[str, int], list[Signer]] = {}
    for row in unsure:
        # Each petition that somebody starts is another one; supporters and signers of one are counted apart.
        together.setdefault((row.role, 0 if row.role == "creator" else row.petition), []).append(row)
    for (role, number), some in together.items():
        rates = guarding.rates(limits, role)
        longest = timedelta(seconds=max(rate.seconds for rate in rates))
        times: dict[str, list[tuple[int, datetime]]] = {}
        values: dict[str, Any] = {
            "role": role,
            "ips": sorted({one.ip for one in some}),
            "since": min(one.created for one in some) - longest,
            "until": max(one.created for one in some),
        }
        before = _from.rows(**values, number=number) if number else _begun.rows(**values)
        for one in before:
            times.setdefault(one.ip, []).append((one.pk, one.created))
        for row in some:
            earlier = [
                at
                for pk, at in times.get(row.ip, ())
                if pk < row.pk and row.created - longest < at <= row.created
            ]
            if any(guarding.exceeds(earlier, at=row.created, rate=rate) for rate in rates):
                found.add(row.pk)
    return found


def _made(role: str, ips: list[str], since: datetime, until: datetime) -> "QuerySet[Signer]":
    some = Signer.objects.filter(role=role, ip__in=ips, created__gt=since, created__lte=until)
    return some.only("ip", "created")


_begun = Prepared(_made)
_from = Prepared(lambda number, **values: _made(**values).filter(petition=number))
