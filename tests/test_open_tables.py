"""What is private cannot be published: several ways of trying."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.db import models
from django.db.models import F, Q, Value

from folkmoot.modules.feedback.models import Answer, Invitation
from folkmoot.modules.petitions.models import Petition, Signature, Signer
from folkmoot.modules.service_requests.models import Contact, Service, ServiceRequest
from folkmoot.people.models import Person
from folkmoot.places.models import Area
from folkmoot.record import opening, registry
from folkmoot.record.apps import open_tables_are_open
from folkmoot.record.counted import wilson
from folkmoot.record.opening import (
    Column,
    Derived,
    Field,
    Fold,
    Leak,
    Named,
    NotOpen,
    OpenDataset,
    OpenTable,
    Page,
    declared,
)
from folkmoot.record.projection import Projected, writing
from folkmoot.talk.models import Author, Comment

NUMBER = Field(Petition, "number")


def column(source, name="x", **more):
    return Column(name=name, meaning="x", source=source, **more)


def table(*columns, of=Petition, order=("number",), **more):
    return OpenTable(name="them", title="Them", of=of, order=order, columns=columns, **more)


@pytest.mark.parametrize(
    ("model", "name"),
    [
        (Signer, "email"),
        (Signer, "area"),
        (Signer, "petition"),
        (Contact, "email"),
        (Person, "email"),
        (Author, "person"),
        (Invitation, "email"),
    ],
)
def test_private_tables_have_no_open_field(model, name):
    with pytest.raises(NotOpen, match="is private"):
        Field(model, name)


@pytest.mark.parametrize(
    ("model", "name"),
    [
        (ServiceRequest, "title"),
        (ServiceRequest, "address"),
        (ServiceRequest, "answers"),
        (Petition, "action"),
        (Petition, "background"),
        (Comment, "author"),
        (Comment, "words"),
        (Signature, "key"),
        (Answer, "given"),
        (Petition, "subject"),
        (Petition, "signer__email"),
        (Petition, "pk"),
        (Petition, "*"),
    ],
)
def test_fields_that_are_not_declared_open_cannot_be_given(model, name):
    with pytest.raises(NotOpen, match="is not declared open"):
        Field(model, name)


def declared_open(monkeypatch, model, *names):
    monkeypatch.setattr(model, "open_fields", model.open_fields | set(names))


def test_declaring_them_open_opens_neither_relations_nor_properties_nor_paths_nor_mail(monkeypatch):
    declared_open(monkeypatch, Petition, "subject", "signer__email", "email")
    for name in ("subject", "signer__email", "email"):
        with pytest.raises(NotOpen, match="is no column of its table"):
            Field(Petition, name)

    class Led(Projected):
        open_fields = frozenset({"person", "person_id", "mail", "ip", "made", "file", "data", "key"})
        key = models.CharField(max_length=9, primary_key=True)
        person = models.ForeignKey(Person, models.CASCADE, related_name="+")
        mail = models.EmailField()
        ip = models.GenericIPAddressField()
        made = models.GeneratedField(expression=F("mail"), output_field=models.TextField(), db_persist=True)
        file = models.FileField()
        data = models.BinaryField()

        class Meta:
            app_label = "record_tests_of_opening"

    for name in ("person", "mail", "ip", "made", "file", "data"):
        with pytest.raises(NotOpen, match="leads to another table|which may hold"):
            Field(Led, name)
    assert Field(Led, "key")


def test_a_model_that_stands_on_a_private_table_is_refused():
    class Seen(Petition):
        open_fields = frozenset({"number"})

        class Meta:
            proxy = True
            app_label = "record_tests_of_opening"

    class Behind(Projected):
        open_fields = frozenset({"email"})
        email = models.CharField(max_length=99, primary_key=True)

        class Meta:
            managed = False
            db_table = Signer._meta.db_table
            app_label = "record_tests_of_opening"

    class Child(Petition):
        open_fields = frozenset({"number"})

        class Meta:
            app_label = "record_tests_of_opening"

    for model, name in ((Seen, "number"), (Behind, "email"), (Child, "number")):
        with pytest.raises(NotOpen, match="stands on another table"):
            Field(model, name)
    with pytest.raises(NotOpen, match="is private"):
        Field(Signer(), "email")
    with pytest.raises(NotOpen, match="is private"):
        Field(SimpleNamespace(open_fields={"email"}), "email")


@pytest.mark.parametrize(
    "source",
    [F("email"), Value("x"), "email", Signer._meta.get_field("email"), lambda row: row.email, Petition],
)
def test_a_column_comes_from_open_fields_and_from_nothing_else(source):
    with pytest.raises(NotOpen, match="its values come from open fields"):
        column(source)
    for make in (
        lambda: Derived(wilson, (source,)),
        lambda: Fold(wilson, (NUMBER, source)),
        lambda: Page("petitions:petition", source),
        lambda: Named(NUMBER, NUMBER, source),
    ):
        with pytest.raises(NotOpen, match="is not an open field"):
            make()


def looks_into_the_database(number):
    return Signer.objects.filter(petition=number).first().email


class Looks:
    def __call__(self, number):
        return looks_into_the_database(number)


@pytest.mark.parametrize(
    "function",
    [looks_into_the_database, lambda number: number, Looks(), Signer.objects.get, Petition.__str__, eval],
)
def test_values_are_computed_by_pure_functions_of_rules(function):
    with pytest.raises(NotOpen, match="is not a function of a module of rules"):
        Derived(function, (NUMBER,))
    with pytest.raises(NotOpen, match="is not a function of a module of rules"):
        Fold(function, (NUMBER,))


def test_what_derives_values_is_below_the_contract_that_rules_know_no_django():
    """The types take functions of ``rules``; that these reach no database is a contract of pyproject.toml."""
    import tomllib
    from pathlib import Path

    root = Path(opening.__file__).parents[4]
    contracts = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    pure = next(one for one in contracts if one["name"] == "What is recorded and decided knows no Django")
    covered = [one.replace("*", "[a-z_]+") for one in pure["source_modules"]]
    import re

    for given in opening.datasets():
        for one in given.tables:
            sources = [one.fold] if one.fold else [it.source for it in one.columns]
            for it in sources:
                if isinstance(it, (Derived, Fold)):
                    assert any(re.match(rf"{path}(\.|$)", it.compute.__module__) for path in covered), it


def test_a_table_has_columns_of_its_own_model_alone():
    with pytest.raises(NotOpen, match="of another table"):
        table(column(Field(Area, "name")))
    with pytest.raises(NotOpen, match="is not declared open"):
        table(column(NUMBER), order=("action",))
    with pytest.raises(NotOpen, match="a source each"):
        table(Column(name="x", meaning="x"))
    with pytest.raises(NotOpen, match="name of its own"):
        table(column(NUMBER), column(NUMBER))
    with pytest.raises(NotOpen, match="a to z"):
        column(NUMBER, name="x; DROP")
    with pytest.raises(NotOpen, match="its type"):
        column(NUMBER, type="blob")


def test_a_condition_chooses_rows_and_cannot_put_other_values_into_columns(db):
    one = table(column(NUMBER, type="int"), where=lambda: Q(number__gt=0))
    assert list(opening.rows(one)) == []
    with pytest.raises(Exception, match="Q|filter|type|subscript|object"):
        list(opening.rows(table(column(NUMBER), where=lambda: Signer.objects.all())))


def test_a_manifest_that_declares_what_is_private_fails_the_check(monkeypatch, settings):
    declared.datasets.cache_clear()
    part = SimpleNamespace(slug="x", datasets=("tests.ledger.leaking.DATASET",))
    monkeypatch.setattr(registry, "manifests", lambda: (part,))
    try:
        [found] = open_tables_are_open()
        assert found.id == "record.E001"
        assert "Signer'> is private" in found.msg
        part.datasets = ("folkmoot.modules.petitions.models.Signer",)
        assert "is not an OpenDataset" in open_tables_are_open()[0].msg
        part.datasets = ("folkmoot.modules.petitions.opened.OPENED",) * 2
        assert "declared twice" in open_tables_are_open()[0].msg
    finally:
        declared.datasets.cache_clear()


def test_every_table_of_the_house_is_open():
    assert open_tables_are_open() == []
    keys = {one.key for one in opening.datasets()}
    assert {
        "areas",
        "discussions",
        "service-requests",
        "petitions",
        "surveys",
        "public-record",
        "catalogue",
    } <= keys
    for given in opening.datasets():
        assert isinstance(given, OpenDataset)
        for one in given.tables:
            assert all(issubclass(field.model, models.Model) for field in one.fields)
            assert any(it.key for it in one.columns), f"{given.key}/{one.name} has no key"


SERVICES = table(
    column(Field(Service, "service_code"), "code"),
    column(Field(Service, "service_name"), "name"),
    column(Field(Service, "promise_hours"), "hours", type="int"),
    of=Service,
    order=("office", "service_code"),
)


def services(*rows):
    with writing():
        for code, name, office in rows:
            Service.objects.create(
                service_code=code,
                service_name=name,
                group="g",
                office=office,
                changed=datetime(2026, 1, 1, tzinfo=UTC),
            )


@pytest.mark.parametrize("piece", [1, 2, 3, 100])
def test_rows_come_by_key_in_pieces_with_ties_of_the_order(db, piece, django_assert_num_queries):
    services(*[(f"s{n}", f"Service {n}", f"office:{n % 2}") for n in range(7)])
    found = [row for some in opening.rows(SERVICES, piece=piece) for row in some]
    assert [row[0] for row in found] == ["s0", "s2", "s4", "s6", "s1", "s3", "s5"]
    with django_assert_num_queries(7 // piece + 1 if piece < 8 else 1):
        assert max(len(some) for some in opening.rows(SERVICES, piece=piece)) <= piece


@pytest.mark.parametrize("name", ["ann@example.org wrote", "a" * 64, "person:" + "0" * 32])
def test_a_leak_is_found_before_it_is_published(db, name):
    services(("a", "Lamps", "office:a"), ("b", name, "office:a"))
    with pytest.raises(Leak, match="column name") as found:
        list(opening.rows(SERVICES))
    assert name not in str(found.value)


def test_values_of_another_type_are_told_by_column(db):
    services(("a", "Lamps", "office:a"))
    wrong = table(
        column(Field(Service, "service_name"), "name", type="int"), of=Service, order=("service_code",)
    )
    with pytest.raises(TypeError, match="a value of name is not of its type"):
        list(opening.rows(wrong))


def test_addresses_of_pages_and_moments(db, settings):
    settings.ORIGIN = "https://town.example"
    one = table(
        column(Page("petitions:petition", NUMBER), "url"),
        column(Field(Petition, "opened"), "opened", type="timestamp"),
        column(NUMBER, "number", type="int"),
    )
    at = datetime(2026, 3, 1, 12, 30, 59, 999, tzinfo=UTC)
    with writing():
        for number in (7, 41, 42):
            Petition.objects.create(
                number=number, kind_code="k", state="open", action="", background="", needed=1, started=at, updated=at,
                opened=at, fact_id="f", newest_fact="f",
            )  # fmt: skip
    [rows] = opening.rows(one)
    assert rows[0] == ("https://town.example/petitions/7", datetime(2026, 3, 1, 12, 30, 59), 7)
    assert [row[0][-3:] for row in rows] == ["s/7", "/41", "/42"]
    assert isinstance(rows[0][1], date)
