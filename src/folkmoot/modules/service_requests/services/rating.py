"""One question after a closing: did this solve it for you?"""

from folkmoot.modules.service_requests import events, rules
from folkmoot.modules.service_requests.models import Contact, Feedback, Rating
from folkmoot.modules.service_requests.services.base import demand, on
from folkmoot.record import clock, text
from folkmoot.record.receipt import Receipt


def rate(
    *, number: str, pseudonym: str, solved: str, words: str = "", publish: bool = False, closing: str = ""
) -> Receipt | None:
    """Say whether the closing solved it; a second answer replaces the first, None when it says the same.

    Words go to the office alone unless ``publish``. ``closing`` is the one that the person was told of, if any.
    """
    words = words.strip()
    with on(number, pseudonym) as (fact, row, subject):
        contact = Contact.objects.filter(service_request_id=number, pseudonym=pseudonym).first()
        demand(
            rules.same_closing(told=closing, now=row.closing),
            rules.may_rate(
                state=row.state,
                closed=row.closed,
                now=clock.now(),
                solved=solved,
                words=words,
                took_part=contact is not None,
            ),
        )
        key = f"{row.closing}/{pseudonym.partition(':')[2]}"
        before = Rating.objects.filter(pk=key).first()
        said = Feedback.objects.filter(rating=key).first()
        shown = text.words_of([before.words]).get(before.words, "") if before else ""
        private = said.words if said else ""
        if before and (before.solved, shown, private) == (
            solved,
            words if publish else "",
            "" if publish else words,
        ):
            return None
        receipt = fact(
            events.Rated(
                closing=row.closing,
                solved=solved,
                words=text.commit(words, subject=subject) if publish else "",
            )
        )
        if before and before.words:
            # What was replaced is not shown any more; its commitment stays in the earlier fact.
            text.erase([before.words])
        Feedback.objects.filter(rating=key).delete()
        if contact and words and not publish:
            Feedback.objects.create(contact=contact, rating=key, words=words, created=clock.now())
        return receipt
