"""Coverage: which things lack what the rules ask for, on a day, rolled up by area, with who closes each gap."""

from orgraph.queries.coverage.causes import Look
from orgraph.queries.coverage.query import coverage
from orgraph.queries.coverage.results import CoverageResult, TrendResult
from orgraph.queries.coverage.rules import Rule, load_rules
from orgraph.queries.coverage.trend import trend

__all__ = ["CoverageResult", "Look", "Rule", "TrendResult", "coverage", "load_rules", "trend"]
