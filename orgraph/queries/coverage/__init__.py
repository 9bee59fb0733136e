"""Coverage: which things lack what the rules ask for, on a day, rolled up by area, with who closes each gap."""

from orgraph.queries.coverage.query import coverage
from orgraph.queries.coverage.results import CoverageResult
from orgraph.queries.coverage.rules import Rule, load_rules

__all__ = ["CoverageResult", "Rule", "coverage", "load_rules"]
