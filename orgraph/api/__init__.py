"""The service: the answers as JSON under /v1, and the pages that people read.

`uvicorn --factory orgraph.api:create_app`; the database is ORGRAPH_DB's.
"""

from orgraph.api.app import create_app, serving

__all__ = ["create_app", "serving"]
