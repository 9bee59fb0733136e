"""What came of calls: kept with all that an answer depends on, replayed to the bit, learnt from when people say so.

A kept call is a question, the versions of everything that answered it, and the answer's hash. Outcomes are put on
record beside it and feed the record of units; they order units and never hide one.
"""

from orgraph.referrals.cases import PastCase, read_cases
from orgraph.referrals.history import HistoryResult, history
from orgraph.referrals.keeping import keep, say
from orgraph.referrals.replay import ReplayResult, replay
from orgraph.referrals.versions import versions

__all__ = ["HistoryResult", "PastCase", "ReplayResult", "history", "keep", "read_cases", "replay", "say", "versions"]
