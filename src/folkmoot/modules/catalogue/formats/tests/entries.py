"""Entries to describe: a full one, a bare one, and any that Hypothesis thinks of."""

from hypothesis import strategies as st

from folkmoot.modules.catalogue.formats.entry import (
    Agent,
    Catalogue,
    Contact,
    DataService,
    Dataset,
    Distribution,
    Field,
    Period,
    Place,
    Version,
)
from folkmoot.modules.catalogue.formats.vocabulary import (
    ACCESS,
    FILES,
    FREQUENCIES,
    LANGUAGES,
    LICENCES,
    THEMES,
    Concept,
)
from folkmoot.modules.catalogue.formats.words import Said, text

SITE = "https://data.birch.example"
CITY = Agent(
    text({"en": "City of Birch", "de": "Stadt Birken"}),
    iri=f"{SITE}/publisher/city",
    id="8f0c",
    slug="city-of-birch",
    email="data@birch.example",
    homepage="https://birch.example/",
)
DESK = Contact("Open data desk", "data@birch.example", "https://birch.example/data", "+49 30 123-45")
FULL = Dataset(
    id="0b9c1d5e-1c50-4b0e-9b39-6f0f3a1e8a11",
    name="bike-counts",
    iri=f"{SITE}/dataset/bike-counts",
    title=text({"en": "Bicycle counts", "de": "Radverkehrszählungen"}),
    description=text({"en": 'Bicycles per quarter of an hour & "direction" <both>.', "de": "Räder je Viertelstunde."}),
    publisher=CITY,
    creator=Agent(text("Department of roads"), email="roads@birch.example"),
    contacts=(DESK,),
    keywords=(Said("bicycle", "en"), Said("Fahrrad", "de"), Said("traffic", "en")),
    themes=(THEMES["TRAN"], Concept("https://birch.example/topics/roads", text("Roads", "en"))),
    licence=LICENCES["dl-de-by-2.0"],
    frequency="DAILY",
    issued="2020-05",
    modified="2026-03-31T12:30:00+02:00",
    created="2020-05-04T08:00:00",
    changed="2026-04-01T08:00:00",
    periods=(Period("2019", "2026-03-31"), Period(start="2018-01-01T00:00:00Z")),
    places=(Place(text("Birch", "en"), "https://sws.geonames.org/2867543", (7.5, 51.9, 7.7, 52.0)), Place(text("Mill"))),
    languages=("de", "en"),
    landing_page=f"{SITE}/en/dataset/bike-counts",
    documentation=("https://birch.example/how-we-count", "https://birch.example/where"),
    access="PUBLIC",
    provenance=text({"en": "Loops in the road; see the record."}),
    conforms_to=("https://birch.example/schema/counts", "https://specs.example/table"),
    identifiers=("bike-counts-2020",),
    version="3",
    version_notes=text("One station more", "en"),
    versions=(
        Version("2", "2026-03-30T01:00:00Z", "a" * 64, 1_000, 12, f"{SITE}/dataset/bike-counts/2.csv"),
        Version("3", "2026-03-31T01:00:00Z", "b" * 64, 1_200, 14, "", text("One station more", "en")),
    ),
    distributions=(
        Distribution(
            id="c7b3",
            iri=f"{SITE}/dataset/bike-counts/resource/c7b3",
            access_url=f"{SITE}/en/dataset/bike-counts",
            download_url=f"{SITE}/dataset/bike-counts/table.csv?as=all&x=ä".replace("ä", "%C3%A4"),
            title=text({"en": "Counts", "de": "Zählungen"}),
            description=text("All stations", "en"),
            format="CSV",
            size=1_200,
            sha256="b" * 64,
            rows=14,
            issued="2020-05-04",
            modified="2026-03-31",
            languages=("de",),
            fields=(
                Field("time", "timestamp", text({"en": "Time", "de": "Zeit"}), key=True, required=True),
                Field("station", "text", text("Station"), text("Number of the station"), source="register"),
                Field("count", "int", text("Bicycles"), unit="bicycles"),
                Field("wind", "number", unit="m/s"),
                Field("holiday", "bool"),
                Field("day", "date"),
                Field("clock", "time"),
                Field("spot", "geopoint"),
                Field("road", "geometry"),
                Field("raw", "json"),
            ),
            conforms_to=("https://www.rfc-editor.org/rfc/rfc4180",),
            queryable=True,
            encoding="UTF-8",
            delimiter=",",
            extras=(("our_key", "our value"),),
        ),
        Distribution("d8", f"{SITE}/dataset/bike-counts/resource/d8", f"{SITE}/page", format="Oracle dump", compression="ZIP"),
        Distribution("e9", f"{SITE}/dataset/bike-counts/resource/e9", download_url=f"{SITE}/x.parquet", format="Parquet"),
    ),
    related=("https://birch.example/other",),
    temporal_resolution="PT15M",
    spatial_resolution=10.5,
    source="https://old.birch.example/dataset/17",
    groups=(("mobility", "Mobility"),),
    extras=(("legacy_number", "17"),),
)  # fmt: skip
BARE = Dataset("1", "bare", f"{SITE}/dataset/bare", text("Bare"), text("Nothing more is known."))
SERVICE = DataService(
    f"{SITE}/api/3",
    text("Queries", "en"),
    f"{SITE}/api/3/action",
    text("CKAN's Action API", "en"),
    endpoint_description=f"{SITE}/openapi.json",
    documentation=f"{SITE}/docs",
    licence=LICENCES["cc-zero"],
    serves=(FULL.iri,),
    conforms_to=("https://docs.ckan.org/en/2.11/api/",),
)
CATALOGUE = Catalogue(
    f"{SITE}/catalogue",
    text({"en": "Data of Birch", "de": "Daten aus Birken"}),
    text({"en": "What the city counts and measures.", "de": "Was die Stadt zählt und misst."}),
    CITY,
    f"{SITE}/",
    DESK,
    LICENCES["cc-zero"],
    ("en", "de"),
    "2020-01-01",
    "2026-04-01T08:00:00Z",
    (Place(text("Birch")),),
    (SERVICE,),
)
PLAIN = Catalogue(f"{SITE}/", text("Data"), text("Our data"), Agent(text("City")))

words = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn"), include_characters='<&>"\\\n'),
    min_size=1,
    max_size=12,
).filter(str.strip)
tags = st.sampled_from(["", "en", "de", "de-AT", "sr-Latn"])
said = st.builds(Said, words, tags)
texts = st.lists(said, min_size=1, max_size=3, unique_by=lambda one: one.language).map(tuple)
maybe_text = st.one_of(st.just(()), texts)
days = st.dates().map(lambda day: day.isoformat())
moments = st.one_of(
    st.just(""),
    days,
    days.map(lambda day: day[:4]),
    days.map(lambda day: day[:7]),
    st.datetimes().map(lambda one: one.isoformat()),
)
addresses = st.builds(
    lambda path, query: f"https://a.example/{path}{query}",
    st.text("abcXYZ019-_.~%/", max_size=8).map(lambda path: path.replace("%", "%C3")),
    st.sampled_from(["", "?a=b&c=d", "#part", "?q='()*,;:@"]),
)
maybe = st.one_of(st.just(""), addresses)
agents = st.builds(Agent, texts, st.sampled_from(["", "https://a.example/body"]), homepage=maybe)
contacts = st.builds(
    Contact, words, st.sampled_from(["", "a@b.example"]), maybe, st.sampled_from(["", "030 / 12-3", "none"])
)
boxes = st.tuples(st.floats(-180, 180), st.floats(-90, 0), st.floats(-180, 180), st.floats(0, 90))
distributions = st.builds(
    Distribution,
    id=words,
    iri=st.uuids().map(lambda one: f"https://a.example/r/{one}"),
    access_url=addresses,
    download_url=maybe,
    title=maybe_text,
    description=maybe_text,
    format=st.one_of(st.sampled_from(["", *FILES]), words),
    media_type=st.one_of(st.just(""), words),
    size=st.one_of(st.none(), st.integers(0, 10**12)),
    sha256=st.sampled_from(["", "0" * 64, "1a" * 32]),
    issued=moments,
    modified=moments,
    licence=st.one_of(st.none(), st.sampled_from(list(LICENCES.values()))),
    languages=st.lists(st.sampled_from([*LANGUAGES, "eu"]), max_size=2).map(tuple),
    conforms_to=st.lists(addresses, max_size=2).map(tuple),
)
versions = st.builds(
    Version,
    words.map(lambda word: word.encode().hex()),
    days,
    st.sampled_from(["0" * 64, "1a" * 32]),
    st.one_of(st.none(), st.integers(0, 10**12)),
    st.one_of(st.none(), st.integers(0, 10**9)),
    st.one_of(st.just(""), st.uuids().map(lambda one: f"https://a.example/v/{one}")),
    maybe_text,
)
datasets = st.builds(
    Dataset,
    id=words,
    name=st.from_regex(r"[a-z0-9_-]{2,20}", fullmatch=True),
    iri=st.uuids().map(lambda one: f"https://a.example/d/{one}"),
    title=texts,
    description=texts,
    publisher=st.one_of(st.none(), agents),
    creator=st.one_of(st.none(), agents),
    contacts=st.lists(contacts, max_size=2).map(tuple),
    keywords=st.lists(said, max_size=3).map(tuple),
    themes=st.lists(st.sampled_from(list(THEMES.values())), max_size=2, unique=True).map(tuple),
    licence=st.one_of(st.none(), st.sampled_from(list(LICENCES.values()))),
    frequency=st.sampled_from(["", *FREQUENCIES]),
    issued=moments,
    modified=moments,
    periods=st.lists(st.builds(Period, days, moments), max_size=2).map(tuple),
    places=st.lists(st.builds(Place, texts, maybe, st.one_of(st.none(), boxes)), max_size=2).map(tuple),
    languages=st.lists(st.sampled_from([*LANGUAGES, "eu"]), max_size=2).map(tuple),
    landing_page=maybe,
    documentation=st.lists(addresses, max_size=2).map(tuple),
    access=st.sampled_from(["", *ACCESS]),
    provenance=maybe_text,
    conforms_to=st.lists(addresses, max_size=2).map(tuple),
    version=st.one_of(st.just(""), words),
    version_notes=maybe_text,
    distributions=st.lists(distributions, max_size=2).map(tuple),
    versions=st.lists(versions, max_size=2, unique_by=lambda one: one.id).map(tuple),
    temporal_resolution=st.sampled_from(["", "PT15M", "P1Y2M3DT4H5M6.5S"]),
    spatial_resolution=st.one_of(st.none(), st.floats(0.001, 1e6)),
)
