# LocalPlan. `make run` and `make test` are all a newcomer needs; docs/operating.md tells the rest.
PYTHON ?= python3
MANAGE = .venv/bin/python manage.py

.PHONY: run test test-all bench backup restore reset lock setup

run: setup
	@exec $(MANAGE) run

setup:
	@$(PYTHON) setup

test:
	@$(PYTHON) setup --tests && exec .venv/bin/python -m pytest -n 2 --dist worksteal $(ARGS)

test-all:
	@$(PYTHON) setup --tests && exec .venv/bin/python setup/every_postgres.py $(ARGS)

bench: setup
	@exec $(MANAGE) bench

backup: setup
	@test -n "$(FILE)" || { echo "LocalPlan: say where to: make backup FILE=localplan.backup"; exit 2; }
	@exec $(MANAGE) backup "$(FILE)"

restore: setup
	@test -n "$(FILE)" || { echo "LocalPlan: say where from: make restore FILE=localplan.backup"; exit 2; }
	@exec $(MANAGE) restore "$(FILE)"

reset: setup
	@exec $(MANAGE) reset

lock:
	@exec .venv/bin/python setup/lock.py
