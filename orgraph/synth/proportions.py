"""How many of what: the shape of the region, from the source texts. Rates are shares of 1, means are numbers."""

from __future__ import annotations

import datetime as dt

# Every region is "kept" up to this day: most terms run over it, some ended before, some begin after.
TODAY = dt.date(2026, 6, 30)

# The tree. Streets, communities and grids as in Dalian, compounds and micro-grids as in Yangquan.
STREETS_A_DISTRICT = 10
DISTRICTS_A_CITY = 6
CITIES_A_PROVINCE = 10
COMMUNITIES_A_STREET = 573 / 62
GRIDS_A_COMMUNITY = 5700 / 573
COMPOUNDS_A_COMMUNITY = 953 / 159
MICRO_GRIDS_A_COMMUNITY = 8900 / 159
# Nodes of a street with all that lies in it and its share of what is above; tests hold the mean to it.
NODES_A_STREET = 2570

# Housing.
BRANCH = 0.98
COMMITTEE = 0.99  # owners' committee or property-management committee
OWNERS_COMMITTEE = 0.62  # of the committees; the others are property-management committees
PROPERTY_SERVICE = 0.91
COMPOUNDS_A_FIRM = 8
CROSS_APPOINTMENT = 0.48  # of firm and community pairs; terms ended or to come leave about a third in force
COMMUNITY_IN_COMMITTEE = 0.45
OWNERS_IN_PARTY = 0.15
BRANCH_IN_COMMITTEE = 0.40  # the branch's secretary or members, elected into the committee
HEAD_IN_BRANCH = 0.25  # micro-grid heads who sit in the compound's branch
SUPERVISORS = 0.15

# The Party's tiers.
JOINT_COMMITTEE = 0.93  # 社区大党委
GRID_BRANCH = 0.60  # of the grids without a compound branch of their own
BUILDING_GROUP = 0.30
MICRO_GRID_HEAD = 0.96
GRID_WORKER = 0.97
GRID_LEADER = 0.80
POLICE_DEPUTY = 0.90
ALLIANCE = 0.35
UNIT_IN_ALLIANCE = 0.50
UNIT_IN_STREET_ALLIANCE = 0.15
TWO_COMMITTEES = 0.50  # community committee members who sit in the residents' committee too, or the other way
CONFERENCE = 0.80
INSTRUCTOR = 0.30  # of the firms
VENUES_A_STREET = 2.0
UNITS_A_COMMUNITY = 4.0  # resident units that are not organs
ORGANS_A_COMMUNITY = 1.3

# Terms and contacts.
ENDED = 0.07
TO_COME = 0.03
VACANT = 0.04
PARTY_MEMBER = 0.6
LISTED = 0.8  # of units and heads: with a telephone number

# Lists and cases, means a community.
NEEDS = 1.5
SERVICES = 1.2
PROJECTS = 0.5
AGREEMENTS = 1.0
CASES = 8.0
