"""What the followers declare. They have no facts; the manifest is where their permission, their private tables, their
command line and their share of the demo are found, as those of every other part are.
"""

from django.utils.translation import gettext_lazy as _

from folkmoot.record.manifest import AdministrationItem, Chore, Live, Manifest, Permission

_HERE = "folkmoot.followers"

MANIFEST = Manifest(
    slug="followers",
    name=_("Following"),
    permissions=(
        Permission(
            codename="webhooks.administer",
            name=_("Say where public acts are posted to"),
            roles=("administrator",),
        ),
    ),
    administration=(
        AdministrationItem(
            label=_("Webhooks"),
            text=_("Which programs hear of public acts, and what could not be delivered."),
            url_name="followers:webhooks",
            order=80,
            permission="webhooks.administer",
        ),
    ),
    chores=(
        Chore(name="followers.digests", run=f"{_HERE}.notify.digests.send_due", every=60),
        Chore(name="followers.mail", run=f"{_HERE}.notify.mail.send", every=2),
        Chore(name="followers.webhooks", run=f"{_HERE}.webhooks.sending.send", every=2),
        Chore(name="followers.tidy", run=f"{_HERE}.chores.tidy"),
    ),
    live={"followers:activity": Live()},
    bell=f"{_HERE}.notify.bell.bell",
    unasked=f"{_HERE}.notify.queries.unwilling",
    demo=f"{_HERE}.demo.tell",
    personal=f"{_HERE}.personal.PERSONAL",
    cli=f"{_HERE}.cli.register",
)
