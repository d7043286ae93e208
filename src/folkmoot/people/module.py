"""What people declares. It has no facts: an account and what happens to it never enter the record."""

from django.utils.translation import gettext_lazy as _

from folkmoot.record.manifest import AdministrationItem, Chore, Configuration, Manifest, Permission

MANIFEST = Manifest(
    slug="people",
    name=_("People"),
    permissions=(
        Permission(
            codename="people.administer", name=_("Invite people and give roles"), roles=("administrator",)
        ),
    ),
    administration=(
        AdministrationItem(
            label=_("People and roles"),
            text=_("Invite officers by e-mail, give and take roles."),
            url_name="administration:people",
            order=50,
            permission="people.administer",
            done="folkmoot.people.roles.anybody_else",
        ),
    ),
    configuration=Configuration(
        model="folkmoot.people.configuration.PeopleModel",
        export="folkmoot.people.configuration.export",
        load="folkmoot.people.configuration.load",
        order=5,
    ),
    urls="folkmoot.people.urls",
    chores=(
        Chore(name="people.limits", run="folkmoot.people.limits.purge"),
        Chore(name="people.sessions", run="folkmoot.people.sessions.clear_expired"),
    ),
    personal="folkmoot.people.own_data.PERSONAL",
)
