"""Charts as inline SVG, made by pure functions from plain numbers."""
