"""Which regions belong together: the tables of memberships and communities."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from hypercluster.analysis import communities
from hypercluster.layers.measured import DIGITAL
from hypercluster.run.once import Run
from hypercluster.words import SEPARATOR

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

NOT_MEASURED = "not measured"


def membership_table(run: Run) -> pd.DataFrame:
    """Table `membership` without strengths, by method, then by region of the scheme."""
    import pandas as pd

    inputs = run.inputs
    names = inputs.scheme.regions["name"]
    lead = run.hubs["composite"].fillna(-1.0).round(9)
    tables = []
    for method, labels in run.labels.items():
        own = pd.DataFrame(
            {
                "method": method,
                "region": inputs.scheme.index,
                "label": labels,
                "lead": lead.to_numpy(),
            }
        )
        by_code = own.iloc[run.by_code]
        strongest = own.loc[by_code.groupby("label")["lead"].idxmax()].set_index("label")["region"]
        own["community"] = [communities.community_letter(label) for label in labels]
        if method == "multislice" and run.slices is not None:
            for layer, row in zip(run.scaled, run.slices, strict=True):
                own[f"community_{layer}"] = [communities.community_letter(label) for label in row]
        own["community_name"] = [
            f"{names[strongest[label]]} community"
            if (labels == label).sum() > 1
            else f"{names[strongest[label]]} alone"
            for label in labels
        ]
        tables.append(own.drop(columns=["label", "lead"]))
    return pd.concat(tables, ignore_index=True)


def communities_table(run: Run, membership: pd.DataFrame, is_hub: pd.Series) -> pd.DataFrame:
    """Table `communities`: what the definition of a hypercluster measures.

    Percentiles are among relabellings of the regions.
    """
    import numpy as np
    import pandas as pd

    inputs, settings = run.inputs, run.settings
    facts = {
        "counts": inputs.counts.to_numpy(dtype=float),
        "macroregions": inputs.scheme.regions["macroregion"].factorize()[0],
        "distances": inputs.distances,
        "is_hub": is_hub.to_numpy(dtype=bool),
        "strengths": run.comparable.sum(axis=1).to_numpy(dtype=float),
        "observed": run.observed if run.observed_layers else None,
    }
    shuffled = communities.relabellings(
        len(inputs.scheme), settings.communities.relabellings, seed=settings.run.seed
    )
    without = labels_without_observed(run)
    digital = run.weights.get(DIGITAL.name)
    rows = []
    for method, labels in run.labels.items():
        of_method = membership[membership["method"] == method].reset_index(drop=True)
        for label in range(labels.max() + 1):
            members = np.flatnonzero(labels == label)
            measured = communities.group_measures(members[None, :], **facts)
            percentiles = communities.relabelling_percentiles(
                measured, communities.group_measures(shuffled[:, members], **facts)
            )
            values = {name: float(value[0]) for name, value in measured.items()}
            is_found_without = _is_group(without[method], members) if without else None
            rows.append(
                {
                    "method": method,
                    "community": of_method.at[members[0], "community"],
                    "community_name": of_method.at[members[0], "community_name"],
                    "regions": SEPARATOR.join(inputs.scheme.index[members]),
                    "size": len(members),
                    "is_found_without_observed": is_found_without,
                    "verdict": hypercluster_verdict(
                        values, percentiles, is_found_without_observed=is_found_without
                    ),
                    **values,
                    **{f"{name}_percentile": value for name, value in percentiles.items()},
                    "digital": NOT_MEASURED
                    if digital is None
                    else f"{digital[np.ix_(members, members)].sum() / 2:g}",
                    "is_allocated": bool(inputs.is_allocated.iloc[members].any()),
                }
            )
    return pd.DataFrame(rows)


def _is_group(labels: np.ndarray, members: np.ndarray) -> bool:
    """Whether the members are one whole group of a partition."""
    return bool(
        (labels[members] == labels[members[0]]).all()
        and (labels == labels[members[0]]).sum() == len(members)
    )


def labels_without_observed(run: Run) -> dict[str, np.ndarray]:
    """Communities of the layers that were not observed alone.

    Empty where no layer or every layer was observed.

    A community that the observed ties helped to find is no test of them.
    """
    scaled = [weights for name, weights in run.scaled.items() if name not in run.observed_layers]
    if not scaled or len(scaled) == len(run.scaled):
        return {}
    return run.partitions_of(scaled, seed=run.settings.run.seed)[0]


def hypercluster_verdict(
    values: Mapping[str, float],
    percentiles: Mapping[str, float],
    *,
    is_found_without_observed: bool | None,
) -> str:
    """Whether a community is a candidate for a hypercluster, in words.

    It has at least two effective industries, macroregions and hubs, and observed ties above the
    95th percentile. The community must also be found without the observed ties. All of it is our
    choice.
    """
    is_candidate = (
        values["effective_industries"] >= 2
        and values["macroregions"] >= 2
        and values["hubs"] >= 2
        and percentiles["internal_observed_ties"] > 95
        and is_found_without_observed is True
    )
    return "candidate hypercluster" if is_candidate else "community"
