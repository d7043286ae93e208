"""What a part of the house declares about itself: its facts, how they read, its permissions and its links.

A manifest is data. The kernel and every civic module have one in ``module.py``; the registry reads them all.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from folkmoot.record.upcast import Upcast


class Lazy(Protocol):
    """A string or a lazily translated one."""

    def __str__(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Card:
    """What others may show of a subject: its title, where it lives and where it stands."""

    subject: str
    title: str
    url: str
    state: str = ""
    state_label: str = ""
    area: str = ""
    place: str = ""
    lat: float | None = None
    lon: float | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """How one kind of fact reads to people.

    ``sentence`` has one placeholder, ``%(title)s``, that pages turn into a link to the subject. ``name`` is the
    act in two or three words ("Report opened"). ``group`` sorts it on the home page's ring (reports, fixes, say,
    money, other); ``glyph`` names an icon and ``tone`` a colour of the design. ``quiet`` keeps it out of activity.
    """

    sentence: Lazy
    name: Lazy
    glyph: str = "entry"
    tone: str = "plain"
    group: str = "other"
    quiet: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """Something a role may do, e.g. ``service_requests.work``; ``roles`` are those that get it at first."""

    codename: str
    name: Lazy
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NavItem:
    """A link of the main menu. ``url_name`` is reversed; ``permission`` hides it from those without."""

    label: Lazy
    url_name: str
    order: int = 50
    permission: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdministrationItem(NavItem):
    """A page at ``/administration`` where a part is set up; ``text`` says in a sentence what for.

    ``permission`` must be held for the whole institution. With ``done``, the dotted path of ``() -> bool``, it is a
    step of the first set-up as well.
    """

    text: Lazy
    done: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """A part's share of the one file that holds an installation's set-up (record/configuration.py).

    ``model`` is the dotted path of a pydantic model that forbids what it does not know. ``export`` names
    ``() -> model``. ``load`` names ``(model, at) -> list of sentences``: it brings the installation to what the model
    says, through services, and tells each change; ``at`` is its place in the document (``/parts/places``), for errors,
    which are ``ConfigurationError``. Both are called inside one transaction.
    """

    model: str
    export: str
    load: str
    order: int = 50


class ConfigurationError(ValueError):
    """A configuration that cannot be loaded; ``problems`` are (path in the document, what is wrong and right)."""

    def __init__(self, problems: Iterable[tuple[str, str]]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(f"{path}: {words}" for path, words in self.problems))


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A number that other parts may ask for by name, with its definition.

    ``compute`` is the dotted path of ``() -> float | None``; None means not known, or of too few to publish.
    ``measure`` is that of ``(name, by="") -> list[Measured]``, where ``by`` is nothing or one of ``breakdowns``.
    """

    name: str
    label: Lazy
    unit: Lazy
    definition: Lazy
    compute: str
    measure: str = ""
    breakdowns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A metric's value in its unit with its 95% interval: ``counted`` of ``of``. All None where too few are counted.

    ``key`` and ``name`` say of which group; both are empty for everything together.
    """

    key: str = ""
    name: str = ""
    value: float | None = None
    low: float | None = None
    high: float | None = None
    counted: int | None = None
    of: int | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of how a part runs, for its operator, as Prometheus reads it; never about people.

    ``name`` stands behind ``folkmoot_`` and in its own rules: a ``total`` only ever grows, and its name ends so.
    ``values`` are numbers with their labels.
    """

    name: str
    words: str
    values: Sequence[tuple[Mapping[str, str], float]]

    @property
    def kind(self) -> str:
        """Prometheus' word for it."""
        return "counter" if self.name.endswith("_total") else "gauge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chore:
    """Work that the worker does again and again beside the followers, at most once in ``every`` seconds.

    ``run`` is the dotted path of ``() -> int``, which says how much it did. It must be safe to run twice at once
    and to be killed at any moment; an error is logged and tried again at the next turn.
    """

    name: str
    run: str
    every: float = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class OfflinePage:
    """A page that works without a network. It is the same for everybody, because phones keep it.

    Without a network it stands in for every address that is ``instead_of`` or below it.
    """

    name: Lazy
    url_name: str
    instead_of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchText:
    """What search may index of a subject; all of it is public."""

    subject: str
    title: str
    body: str
    url: str
    module: str
    area: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something that one person should hear of because of a fact: a part names them, the notify follower tells them.

    The person is an account (``person_id``) or, without one, an e-mail address; both are private and never on the
    record. ``purpose`` with ``fact_id`` and the person makes a notice that is told once however often the fact is
    read. ``url`` is a path on this site and may carry a signed link; ``title`` is one line, ``body`` plain text.
    ``wanted`` False marks what people did not ask for and can switch off; a question about one's own report is
    wanted. ``loudness`` names something that the account follows from its first such notice on and can make quieter,
    ``replies``; without it a notice is told at once.
    """

    fact_id: str
    purpose: str
    subject: str
    title: str
    body: str = ""
    url: str = ""
    person_id: Any = None
    email: str = ""
    language: str = ""
    wanted: bool = True
    loudness: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """Something people can talk about as it stands: the ``office`` that answers, and whether comments are taken.

    ``part`` is the code of the part of its sort (see ``Talk.parts``), such as the service of a report.
    """

    office: str = ""
    open: bool = True
    part: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """How people talk about one sort of subject (see folkmoot/talk). Whether they may is for the institution to say.

    ``matters`` is the dotted path of ``(subjects) -> {subject: Matter}``, in a constant number of queries. ``answers`` is
    the permission with which somebody speaks for the matter's office. With ``stances`` a comment may be for or against;
    ``order`` is how the thread is sorted at first: oldest, newest or best. ``parts`` is the dotted path of
    ``() -> {code: name}`` where the sort has parts that can be switched on one by one, such as services.
    """

    label: Lazy
    matters: str
    answers: str
    parts: str = ""
    stances: bool = False
    order: str = "oldest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """A way in which what happened falls into groups, such as areas. ``names`` is the dotted path of ``() -> {key: name}``."""

    label: Lazy
    names: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When people may be asked how something went: a fact that concerns them, or while they read a page.

    With ``event`` the moment is each fact of that class, and ``concerned`` is the dotted path of
    ``(facts) -> Iterable[Concerned]``, in a constant number of queries. Without it, ``page`` is the name of a view whose
    pages can hold a question, or ``*`` for any page whose address is given. ``about`` says in the invitation what it is
    about: "your report".
    """

    name: str
    label: Lazy
    about: Lazy = ""
    event: type[Any] | None = None
    concerned: str = ""
    page: str = ""
    groups: Mapping[str, Grouping] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Concerned:
    """Somebody whom a fact concerns and who agreed to hear from the part that recorded it.

    ``pseudonym`` is the one under which they stand on the record of the fact's subject; how to reach them is private.
    ``groups`` are keys of the moment's groups.
    """

    fact_id: str
    pseudonym: str
    person_id: Any = None
    email: str = ""
    language: str = ""
    groups: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """What an open page hears of while it is read (see web/news.py).

    ``about`` are subjects with the names of the address in braces, ``petitions/{number}``; with ``talk`` what people say
    about them is heard as well. ``kinds`` are facts that concern a list, such as a desk, whatever their subject.
    """

    about: tuple[str, ...] = ()
    kinds: tuple[type[Any], ...] = ()
    talk: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A public page that search engines may know: its path, when it last changed, and the key that it is paged by."""

    key: str
    path: str
    changed: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Interface:
    """An API of this part that anybody may use, as the catalogue lists it among the services of the institution.

    ``key`` is the last part of the address of its page. ``endpoint`` and ``description`` are paths of this site that answer
    a plain GET: where it is asked, and what describes it to programs (tests/test_interfaces.py asks them). ``standards`` are
    addresses of what it keeps to, ``formats`` what it answers in, ``serves`` keys of open datasets whose contents it gives,
    or ``*`` for every table of the catalogue.
    """

    key: str
    title: Lazy
    summary: Lazy
    endpoint: str
    description: str = ""
    standards: tuple[str, ...] = ()
    formats: tuple[str, ...] = ("JSON",)
    serves: tuple[str, ...] = ()
    themes: tuple[str, ...] = ("GOVE",)
    keywords: tuple[str, ...] = ()
    licence: str = "CC-BY-4.0"

    def __post_init__(self) -> None:
        for path in (self.endpoint, *([self.description] if self.description else [])):
            if not path.startswith("/"):
                raise ValueError(f"the interface {self.key}: {path!r} is no path of this site")


Resolver = Callable[[Iterable[str]], Mapping[str, Card]]
"""Cards of many subjects at once, keyed by subject, in a constant number of queries; unknown ones are absent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """One part of the house. Dotted paths are used where importing would load models too early."""

    slug: str
    name: Lazy
    events: tuple[type[Any], ...] = ()
    acts: Mapping[type[Any], Act] = field(default_factory=dict)
    upcasts: Mapping[tuple[str, int], Upcast] = field(default_factory=dict)
    subjects: Mapping[str, str] = field(default_factory=dict)
    """Subject prefix to the dotted path of its Resolver, e.g. ``{"requests": "….queries.cards"}``."""
    search: Mapping[str, str] = field(default_factory=dict)
    """Subject prefix to the dotted path of ``(subjects) -> {subject: SearchText}``."""
    said: Mapping[str, str] = field(default_factory=dict)
    """Subject prefix to the dotted path of ``(commitments) -> list of SearchText``: words that are found in the record's
    own index, from which they go in the transaction that takes them off; none that may not be read now comes back."""
    words: str = ""
    """Dotted path of ``(fact ids) -> {fact id: words}``: the public words of facts as they may be read now."""
    talk: Mapping[str, Talk] = field(default_factory=dict)
    """Subject prefix to how people talk about such subjects."""
    moments: tuple[Moment, ...] = ()
    """When people may be asked how something went."""
    datasets: tuple[str, ...] = ()
    """Dotted paths of the OpenDatasets that the part keeps open (see record/opening); the catalogue publishes them."""
    interfaces: tuple[Interface, ...] = ()
    """APIs of the part that anybody may use; the catalogue lists them."""
    navigation: tuple[NavItem, ...] = ()
    administration: tuple[AdministrationItem, ...] = ()
    configuration: Configuration | None = None
    permissions: tuple[Permission, ...] = ()
    metrics: tuple[Metric, ...] = ()
    measures: str = ""
    """Dotted path of ``() -> list[Measure]``: how the part runs, for ``/metrics``, in a constant number of queries."""
    urls: str = ""
    """Dotted path of the URL module, mounted at the site's root."""
    live: Mapping[str, Live] = field(default_factory=dict)
    """Name of an address (``petitions:petition``) to what a page there hears of; tests/test_live_pages.py demands it."""
    api: str = ""
    """Dotted path of a django-ninja router, mounted at ``/api/<slug>``."""
    home: str = ""
    """Dotted path of ``(request) -> HomeParts`` for the home page: its door, open things, measures, pins."""
    bell: str = ""
    """Dotted path of ``(request) -> Bell | None``: what is new for a reader, in the header (see web.bell)."""
    below: str = ""
    """Dotted path of ``(request) -> Below | None``: what the part puts below the content of a page (see web.below)."""
    unasked: str = ""
    """Dotted path of ``(people, emails) -> set``: those of them who want to hear nothing that they did not ask for."""
    waits: str = ""
    """Dotted path of ``(person) -> Sequence[Waits]``: what waits for an account, on its own page (see people.you)."""
    own: str = ""
    """Dotted path of ``(person, asked) -> Sequence[Own]``: an account's own things, on its own page (see people.you)."""
    demo: str = ""
    """Dotted path of the function that tells the module's part of the demo town's story."""
    demo_last: bool = False
    """Whether that story begins where those of the other modules end."""
    demo_over: str = ""
    """Dotted path of ``() -> None``: what its worker does once every story is told, so that the town begins with it done."""
    personal: str = ""
    """Dotted path of the module's personal data registration (see people.personal)."""
    notices: str = ""
    """Dotted path of ``(facts) -> Iterable[Notice]``: whom the part itself wants told about its facts."""
    chores: tuple[Chore, ...] = ()
    """What the worker does for this part on a schedule (site/chores.py runs them)."""
    offline: tuple[OfflinePage, ...] = ()
    """Pages that work without a network; the service worker of the shell keeps them."""
    sitemap: str = ""
    """Dotted path of ``(after, limit) -> Sequence[Listed]``: public pages by key, for search engines (see web/sitemap.py)."""
    followers: tuple[str, ...] = ()
    """Dotted paths of Followers that the worker runs beside those of ``folkmoot.followers``."""
    restored: str = ""
    """Dotted path of ``() -> Iterable[str]``: what is wrong with files of the part after a backup was restored."""
    cli: str = ""
    """Dotted path of ``register(subparsers)`` that adds ``folkmoot <slug> …``."""
