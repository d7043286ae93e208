"""The projects of the demo town's two rounds: what they are, where, and what they cost in pounds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Told:
    """A project of the story. ``area`` is a district's slug, or empty for the whole town; ``liked`` is of 100 voters."""

    title: str
    text: str
    area: str
    category: str
    cost: int
    liked: int
    office: str = "parks"


THIS_YEAR = (
    Told("Safe crossing at Northgate School", "A zebra crossing with lights at the main gate on Hatch Road.", "northgate", "streets", 46_000, 29, "streets"),
    Told("Street trees for twelve streets", "84 trees, chosen for heat and heavy rain.", "millfield", "green", 29_500, 42),
    Told("Boardwalk through the marsh", "600 metres of wooden path, so you can cross the marsh with dry feet.", "saltings", "green", 118_000, 33),
    Told("Fenced dog meadow", "Half a hectare with a double gate and a water bowl.", "fairmead", "play", 18_500, 15),
    Told("Benches and planting on the sea wall", "Nine benches and salt-proof planting between the pier and the steps.", "old-quay", "green", 38_000, 34),
    Told("Night bus, six-month trial", "Friday and Saturday, every 40 minutes until 3:00, all eight areas.", "", "streets", 96_000, 33, "streets"),
    Told("Skate park", "A concrete park with a bowl and a beginner area.", "castle-rise", "play", 142_500, 32),
    Told("Youth music room", "A sound-proof room with instruments, free for under-20s.", "weavers", "play", 48_500, 20, "council"),
    Told("All-weather playground", "Rubber ground and swings that everyone can use, also in a wheelchair.", "hollin-park", "play", 85_000, 29),
    Told("Harbour swimming steps", "Wide steps into the water with rails and a lifebuoy.", "old-quay", "play", 64_000, 27, "streets"),
    Told("Repair café van", "A van with tools and volunteers, in each area once a month.", "", "together", 33_000, 32, "waste"),
    Told("Covered bike parking at the station", "60 covered places with locks, two for cargo bikes.", "fairmead", "streets", 41_000, 25, "streets"),
    Told("Eight drinking fountains", "Drinking water in eight busy places, with a low tap for dogs.", "", "together", 27_000, 33, "drainage"),
    Told("Community kitchen", "A shared kitchen in the old dye house, open six days a week.", "weavers", "together", 54_000, 24, "council"),
    Told("Viewpoint path repair", "New steps and a handrail up to the viewpoint.", "castle-rise", "green", 36_000, 17),
    Told("Sound garden", "Outdoor drums, chimes and whispering tubes.", "northgate", "play", 22_000, 12),
)  # fmt: skip
LAST_YEAR = (
    Told("Lights on the path in Mill Meadows", "Lamps from the bridge to Vine Street, bright enough to walk home by.", "millfield", "streets", 32_000, 51, "lighting"),
    Told("Pump track at Hollin Park", "A rolling track for bikes, boards and scooters.", "hollin-park", "play", 44_000, 38),
    Told("Wildflowers on six verges", "Sown once, mown twice a year.", "fairmead", "green", 9_500, 40),
    Told("A roof for the market", "Sails over the stalls on Station Square.", "weavers", "together", 78_000, 35, "council"),
    Told("Dog waste bags at the beach", "Ten dispensers between the pier and the slip.", "old-quay", "together", 6_000, 22, "waste"),
    Told("Fitness corner on Castle Green", "Bars and benches that need no power.", "castle-rise", "play", 27_500, 26),
)  # fmt: skip
CATEGORIES = (
    ("green", "Parks and trees"),
    ("streets", "Streets and ways"),
    ("play", "Play and sport"),
    ("together", "Coming together"),
)
