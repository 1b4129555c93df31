"""How loops that numba compiles to machine code are compiled and kept; nothing else of numba is set anywhere."""
