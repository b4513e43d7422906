"""What a quoted sentence says by itself: service around the clock, a range of times.

Both are looked for in English and Chinese, and found only where the words leave no other reading;
`tests/lint/test_wording.py` lists the phrases on either side.
"""

import re
from unicodedata import normalize

_DAY = (
    r"(?:24|二十四|廿四|twenty[\s-]four)"
    r"\s*(?:[个個]?(?:小时|小時)|-?\s*(?:hours?|hrs?|h)(?![a-z]))"
)
_SERVED = (
    "服务|服務|热线|熱線|支持|支援|电话|電話|值班|值守|在线|在線|客服|人工|不间断|不間斷|不停|连续|連續"
    "|技术|技術|接听|接聽|轮班|輪班|轮值|輪值|专人|專人|专线|專線|待命|守候|监控|監控|开放|開放|畅通|暢通"
    "|咨询|諮詢|无休|無休|不打烊|全天"
)
_AROUND = re.compile(
    # the service that lasts a day, but for "within 24 hours" and "24小时内"
    rf"{_DAY}的?(?:{_SERVED})"
    rf"|{_DAY}[\s-]*(?:(?:customer|technical|phone|telephone|emergency|on-?site|live|standby)\s+)*"
    r"(?:(?:hot|help)?line|support|services?|(?:help|service)?\s*desk|coverage|assistance"
    r"|availability|on[\s-]call|stand-?by|cover)\b"
    rf"|(?:热线|熱線|客服|专线|專線)(?:电话|電話)?[为為是]?{_DAY}(?:开通|開通|$|(?=[，,。；;、]))"
    # every hour of a day, every day of a week
    rf"|{_DAY}\s*(?:a|per|each|every|/|every\s+single)\s*day\b"
    rf"|(?:全天|每天|每日|整天|全年|昼夜|晝夜|日夜)\s*{_DAY}(?!\s*[之以]?[内內])"
    r"|(?<!\d)(?:7|七|365)\s*[天日]?\s*[x×*·/]?\s*(?:每天|每日)?\s*(?:24|二十四)(?:\s*[个個]?(?:小时|小時))(?!\s*[之以]?[内內])"
    r"|(?<!\d)7\s*[x×*/]\s*24(?!\d)|(?<!\d)24\s*[x×*/]\s*7(?!\d)"
    rf"|{_DAY}\s*[x×*/·,，、]\s*(?:7|七|365)\s*(?:天|日|days?)"
    r"|a?round[\s-]the[\s-]clock|day\s+and\s+night|night\s+and\s+day|at\s+(?:all|any)\s+hours?\b"
    r"|全天候|[不无無](?:分|论|論)(?:昼夜|晝夜|白天黑夜|日夜)|(?:昼夜|晝夜|日夜)(?:不停|不间断|不間斷|值守|值班|服务|服務)"
)
_DENIED = re.compile(
    r"(?:\b(?:not(?!\s+(?:only|just))|no|never|without|isn't|aren't|rather\s+than|instead\s+of"
    r"|neither|nor)\s+(?:[\w'-]+\s+){0,3}|\bnon[\s-]"
    r"|(?:非|不是|不提供|不支持|不设|不設|不含|不包括|不属于|不屬於|没有|沒有|未提供|未设|未設"
    r"|[无無](?![论論休间間分]))[^，,。；;]{0,6})$"
)
_WITHIN = re.compile(
    r"\b(?:within|after|under|less\s+than|up\s+to|at\s+most|no\s+later\s+than|every)\s+(?:the\s+)?$"
)
_CLAUSE = re.compile(r"[，,。；;!！?？]|\.\s")


def says_around_the_clock(quote: str) -> bool:
    """Whether the sentence says that something is served at every hour of the day."""
    text = normalize("NFKC", quote).lower()
    for found in _AROUND.finditer(text):
        before = _CLAUSE.split(text[: found.start()])[-1]
        if _DENIED.search(before) is None and _WITHIN.search(before) is None:
            return True
    return False


_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    "|twenty[ -]four|thirty[ -]six|forty[ -]eight|seventy[ -]two"
)
_NUMERALS = "一二两兩三四五六七八九十"
_NUMBER = rf"(?:\d{{1,3}}(?:\.\d+)?(?![\d:：])|(?<![{_NUMERALS}])[{_NUMERALS}]+|\b(?:{_WORDS})\b)"
_EACH = (
    "[个個]?(?:小时|小時|工作日|钟头|鐘頭)|分钟|分鐘|天|[个個](?:月|星期)"
    r"|(?:(?:business|working|office|calendar|clock)[\s-]+)?"
    r"(?:hours?|hrs?|h|minutes?|mins?|days?|weeks?)(?![A-Za-z])"
)
_TO = r"[-–—~～〜至到]|to\b"
_RANGE = re.compile(
    # neither a date ("1月1-3日", "2026-01-01"), a time ("8:30"), an ordinal nor a weekday
    rf"(?<![A-Za-z\d.:：/第年月周週期拜–—~～-])"
    rf"(?:(?P<least>{_NUMBER})[\s-]*?(?:{_EACH})?\s*(?:{_TO})\s*(?P<most>{_NUMBER})"
    rf"|between\s+{_NUMBER}\s*(?:{_EACH})?\s*and\s+{_NUMBER})"
    rf"[\s-]*(?P<unit>{_EACH}|日)",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"(?:[周週]|星期|礼拜|禮拜)[一二三四五六日天末][:：,，\s]*$"
    r"|(?:工作|服务|服務|营业|營業)(?:时间|時間)[:：为為\s]*$|(?:每天|每日|工作日)[:：\s]*$"
    r"|\b(?:mon|tue|wed|thu|fri|sat|sun)(?:[a-z]*day)?s?[.,:\s]*$"
    r"|\b(?:weekdays?|daily|open|hours|from)[.,:\s]*$",
    re.IGNORECASE,
)


def range_in(quote: str) -> str | None:
    """The first range of times in the sentence, as "4-8 hours"; none of dates or opening hours."""
    for found in _RANGE.finditer(quote):
        by_clock = found["unit"].lower() in ("h", "hrs", "hours")
        if by_clock and _OPENING.search(quote[: found.start()]):
            continue
        return found.group()
    return None
