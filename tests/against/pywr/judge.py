"""Run all models with Pywr and keep what it says: `python -m tests.against.pywr.judge`, where Pywr 1 is installed.

Pywr needs an older pandas than the other judges, so it has an environment of its own and its answers are kept.
"""

import json
import tempfile
from pathlib import Path

from tests.against.pywr.files import write_files
from tests.against.pywr.models import MODELS
from tests.against.pywr.recorded import RECORDERS

RESULTS = Path(__file__).parent / "results.json"


def _numbers(recorder):
    """What a recorder tells of the one member: a number, or one for each percentile."""
    for curve in ("fdc", "sdc"):
        if hasattr(recorder, curve):
            return [round(float(each), 9) for each in getattr(recorder, curve)[:, 0]]
    return round(float(recorder.values()[0]), 9)


def answers(path, numbers=None):
    """Flows and volumes of the nodes of a model, by name; of several futures a list for each.

    The numbers of those of its recorders that `numbers` names are put into it.
    """
    import pywr._core as core
    from pywr.model import Model
    from pywr.recorders import NumpyArrayNodeRecorder, NumpyArrayStorageRecorder

    model = Model.load(str(path), solver="glpk-edge")
    recorders = {}
    for node in model.nodes:
        if node.parent is not None or isinstance(node, core.AggregatedNode | core.AggregatedStorage):
            continue
        kind = NumpyArrayStorageRecorder if isinstance(node, core.AbstractStorage) else NumpyArrayNodeRecorder
        recorders[node.name] = kind(model, node)
    model.run()
    if numbers is not None:
        numbers.update({each.name: _numbers(each) for each in model.recorders if each.name in numbers})
    told = {}
    for name, recorder in recorders.items():
        values = [[round(float(each), 9) for each in future] for future in recorder.data.T]
        told[name] = values[0] if len(values) == 1 else values
    return told


def main():
    """Write the answers to all models."""
    import pywr

    kept = {"pywr": pywr.__version__, "models": {}, "recorders": dict.fromkeys(RECORDERS)}
    with tempfile.TemporaryDirectory() as folder:
        write_files(Path(folder))
        for name, data in MODELS.items():
            path = Path(folder) / "model.json"
            path.write_text(json.dumps(data))
            try:
                told = kept["recorders"] if data.get("recorders") is RECORDERS else None
                kept["models"][name] = answers(path, told)
            except Exception as reason:
                print(f"{name}: {reason}")
    RESULTS.write_text(json.dumps(kept, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
