"""What size and place alone say of linkages, and measured ties of the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypercluster.errors import AnalysisError
from hypercluster.synchronisation.gravity import (
    DISTANCE_ELASTICITY,
    TieModel,
    gravity,
    tie_model,
)

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from hypercluster.run.once import Run

# What a standard deviation of complementarity or capability match adds to the logarithm of the
# expected ties before any tie is seen. Trade of 159 countries has 0.19 (docs/evidence.md).
LIFT = 0.25
SURE = 1.96  # standard errors on both sides of an estimate, for 95 %


def masses_of(run: Run) -> pd.Series:
    """Mass of every region.

    The geometric mean of 1 + enterprises, ubiquitous industries left out, and 1 + organisations
    where the pack lists them.
    """
    import numpy as np
    import pandas as pd

    inputs = run.inputs
    counts = inputs.counts.to_numpy(dtype=float)[:, ~inputs.is_ubiquitous]
    masses = 1.0 + counts.sum(axis=1)
    if inputs.has_organisations:
        masses = np.sqrt(masses * (1.0 + inputs.organisation_number))
    return pd.Series(masses, inputs.scheme.index)


def gravity_of(run: Run) -> np.ndarray:
    """Gravity of every pair of regions that may be a linkage, in natural logarithms.

    Distances are left out where no region has a point.
    """
    import numpy as np

    distances = run.inputs.distances
    has_points = not np.isnan(np.diag(distances)).all()
    elasticity = DISTANCE_ELASTICITY if has_points else 0.0
    value = gravity(masses_of(run), distances, elasticity=elasticity)
    return np.where(run.inputs.shares_unit, np.nan, value)


def measured_ties(run: Run) -> np.ndarray:
    """Summed weight of the measured layers of a run, regions x regions."""
    import numpy as np

    n = len(run.inputs.scheme.index)
    names = set(run.inputs.ties["layer"])
    measured = [weights for name, weights in run.weights.items() if name in names]
    total: np.ndarray = sum(measured, start=np.zeros((n, n)))
    return total


def model_of(run: Run, *, is_gravity_alone: bool = False) -> TieModel | None:
    """Model of the measured ties of a run. None where too few pairs have one.

    With gravity alone, industries and capability are left out.
    """
    import numpy as np
    import pandas as pd

    inputs, regions = run.inputs, run.inputs.scheme.index
    log_masses = np.log(masses_of(run).to_numpy())
    mass = log_masses[:, None] + log_masses
    parts = {"mass": mass, "distance": gravity_of(run) - mass}
    priors = {"mass": 1.0, "distance": 1.0}
    for name, matrix in (
        ("complementarity", run.complementarities),
        ("capability_match", inputs.match),
    ):
        if matrix is not None and not is_gravity_alone:
            parts[name] = _standardised(matrix, is_pair=~np.isnan(parts["distance"]))
            priors[name] = LIFT
    ties = pd.DataFrame(measured_ties(run), regions, regions)
    try:
        return tie_model(ties, parts, priors=priors)
    except AnalysisError:
        return None


def coefficients_table(model: TieModel | None) -> pd.DataFrame:
    """Table `coefficients`: how much each part counts in the measured ties."""
    import pandas as pd

    columns = ["part", "prior", "estimate", "standard_error", "low", "high"]
    if model is None:
        return pd.DataFrame(columns=columns)
    table = model.coefficients.reset_index()
    # The distance part holds the assumed elasticity, so that its own prior is 1.
    is_distance = table["part"] == "distance"
    for column in ("prior", "estimate", "standard_error"):
        table.loc[is_distance, column] *= DISTANCE_ELASTICITY
    spread = SURE * table["standard_error"]
    table = table.assign(low=table["estimate"] - spread, high=table["estimate"] + spread)
    return table[columns]


def _standardised(matrix: np.ndarray, *, is_pair: np.ndarray) -> np.ndarray:
    """Mean of both directions, standardised over the ranked pairs.

    A pair without a value has the mean, 0: nothing is known that would raise or lower it.
    """
    import numpy as np

    both = (matrix + matrix.T) / 2
    values = both[np.triu(is_pair & ~np.isnan(both), k=1)]
    deviation = values.std() if len(values) else 0.0
    if deviation < 1e-12:
        return np.zeros_like(both)
    scores: np.ndarray = np.nan_to_num((both - values.mean()) / deviation)
    return scores
