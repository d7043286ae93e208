"""Times, numbers and acts in plain words, in the language of the page. Pure but for the clock and the language."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from django.utils import formats, timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, gettext_noop, ngettext

from folkmoot.record import clock
from folkmoot.record.manifest import Act, Card


def _here(at: datetime) -> datetime:
    return timezone.localtime(at) if timezone.is_aware(at) else at


def day(at: date | datetime | None, style: str = "") -> str:
    """A day in words, ``12 March 2026``; style ``long`` names the weekday, ``short`` leaves out the year."""
    if at is None:
        return ""
    local = _here(at).date() if isinstance(at, datetime) else at
    return _day(local, style, get_language() or "")


@lru_cache(maxsize=4096)
def _day(local: date, style: str, _language: str) -> str:
    # A page tells some dozens of days, most of them the same ones, and Django works out the format each time.
    if style == "short":
        # Translators: a day and a month in the letters of Django's "date" filter, as in "12 March".
        return formats.date_format(local, gettext("j F"))
    # Translators: a day in the letters of Django's "date" filter, as in "12 March 2026".
    words = formats.date_format(local, gettext("j F Y"))
    return f"{formats.date_format(local, 'l')} {words}" if style == "long" else words


def clock_time(at: datetime | None) -> str:
    """The time of the day on a 24-hour clock, ``14:02``."""
    return f"{_here(at):%H:%M}" if at else ""


def moment_words(at: datetime | None) -> str:
    """A moment in words, ``12 March 2026 at 14:02``."""
    return gettext("%(date)s at %(time)s") % {"date": day(at), "time": clock_time(at)} if at else ""


def moment(at: date | datetime | None, style: str = "") -> SafeString:
    """A ``<time>`` element in words. Styles: none (date and time), day, long, short, time."""
    if at is None:
        return SafeString("")
    if not isinstance(at, datetime):
        return format_html('<time datetime="{}">{}</time>', at.isoformat(), day(at, style))
    words = moment_words(at) if style == "" else clock_time(at) if style == "time" else day(at, style)
    return format_html('<time datetime="{}">{}</time>', _here(at).isoformat(timespec="minutes"), words)


def days_until(until: date | datetime) -> int:
    """Whole days from today until a day: 0 on the day itself, negative after it."""
    last = _here(until).date() if isinstance(until, datetime) else until
    return (last - timezone.localtime(clock.now()).date()).days


def days_left(until: date | datetime | None) -> str:
    """How long something stays open, in words: ``12 days left``, ``last day``, ``closed``."""
    if until is None:
        return ""
    days = days_until(until)
    if days < 0 or (isinstance(until, datetime) and until <= clock.now()):
        return gettext("closed")
    if days == 0:
        return gettext("last day")
    return ngettext("%(days)s day left", "%(days)s days left", days) % {"days": number(days)}


def ago(at: datetime | None) -> str:
    """How long ago, roughly: ``just now``, ``4 minutes ago``, ``yesterday``, ``16 days ago``."""
    if at is None:
        return ""
    minutes = int((clock.now() - at).total_seconds() // 60)
    days = -days_until(at)
    if minutes < 1:
        return gettext("just now")
    if minutes < 60:  # noqa: PLR2004 - an hour.
        return ngettext("%(n)s minute ago", "%(n)s minutes ago", minutes) % {"n": minutes}
    if days < 1:
        return ngettext("%(n)s hour ago", "%(n)s hours ago", minutes // 60) % {"n": minutes // 60}
    if days == 1:
        return gettext("yesterday")
    return ngettext("%(n)s day ago", "%(n)s days ago", days) % {"n": number(days)}


_SPELLED = (
    gettext_noop("zero"),
    gettext_noop("one"),
    gettext_noop("two"),
    gettext_noop("three"),
    gettext_noop("four"),
    gettext_noop("five"),
    gettext_noop("six"),
    gettext_noop("seven"),
    gettext_noop("eight"),
    gettext_noop("nine"),
    gettext_noop("ten"),
    gettext_noop("eleven"),
    gettext_noop("twelve"),
)


def spelled(n: int) -> str:
    """A count inside a sentence: ``seven`` up to twelve, figures above."""
    return gettext(_SPELLED[n]) if 0 <= n < len(_SPELLED) else number(n)


def length(span: timedelta) -> str:
    """How long something took, in its two largest units: ``2 days and 17 hours``, ``5 days``, ``40 minutes``."""
    minutes = max(int(span.total_seconds() // 60), 0)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [
        words
        for n, words in (
            (days, ngettext("%(n)s day", "%(n)s days", days) % {"n": number(days)}),
            (hours, ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}),
            (0 if days else rest, ngettext("%(n)s minute", "%(n)s minutes", rest) % {"n": rest}),
        )
        if n
    ]
    if not parts:
        return gettext("less than a minute")
    if len(parts) == 1:
        return parts[0]
    return gettext("%(first)s and %(second)s") % {"first": parts[0], "second": parts[1]}


def number(value: float | Decimal | None, places: int | None = None) -> str:
    """A number as people of the page's language write it: ``1,204``, with a true minus sign; rounded to ``places``."""
    if value is None or value == "":
        return "–"
    if places is not None:
        # Django's own writing cuts digits off.
        value = round(value, places) if isinstance(value, Decimal) else round(float(value), places)
    if places is None and isinstance(value, float) and value.is_integer():
        value = int(value)
    return formats.number_format(value, places, use_l10n=True, force_grouping=True).replace("-", "−")


def per_cent(share: float | None, places: int = 0) -> str:
    """A share from 0 to 1 as per cent: ``87%``."""
    if share is None:
        return "–"
    return gettext("%(number)s%%") % {"number": number(round(share * 100, places), places)}


def sentence(act: Act, card: Card | None) -> SafeString:
    """An act as a sentence in which the title of its subject is a link; every part is escaped."""
    if card is None:
        title = format_html("<span>{}</span>", gettext("something that is no longer listed"))
    elif card.url:
        title = format_html('<a href="{}">{}</a>', card.url, card.title)
    else:
        title = format_html("<b>{}</b>", card.title)
    words = conditional_escape(str(act.sentence))
    return mark_safe(words.replace("%(title)s", title).replace("%%", "%"))  # noqa: S308 - both parts are escaped above.
