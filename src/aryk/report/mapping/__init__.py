"""The map of a case, from the coordinates of its nodes alone."""
