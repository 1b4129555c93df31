"""The best joint plan: a linear programme from a case, solved, labelled, verified."""
