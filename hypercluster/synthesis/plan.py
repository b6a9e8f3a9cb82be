"""What is planted, before anything is counted?

Who belongs together, who leads, who would complete whom, and the rates of all data. A rate is
what a table would show if counts had no chance in them. `noise` moves every rate, and every seat,
from what is planted to the whole: value = (1 - noise) planted + noise whole, the whole being the
mean over regions (over pairs, for ties). At 0 only chance blurs the structure, at 1 there is none.
Sizes of regions differ at every noise, so that no two regions are alike. All numbers below are our
choice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hypercluster.errors import SettingsError

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

KINDS = ("company", "university", "institute", "technopark", "cluster")
ROLES = ("industry", "education", "science", "infrastructure", "infrastructure")
GROUPS_EACH = 3  # groups at home in a community: two corporate, one academy
GENERAL = 0.2  # of organisations without a specific focus
MEMBERS = 0.35  # of organisations in a group
ENTERPRISES = 250.0  # of an ordinary region
ORGANISATIONS = 6.0
HOME = 0.7  # of an ordinary region's enterprises, in its home industries
SECOND = 0.3  # of the enterprises of a linkage's end, in the home industries of a second community
HUB_FACTOR = (
    2.5  # enterprises, organisations and measured ties of a hub over those of other regions
)
SIZE_SPREAD = 0.25  # of the logarithm of a region's size
INSIDE, ACROSS = 0.6, 0.05  # measured ties of a pair
REGIONS_A_HUB, REGIONS_A_LINKAGE = 10, 10
CENTRE, RING, SCATTER = (50.0, 60.0), 8.0, 2.0  # seats: degrees; communities lie on a ring
MOST_LATITUDE = 85.0
FEWEST_DATES = 17  # sixteen changes: the fewest on which an order parameter is tested


@dataclass(frozen=True, eq=False, repr=False)
class Plan:
    """Structure and rates of a made-up country, in region order.

    Attributes
    ----------
    community, is_hub
        Of each region: number of its community, and whether it is planted as a hub.
    linkages
        Positions of both ends of each planted linkage, the smaller first. No region is in two.
    industry_home
        Community that each industry is at home in.
    seats
        Latitude and longitude of each region.
    enterprises
        Regions x industries: expected enterprises.
    organisations
        Expected organisations of each region.
    kinds, focuses, groups
        Regions x kinds, x focuses (the last one general), x groups (the last one none): shares of
        its organisations.
    ties
        Regions x regions: expected measured ties, symmetric.
    """

    community: np.ndarray
    is_hub: np.ndarray
    linkages: np.ndarray
    industry_home: np.ndarray
    seats: np.ndarray
    enterprises: np.ndarray
    organisations: np.ndarray
    kinds: np.ndarray
    focuses: np.ndarray
    groups: np.ndarray
    ties: np.ndarray

    def __repr__(self) -> str:
        """Size and what is planted."""
        regions, industries = self.enterprises.shape
        return (
            f"<Plan: {regions} regions, {industries} industries, "
            f"{int(self.community.max()) + 1} communities, {int(self.is_hub.sum())} hubs, "
            f"{len(self.linkages)} linkages>"
        )


def check_options(
    *,
    regions: int,
    industries: int,
    communities: int,
    hubs: int,
    macroregions: int,
    dates: int,
    noise: float,
    seed: int,
) -> None:
    """Refuse what no country can be planned from.

    Raises
    ------
    SettingsError
        Lists every option outside its range. Hubs and macroregions, whose ranges follow from the
        regions, are not judged where these are wrong.
    """
    each = f"for each of {communities} communities"
    ranges = {
        "communities": (communities, 2, 26, ""),
        "regions": (regions, 3 * communities, 100_000, f", three {each}"),
        "industries": (industries, 2 * communities, 1000, f", two {each}"),
        "hubs": (hubs, 1, max(1, regions // 3), ", at most one in three regions"),
        "macroregions": (macroregions, 1, regions, ", at most as many as regions"),
        "dates": (
            dates or FEWEST_DATES,
            FEWEST_DATES,
            400,
            ", the fewest that synchrony can be tested on",
        ),
        "noise": (noise, 0, 1, ""),
        "seed": (seed, 0, 2**63 - 1, ""),
    }
    wrong = {name for name, (value, low, high, _) in ranges.items() if not low <= value <= high}
    wrong -= {"regions", "industries", "hubs", "macroregions"} if "communities" in wrong else set()
    wrong -= {"hubs", "macroregions"} if "regions" in wrong else set()
    if wrong:
        expected = [
            f"{name} from {low} to {high}{why}; found {value}"
            for name, (value, low, high, why) in ranges.items()
            if name in wrong
        ]
        raise SettingsError(
            f"Expected {', and '.join(expected)}. Change the "
            f"option{'s' if len(expected) > 1 else ''}."
        )


def make_plan(
    *,
    regions: int,
    industries: int,
    communities: int,
    hubs: int,
    noise: float,
    generator: np.random.Generator,
) -> Plan:
    """Plan a country: everything that is fixed before counts are drawn.

    Parameters
    ----------
    regions, industries, communities, hubs
        How many.
    noise
        0 (as planted) to 1 (no structure).
    generator
        For the choice of members, hubs and linkages, sizes and seats. It draws the same whatever
        the noise.
    """
    import numpy as np

    community = generator.permutation(np.arange(regions) % communities)
    is_hub = _hubs(community, hubs, generator)
    linkages = _linkages(community, is_hub, max(1, regions // REGIONS_A_LINKAGE), generator)
    home = np.arange(industries) % communities
    partner, second = _partners(community, linkages, communities)
    size = np.exp(generator.normal(0.0, SIZE_SPREAD, size=regions))
    factor = _blurred(np.where(is_hub, HUB_FACTOR, 1.0), noise)
    # The order of these draws is part of what a seed means: same seed, same country.
    seats = _seats(community, communities, noise, generator)
    mixes = _blurred(_mixes(community, second, home, generator), noise)
    organisations = np.exp(generator.normal(0.0, SIZE_SPREAD, size=regions))
    kinds = 0.5 * _indicator(community % len(KINDS), len(KINDS)) + 0.5 / len(KINDS)
    return Plan(
        community=community,
        is_hub=is_hub,
        linkages=linkages,
        industry_home=home,
        seats=seats,
        enterprises=(ENTERPRISES * size * factor)[:, None] * mixes,
        organisations=ORGANISATIONS * organisations * factor,
        kinds=_blurred(kinds, noise),
        focuses=_blurred(_focuses(community, partner, communities), noise),
        groups=_blurred(_groups(community, communities), noise),
        ties=_ties(community, is_hub, linkages, noise),
    )


def _blurred(planted: np.ndarray, noise: float) -> np.ndarray:
    """Values of regions moved to their mean over regions."""
    blurred: np.ndarray = (1 - noise) * planted + noise * planted.mean(axis=0)
    return blurred


def _indicator(codes: np.ndarray, number: int) -> np.ndarray:
    """One row a code: 1 in its column, 0 elsewhere. A row of zeros for code -1."""
    import numpy as np

    indicator: np.ndarray = (codes[:, None] == np.arange(number)).astype(float)
    return indicator


def _hubs(community: np.ndarray, hubs: int, generator: np.random.Generator) -> np.ndarray:
    """Whether a region is a hub: the communities in turn give one of their members."""
    import numpy as np

    order = generator.permutation(len(community))
    turn = np.zeros(len(community), dtype=int)
    for label in range(int(community.max()) + 1):
        members = order[community[order] == label]
        turn[members] = np.arange(len(members))
    # Sorted by turn, then by community: every community gives one hub before any gives a second.
    hub = np.lexsort((community, turn))[:hubs]
    is_hub: np.ndarray = np.isin(np.arange(len(community)), hub)
    return is_hub


def _linkages(
    community: np.ndarray, is_hub: np.ndarray, number: int, generator: np.random.Generator
) -> np.ndarray:
    """Pairs of regions of different communities, none a hub and none twice."""
    import numpy as np

    free = [int(region) for region in generator.permutation(len(community)) if not is_hub[region]]
    pairs: list[tuple[int, int]] = []
    while free and len(pairs) < number:
        a = free.pop(0)
        b = next((region for region in free if community[region] != community[a]), None)
        if b is not None:
            free.remove(b)
            pairs.append((min(a, b), max(a, b)))
    return np.array(sorted(pairs), dtype=int).reshape(-1, 2)


def _partners(
    community: np.ndarray, linkages: np.ndarray, communities: int
) -> tuple[np.ndarray, np.ndarray]:
    """Community of a linkage's other end, and the second community of each end.

    Regions in no linkage have -1. An end also has industries of its second community. The ends
    of a linkage have different second communities, so that together they have what each alone
    lacks.
    """
    import numpy as np

    partner, second = np.full(len(community), -1), np.full(len(community), -1)
    for ends in linkages:
        rest = [label for label in range(communities) if label not in community[ends]]
        partner[ends] = community[ends[::-1]]
        for end, label in zip(ends, rest, strict=False):
            second[end] = label
    return partner, second


def _mixes(
    community: np.ndarray, second: np.ndarray, home: np.ndarray, generator: np.random.Generator
) -> np.ndarray:
    """Shares of industries of each region.

    Home industries, those of a second community where there is one, and a bit of everything.
    """
    import numpy as np

    weights = np.exp(generator.normal(0.0, 0.4, size=len(home)))
    # Communities x industries: what each community has in its home industries.
    at_home = np.eye(int(home.max()) + 1)[:, home] * weights
    at_home /= at_home.sum(axis=1, keepdims=True)
    has_second = (second >= 0)[:, None]
    mixes: np.ndarray = (
        (HOME - SECOND * has_second) * at_home[community]
        + SECOND * has_second * at_home[second]
        + (1 - HOME) * weights / weights.sum()
    )
    return mixes


def _focuses(community: np.ndarray, partner: np.ndarray, communities: int) -> np.ndarray:
    """Shares of focuses among organisations of each region.

    What its community demands. At the end of a linkage also what its partner's demands.
    """
    import numpy as np

    home_focus, partner_focus = (_indicator(codes, communities) for codes in (community, partner))
    at_end = 0.25 * home_focus + 0.65 * partner_focus
    specific = np.where((partner >= 0)[:, None], at_end, 0.9 * home_focus) + 0.1 / communities
    return np.column_stack([(1 - GENERAL) * specific, np.full(len(community), GENERAL)])


def _groups(community: np.ndarray, communities: int) -> np.ndarray:
    """Shares of groups among organisations: those at home in the community alone."""
    import numpy as np

    home = np.repeat(np.arange(communities), GROUPS_EACH)
    shares = (community[:, None] == home) / GROUPS_EACH
    return np.column_stack([MEMBERS * shares, np.full(len(community), 1 - MEMBERS)])


def _ties(
    community: np.ndarray, is_hub: np.ndarray, linkages: np.ndarray, noise: float
) -> np.ndarray:
    """Expected ties: more inside a community and with hubs, none in a linkage."""
    import numpy as np

    reach = np.where(is_hub, HUB_FACTOR, 1.0)
    rates = np.where(community[:, None] == community, INSIDE, ACROSS) * reach[:, None] * reach
    rates[linkages[:, 0], linkages[:, 1]] = rates[linkages[:, 1], linkages[:, 0]] = 0.0
    pairs = ~np.eye(len(community), dtype=bool)
    blurred: np.ndarray = np.where(pairs, (1 - noise) * rates + noise * rates[pairs].mean(), 0.0)
    return blurred


def _seats(
    community: np.ndarray, communities: int, noise: float, generator: np.random.Generator
) -> np.ndarray:
    """Latitude and longitude, scattered around the community's centre.

    With probability `noise` around any community's.
    """
    import numpy as np

    elsewhere = generator.integers(communities, size=len(community))
    chance = generator.random(len(community))
    angle = 2 * np.pi * np.where(chance < noise, elsewhere, community) / communities
    offsets = generator.normal(0.0, SCATTER, size=(len(community), 2))
    latitude = CENTRE[0] + RING * np.sin(angle) + offsets[:, 0]
    # A degree of longitude is shorter: at 50 degrees north by cos(50).
    longitude = CENTRE[1] + (RING * np.cos(angle) + offsets[:, 1]) / np.cos(np.radians(CENTRE[0]))
    return np.column_stack([latitude.clip(-MOST_LATITUDE, MOST_LATITUDE), longitude]).round(4)


def numbered(letter: str, number: int) -> list[str]:
    """Codes that sort like their numbers."""
    digits = max(2, len(str(number)))
    return [f"{letter}{item:0{digits}d}" for item in range(1, number + 1)]


def tie_table(codes: np.ndarray, weights: np.ndarray) -> pd.DataFrame | None:
    """Measured ties of the pairs above the diagonal. None where no pair has one."""
    import numpy as np
    import pandas as pd

    source, target = np.nonzero(np.triu(weights, k=1))
    if not len(source):
        return None
    columns = {"source": codes[source], "target": codes[target], "weight": weights[source, target]}
    return pd.DataFrame({"layer": "digital", **columns})
