"""Words of which the demo's ledgers are made. Persons and firms are plainly invented."""

NAMES = ("石示例", "苗甲乙", "演示户", "桥丙丁", "路示范", "竹戊己")
SHOPS = ("示例面馆", "示范五金店", "演示理发店", "样本超市", "虚构水果行", "示例打印社")
# What it is, whose, and from how many square metres on.
STRUCTURES = (
    ("彩钢板房一间，作仓库用", "firm", 22), ("楼间加盖砖混小屋一处", "person", 14), ("临街门头外扩搭建玻璃房", "firm", 9),
    ("楼顶加建阳光房", "person", 26), ("消防通道上搭设车棚", "public", 40), ("一楼窗外圈占绿地搭棚", "person", 11),
    ("到期临时售货亭", "firm", 8), ("废弃岗亭，权属待查", "unknown", 4),
)  # fmt: skip
SIGNS = (
    ("楼顶大型广告牌一块", "firm", 60), ("门头牌匾超高超宽", "firm", 12), ("一店两匾", "firm", 9),
    ("墙体喷绘广告", "firm", 20), ("灯箱支架锈蚀，有坠落隐患", "firm", 6), ("立柱广告，权属待查", "unknown", 15),
)  # fmt: skip
ESTATE = (
    ("一楼圈占绿地成小院", "person", 18), ("楼道口堆放并搭棚", "person", 5), ("外凸防盗网占压外墙保温施工面", "person", 3),
    ("车棚占压污水管线", "public", 32), ("门口小商铺外扩", "firm", 10), ("楼侧煤棚、储物间", "person", 6),
    ("消防通道上地锁、隔离墩", "unknown", 2),
)  # fmt: skip
