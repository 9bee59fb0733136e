"""The notebooks as tests, by nbmake. The one on Neo4j runs here where a server is named, and in tests/test_notebooks.py
on a server of the tests."""

import os

collect_ignore = [] if os.environ.get("ORGRAPH_NOTEBOOK_NEO4J") else ["06-on-neo4j.ipynb"]
