"""The sentences of S1 on which the preset rests: advice, and examples.

The document carries 537 inline pinyin notes (C15); the quotations are without them.
"""

from servicedesk.reasons import Binding, Clause


def _advised(ref: str, quote: str) -> Clause:
    return Clause(ref, Binding.NORM, quote)


def _instanced(ref: str, quote: str) -> Clause:
    return Clause(ref, Binding.EXAMPLE, quote)


HOTLINE = _advised(
    "R34",
    "用戶可以隨時撥打售后服務熱線,無論白天黑夜、工作日還是節假日,都能及時聯系到專業的技術支持人員",
)
LOGGED = _advised(
    "R34", "技術人員會在第一時間記錄故障信息,包括故障出現的時間、現象、相關操作步驟等"
)
REMOTE_FIRST = _advised("R35", "在接到故障反饋后,技術人員會嘗試通過遠程協助的方式")
ON_SITE = _advised(
    "R36",
    "對于一些無法通過遠程協助解決的故障,售后服務團隊會安排專業的技術人員在最短的時間內到達現場進行維修",
)
LEVELS = _advised("R37", "根據故障的嚴重程度和影響范圍,將故障分為不同的等級")
FIRST_LEVEL = _advised("R38", "一級故障(嚴重影響系統正常運行,導致工程管理工作無法開展)")
SECOND_LEVEL = _advised("R39", "二級故障(部分功能受限,但不影響主要業務流程)等")
TIMES_BY_LEVEL = _advised("R40", "針對不同等級的故障,制定相應的處理流程和時間要求")
TOLD = _advised("R41", "在故障解決后,技術人員會及時向用戶反饋故障原因、解決方法以及預防措施")
CHECKED = _advised("R42", "售后服務團隊還會定期對系統進行故障排查")
UPGRADE_PLAN = _advised("R45", "方案包括升級的功能模塊、升級的時間安排、升級的測試計劃等")
UPGRADE_TESTS = _advised("R45", "測試包括單元測試、集成測試、系統測試等多個環節")
UPGRADE_TRAINING = _advised("R45", "培訓可以通過線上視頻教程、線下集中培訓等方式進行")
BACKUPS = _instanced("R46", "對于關鍵數據,每天進行全量備份;對于一般數據,每周進行增量備份")
BACKUPS_CHECKED = _advised("R47", "對備份數據進行定期檢查和維護,確保備份數據的可用性")
DRILL = _advised("R47", "定期進行數據恢復演練")
AUDIT = _advised("R47", "定期對系統數據的訪問和操作進行審計")
PERMISSIONS = _advised("R48", "對系統用戶進行嚴格的權限管理,根據用戶的角色和職責分配不同的操作權限")
ADMIN_ONLY = _instanced(
    "R48",
    "只有管理員才能進行系統配置和數據刪除操作,普通用戶只能進行數據查詢和錄入操作",
)
NEW_USERS = _advised("R49", "新用戶入門培訓 | 系統基本功能、操作界面、登錄流程 | 線下集中培訓")
MODULES = _advised(
    "R49",
    "功能模塊專項培訓 | 工程進度、成本、質量管理等模塊使用方法 | 線上視頻教程 + 線下實操",
)
TAILORED = _advised("R49", "定制化培訓服務 | 根據特定業務流程定制的操作培訓 | 現場一對一培訓")
ASSESSED = _advised("R49", "通過考試、實際操作演練等方式對用戶的培訓效果進行評估")
ADAPTATION = _advised("R50", "售后服務團隊需要根據用戶的實際業務流程對系統進行適配")
DOCUMENTATION = _advised("R51", "編寫詳細的系統操作手冊")
FAULT_GUIDE = _advised("R51", "指南中包括故障的現象描述、故障原因分析、解決方法等內容")
DISASTER_PLAN = _advised(
    "R52", "制定完善的災難恢復預案,明確在不同災難場景下的應急處理流程和責任分工"
)
NATURAL_DISASTER = _advised(
    "R53",
    "自然災害(如地震、洪水) | 切換到災備系統,評估主系統受損情況 | 24小時內恢復部分關鍵業務",
)
CYBER_ATTACK = _advised(
    "R54", "網絡攻擊 | 隔離受攻擊系統,清除病毒和惡意軟件 | 48小時內全面恢復系統"
)
HARDWARE_FAULT = _advised("R55", "硬件故障 | 更換故障硬件,恢復數據和系統 | 12小時內恢復系統運行")
RECOVERY_TESTED = _advised("R56", "測試內容包括系統功能測試、性能測試、數據準確性測試等")
SURVEY = _advised("R57", "調查可以采用問卷調查、電話訪談等方式進行")
IMPROVEMENT = _advised("R58", "計劃包括改進的目標、措施、時間節點等內容")
WITHIN_A_DAY = _instanced("R59", "比如24小時內響應,甚至更短的時間")
PROBLEMS = _advised("R60", "以下是售后可能解決的問題類型")
FREE_BASICS = _advised(
    "R61", "一般在系統的質保期內,一些基礎的服務,比如系統維護、簡單的故障排除等可能是免費的"
)
CHARGED = _advised("R62", "像系統的定制化開發、深度的技術支持等可能會收取費用")
ADDED_VALUE = _advised("R62", "一些增值服務,如數據分析、報表生成等可能會額外收費")
TRAINING_FEES = _advised(
    "R62", "有些培訓可能是免費的,包含在售后服務中;有些高級的培訓可能會收取一定的費用"
)
FEE_PLANS = _advised("R63", "可能有按次收費、按年收費、按項目收費等多種方式")
AFTER_THE_PROJECT = _advised("R63", "項目結束后,如果還有其他問題,可能需要重新收費")
LONG_TERM = _advised("R63", "如果與供應商建立了長期的合作關系,可能會獲得一定的收費優惠")
COMPLAINT_RATE = _advised("R64", "投訴率低說明售后的服務質量高")
