"""Pages of the shell: the gallery of parts, the person's preferences, and what is said when something fails."""
