"""Say plainly when Python is too old, before anything is installed."""

import sys

if sys.version_info < (3, 11):
    sys.exit(
        "Aryk needs Python 3.11 or newer; this is "
        + sys.version.split()[0]
        + ". Remedy: make PYTHON=python3.12 run (the name of a newer Python on this machine)."
    )
