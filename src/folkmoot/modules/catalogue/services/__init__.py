"""Commands on datasets. Each locks its dataset, reads, lets the rules decide and appends facts."""

from folkmoot.modules.catalogue.services.base import NotFound, Refused
from folkmoot.modules.catalogue.services.choosing import show_version
from folkmoot.modules.catalogue.services.describing import (
    describe,
    publish,
    restore,
    send_back,
    submit,
    withdraw,
)
from folkmoot.modules.catalogue.services.handing_in import fetch_again, fetch_due, hand_in, reread, sweep
from folkmoot.modules.catalogue.services.keeping import keep_current
from folkmoot.modules.catalogue.services.keys import make_key, revoke_key
from folkmoot.modules.catalogue.services.loading import NEW, STALE, load, load_now, load_waiting, take
from folkmoot.modules.catalogue.services.tables import describe_table, lay_down, remove_table
from folkmoot.modules.catalogue.services.wishing import grant, may_follow, wish

__all__ = [
    "NEW",
    "STALE",
    "NotFound",
    "Refused",
    "describe",
    "describe_table",
    "fetch_again",
    "fetch_due",
    "grant",
    "hand_in",
    "keep_current",
    "lay_down",
    "load",
    "load_now",
    "load_waiting",
    "make_key",
    "may_follow",
    "publish",
    "remove_table",
    "reread",
    "restore",
    "revoke_key",
    "send_back",
    "show_version",
    "submit",
    "sweep",
    "take",
    "wish",
    "withdraw",
]
