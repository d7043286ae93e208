"""What may be asked for and handed in, and which act on it is possible when."""

from collections.abc import Collection, Mapping
from datetime import date

from folkmoot.modules.catalogue.rules.describing import NAME, WORDS, may_link, plain
from folkmoot.record.refusal import Refusal, one_of

ASK_TITLE, MAKER = 100, 80
DAYS, MOST_DAYS = 28, 366
"""Days in which an office answers where a reviewer says nothing else, and the most that can be said."""
REUSES = ("app", "analysis", "story", "picture", "research", "service", "other")
REJECTIONS = ("exists", "not_ours", "unclear", "not_made", "broken", "private", "unlawful", "advertising")
"""Reasons, published at /data/reuses and /data/requests, for which something is not published or is taken down."""
OF_REQUESTS = ("exists", "not_ours", "unclear", "private", "unlawful", "advertising")
OF_REUSES = ("not_made", "broken", "unclear", "private", "unlawful", "advertising")
REFUSALS = ("not_held", "personal", "security", "secret", "rights", "effort")
"""Reasons for which data cannot be published (after Directive (EU) 2019/1024, article 1(2), in plain words)."""
ANSWERS = ("published", "planned", "refused")
HIDDEN = frozenset({"private", "unlawful", "advertising"})
"""Reasons for which the words themselves are not shown."""

ALLOWED: Mapping[str, frozenset[str]] = {
    "opened": frozenset({"waiting"}),
    "rejected": frozenset({"waiting"}),
    "supported": frozenset({"open", "planned"}),
    "answered": frozenset({"open", "planned"}),
    "taken_down": frozenset({"open", "planned", "published", "refused"}),
}
LISTED = ("open", "planned", "published", "refused")


def may_act(act: str, state: str) -> Refusal | None:
    """Whether an act on a request is possible in a state."""
    if state in ALLOWED[act]:
        return None
    return Refusal("state", "this is not possible now: the request is in another state; open the page again")


def may_ask(title: str, words: str) -> list[Refusal]:
    """Everything that is wrong with the words of a request."""
    found = [plain("title", title, ASK_TITLE), plain("words", words, WORDS)]
    return [one for one in found if one is not None]


def may_open(office: str, days: int, offices: Collection[str]) -> list[Refusal]:
    """Whether an office can be given a request, with so many days to answer."""
    found = []
    if office not in offices:
        found.append(Refusal("office", "choose a department that exists"))
    if not 1 <= days <= MOST_DAYS:
        found.append(Refusal.of("days", "give 1 to %(most)s days", most=MOST_DAYS))
    return found


def may_answer(
    *, answer: str, words: str, dataset_shown: bool, by: date | None, code: str, today: date
) -> list[Refusal]:
    """Everything that is wrong with an answer; each sort needs what it promises."""
    found: list[Refusal | None] = [
        None if answer in ANSWERS else one_of("answer", ANSWERS),
        plain("words", words, WORDS),
    ]
    if answer == "published" and not dataset_shown:
        found.append(Refusal("dataset", "name a dataset that is published here"))
    if answer == "planned" and (by is None or by <= today):
        found.append(Refusal("by", "give a day to come"))
    if answer == "refused" and code not in REFUSALS:
        found.append(Refusal("code", "choose one of the published reasons"))
    return [one for one in found if one is not None]


def may_reject(code: str, words: str, codes: Collection[str]) -> list[Refusal]:
    """Whether something may be kept from being published for a reason, with words that may be left out."""
    found = [
        None if code in codes else Refusal("code", "choose one of the published reasons"),
        plain("reason", words, WORDS) if words.strip() else None,
    ]
    return [one for one in found if one is not None]


def may_hand_in(*, title: str, words: str, url: str, sort: str, maker: str) -> list[Refusal]:
    """Everything that is wrong with a reuse."""
    found = [
        plain("title", title, NAME),
        plain("words", words, WORDS),
        may_link("url", url, needed=True),
        None if sort in REUSES else one_of("sort", REUSES),
        plain("maker", maker, MAKER) if maker.strip() else None,
    ]
    return [one for one in found if one is not None]


def may_mail(email: str) -> Refusal | None:
    """Whether somebody can be reached by mail."""
    if email.count("@") == 1 and len(email) <= 254 and not any(map(str.isspace, email)):  # noqa: PLR2004 - RFC 5321.
        return None
    return Refusal("email", "give an e-mail address like name@example.org")
