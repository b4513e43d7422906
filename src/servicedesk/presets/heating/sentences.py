"""The sentences of S4 on which the preset rests, in its own words, and its open questions."""

from servicedesk.reasons import Binding, Clause, Text


def _said(ref: str, quote: str, binding: Binding = Binding.PROMISE) -> Clause:
    return Clause(ref, binding, quote)


BUG_FIX = _said("R109", "修正产品原有功能模块的Bug。")
POLICY_CHANGE = _said("R110", "根据新的政策进行软件产品的修改,以适应新的政策。")
INVOICE_FORM = _said("R111", "根据新的发票样式,进行制作和打印调整,发布升级包。")
MEDIA = _said(
    "R112",
    "授权书、光盘、U盾、安装包损坏后,通过快递,发送新的介质(按次服务客户需支付工本费)。",
)
CONSULTATION = _said("R113", "通过电话、传真、邮件、QQ等方式提供业务,政策等咨询服务。")
DEDICATED_ENGINEER = _said("R114", "专属服务工程师一对一服务。")
ON_SITE = _said(
    "R115",
    "派遣技术人员到现场处理解决问题,重大问题不限次数。(供热企业需承担交通和住宿费用)",
)
DATA_CORRECTION = _said(
    "R116",
    "对用户不按照规范进行操作,所导致的金额对不上、票据对不上、数据混乱等进行辅助矫正。",
)
MIGRATION = _said(
    "R117",
    "由于服务器重新安装系统,或者迁移到其他服务器等。需对供热系统进行再次安装部署。",
)
EXTRA_TRAINING = _said(
    "R118",
    "为供热企业新招收或者更换的工作人员以及管理人员进行额外远程培训,对于系统功能使用进行远程指导。",
)
PREMIUM_SUPPORT = _said("R119", "一对一软件产品管家提供7X24小时电话、网络支持。")
PRODUCT_UPGRADE = _said("R120", "根据供热政策变化,对系统功能进行适配性升级")
HARDWARE_HELP = _said("R121", "辅助解决网络、服务器、电脑、打印机等设备的故障。")
MAINTENANCE = _said(
    "R122",
    "根据需要,主动开展软件使用规范性、稳定性、安全性、数据完整性方面的维护,提前排除隐患。",
)
SYSTEM_PATCHES = _said("R123", "对有外网环境的服务器,定期进行操作系统漏洞修复。")
BACKUP = _said("R124", "对有外网环境的服务器,制定数据异地备份策略,定期巡检备份结果。")
MODES = _said("R126", "例行维护: 根据需要,收费期主动上门进行预防性全面维护保养。")
DAILY_BACKUP = _said("R131", "对有外网环境并且网络稳定的客户,本地一日一备份,并同步到异地服务器;")
ARCHIVE = _said("R132", "所有服务过程和结果都做详细记录并归档;")
ANNUAL_REPORT = _said(
    "R133",
    "根据每年度的服务情况,制作年度服务报告,并向客户单位提供该年度的服务及处理情况清单。",
)
FEEDBACK = _said("R107", "用户都可以在使用软件的同时直接提交问题到众齐软件内部的客户服务系统")
AGREEMENT = _said("R108", "通过签订年维护协议的方式约定软件服务内容")
TRAINED_PEOPLE = _said(
    "R134",
    "确保有两人或两人以上完成众齐软件提供的用户软件应用培训,并确保能通过网络反馈交流使用现状;",
)
SAFE_ENVIRONMENT = _said(
    "R135",
    "应建立相关制度,以确保系统运行环境(计算机、打印机及相关硬件设备)的安全;",
)
OWN_BACKUPS = _said("R135", "定期做好系统数据备份,并对备份数据进行妥善保管;")
PROMPT_REPORT = _said(
    "R136",
    "在应用过程中发现软件出现异常,应及时与乙方取得联系,并记录当前故障现象,便于乙方作出诊断;",
)
SIGN_OFF = _said(
    "R137",
    "服务人员服务完成后,配合检查软件系统运行是否正常,数据是否正确,并在服务记录上进行签字确认。",
)
SERVICE_HOURS = _said(
    "R130",
    "正常工作时间8:30-17:30电话、邮件支持服务,对于程序文件更新可提供7*24小时服务;",
)
PROGRAM_UPDATE = _said("R130", "对于程序文件更新可提供7*24小时服务", Binding.NORM)
RESPONSE = _said(
    "R127",
    "专门服务负责人及热线电话提供24小时的服务,采用首问负责制,所有服务请求必定在2小时内响应;",
)
ONLINE_REPLY = _said("R128", "需网上回复的问题,自接到服务请求后在2小时内完成回复;")
VISIT_ARRANGED = _said("R129", "需上门服务的处理,在2小时内响应,向用户反馈安排情况;")
PRIORITY = _said(
    "R125",
    "原则上根据故障、问题的重要级别快速完成响应,但对于同级别的常规申告,客户具有高优先级。",
    Binding.NORM,
)

# What the document leaves open; the preset's arguments answer it
TO_OTHERS = Text(
    "premium services for other customers, of whom the document is silent",
    "非高端客户使用高端服务，原文未规定",
    "非高端客戶使用高端服務，原文未規定",
)
UPGRADE_TO_OTHERS = Text(
    "an upgrade for a new policy, both free (R110) and premium (R120), for other customers",
    "因政策变化的升级既列为免费（R110）又列为高端（R120），对非高端客户",
    "因政策變化的升級既列為免費（R110）又列為高端（R120），對非高端客戶",
)
SEASON_TO_OTHERS = Text(
    "routine maintenance in the season, both premium (R122) and standard (R126), for others",
    "收费期的例行维护既列为高端（R122）又列为服务方式（R126），对非高端客户",
    "收費期的例行維護既列為高端（R122）又列為服務方式（R126），對非高端客戶",
)
ENGINEER_TO_OTHERS = Text(
    "a dedicated engineer, premium (R114) though every customer has an engineer, for others",
    "专属服务工程师列为高端（R114），而每个客户都有实施工程师，对非高端客户",
    "專屬服務工程師列為高端（R114），而每個客戶都有實施工程師，對非高端客戶",
)
BACKUP_TO_OTHERS = Text(
    "the daily backup, for all with a stable network (R131) yet premium (R124), for others",
    "一日一备份承诺给所有外网稳定的客户（R131），异地备份却列为高端（R124），对非高端客户",
    "一日一備份承諾給所有外網穩定的客戶（R131），異地備份卻列為高端（R124），對非高端客戶",
)
MINOR_VISITS = Text(
    "visits for problems that are not major, of which no number is given",
    "非重大问题的现场支持次数，原文未规定",
    "非重大問題的現場支持次數，原文未規定",
)
MAJOR = Text(
    "which problems are major is not said", "何为重大问题，原文未规定", "何為重大問題，原文未規定"
)
WORKING_DAYS = Text(
    "which days are working days is not said",
    "哪些日子为工作日，原文未规定",
    "哪些日子為工作日，原文未規定",
)
REPORT_TERM = Text(
    "by when the report of a year is made is not said",
    "年度服务报告何时完成，原文未规定",
    "年度服務報告何時完成，原文未規定",
)
TRAINING_TERM = Text(
    "by when two people are trained is not said",
    "两人培训何时完成，原文未规定",
    "兩人培訓何時完成，原文未規定",
)
SIGN_OFF_TERM = Text(
    "how soon the service record is signed is not said",
    "服务记录何时签字，原文未规定",
    "服務記錄何時簽字，原文未規定",
)
BACKUP_TERM = Text(
    "how often the customer backs up is not said",
    "客户多久备份一次，原文未规定",
    "客戶多久備份一次，原文未規定",
)
NOT_COUNTED = Text("not counted", "不计次数", "不計次數")
BY_QUOTA = Text("counted by a quota", "按额度计次", "按額度計次")
BY_CALENDAR = Text("as the calendar says", "以日历为准", "以日曆為準")
MONDAY_TO_FRIDAY = Text("Monday to Friday", "周一至周五", "週一至週五")
EVERY_DAY = Text("every day of the fee season", "收费期内每天", "收費期內每天")
