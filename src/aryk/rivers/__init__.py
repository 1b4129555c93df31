"""How a river is run, step by step, under rules."""
