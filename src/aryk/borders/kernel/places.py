"""What the whole numbers mean that the kernel tells apart: kinds of distribution, of event, of change."""

DETERMINISTIC, EXPONENTIAL, GAMMA, ERLANG, LOGNORMAL, WEIBULL, TRIANGULAR, UNIFORM, EMPIRICAL, MIXED = range(10)
"""Kinds of distribution, in the first column of their table; the order of `distributions.KINDS`."""

FOR_SERVICE, FOR_ROUTE, FOR_PATIENCE, FOR_CHOICE, FOR_INFORMATION, FOR_BURST, FOR_DAY, FOR_LEVEL, FOR_FAILURE = range(9)
"""What a random number is for; a purpose never shares numbers with another."""

FREE, WAITING, SERVED, BLOCKED, TRAVELLING = range(5)
"""What a truck does; FREE: its place in memory is empty."""

SET_SERVERS, SET_PACE, SET_MODE, SET_CAPACITY = range(4)
"""What changes at a given time."""

COMPLETION, ARRIVAL, COMING, RENEGE, FAILURE, REPAIR = range(6)
"""Kinds of event. COMING: a truck reaches the passage that was chosen for it."""

SIZE, HOLE, FREE_PLACE, USED, TO_VISIT, PENDING, FROM, OPENING, CHANGED, SAMPLES, STARTED = range(11)
"""Counters: events, whether the top of their list is dealt with, the first free place of a truck, places used so far,
stages to look at, trucks that come now and their source, lines of standing trucks opened, changes and samples made,
whether the first events are in."""

NOW, NEXT_SAMPLE, NEXT_LOOK = range(3)
"""Times, h: the last event, the next sample of lines, the next look of drivers at lines."""

ENDLESS = 1_000_000_000
"""A number of servers or places that never runs out."""
