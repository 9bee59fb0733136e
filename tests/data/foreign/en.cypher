// The same town as another team keeps it: English names, native dates, relationships the other way round, kinds in
// properties, no properties that name other nodes.
CREATE (:Place {gid: 1, name: '东华街道', level: 'STREET', code: 990101001, households: 2400})
CREATE (:Place {gid: 2, name: '甲社区', level: 'COMMUNITY', code: 990101001001})
CREATE (:Place {gid: 3, name: '乙社区', level: 'COMMUNITY', code: 990101001002})
CREATE (:Place {gid: 4, name: '梅园', level: 'ESTATE', no: 'X1', other: ['梅花园', '东梅园'], households: 300})
CREATE (:Place {gid: 5, name: '兰园', level: 'ESTATE', no: 'X2', households: 200})
CREATE (:Place {gid: 6, name: '竹园', level: 'ESTATE', no: 'X3', households: 450.0})
CREATE (:Place {gid: 7, name: '菊园', level: 'ESTATE', no: 'X4'});
UNWIND [[1, 2], [1, 3], [2, 4], [2, 5], [3, 6], [3, 7]] AS pair
MATCH (a:Place {gid: pair[0]}), (b:Place {gid: pair[1]}) CREATE (a)-[:CONTAINS]->(b);
CREATE (:Org:Office {title: '东华街道办事处', tel: '000-0000-0101', at: 1})
CREATE (:Org:Committee {title: '甲社区居民委员会', formerly: '甲居委', at: 2})
CREATE (:Org:Committee {title: '乙社区居民委员会', at: 3})
CREATE (:Org:Party {title: '甲社区党委', at: 2})
CREATE (:Org:Owners {title: '梅园业主委员会', at: 4, from: date('2021-03-01'), elected: true})
CREATE (:Org:Owners {title: '竹园业主委员会', at: 6, from: datetime('2023-05-01T00:00:00+08:00'), elected: true})
CREATE (:Org:Owners {title: '兰园物业管理委员会', at: 5, from: date('2020-01-01'), to: date('2024-06-30'), elected: false})
CREATE (:Org:Firm {title: '大同物业', at: 1, credit: '91990101MA0000001Y', tel: '000-0000-0108', market: true})
CREATE (:Org:Police {title: '东华街道派出所', at: 1, tel: '000-0000-0109', duty: '室内装修噪声'})
CREATE (:Org:Alliance {title: '甲社区党建联盟', at: 2})
CREATE (:Org:School {title: '示例小学', at: 2});
MATCH (o:Org), (p:Place {gid: o.at}) CREATE (o)-[:LOCATED_IN]->(p) REMOVE o.at;
UNWIND ['梅园', '竹园'] AS name
MATCH (p:Place {name: name}), (o:Firm) CREATE (p)-[:SERVED_BY]->(o);
UNWIND [['R1', '赵一', '000-0000-0201', true], ['R2', '钱二', '000-0000-0202', true], ['R3', '孙三', '000-0000-0203', null],
        ['R4', '李四', null, false], ['R5', '周五', null, null], ['R6', '吴六', '000-0000-0206', null],
        ['R7', '郑七', null, null], ['R8', '王八一', '000-0000-0208', null], ['R9', '冯九', '000-0000-0209', null]] AS row
CREATE (:Human {badge: row[0], full_name: row[1], mobile: row[2], party: row[3]});
UNWIND [['R1', '甲社区居民委员会', '主任', date('2021-12-01'), null], ['R1', '梅园业主委员会', '主任', date('2021-03-01'), null],
        ['R2', '甲社区党委', '书记', date('2020-07-01'), null], ['R2', '甲社区居民委员会', '委员', date('2021-12-01'), null],
        ['R2', '甲社区党建联盟', '理事长', date('2022-09-01'), null], ['R3', '东华街道派出所', '所长', date('2019-01-01'), null],
        ['R4', '竹园业主委员会', '主任', date('2023-05-01'), null], ['R5', '乙社区居民委员会', '主任', date('2021-12-01'), null],
        ['R6', '大同物业', '项目经理', date('2022-02-01'), null],
        ['R7', '兰园物业管理委员会', '主任', date('2020-01-01'), date('2024-06-30')],
        ['R8', '甲社区党委', '党员', null, null]] AS row
MATCH (p:Human {badge: row[0]}), (o:Org {title: row[1]})
CREATE (o)-[:HAS_OFFICER {position: row[2], since: row[3], until: row[4]}]->(p);
MATCH (l:Alliance), (o:Org) WHERE o:Firm OR o:Police OR o:School
CREATE (l)-[:HAS_MEMBER {since: localdatetime('2022-09-01T09:30:00')}]->(o);
MATCH (s:School), (p:Place {name: '甲社区'})
CREATE (s)-[:RUNS]->(a:Activity {name: '周末书法课', state: 'OPEN'})-[:HELD_IN]->(p);
CREATE (:Memo {title: 'circular'}), (:Memo {title: 'notice'});
