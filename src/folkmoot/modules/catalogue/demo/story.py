"""Marlhaven publishes what happens on its record: a table made of the demo's own facts, in two versions."""

import csv
import io
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from folkmoot.modules.catalogue import events, keeping, services
from folkmoot.modules.catalogue.demo import neighbour, voices
from folkmoot.places import queries as places
from folkmoot.record import clock, registry
from folkmoot.record.api import tail
from folkmoot.record.follow import run_all
from folkmoot.record.seal import seal

KEY, TABLE = "acts-on-the-record", "days"
FIRST = 30
"""Days before now at which the first version ends."""
CHUNK = 1000
DESCRIPTION = {
    "title": (
        ("en-gb", "What happens on the public record, day by day"),
        ("de", "Was im öffentlichen Protokoll geschieht, Tag für Tag"),
    ),
    "summary": (
        (
            "en-gb",
            (
                "How many acts of each kind entered Marlhaven’s public record on each day: reports, signatures, answers and "
                "everything else. Use it to see what a town is busy with."
            ),
        ),
        (
            "de",
            (
                "Wie viele Vorgänge jeder Art an jedem Tag in Marlhavens öffentliches Protokoll kamen: Meldungen, "
                "Unterschriften, Antworten und alles andere. So sieht man, womit eine Stadt beschäftigt ist."
            ),
        ),
    ),
}
COLUMNS = (
    events.Column(title="day", label="Day", description="Day on which the acts were accepted, UTC", key=True),
    events.Column(title="part", label="Part", description="Part of the platform to which the act belongs"),
    events.Column(title="act", label="Act", description="Kind of act, as the record names it", key=True),
    events.Column(
        title="acts",
        label="Acts",
        description="How many acts of this kind there were",
        unit="acts",
        type="int",
    ),
)


def tell(*, at: datetime | None = None, progress: Callable[[str], None] | None = None) -> None:
    """Tell the story so that it ends now; ``progress`` hears what is being done."""
    say = progress or (lambda _words: None)
    offices = sorted(one.slug for one in places.departments())
    if not offices:
        return
    end, office = at or clock.now(), offices[0]
    seal()
    counts = _counts()
    known = tuple(code for code, _words in DESCRIPTION["title"])
    with clock.telling(end - timedelta(days=FIRST)):
        services.describe(
            key=KEY,
            description=_description(office),
            contact="data@marlhaven.example",
            actor=f"office:{office}",
            new=True,
        )
        name = tuple((code, "Days" if code != "de" else "Tage") for code in known)
        services.describe_table(key=KEY, table=events.TableDescribed(table=TABLE, name=name, sort="upload"))
        services.lay_down(key=KEY, name=TABLE, columns=COLUMNS)
        say("The first version of a table")
        _load(counts, (end - timedelta(days=FIRST)).date())
        services.submit(key=KEY)
        services.publish(key=KEY)
    with clock.telling(end - timedelta(days=9)):
        say("Datasets of a neighbour, harvested")
        neighbour.harvest(office)
    with clock.telling(end - timedelta(minutes=4)):
        say("Its second version")
        _load(counts, end.date())
    say("People ask for data, make something of them and talk about them")
    voices.ask(end, office)
    voices.hand_in(end, KEY)
    voices.talk(end, KEY, office)


def keep() -> None:
    """What a worker does when every part has told its story: compute what is stale, publish what has its first rows."""
    seal()
    run_all([keeping.FOLLOWER])
    services.keep_current()
    services.keep_interfaces()
    while services.load_waiting():
        pass
    services.keep_current()


def _description(office: str) -> events.Description:
    return events.Description(
        **DESCRIPTION,  # type: ignore[arg-type]
        office=office,
        licence="CC-BY-4.0",
        themes=("GOVE", "SOCI"),
        keywords=("public record", "transparency"),
        begins=date(2025, 1, 1),
        frequency="MONTHLY",
    )


def _counts() -> Counter[tuple[date, str]]:
    """The acts of the record by day and kind."""
    found: Counter[tuple[date, str]] = Counter()
    after = -1
    while some := tail(after=after, limit=CHUNK):
        found.update((one.accepted.astimezone(UTC).date(), one.kind) for one in some)
        after = some[-1].index if some[-1].index is not None else after
    return found


def _load(counts: Counter[tuple[date, str]], until: date) -> None:
    """Hand in what happened before a day, and load it as the worker would."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([one.title for one in COLUMNS])
    for (day, kind), count in sorted(counts.items()):
        if day < until:
            act = registry.act_of(kind)
            writer.writerow([day.isoformat(), kind.partition(".")[0], str(act.name) if act else kind, count])
    services.hand_in(key=KEY, table=TABLE, chunks=iter([out.getvalue().encode()]), name="acts.csv")
    services.load_waiting()
