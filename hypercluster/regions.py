"""Regions as sets of areas: schemes, the crosswalk from reporting units, and finding a region by name.

The order of a scheme's regions is the node order everywhere. No geometry lives here.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hypercluster.display import html_table, shown
from hypercluster.errors import SchemeError

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

AREAS_SCHEME = "areas"
SEPARATOR = "; "


@dataclass(frozen=True, eq=False)
class RegionScheme:
    """A set of regions, each a set of areas; every area belongs to one region at most.

    Attributes
    ----------
    name
        Name of the scheme.
    regions
        Indexed by region in scheme order: `name`, `name_local`, `macroregion`, `seat`, `latitude`,
        `longitude` of the seat, `areas` (codes joined by '; ').
    membership
        Area to region; areas outside the scheme do not occur.
    """

    name: str
    regions: pd.DataFrame
    membership: pd.Series

    @property
    def index(self) -> pd.Index:
        """Codes of the regions in scheme order."""
        return self.regions.index

    def __len__(self) -> int:
        return len(self.regions)

    def _repr_html_(self) -> str:
        """Table of the regions for notebooks."""
        rows = [
            [
                str(region),
                shown(row.name),
                shown(row.name_local),
                shown(row.macroregion),
                shown(row.seat),
                shown(row.areas),
            ]
            for region, row in zip(self.index, self.regions.itertuples(index=False), strict=True)
        ]
        return html_table(
            f"Region scheme {self.name}: {len(self)} regions",
            ["region", "name", "local name", "macroregion", "seat", "areas"],
            rows,
        )


def scheme_names(schemes: pd.DataFrame) -> list[str]:
    """Names of the schemes a pack offers; `areas` (every area its own region) always exists."""
    names = [str(name) for name in schemes["scheme"].unique()]
    return names if AREAS_SCHEME in names else [*names, AREAS_SCHEME]


def region_scheme(areas: pd.DataFrame, schemes: pd.DataFrame, name: str) -> RegionScheme:
    """Region scheme of a pack by name.

    Parameters
    ----------
    areas, schemes
        The pack's tables of these names; `schemes` may be empty.
    name
        A scheme of `schemes`, or `areas`, which makes every area its own region.

    Returns
    -------
    RegionScheme
        A region takes the seat, its point and, where the scheme names none, the name of its seat area. Its
        macroregion is that of its areas, missing where they lie in several.

    Raises
    ------
    SchemeError
        There is no scheme of that name.

    Examples
    --------
    >>> import hypercluster as hc
    >>> pack = hc.load_pack()
    >>> len(hc.region_scheme(pack.table("areas"), pack.table("schemes"), "study"))
    16
    """
    import pandas as pd

    rows = schemes[schemes["scheme"] == name]
    if rows.empty and name == AREAS_SCHEME:
        rows = pd.DataFrame(
            {
                "region": areas["area"],
                "area": areas["area"],
                "name": None,
                "name_local": None,
                "is_seat": True,
            }
        )
    if rows.empty:
        names = scheme_names(schemes)
        close = difflib.get_close_matches(str(name), names, n=1)
        hint = f"Did you mean {close[0]!r}? " if close else ""
        raise SchemeError(
            f"Expected a region scheme of the pack; found {name!r}. {hint}Schemes: {', '.join(names)}."
        )
    by_area = areas.set_index("area")
    seats = rows[rows["is_seat"].astype(bool)].set_index("region")
    order = pd.Index(rows["region"].unique(), name="region")
    seat_rows = by_area.loc[seats.loc[order, "area"]].set_index(order)
    regions = pd.DataFrame(index=order)
    for column in ("name", "name_local"):
        regions[column] = (
            seats.loc[order, column].astype("str").fillna(seat_rows[column]).to_numpy()
        )
    members = rows.assign(macroregion=by_area.loc[rows["area"], "macroregion"].to_numpy()).groupby(
        "region", sort=False
    )
    regions["macroregion"] = members["macroregion"].agg(
        lambda found: found.iloc[0] if len(set(found)) == 1 else None
    )
    for column in ("seat", "latitude", "longitude"):
        regions[column] = seat_rows[column]
    regions["areas"] = members["area"].agg(SEPARATOR.join)
    text = dict.fromkeys(("name", "name_local", "macroregion", "seat", "areas"), "str")
    membership = pd.Series(
        rows["region"].to_numpy(), index=pd.Index(rows["area"], name="area"), name="region"
    )
    return RegionScheme(name, regions.astype(text), membership)


def crosswalk(scheme: RegionScheme, reporting: RegionScheme) -> pd.DataFrame:
    """Part of each reporting unit's areas that lies in each region.

    Parameters
    ----------
    scheme
        The regions wanted.
    reporting
        The regions that counts were published for.

    Returns
    -------
    DataFrame
        Regions (rows) x reporting units (columns): 1 where the region holds all areas of the unit,
        1/n for each of n areas where it holds some (our choice: equal parts), 0 where none.
        A column sums to less than 1 where a part of the unit lies outside the scheme.
    """
    import pandas as pd

    units = reporting.membership
    size = units.value_counts()
    regions = scheme.membership.reindex(units.index)
    shares = pd.crosstab(regions, units).reindex(
        index=scheme.index, columns=reporting.index, fill_value=0
    )
    return shares / size.reindex(reporting.index)


def allocate(counts: pd.DataFrame, parts: pd.DataFrame) -> pd.DataFrame:
    """Counts of regions from counts of reporting units.

    Parameters
    ----------
    counts
        Reporting units x industries.
    parts
        Regions x reporting units, from `crosswalk`.

    Returns
    -------
    DataFrame
        Regions x industries. Sums are preserved for every unit that lies inside the scheme; a region
        none of whose areas was reported on has missing counts.
    """
    known = parts.columns.intersection(counts.index, sort=False)
    allocated = parts[known] @ counts.loc[known]
    return allocated.where(parts[known].sum(axis=1) > 0)


def is_allocated(parts: pd.DataFrame) -> pd.Series:
    """Whether a region takes only a part of some reporting unit, so that its counts are an allocation."""
    return ((parts > 0) & (parts < 1)).any(axis=1).rename("is_allocated")


def reporting_units(parts: pd.DataFrame) -> pd.Series:
    """Reporting units each region takes counts from, joined by '; '; missing where none."""
    import pandas as pd

    units = [SEPARATOR.join(parts.columns[row > 0]) or None for row in parts.to_numpy()]
    return pd.Series(units, index=parts.index, name="reporting_units", dtype="str")


def shares_unit(parts: pd.DataFrame) -> np.ndarray:
    """Whether two regions are parts of one reporting unit: symmetric boolean matrix, diagonal False.

    Similarity between such regions is 1 by construction and is never a finding.
    """
    import numpy as np

    overlap = (parts.to_numpy() > 0).astype(float)
    same: np.ndarray = overlap @ overlap.T > 0
    np.fill_diagonal(same, val=False)
    return same


def outside_scheme(scheme: RegionScheme, reporting: RegionScheme) -> list[str]:
    """Areas with counts that lie outside the scheme; they are listed, not spread."""
    return [
        str(area)
        for area in reporting.membership.index.difference(scheme.membership.index, sort=False)
    ]


def find_region(regions: pd.DataFrame, text: str) -> str:
    """Code of the region that a person means.

    Parameters
    ----------
    regions
        Table indexed by region with `name`, `name_local` and `areas`.
    text
        A code, a name in either language, or a part of a name that only one region has; letter case is ignored.

    Raises
    ------
    SchemeError
        No region or several match; the message suggests the nearest names.
    """
    wanted = text.strip().casefold()
    names = {
        str(code): [
            str(code),
            *(
                str(row[column])
                for column in ("name", "name_local")
                if isinstance(row[column], str)
            ),
        ]
        for code, row in regions.iterrows()
    }
    exact = [code for code, known in names.items() if wanted in (name.casefold() for name in known)]
    if len(exact) == 1:
        return exact[0]
    part = [
        code
        for code, known in names.items()
        if wanted and any(wanted in name.casefold() for name in known)
    ]
    if len(part) == 1:
        return part[0]
    if part:
        found = ", ".join(f"{names[code][1]} ({code})" for code in part[:5])
        raise SchemeError(
            f"Expected one region; {text!r} fits {len(part)}: {found}{', ...' if len(part) > 5 else ''}. Give a longer part of the name or the code."
        )
    inside = [
        code
        for code, row in regions.iterrows()
        if wanted in str(row["areas"]).casefold().split(SEPARATOR)
    ]
    if inside:
        raise SchemeError(
            f"{text!r} is an area inside region {names[str(inside[0])][1]} ({inside[0]}) of this scheme. Name that region or choose another scheme."
        )
    known_names = {name.casefold(): name for known in names.values() for name in known}
    words = {
        word: name
        for key, name in known_names.items()
        for word in key.replace("(", " ").replace(")", " ").split()
    }
    close = difflib.get_close_matches(wanted, [*known_names, *words], n=3, cutoff=0.6)
    suggestions = list(dict.fromkeys(known_names.get(key, words.get(key, "")) for key in close))
    hint = f"Did you mean {' or '.join(suggestions)}? " if suggestions else ""
    raise SchemeError(
        f"Expected a region of the scheme; found {text!r}. {hint}`regions` lists all {len(names)}."
    )
