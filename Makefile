# Sets everything up on a machine with only Python (>= 3.11) and make, then does the job.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 2
SEED ?= 1

.PHONY: run test gate fuzz lint docs bench evidence clean

run: $(VENV)/.installed
	$(BIN)/hypercluster analyse --report --out results --overwrite --workers $(WORKERS)

# Everything that an edit can break; what guards a release (long runs, kills, browser, wheel, site) is `make gate`.
test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile -m "not gate"

gate: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile -m gate

# Spoilt inputs and stopped runs by their numbers; `make fuzz SEED=1 CASE=7` (or STOP=7) does one of them again.
fuzz: $(VENV)/.installed-dev
	PYTHONPATH=tests $(BIN)/python -m fuzz --seed $(SEED) $(if $(CASE),--case $(CASE)) $(if $(STOP),--stop $(STOP))

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(VENV)/.installed-dev
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet --site-dir site

bench: $(VENV)/.installed-dev
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --group bench
	$(BIN)/python benchmarks/run.py

# What the scores are worth beside simple baselines; DATA is a folder with the folders trade and brazil.
evidence: $(VENV)/.installed-dev
	$(BIN)/python benchmarks/validation/run.py $(if $(DATA),--data $(DATA)) --workers $(WORKERS)

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("hypercluster needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Run: make PYTHON=python3.12 ...") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade --constraint constraints.txt pip

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --group dev --group docs
	touch $@

clean:
	rm -rf $(VENV) results results.previous site .cache
