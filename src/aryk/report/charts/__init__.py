"""Charts as inline SVG, drawn from arrays."""
