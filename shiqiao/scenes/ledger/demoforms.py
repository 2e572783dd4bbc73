"""The forms of the demo as they were requested: titles, papers and new fields are invented."""

from typing import Any

ALONE = {"kind": "person", "where": ["person.lives_alone=yes", "person.age>=60"]}
TRAINING = [
    {"zh": zh, "en": en}
    for zh, en in (
        ("不需要", "none"), ("家政护理", "care at home"), ("电工焊工", "electrician or welder"), ("电子商务", "online trade"),
        ("其他", "other"),
    )
]  # fmt: skip
SPRING, YEAR_END = "2018-05-02", "2018-12-31"


def _new(zh: str, en: str, meaning: str, **more: Any) -> dict[str, Any]:
    return {"title": {"zh": zh, "en": en}, "meaning": {"zh": meaning, "en": meaning}, "valid": 180, **more}


def _form(code: str, zh: str, en: str, department: str, basis: str, **more: Any) -> dict[str, Any]:
    return {
        "code": code, "title": {"zh": zh, "en": en}, "department": department, "basis": basis, "since": SPRING,
        "until": YEAR_END, **more,
    }  # fmt: skip


RUNNING: tuple[dict[str, Any], ...] = (
    _form("living_alone_visits", "独居老人巡访关爱表", "Visits to elderly people living alone", "civil_affairs",
          "虚构：市民发〔2018〕12号", every="month", about=ALONE,
          fields=["person.name", "person.phone", "person.address", "person.lives_alone", "person.needs_care"],
          new=[_new("助餐需求", "Wants meals", "需要送餐上门或到助餐点就餐"),
               _new("紧急呼叫器", "Emergency button", "家中已安装并能使用")]),
    _form("allowance_80", "高龄津贴信息核对表", "Check for the allowance of the aged", "civil_affairs",
          "虚构：市民发〔2018〕7号", every="quarter", about={"kind": "person", "where": ["person.age>=80"]},
          fields=["person.name", "person.identity", "person.born", "person.phone", "person.state"]),
    _form("job_wishes", "失业人员就业需求表", "Wishes of people without work", "labour", "虚构：市人社发〔2018〕21号",
          every="quarter", about={"kind": "person", "where": ["person.employment_status=seeking"]},
          fields=["person.name", "person.phone", "person.age", "person.employment_status"],
          new=[_new("培训意向", "Wishes for training", "近期愿意参加的技能培训", sort="choice",
                    values=TRAINING)]),
    _form("fire_self_check", "九小场所消防自查表", "Fire self-check of small premises", "fire", "虚构：区消安委〔2018〕3号",
          every="quarter", about={"kind": "organisation", "where": ["organisation.kind=self_employed"]},
          fields=["organisation.name", "organisation.nine_small_kind", "organisation.fire_gear"],
          new=[_new("室内充电", "Charging indoors", "电动自行车在室内停放或充电", **{"class": "internal"})]),
    _form("firm_heads", "重点单位从业人数季报", "Staff of firms by quarter", "commerce", "虚构：区商字〔2018〕9号",
          every="quarter", filled_by="community", about={"kind": "organisation", "where": ["organisation.kind=enterprise"]},
          fields=["organisation.name", "organisation.code", "organisation.employees", "organisation.state"]),
    _form("disabled_2018", "老年残疾人基本状况表", "Disabled elderly people", "disabled", "虚构：区残联〔2018〕5号",
          about=ALONE, fields=["person.name", "person.disabled", "person.needs_care"]),
    _form("veterans_2018", "退役军人信息核对表", "Check of veterans", "veterans", "虚构：区退役发〔2018〕2号", about=ALONE,
          fields=["person.name", "person.phone", "person.veteran"]),
    _form("minors_2018", "未成年人关爱信息表", "Care for minors", "civil_affairs", "虚构：市民发〔2018〕30号", every="year",
          filled_by="community", confirmed_within=365,
          about={"kind": "person", "where": ["person.age<=17"], "communities": [370103003001]},
          fields=["person.name", "person.born", "person.address", "person.state"]),
    _form("households_2018", "家庭基本情况核对表", "Check of households", "street_office", "虚构：街办字〔2018〕16号",
          filled_by="community", confirmed_within=365, about={"kind": "household", "communities": [370103003001]},
          fields=["household.address", "household.members", "household.low_income"]),
)  # fmt: skip
ENDED = _form("spring_checks", "春季走访信息表", "Checks in spring", "health", "虚构：区卫发〔2018〕4号", until="2018-06-15",
              about=ALONE, fields=["person.name", "person.phone", "person.state"])  # fmt: skip
REQUESTED = _form("family_doctor", "家庭医生签约意向表", "Family doctors", "health", "虚构：区卫发〔2018〕18号",
                  since="2018-07-01", every="year", about={"kind": "person", "where": ["person.age>=70"]},
                  fields=["person.name", "person.phone", "person.address", "person.age"],
                  new=[_new("签约意向", "Wants a family doctor", "愿意与社区医院家庭医生签约")])  # fmt: skip
REFUSED = _form("chat_groups", "居民社交账号登记表", "Accounts of residents", "street_office", "虚构：工作群通知",
                about={"kind": "person", "communities": [370103003001]}, fields=["person.name"],
                new=[_new("社交账号", "Account in chats", "居民使用的社交软件账号", sort="text")])  # fmt: skip
WHY_REFUSED = "虚构：没有法律法规依据采集居民社交账号；通知类信息请用楼栋公告和入户告知。"
