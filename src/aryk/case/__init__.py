"""What is written down: the case, its tables, units, calendar and sources. Knows no solver and no screen."""
