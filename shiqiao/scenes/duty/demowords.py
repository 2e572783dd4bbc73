"""Words of which the demo's duty is made: invented, and plainly so."""

from datetime import date

# Post, what is meant, why, first and last day.
AWAY = (
    ("street.vice_director2", "away", "travel", date(2018, 6, 11), date(2018, 6, 14)),
    ("city.handler1", "away", "leave", date(2018, 6, 18), date(2018, 6, 22)),
    ("safety.handler1", "away", "training", date(2018, 7, 9), date(2018, 7, 13)),
    ("centre.callback", "avoid", "family", date(2018, 6, 6), date(2018, 6, 8)),
    ("c3.safety", "prefer", "other", date(2018, 6, 16), date(2018, 6, 16)),
    ("livelihood.handler1", "avoid", "family", date(2018, 7, 20), date(2018, 7, 22)),
)
# The day of the asker's turn, why, and how it ends.
SWAPS = (
    (date(2018, 6, 7), "虚构：孩子高考，想陪考", "approved"),
    (date(2018, 6, 14), "虚构：老人住院复查", "approved"),
    (date(2018, 6, 16), "虚构：外地亲戚来访", "declined"),
    (date(2018, 6, 22), "虚构：单位组织体检", "refused"),
    (date(2018, 6, 29), "虚构：家里有事，想换一天", "agreed"),
    (date(2018, 6, 30), "虚构：已买好车票", "asked"),
)
# Kind, text, whether it stays open for the next shift.
LOGS = (
    ("call", "虚构：居民来电反映楼道灯不亮，已转社区", False),
    ("event", "虚构：地下车库口积水约5厘米，已通知物业抽排，待复看", True),
    ("visitor", "虚构：区里检查值班情况，在岗在位", False),
    ("order", "虚构：区防汛办通知：今夜有阵雨，注意易涝点", True),
    ("call", "虚构：商户来电咨询牌匾更换手续，已答复", False),
    ("note", "虚构：巡看办公楼水电门窗，正常", False),
    ("call", "虚构：居民反映夜间施工噪声，已联系城管，次日回告", True),
    ("event", "虚构：窨井盖松动，已放警示桩，待养护单位到场", True),
    ("visitor", "虚构：走失老人由民警领走，家属已接", False),
)
