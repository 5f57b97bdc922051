"""How the set-up speaks."""


class Trouble(Exception):
    """Wrong surroundings, told in one line to the person who can put them right."""


def say(line):
    """One line of progress."""
    print("LocalPlan: " + line, flush=True)
