"""The compiled part: random numbers, distributions, the list of events, and the rules by which trucks move.

Nothing outside `aryk.borders` imports this, so that numba is loaded only when trucks are simulated.
"""
