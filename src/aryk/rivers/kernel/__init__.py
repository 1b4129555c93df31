"""The loops of a river that are compiled: rules, the allocation of a step, and the walk from step to step.

Nothing outside `aryk.rivers` imports this, so that numba is loaded only when a river is run.
"""
