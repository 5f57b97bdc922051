"""How well: who stands where at which step, for the LAO, its province and DLA. Reads only; no tables of its own."""
