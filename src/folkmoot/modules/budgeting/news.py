"""What feeds say: ideas and projects of a round as news, and everything that happened to one of them."""

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _

from folkmoot.modules.budgeting import queries, words
from folkmoot.modules.budgeting.acts import ACTS
from folkmoot.modules.budgeting.models import Round
from folkmoot.record import text
from folkmoot.record.api import timeline
from folkmoot.record.queries import indexes_of
from folkmoot.web.feeds import Item, tag

Absolute = Callable[[str], str]
"""The whole address of a path here."""
LENGTH = 50


def of_list(found: Sequence[queries.Shown], row: Round, absolute: Absolute) -> list[Item]:
    """Ideas and projects as news, the newest first."""
    entries = indexes_of([one.row.fact_id for one in found])
    categories = {one["code"]: one["title"] for one in row.categories}
    return [
        Item(
            id=tag(one.row.submitted, f"budget_projects/{one.row.number}"),
            title=one.title,
            link=absolute(one.url),
            words=one.text,
            at=one.row.submitted,
            updated=one.row.changed,
            proof=_proof(entries.get(one.row.fact_id), absolute),
            categories=[
                word
                for word in (
                    words.state(one.row.state, one.row.outcome),
                    categories.get(one.row.category, ""),
                )
                if word
            ],
        )
        for one in found
    ]


def _proof(entry: int | None, absolute: Absolute) -> str:
    return absolute(f"/record/{entry}") if entry is not None else ""


def of_project(shown: queries.Shown, absolute: Absolute) -> list[Item]:
    """What happened to a project, newest first, each with its public words."""
    facts = [one for one in timeline(shown.row.subject, limit=LENGTH) if type(one.event) in ACTS]
    entries = indexes_of([one.id for one in facts])
    said = text.words_of(
        getattr(one.event, name, "") for one in facts for name in ("reason", "words", "what", "title", "text")
    )
    found = []
    for one in facts:
        parts = [said.get(getattr(one.event, name, ""), "") for name in ("reason", "words", "what")]
        if one.kind in {"budgeting.idea_submitted", "budgeting.project_added"}:
            parts.append(said.get(one.event.text, ""))
        if one.kind == "budgeting.milestone_planned":
            parts.insert(0, said.get(one.event.title, ""))
        found.append(
            Item(
                id=tag(one.accepted, f"{shown.row.subject}/{one.id}"),
                title=_("%(what)s: %(title)s") % {"what": ACTS[type(one.event)].name, "title": shown.title},
                link=absolute(shown.url),
                words="\n\n".join(part for part in parts if part),
                at=one.accepted,
                proof=_proof(entries.get(one.id), absolute),
            )
        )
    return found[::-1]
