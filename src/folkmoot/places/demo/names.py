"""Names of the demo town: eight areas, six departments, streets."""

import random

AREAS = (
    ("Northgate", 168, 130, 9_900),
    ("Hollin Park", 480, 128, 11_200),
    ("Fairmead", 811, 145, 10_400),
    ("Castle Rise", 145, 350, 10_800),
    ("Weavers", 400, 330, 13_100),
    ("Millfield", 743, 385, 12_600),
    ("Old Quay", 228, 540, 8_700),
    ("Saltings", 671, 555, 7_600),
)
"""Name, where its middle lies in the drawing's units, and how many people live there: 84,300 in all."""

DEPARTMENTS = (
    ("streets", "Streets team"),
    ("lighting", "Lighting"),
    ("drainage", "Drainage"),
    ("parks", "Parks and trees"),
    ("waste", "Waste and cleaning"),
    ("council", "Council office"),
)

MAINS = {("v", 179): "Castle Road", ("v", 479): "Hatch Road", ("v", 779): "Mill Road"} | {
    ("h", 120): "Northgate Road",
    ("h", 318): "Station Road",
    ("h", 450): "Harbour Road",
}
"""Main roads keep one name across the town; the number says which line of the grid they are."""

KNOWN = (
    ("Quay Lane", "h", 243, 483),
    ("Netmaker Row", "h", 232, 549),
    ("Chandler Street", "v", 229, 520),
    ("Bell Lane", "v", 279, 500),
    ("Vine Street", "h", 400, 351),
    ("Station Square", "v", 429, 300),
)
"""Streets that the town's stories name: direction and a point they pass."""

PARKS = (
    ("Hollin Park", 560, 150, 52),
    ("Castle Green", 112, 290, 34),
    ("Mill Meadows", 868, 395, 46),
    ("Weavers’ Field", 345, 225, 28),
    ("Saltings Common", 845, 590, 50),
    ("Fairmead Gardens", 905, 90, 30),
)

_FIRST = [
    "Alder",
    "Almond",
    "Anchor",
    "Apple",
    "Ash",
    "Baker",
    "Barley",
    "Beacon",
    "Beech",
    "Birch",
    "Brewer",
    "Brook",
    "Cable",
    "Canon",
    "Carter",
    "Cedar",
    "Chapel",
    "Cherry",
    "Church",
    "Clover",
    "Cobble",
    "Cooper",
    "Coral",
    "Cross",
    "Curlew",
    "Dairy",
    "Dyer",
    "Elder",
    "Elm",
    "Farrier",
    "Fern",
    "Ferry",
    "Fisher",
    "Flint",
    "Foundry",
    "Fuller",
    "Garnet",
    "Glover",
    "Gorse",
    "Grange",
    "Gull",
    "Hatter",
    "Hawthorn",
    "Hazel",
    "Heron",
    "Hill",
    "Holly",
    "Honey",
    "Hope",
    "Ivy",
    "Juniper",
    "Kiln",
    "King",
    "Lantern",
    "Larch",
    "Lark",
    "Linden",
    "Linnet",
    "Loom",
    "Mallow",
    "Maple",
    "Mason",
    "Meadow",
    "Mercer",
    "Moss",
    "Oak",
    "Orchard",
    "Otter",
    "Pear",
    "Pepper",
    "Plover",
    "Poplar",
    "Potter",
    "Quarry",
    "Queen",
    "Reed",
    "Rope",
    "Rose",
    "Rowan",
    "Sadler",
    "Sage",
    "Sail",
    "Salter",
    "School",
    "Shepherd",
    "Silver",
    "Smith",
    "Spring",
    "Swan",
    "Tanner",
    "Teal",
    "Thatcher",
    "Thistle",
    "Tiller",
    "Tower",
    "Turner",
    "Union",
    "Wharf",
    "Wheel",
    "Willow",
    "Wool",
    "Wren",
    "Yarrow",
    "Yew",
]
_SECOND = ("Street", "Road", "Lane", "Row", "Close", "Avenue", "Terrace", "Way", "Hill", "Gardens")


def street_names(rng: random.Random) -> list[str]:
    """Enough different names, in the order in which streets get them."""
    taken = {*MAINS.values(), *(one[0] for one in KNOWN)}
    firsts = list(_FIRST)
    rng.shuffle(firsts)
    found = [f"{first} {rng.choice(_SECOND)}" for first in firsts]
    found += [f"{first} {rng.choice(_SECOND)}" for first in firsts]
    return [one for one in dict.fromkeys(found) if one not in taken]
