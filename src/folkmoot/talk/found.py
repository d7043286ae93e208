"""Comments for search, feeds and webhooks: those alone that everybody may read at this moment."""

from collections.abc import Iterable, Mapping

from folkmoot.record import text
from folkmoot.record.manifest import Card, SearchText
from folkmoot.talk import declared, names, rules
from folkmoot.talk.models import Comment
from folkmoot.talk.queries.cards import thread_url


def _shown(rows: Iterable[Comment]) -> list[tuple[Comment, str, Card]]:
    """Rows with their public words and the card of what they are about; those without either are left out."""
    found = list(rows)
    words = text.words_of(one.words for one in found)
    cards = declared.readable({names.about_of(one.thread) for one in found})
    return [
        (one, words[one.words], cards[names.about_of(one.thread)])
        for one in found
        if one.words in words and names.about_of(one.thread) in cards
    ]


def found(commitments: Iterable[str]) -> list[SearchText]:
    """Comments whose words stand behind commitments, in the order in which those are given."""
    order = {one: at for at, one in enumerate(commitments)}
    rows = Comment.objects.filter(words__in=list(order), state=rules.VISIBLE)
    return [
        SearchText(
            subject=names.subject_of(row.thread),
            title=f"{card.title} #{row.number}",
            body=said,
            url=f"{thread_url(names.about_of(row.thread))}/{row.number}",
            module="talk",
            area=card.area,
            at=row.at,
        )
        for row, said, card in sorted(_shown(rows), key=lambda one: order[one[0].words])
    ]


def words_of(fact_ids: Iterable[str]) -> Mapping[str, str]:
    """What was said, by the fact that said it: the words as they are now, where everybody may read them."""
    rows = Comment.objects.filter(pk__in=list(fact_ids), state=rules.VISIBLE)
    return {row.pk: said for row, said, _card in _shown(rows)}
