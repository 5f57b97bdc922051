"""The front door: shell, home, sign-in, gallery, sample data."""
