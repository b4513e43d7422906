"""The sentences of S2 on which the preset rests, in its own words: advice, and examples."""

from servicedesk.reasons import Binding, Clause


def _advised(ref: str, quote: str) -> Clause:
    return Clause(ref, Binding.NORM, quote)


def _instanced(ref: str, quote: str) -> Clause:
    return Clause(ref, Binding.EXAMPLE, quote)


ANY_HOUR = _advised("R65", "专业的SRM售后团队通常会提供7×24小时的电话支持服务")
IN_THREE_MINUTES = _instanced("R65", "某知名SRM供应商承诺在接到客户电话后的3分钟内给予响应")
MAIL = _advised(
    "R66",
    "售后团队应该在收到邮件后的1 - 2小时内给予初步回复,告知企业已经收到邮件,并说明大概的处理时间",
)
SAME_CITY = _advised("R67", "对于同城的企业,售后人员应该在4 - 8小时内到达现场")
OTHER_CITY = _advised("R68", "对于异地的企业,也应该在24 - 48小时内到达")
URGENCY = _advised("R69", "售后团队应该根据企业的地理位置和问题的紧急程度,合理安排现场响应时间")
COMMON_SOLVED = _advised("R70", "常见问题的解决率应该达到90%以上")
COMMON = _advised(
    "R71", "对于一些常见的问题,如系统登录异常、报表生成错误等,售后团队应该能够在短时间内解决"
)
COMPLEX = _advised(
    "R71",
    "对于一些复杂的问题,如系统数据丢失、业务流程无法正常运行等,售后团队需要具备深入分析和解决问题的能力",
)
JOINT = _advised("R72", "售后团队需要具备良好的跨部门协作能力,协调各部门的资源,共同解决问题")
PROGRESS = _advised(
    "R73", "在解决问题的过程中,售后人员应该与企业保持积极的沟通,及时向企业反馈问题的处理进度"
)
INSPECTION = _advised("R74", "一般来说,应该每月进行一次全面的巡检")
OPTIMISATION = _advised("R75", "售后团队应该根据企业的实际情况,对系统进行优化")
UPGRADE = _advised("R75", "售后团队应该及时向企业介绍新的功能和升级内容,并协助企业进行升级操作")
NEW_USERS = _advised("R76", "一般来说,新用户培训可以采用线上视频教程和线下集中培训相结合的方式")
ADVANCED = _advised("R76", "对于已经熟悉系统基本操作的员工,售后团队可以提供进阶培训")
VISITED = _advised("R76", "售后团队应该定期对企业进行回访")
BACKUP = _advised("R77", "一般来说,应该每天进行一次全量备份,每周进行一次增量备份")
SCAN = _advised("R78", "他们应该定期对系统进行安全扫描,发现漏洞后立即采取措施进行修复")
SURVEY = _advised("R79", "售后团队应该定期对企业进行满意度调查")
QUARTERLY = _instanced("R79", "售后团队每季度向企业发送一次满意度调查问卷")
OPINIONS = _advised(
    "R80", "售后团队还应该建立多种意见收集渠道,如在线反馈表单、客服邮箱、电话热线等"
)
FOLLOW_UP = _advised("R81", "对反馈的问题进行跟进,确保问题得到彻底解决")
FEES = _advised("R82", "服务费用可以包括基础服务费用、增值服务费用等")
ONE_TO_TWO_HOURS = _instanced(
    "R83", "一些大型的srm供应商承诺在接到用户反馈后的1 - 2小时内给出初步回应"
)
DEFECT = _advised("R84", "如果是因为供应商产品本身的质量问题导致的故障,一般在质保期内是免费的")
CUSTOMERS_OWN = _advised("R85", "如果是用户操作不当或者不可抗力因素造成的故障,可能会收取一定的费用")
BASIC_UPGRADE = _instanced(
    "R86",
    "有些供应商会提供免费的基础升级服务,只对一些重大的功能升级或者定制化升级收取费用",
)
CUSTOMISATION = _advised("R87", "供应商会根据定制的工作量和技术难度来收费")
AGREED_FIRST = _advised("R87", "企业与供应商进行充分的沟通和协商")
MONITORING = _advised("R88", "首先是系统维护服务。这包括对srm系统的日常监控")
REPAIR = _advised("R88", "技术人员会通过远程协助或者现场服务的方式,尽快解决故障")
TESTED_FIRST = _advised("R88", "他们会在升级前进行详细的测试")
