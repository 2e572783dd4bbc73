"""What a browser calls itself, in words that a person recognises: `Chrome · Windows`. Nothing else of it is kept."""

PROGRAMS = (
    ("dingtalk", "DingTalk"), ("micromessenger", "WeChat"), ("qqbrowser", "QQ"), ("360se", "360"), ("qihu", "360"),
    ("edg", "Edge"), ("firefox", "Firefox"), ("headlesschrome", "Chrome"), ("chrome", "Chrome"), ("safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("harmony", "HarmonyOS"), ("android", "Android"), ("iphone", "iPhone"), ("ipad", "iPad"), ("windows", "Windows"),
    ("mac os", "macOS"), ("uos", "UOS"), ("kylin", "Kylin"), ("linux", "Linux"),
)  # fmt: skip


def in_words(agent: str) -> str:
    """Return program and system of a browser that sent this User-Agent; empty when neither is known."""
    low = agent.lower()
    found = (next((word for sign, word in table if sign in low), "") for table in (PROGRAMS, SYSTEMS))
    return " · ".join(word for word in found if word)
