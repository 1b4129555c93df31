"""The mathematics of the plan: one family of equations per file.

Each file states its sentence, its formula, when it exists and what its dual means.
"""
