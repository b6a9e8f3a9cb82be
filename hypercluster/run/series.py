"""What can be measured over time in a pack with dates?

Which industries entered where, and which reporting units move together. Series are for reporting
units and stay there: to divide one over its areas would make the parts move together by
construction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from hypercluster.analysis import series
from hypercluster.errors import AnalysisError, did_you_mean
from hypercluster.indicators.relatedness import proximity, relatedness_density
from hypercluster.indicators.specialisation import location_quotient, specialised
from hypercluster.layers.geography import geography_weights
from hypercluster.regions import region_scheme
from hypercluster.run.inputs import prepare
from hypercluster.run.once import Run
from hypercluster.schema import conform
from hypercluster.settings import Settings
from hypercluster.sources import require_pack
from hypercluster.sources.dates import COUNTED, all_dates
from hypercluster.synchronisation.diversification import partners_density
from hypercluster.words import text

if TYPE_CHECKING:
    import pandas as pd

    from hypercluster.sources import DataPack

SCOPE = text("scope.series")
TABLE = (
    "a table 'series' with the columns date (2020, 2020-Q2, 2020-06 or 2020-06-30), "
    "reporting_unit, variable, value and, where known, industry and unit: one row per date, unit, "
    "variable and industry"
)
OVER_TIES = (
    "density added: mean over observed ties of the pack (as they are, not as they were at the date)"
)
OVER_NEARNESS = (
    "density added: mean over all other units by exp(-distance/{:g} km), since the pack has no "
    "observed ties; it mostly restates 100 - own density"
)
NO_PARTNERS = (
    "density added: unknown, since the pack has neither observed ties nor seats with coordinates"
)


def series_panel(
    pack: DataPack, *, variable: str | None = None, industry: str | None = None
) -> pd.DataFrame:
    """One variable of the table `series` as dates x reporting units.

    Parameters
    ----------
    pack
        A pack with a table `series`.
    variable
        Name of the variable. Default: the only one.
    industry
        Code of an industry. Default: the units as a whole, from rows without an industry. Where
        there are none, the sum over the industries of the variable, missing where one of them is.

    Returns
    -------
    DataFrame
        Index `date`, columns reporting units in scheme order. Dates are equally spaced, by the
        largest step that meets all dates of the table. A date that no row has is a row of missing
        values, so that no change spans a gap. Days are taken as they stand.

    Raises
    ------
    AnalysisError
        The pack has no such series.

    Examples
    --------
    >>> import hypercluster as hc
    >>> pack = hc.synthesise(regions=12, communities=2, dates=20).pack
    >>> series_panel(pack, variable="output").shape
    (20, 12)
    """
    table = _series(pack)
    names = list(dict.fromkeys(table["variable"]))
    if variable is None and len(names) == 1:
        variable = names[0]
    if variable not in names:
        reason = (
            "none was named."
            if variable is None
            else f"found {variable!r}.{did_you_mean(variable, names)}"
        )
        raise AnalysisError(
            f"Expected a variable of the table 'series'; {reason} Name one of: {', '.join(names)}."
        )
    rows = table[table["variable"] == variable]
    source = "rows without an industry"
    if industry is not None:
        codes = list(dict.fromkeys(rows["industry"].dropna()))
        if industry not in codes:
            listed = ", ".join(codes) or "none, the variable is given for units as a whole only"
            raise AnalysisError(
                f"Expected an industry of the variable {variable!r}; found {industry!r}."
                f"{did_you_mean(industry, codes)} Known: {listed}."
            )
        rows, source = rows[rows["industry"] == industry], f"industry {industry}"
    elif rows["industry"].isna().any():
        rows = rows[rows["industry"].isna()]
    else:
        number = rows["industry"].nunique()
        sums = rows.groupby(["date", "reporting_unit"])["value"].agg(["sum", "size"])
        # A unit that lacks an industry at a date has no total there.
        rows = sums["sum"].where(sums["size"] == number).rename("value").reset_index()
        source = f"sum over {number} industries"
    panel = rows.pivot(index="date", columns="reporting_unit", values="value")
    panel = panel.reindex(
        index=all_dates(table["date"]), columns=_units(pack, panel.columns)
    ).rename_axis(index="date")
    panel.attrs["convention"] = f"{variable}, {source}; missing dates stay missing"
    panel.attrs["variable"] = variable
    return panel


def counts_by_date(pack: DataPack) -> dict[str, pd.DataFrame]:
    """Enterprises at every date that has any: reporting units x industries.

    An industry without a row at a date is missing there for every unit. A unit that lacks any other
    industry at a date is missing at that date: its total, and with it every share, is not known.
    Write 0 where there are no enterprises.

    Raises
    ------
    AnalysisError
        The table `series` does not hold enterprises by industry at two dates for two units.
    """
    table = _series(pack)
    rows = table[(table["variable"] == COUNTED) & table["industry"].notna()]
    order = list(pack.table("industries")["industry"])
    panels = {}
    for date, group in rows.groupby("date", sort=True):
        counts = group.pivot(index="reporting_unit", columns="industry", values="value")
        counts[counts.isna().any(axis=1)] = float("nan")
        if counts.notna().any(axis=1).sum() >= 2:
            panels[str(date)] = counts.reindex(
                index=_units(pack, counts.index),
                columns=[name for name in order if name in counts.columns],
            )
    if len(panels) < 2:
        raise AnalysisError(
            f"Expected the variable {COUNTED!r} by industry at two dates or more, with every "
            f"industry for at least two units (0 where there are none); found {len(panels)} such "
            "dates. Add the rows to the table 'series'."
        )
    return panels


def entry_cells(
    pack: DataPack,
    *,
    dates: Sequence[str] | None = None,
    settings: Settings | None = None,
    absent: float = 0.5,
) -> pd.DataFrame:
    """Every reporting unit and industry that could enter between two dates.

    With what should predict it: own relatedness density and density added by partners, both
    measured at the earlier date. Partners are observed ties where the pack has any, else all other
    units by geographic nearness (our choice).

    Parameters
    ----------
    pack
        A pack with enterprises by industry at several dates.
    dates
        Dates to compare, each with the next. Default: all.
    settings
        `indicators.threshold` and `layers.geography.delta_km` are used.
    absent
        As for `industry_entries`.

    Returns
    -------
    DataFrame
        `period`, `region`, `industry`, `has_entered` (1 or 0), `own_density`, `density_added`, in
        percent.

    Raises
    ------
    AnalysisError
        The table `series` does not hold enterprises by industry at these dates.
    """
    import pandas as pd

    settings = settings or Settings()
    counts = _chosen_dates(counts_by_date(pack), dates)
    partners, convention = _partners(pack, settings)
    threshold = settings.indicators.threshold
    parts = []
    for earlier, later in pairwise(counts):
        before = counts[earlier]
        quotients = location_quotient(before)
        has = specialised(quotients, threshold=threshold)
        proximities = proximity(has)
        observed = partners.reindex(index=before.index, columns=before.index).to_numpy(dtype=float)
        tables = {
            "has_entered": series.industry_entries(
                before, counts[later], threshold=threshold, absent=absent
            ),
            "own_density": relatedness_density(has, proximities),
            "density_added": partners_density(
                quotients, proximities, observed, threshold=threshold
            ),
        }
        cells = pd.DataFrame({name: table.stack() for name, table in tables.items()})
        cells = cells.rename_axis(["region", "industry"]).reset_index()
        cells.insert(0, "period", f"{earlier} to {later}")
        parts.append(cells[cells["has_entered"].notna()])
    cells = pd.concat(parts, ignore_index=True)
    cells.attrs["convention"] = (
        f"entry: location quotient below {absent:g} before and at least {threshold:g} after, "
        "reference: total of each date; own density: percent, diagonal excluded; "
        f"{convention}"
    )
    return cells


def series_entry(
    pack: DataPack,
    *,
    dates: Sequence[str] | None = None,
    settings: Settings | None = None,
    absent: float = 0.5,
    resamples: int = 999,
) -> dict[str, pd.DataFrame]:
    """Entry of industries predicted by own density and by density added.

    Parameters
    ----------
    pack
        A pack with enterprises by industry at several dates.
    dates
        Dates to compare, each with the next. Default: all.
    settings
        `indicators.threshold`, `layers.geography.delta_km` and `run.seed` are used.
    absent
        As for `industry_entries`.
    resamples
        As for `entry_prediction`.

    Returns
    -------
    dict
        `entry_prediction` and `entry_calibration` (how far its probabilities can be trusted),
        columns as in `schema.series_tables`. `attrs["convention"]` of each holds every choice.

    Raises
    ------
    AnalysisError
        The table `series` does not hold enterprises by industry at these dates.

    References
    ----------
    As for `entry_prediction`.

    Examples
    --------
    >>> import hypercluster as hc
    >>> pack = hc.synthesise(regions=20, communities=2, dates=20, seed=3).pack
    >>> series_entry(pack, resamples=9)["entry_prediction"][["predictor", "candidates"]].head(1)
         predictor  candidates
    0  own_density         154
    """
    settings = settings or Settings()
    cells = entry_cells(pack, dates=dates, settings=settings, absent=absent)
    seed = settings.run.seed
    tables = {
        "entry_prediction": series.entry_prediction(cells, resamples=resamples, seed=seed),
        "entry_calibration": series.entry_calibration(cells, seed=seed),
    }
    tables = {name: conform(name, table) for name, table in tables.items()}
    for table in tables.values():
        table.attrs["convention"] = f"{cells.attrs['convention']}; {table.attrs['convention']}"
        table.attrs["regions"] = int(cells["region"].nunique())
    return tables


def series_synchrony(
    pack: DataPack,
    *,
    variable: str | None = None,
    industry: str | None = None,
    change: str = "log",
    rule: str = "growth",
    null: str = "phase",
    surrogates: int = 999,
    seed: int = 1,
) -> dict[str, pd.DataFrame]:
    """Synchrony of every pair of reporting units, and the order parameter of all.

    Parameters
    ----------
    pack, variable, industry
        As for `series_panel`.
    change, rule, null, surrogates, seed
        As for `synchrony`.

    Returns
    -------
    dict
        `synchrony` (one row a pair, with names), `order_parameter` (one row a date) and
        `order_significance` (one row), columns as in `schema.series_tables`. The last two are
        without rows, and `attrs["note"]` says why, where too few units have angles.

    Raises
    ------
    AnalysisError
        The pack has no such series, or it is too short.

    References
    ----------
    As for `synchrony` and `order_parameter`.

    Examples
    --------
    >>> import hypercluster as hc
    >>> pack = hc.synthesise(regions=12, communities=2, dates=20).pack
    >>> tables = series_synchrony(pack, variable="output", surrogates=9)
    >>> {name: len(table) for name, table in tables.items()}
    {'synchrony': 66, 'order_parameter': 19, 'order_significance': 1}
    """
    import pandas as pd

    panel = series_panel(pack, variable=variable, industry=industry)
    observed = panel.loc[:, panel.notna().any()]
    pairs = series.synchrony(
        observed, change=change, rule=rule, null=null, surrogates=surrogates, seed=seed
    )
    names = _names(pack)
    pairs["source_name"], pairs["target_name"] = (
        pairs[end].map(names) for end in ("source", "target")
    )
    try:
        order = series.order_parameter(observed, change=change)
        test = series.order_significance(
            observed, change=change, null=null, surrogates=max(surrogates, 1), seed=seed
        )
        by_date, whole = order.rename_axis("date").reset_index(), pd.DataFrame([test.to_dict()])
        by_date.attrs, whole.attrs = dict(order.attrs), dict(test.attrs)
    except AnalysisError as reason:  # a short or gappy panel still has correlations
        by_date, whole = pd.DataFrame(), pd.DataFrame()
        by_date.attrs["note"] = whole.attrs["note"] = str(reason)
    tables = {"synchrony": pairs, "order_parameter": by_date, "order_significance": whole}
    tables = {name: conform(name, table) for name, table in tables.items()}
    for table in tables.values():
        conventions = [panel.attrs["convention"], table.attrs.get("convention", "")]
        table.attrs |= {
            "convention": "; ".join(filter(None, conventions)),
            "variable": panel.attrs["variable"],
            "regions": observed.shape[1],
            "first_date": str(panel.index[0]),
            "last_date": str(panel.index[-1]),
        }
    return tables


def _series(pack: DataPack) -> pd.DataFrame:
    """The table `series`, or AnalysisError where the pack has none."""
    require_pack(pack)
    if "series" not in pack.tables:
        raise AnalysisError(
            f"Expected {TABLE}. Found none in this pack, which is one cross-section: it supports "
            "alignment potential, not synchronisation. Add the table to the pack."
        )
    return pack.table("series")


def _names(pack: DataPack) -> dict[str, str]:
    """Name of every reporting unit, in scheme order."""
    scheme = region_scheme(pack.table("areas"), pack.table("schemes"), pack.reporting_scheme)
    return {str(code): str(name) for code, name in scheme.regions["name"].items()}


def _units(pack: DataPack, units: pd.Index) -> list[str]:
    """Reporting units of the pack that a series has, in scheme order."""
    return [unit for unit in _names(pack) if unit in units]


def _chosen_dates(
    counts: Mapping[str, pd.DataFrame], dates: Sequence[str] | None
) -> dict[str, pd.DataFrame]:
    """Counts at the requested dates, in order."""
    if dates is None:
        return dict(counts)
    unknown = [date for date in dates if date not in counts]
    if unknown or len(set(dates)) < 2:
        listed = ", ".join(unknown) if unknown else f"{', '.join(dates) or 'none'} alone"
        raise AnalysisError(
            f"Expected two or more dates with enterprises by industry; found {listed}. Name some "
            f"of: {', '.join(counts)}."
        )
    return {date: counts[date] for date in counts if date in dates}


def _partners(pack: DataPack, settings: Settings) -> tuple[pd.DataFrame, str]:
    """Weights of the partners of every reporting unit, and their convention."""
    import numpy as np
    import pandas as pd

    inputs = prepare(pack, pack.reporting_scheme, settings)
    codes = inputs.scheme.index
    observed, convention = Run(inputs, settings, settings.run.seed).observed, OVER_TIES
    if not (observed > 0).any():
        delta = settings.layers.geography.delta_km
        observed = np.nan_to_num(geography_weights(inputs.distances, delta_km=delta))
        convention = OVER_NEARNESS.format(delta) if (observed > 0).any() else NO_PARTNERS
    return pd.DataFrame(observed, index=codes, columns=codes), convention
