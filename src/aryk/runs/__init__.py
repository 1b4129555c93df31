"""From a case to a run on disk: plan, verify, indicators, hindcast, commitments."""
