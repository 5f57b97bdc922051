"""`python3 setup [--tests]`: make this checkout ready to run, with the standard library alone.

This first file must be readable by any Python 3, so that an old one gets a clear line and not a syntax error.
"""

import sys

if sys.version_info < (3, 11):
    sys.exit(
        "LocalPlan: Python 3.11 or newer is needed; %s is Python %d.%d. Name a newer one: make run PYTHON=python3.12"
        % (sys.executable, sys.version_info[0], sys.version_info[1])
    )

from words import Trouble

if __name__ == "__main__":
    try:
        import steps

        steps.run(with_tests="--tests" in sys.argv)
    except Trouble as trouble:
        sys.exit("LocalPlan: %s" % trouble)
    except KeyboardInterrupt:
        sys.exit("LocalPlan: stopped before it was ready")
