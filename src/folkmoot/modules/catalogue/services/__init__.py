"""Commands on datasets. Each locks its dataset, reads, lets the rules decide and appends facts."""

from folkmoot.modules.catalogue.services.base import NotFound, Refused
from folkmoot.modules.catalogue.services.choosing import show_version
from folkmoot.modules.catalogue.services.contributing import (
    Contributor,
    ask,
    confirm,
    hand_in_reuse,
    subject_of,
    support,
    take_back,
    tell_me,
)
from folkmoot.modules.catalogue.services.deciding import (
    answer_request,
    forget_drafts,
    forget_makers,
    forget_unconfirmed,
    open_request,
    publish_reuse,
    reject_request,
    reject_reuse,
    take_down_request,
    take_down_reuse,
)
from folkmoot.modules.catalogue.services.describing import (
    describe,
    publish,
    restore,
    send_back,
    submit,
    withdraw,
)
from folkmoot.modules.catalogue.services.handing_in import fetch_again, fetch_due, hand_in, reread, sweep
from folkmoot.modules.catalogue.services.interfaces import keep_interfaces
from folkmoot.modules.catalogue.services.keeping import keep_current
from folkmoot.modules.catalogue.services.keys import make_key, revoke_key
from folkmoot.modules.catalogue.services.loading import NEW, STALE, load, load_now, load_waiting, take
from folkmoot.modules.catalogue.services.mailing import send_confirmations
from folkmoot.modules.catalogue.services.tables import describe_table, lay_down, remove_table
from folkmoot.modules.catalogue.services.wishing import grant, may_follow, wish

__all__ = [
    "NEW",
    "STALE",
    "Contributor",
    "NotFound",
    "Refused",
    "answer_request",
    "ask",
    "confirm",
    "describe",
    "describe_table",
    "fetch_again",
    "fetch_due",
    "forget_drafts",
    "forget_makers",
    "forget_unconfirmed",
    "grant",
    "hand_in",
    "hand_in_reuse",
    "keep_current",
    "keep_interfaces",
    "lay_down",
    "load",
    "load_now",
    "load_waiting",
    "make_key",
    "may_follow",
    "open_request",
    "publish",
    "publish_reuse",
    "reject_request",
    "reject_reuse",
    "remove_table",
    "reread",
    "restore",
    "revoke_key",
    "send_back",
    "send_confirmations",
    "show_version",
    "subject_of",
    "submit",
    "support",
    "sweep",
    "take",
    "take_back",
    "take_down_request",
    "take_down_reuse",
    "tell_me",
    "wish",
    "withdraw",
]
