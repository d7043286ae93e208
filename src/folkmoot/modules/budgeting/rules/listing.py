"""Lines of a ballot as open tables write them."""

import json


def projects_of(lines: str) -> str:
    """Numbers of the projects, with commas between, in the order of the ballot."""
    return ",".join(str(line[0]) for line in json.loads(lines))


def points_of(lines: str) -> str:
    """Their points, or ranks, or ones, in the same order."""
    return ",".join(str(line[1]) for line in json.loads(lines))


def spaced(numbers: list[int]) -> str:
    """Numbers with commas between."""
    return ",".join(map(str, numbers))
