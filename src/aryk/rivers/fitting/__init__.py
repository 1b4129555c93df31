"""Fitting a river to what was observed: numbers that are weak, within bounds that are plausible."""
