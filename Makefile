# Needs make and Python 3.11 or newer; everything else goes into .venv.
# Another Python: make PYTHON=python3.13 test

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OUT := out

# Debian packages that the tests use and pip cannot install: chromium opens the HTML report.
SYSTEM_PACKAGES := chromium

PACKAGING := pyproject.toml hatch_build.py
INSTALLED := $(VENV)/.installed
DEV_INSTALLED := $(VENV)/.dev-installed
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test test-system lint format snapshots docs oracle bench real build clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(INSTALLED) ## scan a made-up company, in its accounts and its code, and write reports to out/
	@$(BIN)/auditor demo --output-dir $(OUT)

test: lint ## lint, check types and run all tests
	$(BIN)/python -m pytest --numprocesses auto --dist loadgroup $(ARGS)

lint: $(DEV_INSTALLED) ## check style, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(DEV_INSTALLED) ## format the code and apply safe fixes
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

snapshots: $(DEV_INSTALLED) ## rewrite the expected outputs of the tests; read the diff
	$(BIN)/python -m pytest --numprocesses auto --dist loadgroup --update-snapshots $(ARGS)

docs: $(DEV_INSTALLED) ## make the pages of the rules and the tables of rules/README.md
	$(BIN)/auditor rules docs rules

oracle: $(DEV_INSTALLED) ## compare with terraform and others at length (minutes); AUDITOR_ORACLE_SEED=N asks other questions
	AUDITOR_ORACLE=full $(BIN)/python -m pytest --numprocesses auto --dist loadgroup -m oracle $(ARGS)

bench: $(DEV_INSTALLED) ## run the benchmarks; AUDITOR_BENCH_KIT=DIR names further inputs
	$(BIN)/python -m pytest --override-ini 'python_files=bench_*.py' --capture=no --quiet tests/bench $(ARGS)

real: $(DEV_INSTALLED) ## survey the clones in AUDITOR_REAL_REPOS=DIR, second opinion tfparse; AUDITOR_CFN_TEMPLATES=DIR names templates
	@test -n "$(AUDITOR_REAL_REPOS)" || { echo 'AUDITOR_REAL_REPOS=DIR names no directory of cloned repositories' >&2; exit 1; }
	@$(PIP_INSTALL) '.[dev,tfparse]'
	@mkdir -p $(OUT)
	$(BIN)/python -m tests.real.survey $(AUDITOR_REAL_REPOS) --json $(OUT)/real.json
	AUDITOR_REAL_REPOS=$(AUDITOR_REAL_REPOS) $(BIN)/python -m pytest --quiet tests/real $(ARGS)

build: $(DEV_INSTALLED) ## build the sdist and the wheel into dist/
	$(BIN)/python -m build

test-system: ## install the system packages that tests use (Debian, as root)
	@missing=''; \
	for package in $(SYSTEM_PACKAGES); do \
	  dpkg-query --show --showformat '$${Status}' $$package 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$package"; \
	done; \
	if [ -z "$$missing" ]; then echo 'System packages are there: $(SYSTEM_PACKAGES)'; exit 0; fi; \
	if ! command -v apt-get >/dev/null || [ "$$(id -u)" -ne 0 ]; then \
	  echo "Missing:$$missing. Installing them takes apt-get and root; otherwise install them your own way." >&2; exit 1; \
	fi; \
	echo "Installing with apt-get:$$missing"; \
	apt-get update --quiet && \
	DEBIAN_FRONTEND=noninteractive apt-get install --quiet --yes --no-install-recommends $$missing

clean: ## remove everything that make and the tests made
	rm -rf $(VENV) $(OUT) build dist auditor/_data .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find auditor tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(INSTALLED): $(PACKAGING) | $(VENV)/pyvenv.cfg
	@echo 'Installing auditor into $(VENV) ...'
	@$(PIP_INSTALL) .
	@touch $@

$(DEV_INSTALLED): $(PACKAGING) | $(VENV)/pyvenv.cfg
	@echo 'Installing auditor and its development tools into $(VENV) ...'
	@$(PIP_INSTALL) '.[dev]'
	@touch $(INSTALLED) $@

$(VENV)/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo 'auditor needs Python 3.11 or newer as $(PYTHON); name another one: make PYTHON=python3.13' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo '$(PYTHON) cannot make virtual environments; on Debian and Ubuntu: apt-get install python3-venv' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
