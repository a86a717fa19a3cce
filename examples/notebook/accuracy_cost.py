"""Accuracy against cost of every router and knob, from the outcomes of a measured run.

    roro export --run csv --format parquet --out outcomes.parquet
    python accuracy_cost.py outcomes.parquet

Needs pandas and pyarrow. In a notebook, take the function.
"""

import sys

import pandas as pd


def accuracy_cost(outcomes: pd.DataFrame) -> pd.DataFrame:
    """Means over questions and seeds of the test split; cost as a share of what the dearest model alone takes."""
    test = outcomes[outcomes["split"] == "test"]
    keys = ["setting", "benchmark", "router", "knob"]
    # A router that is a single point has no knob.
    points = (
        test.groupby(keys, dropna=False)
        .agg(accuracy=("correct", "mean"), cost=("cost", "mean"), calls=("calls", "mean"))
        .reset_index()
    )
    dearest = points[points["router"] == "lrm-only"].set_index(["setting", "benchmark"])["cost"]
    whole = pd.MultiIndex.from_frame(points[["setting", "benchmark"]]).map(dearest)
    points["cost_share"] = points["cost"] / whole
    return points.sort_values(["setting", "benchmark", "cost_share"], ignore_index=True)


if __name__ == "__main__":
    points = accuracy_cost(pd.read_parquet(sys.argv[1]))
    columns = ["benchmark", "router", "knob", "accuracy", "cost_share", "calls"]
    print(points[columns].to_string(index=False, float_format="{:.3f}".format))
