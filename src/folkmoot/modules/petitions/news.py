"""What feeds say: petitions of a list as news, and everything that happened to one of them with its words."""

from collections.abc import Callable, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from folkmoot.modules.petitions import page, queries, words
from folkmoot.modules.petitions.models import Obligation, Petition, Response
from folkmoot.record import text
from folkmoot.record.queries import indexes_of
from folkmoot.web.feeds import Item, tag
from folkmoot.web.words import day, number

Absolute = Callable[[str], str]
"""The whole address of a path here."""
LENGTH = 50


def of_list(rows: Sequence[Petition], absolute: Absolute) -> list[Item]:
    """Petitions as news, in the order of their list. A signature is no news; an answer or an outcome is."""
    entries = indexes_of([row.fact_id for row in rows])
    found = []
    for one in queries.shown(list(rows)):
        row = one.row
        at = row.rejected or row.opened or row.started
        # What was told later makes the news of a petition new again for readers who had it.
        told = max((when for when in (at, row.answered, row.debated) if when is not None), default=at)
        reason = words.REJECTIONS.get(row.code)
        said = [f"{reason[0]}. {one.reason}" if reason else "", one.background, one.details]
        found.append(
            Item(
                id=tag(row.started, f"petitions/{row.number}"),
                title=one.title,
                link=absolute(one.url),
                words="\n\n".join(part for part in said if part),
                at=at,
                updated=told,
                proof=_proof(entries.get(row.fact_id), absolute),
                categories=[words.state_word(row), *row.topics],
            )
        )
    return found


def _proof(entry: int | None, absolute: Absolute) -> str:
    return absolute(f"/record/{entry}") if entry is not None else ""


def of_petition(shown: queries.Shown, absolute: Absolute) -> list[Item]:
    """What happened to a petition, newest first: opened, steps reached, answers, outcomes, notes, the end."""
    row = shown.row
    owed, said = queries.obligations(row.number), queries.responses(row.number)
    entries = indexes_of([row.fact_id, *(one.fact_id for one in said)])
    link = absolute(shown.url)
    found = [
        _told(one, owed, shown, link, _proof(entries.get(one[0].fact_id), absolute)) for one in _spoken(said)
    ]
    found += [_reached(one, shown, link) for one in owed if one.reached is not None]
    for what, at, title in (
        ("opened", row.opened, _("Open: %(title)s")),
        ("rejected", row.rejected, _("Not accepted: %(title)s")),
        ("closed", row.closed, _("Closed: %(title)s")),
        ("archived", row.archived, _("In the archive: %(title)s")),
    ):
        if at is not None:
            said_of = shown.reason if what == "rejected" else shown.background if what == "opened" else ""
            found.append(
                Item(
                    id=tag(at, f"petitions/{row.number}/{what}"),
                    title=title % {"title": shown.title},
                    link=link,
                    words=said_of,
                    at=at,
                    proof=_proof(entries.get(row.fact_id), absolute) if what == "opened" else "",
                    categories=row.topics,
                )
            )
    return sorted(found, key=lambda one: (one.at, one.id), reverse=True)[:LENGTH]


def _spoken(rows: Sequence[Response]) -> list[tuple[Response, str, str]]:
    spoken = text.words_of(one for row in rows for one in (row.summary, row.words))
    return [(row, spoken.get(row.summary, ""), spoken.get(row.words, "")) for row in rows]


def _told(
    one: tuple[Response, str, str], owed: Sequence[Obligation], shown: queries.Shown, link: str, proof: str
) -> Item:
    row, summary, said = one
    known = {"title": shown.title}
    titles = {
        "answer": _("Answered: %(title)s") % known,
        "debate": _("What came of the debate: %(title)s") % known,
        "business": _("What came of it: %(title)s") % known,
        "note": _("A note on %(title)s") % known,
    }
    label = next((each.label for each in owed if each.step == row.step), "")
    links = [f"{name}: {url}" for name, url in page.links_of(row)]
    parts = [summary, label if row.step is not None else row.body, said, *links]
    return Item(
        id=tag(row.at, f"petitions/{shown.row.number}/{row.fact_id}"),
        title=titles[row.sort],
        link=link,
        words="\n\n".join(part for part in parts if part),
        at=row.at,
        proof=proof,
        categories=shown.row.topics,
    )


def _reached(one: Obligation, shown: queries.Shown, link: str) -> Item:
    assert one.reached is not None  # noqa: S101 - asked before.
    known = {"n": number(one.at), "title": shown.title}
    due = (
        _("%(label)s: due by %(day)s.") % {"label": one.label, "day": day(one.due)} if one.due else one.label
    )
    return Item(
        id=tag(one.reached, f"petitions/{shown.row.number}/step-{one.step}"),
        title=ngettext("%(n)s signature: %(title)s", "%(n)s signatures: %(title)s", one.at) % known,
        link=link,
        words=due,
        at=one.reached,
        categories=shown.row.topics,
    )


def address(row: Petition, form: str) -> str:
    """The path of a petition's feed."""
    return reverse("petitions:feed_one", kwargs={"number": row.number, "form": form})
