"""A file that was read can be asked: both halves of the engine over the same generation."""

from decimal import Decimal

from folkmoot.modules.catalogue.engine.generation import build
from folkmoot.modules.catalogue.engine.query.dialects import ckan, own
from folkmoot.modules.catalogue.engine.running.duck import Duck
from folkmoot.modules.catalogue.engine.running.engine import Engine
from folkmoot.modules.catalogue.engine.sandbox.running import Sandbox

LINES = ["Straße;Höhe;Preis;gepflanzt;Ort"]
LINES += [
    f"Am Markt {n % 5};{n};{n % 7},{n % 10}5;{1 + n % 28:02}.03.2024;52.{n:03}, 13.4" for n in range(200)
]


def test_a_file_is_read_and_asked(tmp_path):
    path = tmp_path / "trees.csv"
    path.write_text("\n".join(LINES) + "\n", encoding="utf-8")
    root = tmp_path / "root"
    made = build(path, root)
    engine = Engine(Duck(root))
    schema = engine.schema(made.id)
    names = [one.name for one in schema]
    assert [one.type for one in schema] == ["int", "text", "int", "number", "date", "point"]
    street, height, price, planted = names[1:5]
    page = engine.ask(
        made.id,
        own.from_address(
            [(f"{height}.ge", "150"), ("sort", f"-{price}"), ("select", f"{height},{price}"), ("limit", "2")]
        ),
    )
    prices = {n: Decimal(f"{n % 7}.{n % 10}5") for n in range(150, 200)}
    dearest = sorted(prices, key=lambda n: (-prices[n], n))[:2]
    assert page.rows == tuple((n, prices[n]) for n in dearest)
    groups = engine.ask(made.id, own.from_address([("group", f"{planted}:month"), ("measure", "count")]))
    assert groups.rows[0][1] == 200
    search = ckan.read({"resource_id": made.id, "filters": {street: "Am Markt 3"}, "sort": f"{height} desc"})
    assert engine.ask(made.id, search.query).rows[0][2] == 198
    found = Sandbox(root).ask(f'SELECT count(*) AS n, max("{height}") AS most FROM trees', {"trees": made.id})
    assert found.answer.objects() == [{"n": 200, "most": 199}]
