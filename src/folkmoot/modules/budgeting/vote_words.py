"""Words of voting: channels, sources of the roll, states of paper, acts at the counter."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

CHANNELS: Mapping[str, Any] = {
    "internet": _("On the internet"),
    "assisted": _("With help at the counter"),
    "paper": _("On paper"),
}
USED: Mapping[str, Any] = {
    "": _("Has not voted"),
    "internet": _("Has voted on the internet"),
    "assisted": _("Has voted with help at the counter"),
    "paper": _("Was given a ballot on paper"),
}
SOURCES: Mapping[str, Any] = {
    "roll": _("From the uploaded roll"),
    "account": _("By their own account"),
    "counter": _("Added at the counter"),
}
PAPERS: Mapping[str, Any] = {
    "once": _("Entered once"),
    "differs": _("Entered differently"),
    "counted": _("Counted"),
    "spoiled": _("Spoiled"),
}
ACTS: Mapping[str, Any] = {
    "uploaded": _("Uploaded a roll; people who are new on it: %(words)s"),
    "admitted": _("Added somebody at the counter"),
    "codes": _("Made access codes: %(words)s"),
    "paper": _("Handed out a ballot on paper"),
    "returned": _("Took an unused ballot on paper back"),
    "struck": _("Struck somebody off the roll"),
    "assisted": _("Helped somebody to vote"),
}
