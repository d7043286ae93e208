"""What the institution does about a petition: it answers, debates, follows up and adds notes."""

from collections.abc import Sequence
from datetime import date

from folkmoot.modules.petitions import events, rules
from folkmoot.modules.petitions.models import Obligation
from folkmoot.modules.petitions.rules import writing
from folkmoot.modules.petitions.services.base import demand, on
from folkmoot.record import text
from folkmoot.record.receipt import Receipt

MOST_DOCUMENTS = 10


def _documents(given: Sequence[events.Document]) -> list[rules.Refusal | None]:
    found = [writing.text("documents", one.title, 120) for one in given]
    found += [writing.address("documents", one.url) for one in given]
    if len(given) > MOST_DOCUMENTS:
        found.append(rules.Refusal.of("documents", "give at most %(most)s documents", most=MOST_DOCUMENTS))
    return found


def answer(
    *, number: int, office: str, summary: str, words: str, documents: Sequence[events.Document] = ()
) -> Receipt:
    """Answer a petition in the name of an office; it meets every answer that is owed by now. Raises Refused."""
    with on(number, f"office:{office}") as (fact, row):
        demand(
            rules.may("answered", row.state),
            writing.text("summary", summary, writing.SUMMARY),
            writing.text("words", words, writing.WORDS),
            *_documents(documents),
        )
        return fact(
            events.Answered(
                summary=text.commit(summary.strip(), subject=row.subject),
                words=text.commit(words.strip(), subject=row.subject),
                documents=tuple(documents),
            )
        )


def _owed(number: int, step: int) -> Obligation | rules.Refusal:
    row = Obligation.objects.filter(petition=number, step=step).exclude(what="answer").first()
    if row is None:
        return rules.Refusal("step", "this petition leads to no such meeting or debate")
    if row.met is not None:
        return rules.Refusal("step", "the outcome of this meeting or debate is told already")
    return row


def schedule_debate(*, number: int, office: str, step: int, on_day: date) -> Receipt:
    """Say on which day a meeting or debate takes place. Raises Refused."""
    with on(number, f"office:{office}") as (fact, row):
        found = _owed(number, step)
        demand(rules.may("debated", row.state), found if isinstance(found, rules.Refusal) else None)
        return fact(events.DebateScheduled(step=step, on=on_day))


def tell_debate(
    *,
    number: int,
    office: str,
    step: int,
    on_day: date,
    held: bool,
    words: str,
    transcript_url: str = "",
    video_url: str = "",
    pack_url: str = "",
    documents: Sequence[events.Document] = (),
) -> Receipt:
    """Tell what came of a meeting or debate, or why there is none. Raises Refused."""
    with on(number, f"office:{office}") as (fact, row):
        found = _owed(number, step)
        demand(
            rules.may("debated", row.state),
            found if isinstance(found, rules.Refusal) else None,
            writing.text("words", words, writing.WORDS),
            writing.address("transcript_url", transcript_url),
            writing.address("video_url", video_url),
            writing.address("pack_url", pack_url),
            *_documents(documents),
        )
        return fact(
            events.Debated(
                step=step,
                on=on_day,
                held=held,
                words=text.commit(words.strip(), subject=row.subject),
                transcript_url=transcript_url,
                video_url=video_url,
                pack_url=pack_url,
                documents=tuple(documents),
            )
        )


def follow_up(
    *,
    number: int,
    office: str,
    subject: str,
    body: str,
    on_day: date,
    words: str = "",
    documents: Sequence[events.Document] = (),
) -> Receipt:
    """Tell what came of a petition later. Raises Refused."""
    with on(number, f"office:{office}") as (fact, row):
        demand(
            rules.may("followed", row.state),
            writing.text("subject", subject, writing.SUMMARY),
            writing.text("body", body, writing.BODY),
            writing.text("words", words, writing.WORDS, needed=False),
            *_documents(documents),
        )
        return fact(
            events.Followed(
                subject=text.commit(subject.strip(), subject=row.subject),
                body=body.strip(),
                on=on_day,
                words=text.commit(words.strip(), subject=row.subject),
                documents=tuple(documents),
            )
        )


def add_note(*, number: int, office: str, words: str) -> Receipt:
    """Add a note below a petition, such as a correction; its own words stay as they were signed. Raises Refused."""
    with on(number, f"office:{office}") as (fact, row):
        demand(rules.may("noted", row.state), writing.text("words", words, writing.NOTE))
        return fact(events.Noted(words=text.commit(words.strip(), subject=row.subject)))
