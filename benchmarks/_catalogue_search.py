"""A catalogue of many datasets, made as the projections would make it, and questions to its list and its API."""

import os
import random
import statistics
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

KEPT = os.environ.get("FOLKMOOT_BENCH_FOLDER", "")
"""A folder with a catalogue that an earlier run made, to be asked again."""
os.environ["FOLKMOOT_DATA"] = KEPT or tempfile.mkdtemp(prefix="folkmoot-search-")
os.environ.setdefault("FOLKMOOT_LOG_LEVEL", "WARNING")
os.environ["DJANGO_SETTINGS_MODULE"] = "folkmoot.site.settings"
# A town of its own: a configured database is somebody's. PostgreSQL is named apart, as one that may be filled.
os.environ.pop("DATABASE_URL", None)
if server := os.environ.get("FOLKMOOT_BENCH_DATABASE"):
    os.environ["DATABASE_URL"] = server

warnings.filterwarnings("ignore", message="No directory at")

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from folkmoot.modules.catalogue import events, rules  # noqa: E402
from folkmoot.modules.catalogue.models import Dataset, Table, Tally, Term  # noqa: E402
from folkmoot.modules.catalogue.projections import finding  # noqa: E402
from folkmoot.modules.catalogue.projections.describing import as_json  # noqa: E402
from folkmoot.places.events import InstitutionDescribed  # noqa: E402
from folkmoot.places.services import describe_department, describe_institution  # noqa: E402
from folkmoot.record import clock  # noqa: E402
from folkmoot.record.projection import writing  # noqa: E402

ROUNDS, CHUNK = 60, 2_000
OFFICES = [f"office-{n}" for n in range(40)]
SYLLABLES = [a + b for a in "bdfglmnprstvw" for b in ("a", "e", "i", "o", "u", "ai", "ei", "or", "en", "is")]


def vocabulary(dice: random.Random, count: int) -> list[str]:
    """Words of two to four syllables; the first of them are the commonest (Zipf's law, see ``pick``)."""
    return sorted({"".join(dice.choices(SYLLABLES, k=dice.randint(2, 4))) for _ in range(count)}, key=hash_of)


def hash_of(word: str) -> int:
    """An order that has nothing to do with the alphabet and is the same in every run."""
    return random.Random(word).randrange(2**32)


def described(number: int, dice: random.Random, words: list[str], weights: list[float]) -> events.Description:
    """A dataset with words as texts have them: few very common, most rare."""
    said = dice.choices(words, cum_weights=weights, k=30)
    themes = dice.sample(list(rules.THEMES), k=dice.randint(1, 2))
    return events.Description(
        title=(("en-gb", " ".join([*said[:6], str(number)])),),
        summary=(("en-gb", " ".join(said[6:])),),
        office=OFFICES[min(int(dice.expovariate(0.15)), len(OFFICES) - 1)],
        licence=dice.choices(list(rules.LICENCES), weights=range(1, len(rules.LICENCES) + 1))[0],
        themes=tuple(themes),
        keywords=tuple(dict.fromkeys(dice.choices(words[:3_000], cum_weights=weights[:3_000], k=3))),
        frequency="MONTHLY",
    )


def fill(count: int) -> list[str]:
    """Write that many published datasets, with a table each; the words that they are made of."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    dice = random.Random(5)
    words = vocabulary(dice, 30_000)
    if Dataset.objects.exists():
        return words
    describe_institution(
        InstitutionDescribed(name="Marlhaven Council", short="Marlhaven", prefix="MH", lat=52.48, lon=1.7),
        actor="office:council",
    )
    for slug in OFFICES:
        describe_department(slug=slug, name=slug.title(), actor="office:council")
    weights, total = [], 0.0
    for rank in range(len(words)):
        total += 1 / (rank + 8)
        weights.append(total)
    now, tallies = clock.now(), Counter[tuple[str, str]]()
    with writing():
        for start in range(0, count, CHUNK):
            datasets, terms, tables = [], [], []
            for number in range(start, min(start + CHUNK, count)):
                key, one = f"dataset-{number}", described(number, dice, words, weights)
                stored, at = as_json(one), now - timedelta(minutes=dice.randrange(1_000_000))
                datasets.append(
                    Dataset(
                        key=key, state="published", office=one.office, draft=stored, shown=stored, licence=one.licence,
                        created=at, published=at, updated=at, fact_id=f"{number:032x}", newest_fact=f"{number:032x}",
                    )
                )  # fmt: skip
                tables.append(
                    Table(
                        key=f"{key}/rows", dataset=key, name="rows", words=[["en-gb", "Rows"]], sort="upload", added=at,
                        number=1, generation=f"{number:064x}", rows=dice.randrange(10**6), loaded=at,
                    )
                )  # fmt: skip
                found = finding.terms(key, one)
                terms += finding.rows(key, found)
                tallies.update([*found, finding.ALL])
            Dataset.objects.bulk_create(datasets, batch_size=500)
            Table.objects.bulk_create(tables, batch_size=500)
            Term.objects.bulk_create(terms, batch_size=500)
        Tally.objects.bulk_create(
            [
                Tally(key=f"{sort}|{value}", sort=sort, value=value, count=n)
                for (sort, value), n in tallies.items()
            ],
            batch_size=500,
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return words


def questions(words: list[str], dice: random.Random) -> Iterator[tuple[str, dict[str, str]]]:
    """What readers ask for: a word of any commonness or its beginning, two or three, and filters in any mixture."""

    def word() -> str:
        return words[min(int(dice.paretovariate(0.35)) - 1, len(words) - 1)]

    for _ in range(ROUNDS):
        theme, office = dice.choice(list(rules.THEMES)), dice.choice(OFFICES)
        licence = dice.choice(list(rules.LICENCES))
        yield from (
            ("everything", {}),
            ("one word", {"q": word()}),
            ("a beginning", {"q": word()[:3]}),
            ("two words", {"q": f"{word()} {word()}"}),
            ("three words", {"q": f"{word()} {word()} {word()}"}),
            ("theme", {"theme": theme}),
            ("office", {"office": office}),
            ("theme, office, licence", {"theme": theme, "office": office, "licence": licence}),
            ("word and theme", {"q": word(), "theme": theme}),
            ("word, keyword", {"q": word(), "keyword": words[dice.randrange(400)]}),
            ("two themes’ beginnings", {"q": f"{word()[:2]} {word()[:3]}", "theme": theme}),
        )


def run(count: int, limit: float) -> int:
    """Print how long the list and the API take; 1 when the limit in milliseconds is missed."""
    began = time.perf_counter()
    words = fill(count)
    print(
        f"{count:,} datasets, {Term.objects.count():,} terms ({connection.vendor}), made in {time.perf_counter() - began:.0f} s"
    )
    settings.ALLOWED_HOSTS = ["*"]
    client, missed = Client(), False
    for path in ("/data", "/api/catalogue/datasets"):
        waits: dict[str, list[float]] = {}
        worked: list[float] = []
        for name, asked in questions(words, random.Random(9)):
            given = {
                ("publisher" if key == "office" and "api" in path else key): one for key, one in asked.items()
            }
            start, busy = time.perf_counter(), time.process_time()
            answer = client.get(path, given)
            waits.setdefault(name, []).append((time.perf_counter() - start) * 1000)
            worked.append((time.process_time() - busy) * 1000)
            if answer.status_code != 200:
                raise SystemExit(f"{path} {given} answered {answer.status_code}: {answer.content[:300]!r}")
        every = [one for some in waits.values() for one in some]
        p95 = statistics.quantiles(every, n=20)[-1]
        print(
            f"{path}: p95 {p95:.1f} ms of {len(every):,} questions, {p95 / limit:.2f} of the limit of {limit:.0f} ms; longest {max(every):.0f} ms; "
            f"p95 of this process's own work {statistics.quantiles(worked, n=20)[-1]:.1f} ms ({statistics.quantiles(worked, n=20)[-1] / limit:.2f}), {os.getloadavg()[0]:.1f} processes want the processors"
        )
        for name, some in waits.items():
            print(
                f"  {name:<24} p50 {statistics.median(some):6.1f} ms, p95 {statistics.quantiles(some, n=20)[-1]:6.1f} ms"
            )
        # On a machine that others use the clock measures them, too. SQLite works inside this process, so that its own
        # work is all the work there is.
        alone = statistics.quantiles(worked, n=20)[-1] if connection.vendor == "sqlite" else p95
        missed |= min(p95, alone) > limit
    return int(missed)
