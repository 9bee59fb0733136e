"""Every page that people see, with something on it."""

from __future__ import annotations

DAY = "as_of=2022-10-15"
PAGES = {
    "home": f"/?{DAY}",
    "call": f"/call?{DAY}",
    "answer": f"/call?{DAY}&text=商场夜里撤柜装修,噪声太大&at=南街街道",
    "emergency": f"/call?{DAY}&text=家里闻到煤气味,头晕&at=傲梅苑小区",
    "unplaced": f"/call?{DAY}&text=路灯不亮",
    "coverage": f"/coverage?{DAY}&area=福州市",
    "gaps": f"/coverage?{DAY}&area=福州市&rule=compound-party-organization",
    "bridging": f"/bridging?{DAY}&area=宁德市",
    "network": f"/network?{DAY}&area=宁德市",
    "coverage map": f"/coverage?{DAY}&area=福州市&panel=map",
    "coverage changes": f"/coverage?{DAY}&area=福州市&panel=changes&since=2021-06-01",
    "coverage worklist": f"/coverage?{DAY}&area=福州市&panel=worklist",
    "coverage reports": f"/coverage?{DAY}&area=福州市&panel=reports",
    "brokerage": f"/bridging?{DAY}&area=宁德市&panel=roles",
    "key players": f"/bridging?{DAY}&area=宁德市&panel=players",
    "without": f"/bridging/without?{DAY}&area=宁德市&gone=陈碧乔",
    "network by area": f"/network?{DAY}&area=宁德市&look=nested&mode=two",
    "network around": f"/network?{DAY}&area=宁德市&focus=陈碧乔&steps=2",
    "row": f"/row?{DAY}&file=ningde/任职.csv&row=5",
    "organization": f"/entity/鼓楼区城市管理局?{DAY}",
    "person": f"/entity/陈碧乔?{DAY}",
    "area": f"/entity/继光花园小区?{DAY}",
    "data": f"/data?{DAY}",
    "admin": f"/admin?{DAY}",
    "problem": f"/entity/没有这个地方?{DAY}",
}
