"""From a confirmed signature to one that counts.

Confirming and counting are two transactions. The first marks one private row and holds nothing that others wait for.
The second holds the petition and counts everything that is confirmed by then: while one signature is counted, those
that arrive meanwhile gather, and whoever comes next counts them all with one commit. So the rate does not fall under a
rush, each person's own signature is on the record when their page comes, and thresholds are crossed exactly once.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from folkmoot.modules.petitions import events, queries, rules
from folkmoot.modules.petitions.models import Draft, Obligation, Petition, Signature, Signer
from folkmoot.modules.petitions.rules import guarding, signing
from folkmoot.modules.petitions.services.base import NotFound, Refused, deadline, demand, on
from folkmoot.record import clock, text
from folkmoot.record.api import Recorder, about
from folkmoot.record.receipt import Receipt

AT_ONCE = 200
"""Signatures counted in one transaction at most, so that none waits long for its page."""
SYSTEM = "system:petitions"


def confirm(*, signer_id: int) -> Signer:
    """Let a signature count. Doing it twice is the same as once; what breaks a limit looks the same and does not count.

    Raises NotFound, or Refused when the petition can no longer be signed.
    """
    row = Signer.objects.filter(pk=signer_id).first()
    if row is None:
        raise NotFound("there is no such signature")
    if row.state == "pending":
        if row.channel != "paper" and is_suspect(row):
            Signer.objects.filter(pk=row.pk, state="pending").update(state="fraudulent", mail_due=None)
        elif row.role == "creator":
            _begin(row)
        else:
            petition = Petition.objects.filter(pk=row.petition).first()
            demand(None if petition and _takes(petition, row) else _CLOSED)
            Signer.objects.filter(pk=row.pk, state="pending").update(
                state="ready", confirmed=clock.now(), mail_due=None
            )
    count(number=row.petition)
    return Signer.objects.get(pk=signer_id)


_CLOSED = rules.Refusal("state", "this petition is closed; it cannot be signed any more")


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
    waiting = Signer.objects.filter(petition=number, state="ready")
    if not waiting.exists():
        return 0
    with on(number, SYSTEM) as (fact, petition):
        rows = list(waiting.order_by("confirmed", "pk")[:AT_ONCE])
        if not rows or petition.state not in rules.BEFORE_OPENING | rules.PUBLISHED:
            return 0
        rows = _believed(number, rows)
        owed = Obligation.objects.filter(petition=number, reached__isnull=True).order_by("step")
        steps = {one.at: one for one in owed}
        total, sponsors = petition.count, petition.sponsors
        for row in rows:
            receipt = fact(
                events.Signed(area=row.area, role=row.role, channel=row.channel), actor=row.pseudonym
            )
            row.state, row.fact_id = "counted", receipt.fact_id
            total, sponsors = total + 1, sponsors + (row.role == "sponsor")
            if (step := steps.get(total)) is not None:
                fact(events.ThresholdReached(step=step.step, count=total, due=deadline(step.days)))
        Signer.objects.bulk_update(rows, ["state", "fact_id"])
        _moderate(fact, petition, sponsors)
    return len(rows)


def _believed(number: int, rows: Sequence[Signer]) -> list[Signer]:
    """Without those whose mailbox has given two signatures by now, or who have one that counts."""
    some = [one.canonical for one in rows if one.canonical]
    held = Counter(
        Signer.objects.filter(petition=number, canonical__in=some, state="counted").values_list(
            "canonical", flat=True
        )
    )
    keys = [f"{number}/{one.pseudonym.partition(':')[2]}" for one in rows]
    counted = set(Signature.objects.filter(pk__in=keys, state="counted").values_list("pk", flat=True))
    kept = []
    for row, key in zip(rows, keys, strict=True):
        if key in counted or (row.canonical and held[row.canonical] >= signing.MOST_PER_ADDRESS):
            row.state = "fraudulent"
            row.save(update_fields=["state"])
            continue
        counted.add(key)
        held[row.canonical] += 1
        kept.append(row)
    return kept


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
    key = queries.guard_key("email", row.canonical)
    if queries.listed(allow=True).has(ip=row.ip, email=row.canonical, key=key):
        return False
    if queries.listed(allow=False).has(ip=row.ip, email=row.canonical, key=key):
        return True
    if not row.ip or row.person_id:
        return False
    rates = guarding.rates(queries.limits(), row.role)
    longest = max(rate.seconds for rate in rates)
    before = Signer.objects.filter(
        ip=row.ip, created__gt=row.created - timedelta(seconds=longest), created__lte=row.created
    ).exclude(pk__gte=row.pk)
    # Each petition that somebody starts is another one; supporters and signers of one are counted apart.
    before = (
        before.filter(role="creator")
        if row.role == "creator"
        else before.filter(petition=row.petition, role=row.role)
    )
    times = list(before.values_list("created", flat=True))
    return any(guarding.exceeds(times, at=row.created, rate=rate) for rate in rates)
