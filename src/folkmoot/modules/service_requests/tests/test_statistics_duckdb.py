"""A real city's file, imported and counted by us, and counted again by DuckDB from the CSV as it was published.

The file has no promises, ratings or openings again, and its districts are not ours. Both sides are given the same ones by
rule, from columns of the file; everything else is the city's.
"""

from datetime import UTC, datetime, timedelta

import duckdb
import numpy as np
import pytest
import time_machine
from django.db.models import F

from folkmoot.modules.service_requests.importers import import_file, load_mapping
from folkmoot.modules.service_requests.importers.rows import slug
from folkmoot.modules.service_requests.models import ServiceRequest
from folkmoot.modules.service_requests.statistics import keeping
from folkmoot.modules.service_requests.statistics.choosing import Choice
from folkmoot.modules.service_requests.statistics.columns import month_number
from folkmoot.modules.service_requests.statistics.results import results
from folkmoot.modules.service_requests.statistics.survival import in_order, times
from folkmoot.modules.service_requests.statistics.table import table
from folkmoot.places.events import InstitutionDescribed
from folkmoot.places.services import describe_institution
from folkmoot.record import projection

pytestmark = [pytest.mark.realdata, pytest.mark.django_db]
NOW = datetime(2020, 9, 1, 12, 0, tzinfo=UTC)
ZONE = "America/Los_Angeles"
PROMISE = {"Bulky Items": 5, "Graffiti Removal": 2, "Illegal Dumping Pickup": 4, "Homeless Encampment": 14}

TAKEN = """
create table taken as
with raw as (
  select *, timezone('America/Los_Angeles', createddate::timestamp) as requested,
    timezone('America/Los_Angeles', closeddate::timestamp) as closed, status in ('Open', 'Pending') as still
  from read_csv(?, header = true)
)
select srnumber, requesttype as service, coalesce(requestsource, '') as channel, coalesce(cd::varchar, '') as area,
  strftime(createddate::timestamp, '%Y-%m') as month, still, requested,
  case when still then null else closed end as closed, requested + to_days(p.days::integer) as due,
  case when srnumber like '%7' and not still then closed end as first_closed, srnumber like '%77' as back
from raw left join promises p on p.service = requesttype
where (latitude is not null or address is not null)
  and (latitude is null or (latitude between 33.68 and 34.36 and longitude between -118.70 and -118.14))
"""
FIGURES = """
with lives as (
  select *, epoch(coalesce(closed, $now) - requested)::bigint as t, closed is not null as event
  from taken where ({chosen}) and (still or closed is not null)
), steps as (
  select t, count(*) filter (event) as d, count(*) as leaving from lives group by t
), risk as (
  select t, d, sum(leaving) over (order by t rows between current row and unbounded following) as n from steps
), curve as (
  select t, exp(sum(case when d = n then null else ln(1 - d / n) end) over (order by t))
    * (case when bool_or(d = n) over (order by t) then 0 else 1 end) as s, bool_or(d = n) over (order by t) as done
  from risk where d > 0
), level as (select t, case when done then 0 else s end as s from curve)
select
  (select count(*) from taken where ({chosen})),
  (select count(*) from taken where ({chosen}) and still),
  (select count(*) from taken where ({chosen}) and not still and closed is null),
  (select min(t) from level where s <= 0.5 + 1e-9),
  (select min(t) from level where s <= 0.1 + 1e-9),
  (select count(*) filter (closed <= due) from taken where ({chosen}) and closed is not null and due is not null),
  (select count(*) from taken where ({chosen}) and closed is not null and due is not null),
  (select count(*) from taken where ({chosen}) and still and due < $now),
  (select count(*) filter (back) from taken where ({chosen}) and first_closed <= $now - interval 30 days),
  (select count(*) from taken where ({chosen}) and first_closed <= $now - interval 30 days)
"""


@pytest.fixture
def city(town, real_data):
    [path] = (real_data / "service-requests").glob("los_angeles*.csv")
    with time_machine.travel(NOW, tick=False):
        import_file(path, mapping=load_mapping("los_angeles"), office="streets")
        peer = duckdb.connect()
        peer.execute("set TimeZone = 'UTC'")
        peer.execute("create table promises (service varchar, days integer)")
        peer.executemany("insert into promises values (?, ?)", list(PROMISE.items()))
        peer.execute(TAKEN, [str(path)])
        described = InstitutionDescribed(name="Los Angeles", short="LA", prefix="LA", time_zone=ZONE)
        describe_institution(described, actor="office:council")
        with projection.writing():
            rows = ServiceRequest.objects.all()
            for name, days in PROMISE.items():
                rows.filter(service_code=slug(name)).update(expected=F("requested") + timedelta(days=days))
            rows.filter(pk__endswith="7", closed__isnull=False).update(first_closed=F("closed"))
            rows.filter(pk__endswith="77", first_closed__isnull=False).update(
                first_reopened=F("first_closed") + timedelta(days=3)
            )
            for area, ids in peer.execute("select area, list(srnumber) from taken group by area").fetchall():
                rows.filter(pk__in=[f"LA-{one}" for one in ids]).update(area=area)
        keeping.mark(["2020-01", "2019-12"])
        keeping.refresh()
        yield peer


def theirs(peer, chosen="true"):
    return peer.execute(FIGURES.format(chosen=chosen), {"now": NOW}).fetchone()


def ours(group):
    return (
        group.reports, group.open, group.undated, group.times.median.value, group.times.p90.value,
        group.closed_on_time.k, group.closed_on_time.n, group.on_time.n - group.closed_on_time.n,
        group.reopened.k, group.reopened.n,
    )  # fmt: skip


KNOWN = {
    "bulky-items": (2.84, 5.97), "illegal-dumping-pickup": (2.35, 7.32), "homeless-encampment": (18.84, 130.05),
    "single-streetlight-issue": (5.70, 75.19), "dead-animal-removal": (0.15, 0.98),
}  # fmt: skip
"""Days from report to closing, median and 90th percentile of the closed ones, as others have computed them.

They subtracted local times, so theirs is an hour more or less across a change of the clock, and went halfway between
two reports where the number was even.
"""


def known_answers():
    """Without open reports the estimate is the plain quantile."""
    columns = table().columns
    of = columns.of
    for service, (median, p90) in KNOWN.items():
        mine = (of["service"] == columns.words["service"].index(service)) & (of["closed"] > 0)
        seconds = of["closed"][mine].astype(np.int64) - of["requested"][mine]
        closed = np.ones(len(seconds), dtype=bool)
        found = times(seconds[in_order(seconds, closed)], closed)
        assert found.median.value / 86_400 == pytest.approx(median, abs=0.05), service
        assert found.p90.value / 86_400 == pytest.approx(p90, abs=0.05), service


def drivers():
    """What drivers report themselves closes at once and pulls the median; by channel it shows."""
    found = results(Choice(service="graffiti-removal"), by=("channel",))
    by = dict(found.by["channel"])
    assert by["driver-self-report"].times.median.value < 900
    assert found.total.times.median.value < 900
    assert min(by[key].times.median.value for key in ("call", "mobile-app")) > 86_400


def test_every_figure_equals_an_independent_computation(city):
    found = results(Choice(), by=("service", "channel", "area", "month", "department"))
    assert ours(found.total) == theirs(city)
    assert found.total.reports > 9_900
    assert found.total.undated == 18, "closed without a date"
    assert found.total.open == 31
    for by, groups in found.by.items():
        if by == "department":
            continue
        keys = {row[0] for row in city.execute(f"select distinct {by} from taken").fetchall()}
        named = dict(groups)
        assert sum(one.reports for one in named.values()) == found.total.reports
        for key in keys:
            code = slug(key) if by in {"service", "channel"} else key
            quoted = key.replace("'", "''")
            assert ours(named[code]) == theirs(city, f"{by} = '{quoted}'"), (by, key)
    # Filters together, as an address has them.
    choice = Choice(service="graffiti-removal", channel="driver-self-report", since=month_number(2020, 1))
    assert ours(results(choice).total) == theirs(
        city, "service = 'Graffiti Removal' and channel = 'Driver Self Report' and month >= '2020-01'"
    )
    known_answers()
    drivers()
