"""ANALYTICS_ENGINE: the same questions of pages and the API, computed elsewhere over the same Parquet files."""

import importlib.util
import shutil

import pytest

from folkmoot.modules.catalogue import engines
from folkmoot.modules.catalogue.apps import engine_is_here
from folkmoot.modules.catalogue.engine.running.choosing import NoEngine, backend, problem
from folkmoot.modules.catalogue.engine.running.duck import Duck
from folkmoot.modules.catalogue.engine.running.others import Dialled, Spark
from folkmoot.modules.catalogue.tests.town import MESSY, NEWER, loaded, published


def missing(module, *programs):
    return importlib.util.find_spec(module) is None or any(shutil.which(one) is None for one in programs)


ASKED = (
    "/api/catalogue/datasets/trees/tables/trees/rows?height.ge=8&sort=-height&limit=2",
    "/api/catalogue/datasets/trees/tables/trees/rows?group=species&measure=count,mean:height&sort=species",
    "/api/catalogue/datasets/trees/tables/trees/rows?q=oak&select=nr,planted&sort=nr",
    "/api/catalogue/datasets/trees/tables/trees/facets?facet=species,planted:year",
)


def answers(client):
    found = []
    for one in ASKED:
        answer = client.get(one)
        assert answer.status_code == 200, answer.content
        body = answer.json()
        body.pop("next", None)
        found.append(body)
    for one in ("/data/trees", "/data/trees?sort=-height", "/data/trees/trees/versions/1"):
        page = client.get(one)
        assert page.status_code == 200
        assert "Oak" in page.content.decode()
    assert client.get("/data/trees/trees/versions/3/rejects").status_code == 200
    found.append(b"".join(client.get("/data/trees/trees/download.csv?sort=nr").streaming_content))
    return found


@pytest.mark.parametrize(
    "chosen",
    [
        pytest.param("chdb", marks=pytest.mark.skipif(missing("chdb"), reason="./run setup engines")),
        pytest.param(
            "spark",
            marks=[
                pytest.mark.slow,
                pytest.mark.skipif(missing("pyspark", "java"), reason="./run setup engines, and Java 17"),
            ],
        ),
    ],
)
def test_pages_and_api_give_the_same_answers(client, town, settings, chosen):
    published()
    loaded(NEWER)
    loaded(MESSY)
    wanted = answers(client)
    settings.ANALYTICS_ENGINE = chosen
    assert not isinstance(engines.engine().backend, Duck)
    assert isinstance(engines.local(), Duck)
    try:
        assert answers(client) == wanted
    finally:
        close = getattr(engines.engine().backend, "close", None)
        if close:
            close()


@pytest.mark.parametrize(
    ("chosen", "why"),
    [
        ("oracle", "names no engine"),
        ("spark-3", "names no engine"),
        ("clickhouse://", "without a host"),
        ("trino://host:8080", "name catalogue and schema"),
    ],
)
def test_what_cannot_be_is_told_at_the_start_and_at_the_question(
    settings, tmp_path, monkeypatch, chosen, why
):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object())
    settings.ANALYTICS_ENGINE, settings.FOLKMOOT_TABLES = chosen, tmp_path
    [error] = engine_is_here()
    assert error.id == "catalogue.E001"
    assert why in error.msg
    with pytest.raises(NoEngine, match=why):
        engines.engine()


@pytest.mark.parametrize(
    ("chosen", "module"),
    [
        ("spark", "pyspark"),
        ("clickhouse://default:hidden@host/db", "clickhouse_connect"),
        ("chdb", "chdb"),
        ("trino://me@host/lake/open", "trino"),
    ],
)
def test_an_engine_that_is_not_installed_is_named_with_what_to_do_and_without_the_password(
    monkeypatch, settings, chosen, module
):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    settings.ANALYTICS_ENGINE = chosen
    why = engine_is_here()[0].msg
    assert f"{module} is not installed" in why
    assert "pip install" in why
    assert "hidden" not in why


def test_spark_needs_java_here_but_not_on_a_cluster(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object())
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert "Java 17" in problem("spark")
    assert problem("spark://cluster:7077") == ""


def test_addresses_become_engines(monkeypatch, tmp_path):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object())
    monkeypatch.setattr(shutil, "which", lambda name: "/bin/java")
    assert engine_is_here() == []
    spark = backend("spark://cluster:7077", tmp_path)
    assert isinstance(spark, Spark)
    assert spark.master == "spark://cluster:7077"
    click = backend("clickhouse://u:p@host/db?files=/srv/generations", tmp_path)
    assert isinstance(click, Dialled)
    assert "file('/srv/generations/{generation}/table.parquet'" in click.prepare
    trino = backend("trino://me@host/lake/open", tmp_path)
    assert (trino.engine, trino.above, trino.prepare) == ("trino", ("lake", "open"), "")


def test_the_password_of_the_settings_stays_out_of_the_message():
    assert "hidden" not in problem("nothing://u:hidden@host")
