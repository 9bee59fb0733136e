"""Made-up messages of three kinds, for the tests of learning."""

from __future__ import annotations

from itertools import product

WHERE = ("东苑三栋", "和平里小区", "西街路口", "老厂宿舍", "学府花园二期", "北门市场旁")
WHAT = {
    "电梯": ("电梯又停了，老人下不了楼", "电梯门关不上，困过两次人", "电梯半年没有年检", "电梯按钮失灵，物业不修"),
    "噪声": ("工地半夜打桩吵得睡不着", "楼下烧烤摊唱歌到凌晨", "空调外机嗡嗡响", "广场舞音响太大，孩子没法写作业"),
    "垃圾": ("垃圾桶满了三天没人收", "建筑垃圾堆在绿化带里", "厨余垃圾发臭，招苍蝇", "清运车漏了一路脏水"),
}
HISTORY = [(f"{where}{what}。", label) for label, every in WHAT.items() for where, what in product(WHERE, every)]
TEXTS = [text for text, _ in HISTORY]
LABELS = [label for _, label in HISTORY]
NEW = {
    "电梯": "我们单元的电梯经常停在半空，门关不上",
    "噪声": "隔壁工地凌晨还在打桩，吵得全家睡不着",
    "垃圾": "楼下垃圾堆成山，没人来收，发臭",
}
