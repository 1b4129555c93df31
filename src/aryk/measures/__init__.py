"""Scenarios and measures: changes to a case."""
