"""The round trip of a list of gaps: out as workbooks, filled in by the people who close them, and back, with an audit.

What people say never changes what the data say: a gap is closed when a load fulfils its rule, and one that is said to
be done and is still missing is what the status shows first.
"""

from orgraph.worklist.answers import Answered, load_answers
from orgraph.worklist.books import write_books
from orgraph.worklist.status import WorkItem, WorklistResult, status

__all__ = ["Answered", "WorkItem", "WorklistResult", "load_answers", "status", "write_books"]
