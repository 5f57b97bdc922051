"""Prints of the room: the register of commitments, the register of payments."""
