"""Pictures of the rules in the manual, each drawn from a run of a small case in docs/cases."""
