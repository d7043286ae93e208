import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.template import Context, Template

from folkmoot.people import access
from folkmoot.people.models import Person, Role
from folkmoot.record.manifest import Permission

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def declared(monkeypatch):
    some = (
        Permission(codename="things.work", name="Work", roles=("officer",)),
        Permission(codename="things.hide", name="Hide", roles=("moderator",)),
        Permission(codename="things.say", name="Say", roles=("resident",)),
    )
    monkeypatch.setattr(access, "permissions", lambda: {one.codename: one for one in some})


def person(*roles, **extra):
    made = Person.objects.create_user("robin@town.example", **extra)
    for role, office in roles:
        Role.objects.create(person=made, role=role, office=office)
    return made


def test_an_officer_works_in_the_own_office():
    robin = person(("officer", "streets"))
    assert access.can(robin, "things.work")
    assert access.can(robin, "things.work", "streets")
    assert not access.can(robin, "things.work", "parks")
    assert not access.can(robin, "things.hide")
    assert not access.can_everywhere(robin, "things.work")
    assert access.offices_of(robin) == access.offices_with(robin, "things.work") == {"streets"}


def test_an_administrator_has_everything_of_the_office():
    robin = person(("administrator", "parks"), ("moderator", ""))
    assert access.can(robin, "things.work", "parks")
    assert not access.can(robin, "things.work", "streets")
    assert access.can(robin, "things.hide", "streets")
    assert access.offices_of(robin) == {"parks", ""}


def test_residents_have_no_office_and_strangers_nothing():
    robin = person()
    assert access.can(robin, "things.say")
    assert not access.can(robin, "things.work")
    assert access.offices_of(robin) == frozenset()
    assert not access.can(AnonymousUser(), "things.say")


def test_the_switched_off_and_the_super():
    off = person(("administrator", ""), is_active=False)
    assert not access.can(off, "things.work")
    off.is_active, off.is_superuser = True, True
    Role.objects.all().delete()
    assert access.can_everywhere(off, "things.work")


def test_one_query_for_each_request(django_assert_num_queries):
    robin = person(("officer", "streets"))
    robin = Person.objects.get(pk=robin.pk)
    with django_assert_num_queries(1):
        assert [access.can(robin, "things.work", one) for one in ("streets", "parks")] == [True, False]
        assert access.offices_of(robin)
        assert robin.has_perm("things.work")


def test_a_typing_mistake_is_an_error_and_never_a_right():
    robin = person(("administrator", ""))
    with pytest.raises(access.UnknownPermission, match=r"things\.wrok"):
        access.can(robin, "things.wrok")
    assert not robin.has_perm("things.wrok")


def test_templates_ask_perms():
    robin = person(("officer", "streets"))
    words = Template("{% if perms.things.work %}desk{% endif %}{% if perms.things.hide %}hide{% endif %}")
    from django.contrib.auth.context_processors import PermWrapper

    assert words.render(Context({"perms": PermWrapper(robin)})) == "desk"
    assert robin.has_perm("things.work", "streets")
    assert not robin.has_perm("things.work", "parks")
    assert robin.has_module_perms("things")


def test_views_ask_first(rf):
    @access.required("things.work")
    def view(request, number):
        return HttpResponse(str(number))

    request = rf.get("/desk?page=2")
    request.user = AnonymousUser()
    asked = view(request, number=1)
    assert (asked.status_code, asked.headers["Location"]) == (302, "/account/login/?next=/desk%3Fpage%3D2")
    request.user = person()
    with pytest.raises(PermissionDenied):
        view(request, number=1)
    Role.objects.create(person=request.user, role="officer", office="streets")
    request.user = Person.objects.get()
    assert view(request, number=1).content == b"1"


def test_who_would_be_missed():
    robin = person(("administrator", ""))
    assert access.is_only_administrator(robin)
    olu = Person.objects.create_user("olu@town.example")
    Role.objects.create(person=olu, role="administrator", office="parks")
    assert access.is_only_administrator(robin)
    Role.objects.create(person=olu, role="administrator", office="")
    assert not access.is_only_administrator(robin)


def test_who_works_in_an_office_is_asked_once(django_assert_num_queries, db):
    def somebody(address, *roles, active=True):
        person = Person.objects.create_user(address, is_active=active)
        for role, office in roles:
            Role.objects.create(person=person, role=role, office=office)
        return person

    here = somebody("here@example.org", ("officer", "streets"))
    everywhere = somebody("all@example.org", ("officer", ""), ("officer", "streets"))
    somebody("gone@example.org", ("officer", "streets"), active=False)
    somebody("boss@example.org", ("administrator", ""))
    somebody("away@example.org", ("officer", "parks"))
    with django_assert_num_queries(1):
        found = access.people_in(["streets", "lighting"], "things.work")
    assert {office: set(people) for office, people in found.items()} == {
        "streets": {here, everywhere},
        "lighting": {everywhere},
    }
    assert len(found["streets"]) == 2
    with pytest.raises(access.UnknownPermission):
        access.people_in(["streets"], "things.dance")


def test_colleagues_are_told_once_each_and_by_name(django_assert_num_queries, db):
    def somebody(address, *roles, **more):
        found = Person.objects.create_user(f"{address}@example.org", **more)
        for role, office in roles:
            Role.objects.create(person=found, role=role, office=office)
        return access.Colleague(str(found.pk), found.get_short_name())

    zoe = somebody("zoe", ("officer", "streets"), ("officer", ""), name="ada")
    ben = somebody("ben", ("officer", "lighting"))
    somebody("gone", ("officer", "streets"), is_active=False)
    somebody("boss", ("administrator", ""))
    somebody("away", ("officer", "parks"))
    with django_assert_num_queries(1):
        assert access.colleagues(["streets", "lighting"], "things.work") == (zoe, ben)
    assert access.colleagues([], "things.work") == (zoe,), "who works everywhere works here"
    Person.objects.filter(email="ben@example.org").update(name="Aaron")
    assert [one.name for one in access.colleagues(["lighting"], "things.work")] == ["Aaron", "ada"]
    with pytest.raises(access.UnknownPermission):
        access.colleagues(["streets"], "things.dance")
