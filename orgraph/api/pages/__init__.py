"""The pages: the same answers, for people. Rendered on the server; the address holds the whole state."""

from fastapi import APIRouter

from orgraph.api.pages import (
    bridging,
    call,
    call_outcome,
    coverage,
    coverage_acts,
    data,
    data_reviews,
    docs,
    entity,
    home,
    network,
    row,
    suggested,
)

router = APIRouter()
for page in (home, call, call_outcome, suggested, coverage, coverage_acts, bridging, data, data_reviews, docs, entity,
             network, row):
    router.include_router(page.router)
