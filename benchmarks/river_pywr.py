"""A model by Pywr 1 with inflows by scenario: prints scenario-steps per second, keeps the volumes."""

import json
import sys
import time
from pathlib import Path

import numpy as np


def main() -> None:
    """Load, run, keep."""
    from pywr.core import Scenario
    from pywr.model import Model
    from pywr.nodes import Storage
    from pywr.parameters import ArrayIndexedScenarioParameter
    from pywr.recorders import NumpyArrayStorageRecorder

    path, flows, out, solver = sys.argv[1:5]
    data = json.loads(Path(path).read_text())
    model = Model.load(data, solver=solver)
    given = dict(np.load(flows))
    members, steps = next(iter(given.values())).shape
    scenario = Scenario(model, "member", size=members)
    for name, values in given.items():
        model.nodes[name].flow = ArrayIndexedScenarioParameter(model, scenario, np.ascontiguousarray(values.T))
    recorders = {
        node.name: NumpyArrayStorageRecorder(model, node)
        for node in model.nodes
        if isinstance(node, Storage) and node.parent is None
    }
    model.setup()
    begin = time.perf_counter()
    model.run()
    spent = time.perf_counter() - begin
    np.savez(out, **{name: recorder.data.T for name, recorder in recorders.items()})
    print(members * steps / spent)


if __name__ == "__main__":
    main()
