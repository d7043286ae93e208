"""What is forgotten when it has served its purpose."""

from datetime import datetime

from folkmoot.modules.petitions.models import BurstLog, Draft, Petition, Signer

AT_ONCE = 5000
_PERSONAL = ("name", "email", "canonical", "folded", "postcode", "ip", "sheet")


def forget_drafts(*, before: datetime) -> int:
    """Delete petitions that nobody confirmed; how many."""
    return int(Draft.objects.filter(started=None, created__lt=before).delete()[0])


def forget_signers(*, unconfirmed_before: datetime, closed_before: datetime) -> int:
    """Delete signatures that nobody confirmed, and the network addresses of petitions that closed long ago."""
    gone, _each = Signer.objects.filter(
        state__in=("pending", "fraudulent"), confirmed=None, created__lt=unconfirmed_before
    ).delete()
    over = Petition.objects.filter(state="closed", closed__lt=closed_before).values("pk")
    return gone + Signer.objects.filter(petition__in=over).exclude(ip="").update(ip="")


def forget_names(*, archived_before: datetime) -> int:
    """Make whoever signed a petition of the archive nameless; the signature stays, and its link still proves it.

    How many were. At most AT_ONCE each time, so that a very large petition holds nothing up.
    """
    over = Petition.objects.filter(archived__lt=archived_before).values("pk")
    named = Signer.objects.filter(petition__in=over).exclude(name="")
    rows = list(named.order_by("pk")[:AT_ONCE])
    for row in rows:
        row.name = row.email = row.canonical = row.folded = row.postcode = row.ip = row.sheet = ""
        # Two nameless signers of a petition must not be taken for one.
        row.place = f"#{row.pk}"
        row.person_id, row.follows, row.mail_due = None, False, None
    Signer.objects.bulk_update(rows, [*_PERSONAL, "place", "person", "follows", "mail_due"], batch_size=500)
    return len(rows)


def forget_bursts(*, ended_before: datetime) -> int:
    """Delete what the log of the watch has of bursts that ended before a moment; how many."""
    return int(BurstLog.objects.filter(last__lt=ended_before).delete()[0])
