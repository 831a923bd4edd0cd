"""Regulation packs: their shape, their loader, the editions that schools adopt."""
