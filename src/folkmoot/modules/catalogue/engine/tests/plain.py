"""What the language means, the slowest and plainest way: lists, loops and comparisons of Python."""

import statistics
from collections import Counter
from datetime import datetime, timedelta
from functools import cmp_to_key

from folkmoot.modules.catalogue.engine.query.tree import (
    AllOf,
    AnyOf,
    Compare,
    HasText,
    IsNull,
    Not,
    OneOf,
    Words,
)


def holds(row, one):
    """True, False or None (unknown)."""
    match one:
        case AllOf(parts):
            found = [holds(row, part) for part in parts]
            return False if False in found else None if None in found else True
        case AnyOf(parts):
            found = [holds(row, part) for part in parts]
            return True if True in found else None if None in found else False
        case Not(part):
            found = holds(row, part)
            return None if found is None else not found
        case IsNull(column):
            return row[column] is None
        case Words(text, columns):
            texts = [(row[name] or "").lower() for name in columns]
            return all(any(word.lower() in text for text in texts) for word in text.split())
    value = row[one.column]
    if value is None:
        return None
    match one:
        case OneOf(_, values):
            return any(value == other for other in values)
        case HasText(_, way, text):
            low, text = value.lower(), text.lower()
            return {"contains": text in low, "starts": low.startswith(text), "ends": low.endswith(text)}[way]
        case Compare(_, op, other):
            return {
                "eq": value == other,
                "ne": value != other,
                "lt": value < other,
                "le": value <= other,
                "gt": value > other,
                "ge": value >= other,
            }[op]
    raise AssertionError(one)


def bucket(value, by):
    if value is None or not by:
        return value
    clock = {"hour": 0, "minute": 0, "second": 0, "microsecond": 0} if isinstance(value, datetime) else {}
    match by:
        case "year":
            return value.replace(month=1, day=1, **clock)
        case "quarter":
            return value.replace(month=(value.month - 1) // 3 * 3 + 1, day=1, **clock)
        case "month":
            return value.replace(day=1, **clock)
        case "week":
            return (value - timedelta(days=value.weekday())).replace(**clock)
        case "day":
            return value.replace(**clock)
        case "hour":
            return value.replace(minute=0, second=0, microsecond=0)
    raise AssertionError(by)


def figure(rows, one):
    if one.what == "count" and not one.column:
        return len(rows)
    values = [row[one.column] for row in rows if row[one.column] is not None]
    if one.what == "count":
        return len(values)
    if one.what == "distinct":
        return len(set(values))
    if not values:
        return None
    return {"sum": sum, "mean": statistics.fmean, "min": min, "max": max, "median": statistics.median}[
        one.what
    ](values)


def ordering(sort):
    def compare(first, second):
        for one in sort:
            a, b = first[one.name], second[one.name]
            if a is None or b is None:
                if (a is None) != (b is None):
                    return 1 if a is None else -1
            elif a != b:
                return (1 if a > b else -1) * (-1 if one.descending else 1)
        return 0

    return cmp_to_key(compare)


def answer(rows, query):
    """All rows of the answer to a settled question; rows are mappings."""
    found = [row for row in rows if query.where is None or holds(row, query.where) is True]
    if query.grouped:
        groups = {} if query.group else {(): []}
        for row in found:
            groups.setdefault(tuple(bucket(row[one.column], one.by) for one in query.group), []).append(row)
        found = [
            dict(zip([one.label for one in query.group], key, strict=True))
            | {one.label: figure(inside, one) for one in query.measures}
            for key, inside in groups.items()
        ]
    found.sort(key=ordering(query.sort))
    return [tuple(row[name] for name in query.select) for row in found]


def facet(rows, where, key, limit):
    found = [bucket(row[key.column], key.by) for row in rows if where is None or holds(row, where) is True]
    counts = Counter(one for one in found if one is not None)
    commonest = sorted(sorted(counts), key=lambda one: -counts[one])[:limit]
    return [(one, counts[one]) for one in commonest], len(counts), found.count(None), len(found)
