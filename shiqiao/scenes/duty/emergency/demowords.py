"""Of what the demo's emergencies are made. Places are illustrative; people are plainly invented."""

STOCK = (
    ("office_store", "sandbag", 800), ("office_store", "pump", 5), ("office_store", "flood_board", 24),
    ("office_store", "blanket", 40), ("office_store", "salt", 160), ("c2_store", "sandbag", 300), ("c2_store", "pump", 2),
)  # fmt: skip
# Number on the register, kind, title, address, owner.
POINTS = (
    ("涝01", "low_lying", "纬四路低洼段", "纬四路60号", ""), ("涝02", "low_lying", "岔路街平房区", "岔路街", ""),
    ("涝03", "low_lying", "自由里院落", "自由里", ""), ("涝04", "low_lying", "德胜西里路口", "德胜西里", ""),
    ("涝05", "low_lying", "七一小区南院", "七一小区南院1号楼", ""),
    ("危01", "dangerous_house", "聚善里平房", "聚善里平房", "苗示例"),
    ("危02", "dangerous_house", "春元里小区9号楼附属房", "春元里小区9号楼", "桥丙丁"),
    ("危03", "dangerous_house", "德胜小区旧门房", "德胜小区3号楼", ""),
    ("地01", "underground", "启明里地下车库", "启明里小区5号楼", ""),
    ("地02", "underground", "乐山小区北区地下室", "乐山小区北区46号楼", ""),
    ("地03", "underground", "春元商务楼地下超市", "春元商务楼", "虚构百货店"),
)  # fmt: skip
REVIEW = (
    "一、做得好的：两次叫应均在半小时内全部应答，点位在岗及时，岔路街平房区两户五人安全转移。\n"
    "二、不足：建国小区方向一次零报告未报；乐山方向个别人员应答偏慢，由副岗代为提醒。\n"
    "三、改进：零报告前半小时提醒一次；岔路街片区增设水泵一台。（演示）"
)
