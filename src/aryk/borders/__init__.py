"""How trucks queue at borders: simulation by discrete events, formulas, episodes and what waiting costs."""
