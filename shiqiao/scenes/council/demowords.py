"""Words of the demo's deliberation. All people, units and affairs are invented."""

SURNAMES, GIVEN = "柳槐榆桐杉柏松竹梅兰", ("石英", "石玉", "石泉", "石溪", "石林", "石磊", "石岩", "石青")
SUBSTITUTES = 3  # of a body's residents' seats have a substitute

# The complete chain: what was said, decided, done, and what those who sat found.
PARKING = {
    "title": "老楼院停车难、消防通道被占",
    "text": "晚上车辆停满消防通道，邻里常为车位争吵，希望大家坐下来商量。",
    "advice": "反映的居民多，涉及几个院落，建议开会协商",
    "said": "居民代表提出错时停车；驻区单位同意夜间开放十五个车位；物业负责施划。",
    "text_of": "一、施划消防通道禁停线；二、驻区单位夜间开放十五个车位；三、清理长期停放的废旧车辆。",
    "tasks": (("施划消防通道禁停线", "春元里三个院落施划禁停线", 2),
              ("清理废旧车辆", "通知车主限期移走长期停放的废旧车辆", 1)),
    "minutes": "各方发言后一致同意先保消防通道，再挖车位潜力。驻区单位提出夜间十九时至次日七时开放车位。",
    "failed": "禁停线很好，废旧车辆还有三辆没有移走，退回继续清理", "passed": "车辆已清理，通道畅通，居民满意",
    "lacking": "还有三辆废旧车辆停在通道边",
}  # fmt: skip
LIFT = {
    "title": "三号楼加装电梯的分摊与选位", "text": "低层住户担心采光，高层老人上下楼困难。",
    "said": "低层住户代表保留意见，要求把井道外移。",
    "text_of": "同意在三号楼西侧加装电梯，井道外移一米，费用按楼层系数分摊。",
    "question": "是否同意在三号楼西侧加装电梯？",
    "tasks": (("加装电梯现场测量和公示", "会同建设单位测量井道位置并在楼道公示方案", 1),),
}  # fmt: skip
FAILED = {"title": "楼前空地改绿化还是改车位", "text": "两种意见都有，需要各方一起定。"}
TOMORROW = {"title": "小区门禁和快递柜怎么设", "text": "物业准备换门禁，快递员进不来，居民意见不一。"}
# Topics beside them: community, title, text, where from, what becomes of them, words.
OTHERS = (
    (5, "健身器材旁加装夜灯", "晚上锻炼看不清，老人容易绊倒。", "portal", "answered",
     "已联系路灯所，七月五日前加装两盏庭院灯。"),
    (5, "楼道声控灯常亮", "声控灯坏了一直亮，费电。", "portal", "quick", ""),
    (6, "早市摊点占道怎么管", "既要方便买菜，又不能堵路。", "office", "accepted", ""),
    (6, "菜市场门口卫生", "收摊后垃圾没人扫。", "portal", "returned",
     "请补充具体位置和时间，社区再研究。"),
    (7, "宠物便溺和拴绳公约", "希望楼院自己定公约。", "portal", "refused",
     "已列入全市文明养犬条例执行范围，由执法部门直接处理。"),
    (7, "老年食堂选址", "独居老人吃饭难，哪里合适大家议一议。", "portal", "submitted", ""),
    (8, "沿街店铺门前三包分段", "门前三包怎么分段、谁来评。", "office", "submitted", ""),
    (1, "电动车集中充电点放哪里", "楼道充电太危险，充电棚放在哪里大家都有意见。", "portal", "recommended",
     "安全隐患突出，建议受理并开会"),
    (4, "乐山小区楼顶防水先修哪几栋", "资金有限，先修哪几栋请大家定。", "office", "accepted", ""),
    (2, "电梯费用分摊再议", "同加装电梯议题。", "portal", "merged", ""),
)  # fmt: skip
COMMENTS = (
    ("支持夜间共享车位，希望收费公开。", "shown"), ("消防通道一定要先保住，别的再商量。", "shown"),
    ("充电棚别离窗户太近，最好靠近门岗。", "waiting"),
)  # fmt: skip
