"""What sentences say by themselves, and what they only seem to say: phrases on either side."""

import pytest

from servicedesk.lint.wording import range_in, says_around_the_clock

AROUND_THE_CLOCK = [
    "24 h hotline",
    "24-hour hotline",
    "a 24-hour emergency hotline",
    "24 hours a day",
    "24 hours a day, 7 days a week",
    "Twenty-four hours a day",
    "24 hours per day",
    "24 hours, 7 days a week",
    "around the clock",
    "around-the-clock",
    "Round-the-clock support",
    "round the clock",
    "24-hour support",
    "24h support",
    "24h technical support",
    "24-hour service desk",
    "not only on weekdays: 24-hour support",
    "24/7",
    "24x7",
    "24×7 support",
    "7×24 support",
    "available day and night",
    "热线提供24小时服务",
    "热线电话提供24小时的服务",
    "24 小時熱線",
    "二十四小时热线",
    "２４小时热线",
    "24小时人工客服",
    "24小时不间断服务",
    "24小时技术支持",
    "全天24小时",
    "每天24小时接听",
    "7*24小时",
    "7天24小时",
    "7X24小时电话、网络支持",
    "全年365天24小时值守",
    "24小时值守",
    "客服热线24小时开通",
    "热线电话24小时，投诉邮箱次日答复",
    "全天候",
    "不分昼夜24小时服务",
    "全年无休24小时热线",
    "無論白天黑夜",
]
NOT_AROUND_THE_CLOCK = [
    "not around the clock",
    "we are not available around the clock",
    "no 24-hour hotline",
    "without 24/7 cover",
    "a hotline on weekdays rather than 24 hours a day",
    "support is never 24x7",
    "within 24 hours",
    "answered within 24 hours on working days",
    "within 24 hours support staff will call",
    "a 24-hour response",
    "24 hours' notice",
    "hotline 400-123 4567",
    "ticket 7x240",
    "24小时内答复",
    "24小时内提供服务",
    "热线投诉24小时内答复",
    "热线电话24小时内回复",
    "每天24小时内的来电",
    "处理人员应在24小时内与客户取得联系",
    "24小时的回复期限",
    "24小时答复",
    "账号24小时开通",
    "不提供24小时服务",
    "非24小时热线",
    "没有24小时热线",
    "并非全天候",
    "正常工作时间8:30-17:30电话、邮件支持服务",
    "全年无休",
    "周一至周五",
]

RANGES = {
    "1 - 2小时内": "1 - 2小时",
    "arrival within 4-8 hours": "4-8 hours",
    "3至5个工作日": "3至5个工作日",
    "24~48小時": "24~48小時",
    "10–15 min": "10–15 min",
    "2—3天": "2—3天",
    "4 to 8 hours": "4 to 8 hours",
    "between 4 and 8 hours": "between 4 and 8 hours",
    "Between four and eight hours": "Between four and eight hours",
    "within two to three days": "two to three days",
    "4小时至8小时": "4小时至8小时",
    "在4小时～8小时内到达": "4小时～8小时",
    "4h-8h": "4h-8h",
    "4-8h内": "4-8h",
    "四至八小时": "四至八小时",
    "二十四到四十八小时": "二十四到四十八小时",
    "4 - 8 business hours": "4 - 8 business hours",
    "a 4-8-hour window": "4-8-hour",
    "1.5-2.5 hours": "1.5-2.5 hours",
    "三至五日内答复": "三至五日",
    "24小时至2天": "24小时至2天",
    "周一至周五4-8小时内到达": "4-8小时",
    "on weekdays within 4-8 hours": "4-8 hours",
    "1 to 2 weeks": "1 to 2 weeks",
}
NO_RANGES = [
    "自2026年1月1-3日起",
    "2026-01-01至2026-12-31日",
    "from 2026-01-01 to 2026-12-31",
    "1月1日至3日",
    "每月1-3日",
    "第1-3日内",
    "周一至周五 8-17h",
    "Mon-Fri 8-17h",
    "Mon-Fri: 8 to 17 hours",
    "工作时间8-17h",
    "工作时间8:30-17:30 小时",
    "周一至五8小时",
    "见第3-5条",
    "hotline 400-123 4567",
    "400-800-24h",
    "4 or 8 hours",
    "within 8 hours",
    "24-hour hotline",
    "7-24",
    "4 and 8 hours",
    "2026-2028 days",
]


@pytest.mark.parametrize("quote", AROUND_THE_CLOCK)
def test_around_the_clock(quote):
    assert says_around_the_clock(quote)


@pytest.mark.parametrize("quote", NOT_AROUND_THE_CLOCK)
def test_not_around_the_clock(quote):
    assert not says_around_the_clock(quote)


@pytest.mark.parametrize(("quote", "found"), RANGES.items())
def test_a_range(quote, found):
    assert range_in(quote) == found


@pytest.mark.parametrize("quote", NO_RANGES)
def test_no_range(quote):
    assert range_in(quote) is None
