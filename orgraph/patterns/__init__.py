"""The pattern language: coverage rules, who-to-call routes, bridging layers and eligibility are typed path patterns.

    (c:Compound)-[:WITHIN]->(k:Community),
    (c)<-[:SERVES]-(:PropertyFirm)<-[:MEMBER]-(p:Person)-[m:MEMBER]->(o:PartyOrganization)-[:SERVES]->(k)
    WHERE m.role CONTAINS "委员"

Meaning, on a day: all assignments of nodes to variables and of links to relations such that every node exists on the
day and has one of its labels (sub-kinds included), every link is in force on the day, and every test holds. Two
variables may be the same node unless `a <> b` says not (homomorphism). A variable that stands twice ties the paths
together. `WITHIN` means "inside, at any depth" as areas lie on the day, and a node is not inside itself.
`{role: "书记"}` is equality, `{role: ["书记", "主任"]}` any of them; a test on a property that a node or link lacks is
false. `as_of + 90` is the day asked for, plus days.
"""

from orgraph.patterns.check import check
from orgraph.patterns.parse import parse
from orgraph.patterns.syntax import AsOf, Differ, NodeTest, Pattern, RelationTest, Test

__all__ = ["AsOf", "Differ", "NodeTest", "Pattern", "RelationTest", "Test", "check", "parse"]
