"""Licences, and the EU's data themes and frequencies (https://op.europa.eu/en/web/eu-vocabularies/dcat-ap)."""

from collections.abc import Mapping

LICENCES: Mapping[str, tuple[str, str]] = {
    "CC-BY-4.0": ("Creative Commons Attribution 4.0", "https://creativecommons.org/licenses/by/4.0/"),
    "CC-BY-SA-4.0": (
        "Creative Commons Attribution-ShareAlike 4.0",
        "https://creativecommons.org/licenses/by-sa/4.0/",
    ),
    "CC0-1.0": ("Creative Commons Zero 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    "DL-DE-BY-2.0": ("Data licence Germany – attribution 2.0", "https://www.govdata.de/dl-de/by-2-0"),
    "DL-DE-ZERO-2.0": ("Data licence Germany – Zero 2.0", "https://www.govdata.de/dl-de/zero-2-0"),
    "OGL-UK-3.0": (
        "Open Government Licence 3.0",
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    ),
    "CC-BY": (
        "Creative Commons Attribution, no version named",
        "https://creativecommons.org/licenses/by/3.0/",
    ),
    "CC-BY-SA": (
        "Creative Commons Attribution-ShareAlike, no version named",
        "https://creativecommons.org/licenses/by-sa/3.0/",
    ),
    "ODC-BY-1.0": ("Open Data Commons Attribution 1.0", "https://opendatacommons.org/licenses/by/1-0/"),
    "PDDL-1.0": (
        "Open Data Commons Public Domain Dedication 1.0",
        "https://opendatacommons.org/licenses/pddl/1-0/",
    ),
    "US-PD": ("Work of the United States government", "https://www.usa.gov/government-works"),
    "ODbL-1.0": ("Open Database License 1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
}
"""Code to name and address. All of them are open by the Open Definition."""
THEMES = (
    "AGRI", "ECON", "EDUC", "ENER", "ENVI", "GOVE", "HEAL", "INTR", "JUST", "OP_DATPRO", "REGI", "SOCI", "TECH", "TRAN",
)  # fmt: skip
FREQUENCIES: Mapping[str, int | None] = {
    "HOURLY": 1,
    "DAILY": 2,
    "WEEKLY": 9,
    "MONTHLY": 36,
    "QUARTERLY": 107,
    "ANNUAL": 396,
    "IRREG": None,
    "NEVER": None,
    "UNKNOWN": None,
}
"""Code to the days after which an update is late; a promise has some days to spare, except the shortest."""
