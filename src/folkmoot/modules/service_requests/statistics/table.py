"""Every report as columns in memory, for this process: read once, and again only the months that changed."""

from dataclasses import dataclass

from folkmoot.modules.service_requests.models import StatisticsMonth
from folkmoot.modules.service_requests.statistics.columns import Columns, join, unpack


@dataclass(frozen=True, slots=True)
class Held:
    """All months joined; ``versions`` says which computing of each, in the order of the columns."""

    versions: dict[str, str]
    parts: dict[str, Columns]
    columns: Columns


_EMPTY = Held({}, {}, join([]))
_held = [_EMPTY]


def table() -> Held:
    """The reports as last computed: one query, and a second one when a month has changed since this process looked."""
    now = _held[0]
    versions = dict(
        StatisticsMonth.objects.exclude(version="").order_by("month").values_list("month", "version")
    )
    if versions == now.versions:
        return now
    changed = [month for month, version in versions.items() if now.versions.get(month) != version]
    read = StatisticsMonth.objects.filter(month__in=changed).values_list("month", "version", "data", "words")
    fresh = {month: (version, unpack(bytes(data), words)) for month, version, data, words in read}
    versions |= {month: version for month, (version, _columns) in fresh.items()}
    parts = {month: fresh[month][1] if month in fresh else now.parts[month] for month in versions}
    columns = join(list(parts.values()))
    # The parts point into the joined columns, so that memory holds every report once.
    held, start = {}, 0
    for month, part in parts.items():
        held[month] = columns.where(slice(start, start + len(part)))
        start += len(part)
    _held[0] = Held(versions, held, columns)
    return _held[0]
