# Needs Python 3.11; .ci/setup makes the environment and is quick when it is there.
BIN := .venv/bin
PORT ?= 8000
NODES ?= 100000
SECONDS ?= 600

.PHONY: run test long check bench fuzz accept

run: ## set up, load the demonstration data once, serve it
	@.ci/setup
	@$(BIN)/orgraph demo --port $(PORT)

test: ## everything CI runs
	.ci/run

long: ## what takes a quarter of an hour and more: on each Neo4j server all systems, many random cities, every plan, kills and cuts
	@.ci/setup neo4j
	@.ci/setup long
	ORGRAPH_REQUIRE_NEO4J=1 $(BIN)/pytest -n auto -m long tests

check: ## what to run before a commit: all but the slow tests
	@.ci/setup test
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/pytest -n auto -m "not slow and not long"

bench: ## measure, side by side with other engines
	@.ci/setup bench
	$(BIN)/python bench/run.py --nodes $(NODES) --out bench/results

fuzz: ## throw damaged files at the readers, SECONDS with hypothesis' many examples and SECONDS with atheris
	@.ci/setup test
	$(BIN)/pip install --quiet --disable-pip-version-check "atheris>=3"
	HYPOTHESIS_PROFILE=nightly timeout $(SECONDS) $(BIN)/pytest -q tests/loaders/test_fuzz.py || [ $$? -eq 124 ]
	$(BIN)/python tests/fuzz/readers.py -max_total_time=$(SECONDS) -timeout=20 -rss_limit_mb=4096

accept: ## rewrite what is generated or pasted into the documents; then review the diff
	@.ci/setup test
	$(BIN)/python tests/documents.py
	git --no-pager diff --stat
