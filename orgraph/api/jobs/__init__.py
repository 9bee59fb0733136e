"""Loads that are asked for over HTTP: files received, then read by a process of their own, one load at a time.

A load runs as a child of the service, so that answers do not wait for it, it can be stopped at any moment, and a fault
in it ends nothing else. All that is known of it lies in a folder beside the database, which every process reads.
"""

from orgraph.api.jobs.job import Job
from orgraph.api.jobs.runner import Runner
from orgraph.api.jobs.shelf import JobShelf, shelf_of

__all__ = ["Job", "JobShelf", "Runner", "shelf_of"]
