"""All Pywr models of the tests: what Pywr makes of them is kept in `results.json`."""

from tests.against.pywr.calendars import CALENDARS
from tests.against.pywr.curves import CURVES
from tests.against.pywr.details import DETAILS
from tests.against.pywr.files import FILES
from tests.against.pywr.futures import FUTURES
from tests.against.pywr.licences import LICENCES
from tests.against.pywr.lines import LINES
from tests.against.pywr.networks import NETWORKS
from tests.against.pywr.numbers import NUMBERS
from tests.against.pywr.recorded import RECORDED
from tests.against.pywr.systems import SYSTEMS

MODELS = {
    **NETWORKS,
    **LICENCES,
    **NUMBERS,
    **CURVES,
    **SYSTEMS,
    **FUTURES,
    **LINES,
    **DETAILS,
    **CALENDARS,
    **FILES,
    "recorders": RECORDED,
}
