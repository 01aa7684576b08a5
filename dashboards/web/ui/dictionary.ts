// Every text of the page, Chinese and English side by side. The fixed words of verdicts are not here:
// they stand once in contracts/verdict.ts. `{name}` is filled in by say().

export type Language = "zh" | "en";
export type Bilingual = { readonly zh: string; readonly en: string };

export const dictionary = {
  product: { zh: "产线实证", en: "Lineproof" },
  simulated: { zh: "仿真", en: "Simulated" },
  simulatedHint: {
    zh: "本站点由仿真设备供数,不是真实产线",
    en: "Simulated equipment feeds this site; it is no real line",
  },
  trial: { zh: "试评", en: "Trial" },
  trialHint: {
    zh: "规则尚未经主管部门采用,结果仅供试评",
    en: "The authority has not adopted these rules; results are a trial",
  },
  site: { zh: "站点", en: "Site" },
  language: { zh: "界面语言", en: "Language" },
  cluster: { zh: "集群", en: "Cluster" },
  hostTime: { zh: "主机时间", en: "Host time" },
  skipToMain: { zh: "跳到主要内容", en: "Skip to the main part" },

  connecting: { zh: "正在连接", en: "Connecting" },
  live: { zh: "实时", en: "Live" },
  connectionLost: { zh: "连接中断", en: "Connection lost" },
  gatewayOffline: { zh: "网关 {name} 离线", en: "Gateway {name} offline" },
  deviceOffline: { zh: "设备 {name} 离线", en: "Equipment {name} offline" },
  since: { zh: "自 {time} · {age}", en: "since {time} · {age}" },
  notLive: {
    zh: "与看板服务器的连接中断,下列数值均为中断前的旧值,正在重新连接。",
    en: "The connection to the dashboard server is lost. The values below are from before; reconnecting.",
  },

  loading: { zh: "正在读取", en: "Loading" },
  noSites: { zh: "本机没有站点", en: "No site is kept here" },
  pageFailed: { zh: "页面出错,未显示任何数据", en: "The page failed; no data is shown" },
  reload: { zh: "重新载入", en: "Reload" },
  allSites: { zh: "全部站点", en: "All sites" },
  failed: { zh: "读取失败", en: "Could not be read" },
  retry: { zh: "重试", en: "Try again" },

  overviewItem: { zh: "判定", en: "Verdict" },
  overviewValues: { zh: "有效数值", en: "Values in order" },
  overviewValuesOf: { zh: "{good} / {all}", en: "{good} / {all}" },
  overviewAllGood: { zh: "全部良好且及时", en: "all good and fresh" },
  overviewNotGood: {
    zh: "{stale} 陈旧 · {bad} 坏值或不确定",
    en: "{stale} stale · {bad} bad or uncertain",
  },
  overviewLatency: { zh: "落盘延迟", en: "Latency to disk" },
  overviewLatencyOf: { zh: "中位 · 99% 在 {p99} ms 内", en: "median · 99 % within {p99} ms" },
  overviewLoss: { zh: "丢失记录", en: "Records lost" },
  overviewLossNone: { zh: "账目平衡", en: "the ledger closes" },
  overviewLossSome: { zh: "见丢失台账", en: "see the loss ledger" },

  liveValues: { zh: "实时数据", en: "Live values" },
  signal: { zh: "信号", en: "Signal" },
  range: { zh: "量程", en: "Range" },
  value: { zh: "数值", en: "Value" },
  quality: { zh: "质量", en: "Quality" },
  age: { zh: "数据龄", en: "Age" },
  neverRead: { zh: "尚无数据", en: "never read" },
  good: { zh: "良好", en: "Good" },
  uncertain: { zh: "不确定", en: "Uncertain" },
  bad: { zh: "坏值", en: "Bad" },
  stale: { zh: "陈旧 {age}", en: "Stale {age}" },
  staleGateway: { zh: "网关离线", en: "gateway offline" },
  staleDevice: { zh: "设备离线", en: "equipment offline" },
  staleSource: { zh: "来自断线前", en: "from before the link was lost" },
  staleLate: { zh: "超过应到时间", en: "overdue" },
  exceptionCode: { zh: "异常码 {code}", en: "exception {code}" },
  bandLabel: {
    zh: "{value},量程 {low} 至 {high}",
    en: "{value}, range {low} to {high}",
  },
  bandLabelNone: { zh: "无数值", en: "no value" },

  trend: { zh: "趋势", en: "Trend" },
  trendWindow: { zh: "时间窗", en: "Window" },
  minutes: { zh: "{n} 分钟", en: "{n} min" },
  trendEmpty: { zh: "此时间窗内没有样本", en: "No samples in this window" },
  trendKeySolid: { zh: "有新样本", en: "samples" },
  trendKeyHeld: { zh: "无新样本(未变或未读)", en: "no new sample (unchanged or not read)" },
  trendKeyBad: { zh: "坏值或无数据", en: "bad, or nothing read" },
  trendKeyLimit: { zh: "报警限", en: "alarm limits" },
  trendChart: {
    zh: "{name} 最近 {n} 分钟的趋势,{count} 个样本,最低 {low},最高 {high}",
    en: "Trend of {name} over the last {n} minutes, {count} samples, lowest {low}, highest {high}",
  },
  chooseSignal: { zh: "点选左侧信号查看趋势", en: "Choose a signal to see its trend" },
  high: { zh: "高限", en: "high" },
  low: { zh: "低限", en: "low" },

  criteria: { zh: "逐项判定", en: "Criteria" },
  gates: { zh: "通用前提 G", en: "Gates G" },
  mustCount: { zh: "{n} 项必备", en: "{n} must criteria" },
  colon: { zh: ":", en: ": " },
  must: { zh: "必备", en: "must" },
  criterion: { zh: "指标", en: "Criterion" },
  state: { zh: "判定", en: "Verdict" },
  measured: { zh: "实测 / 门槛", en: "Measured / bar" },
  provenance: { zh: "门槛出处", en: "Bar from" },
  window: { zh: "观察期", en: "Window" },
  official: { zh: "官方", en: "official" },
  borrowed: { zh: "借鉴", en: "borrowed" },
  proposed: { zh: "建议", en: "proposed" },
  adopted: { zh: "已采纳", en: "adopted" },
  amber: { zh: "接近门槛", en: "near the bar" },
  asked: { zh: "要求", en: "Asked" },
  reason: { zh: "理由", en: "Reason" },
  declared: { zh: "企业申报", en: "Declared" },
  verified: { zh: "核验", en: "Verified" },
  proven: { zh: "遥测证实", en: "Proven by telemetry" },
  details: { zh: "逐信号", en: "By signal" },
  evidence: { zh: "引用证据", en: "Evidence cited" },
  evidenceRange: { zh: "日志 {log} 第 {from} 至 {to} 条", en: "log {log}, records {from} to {to}" },
  evidenceCheckpoint: {
    zh: "检查点 {size} 条 · 根 {root}",
    en: "checkpoint of {size} · root {root}",
  },
  evidenceUncovered: { zh: "尚无检查点覆盖", en: "no checkpoint covers it yet" },
  evidenceNone: { zh: "未引用证据", en: "no evidence cited" },
  documents: { zh: "待提交材料", en: "Documents to hand in" },
  documentD: { zh: "材料", en: "document" },
  documentV: { zh: "现场核查", en: "on-site check" },
  rules: { zh: "规则", en: "Rules" },
  rulesVersion: {
    zh: "{policy} v{version} · 事实修订 {revision}",
    en: "{policy} v{version} · fact revision {revision}",
  },
  judgedAt: { zh: "判定于 {time}", en: "judged at {time}" },
  finding: {
    zh: "按本系统规则 v{version}:{result};官方认定以主管部门为准。",
    en: "By this system's rules v{version}: {result}. Official recognition rests with the competent authority.",
  },
  findingMet: { zh: "满足", en: "satisfied" },
  findingNotMet: { zh: "不满足", en: "not satisfied" },
  findingOpen: { zh: "尚不能判定是否满足({state})", en: "not decided yet ({state})" },

  ledger: { zh: "丢失台账", en: "Loss ledger" },
  ledgerRead: { zh: "网关已记录", en: "Recorded by the gateway" },
  ledgerJournalled: { zh: "已落盘", en: "Journalled here" },
  ledgerOutstanding: { zh: "在途(已催要)", en: "On the way (asked for)" },
  ledgerGaps: { zh: "网关声明缺口", en: "Gaps the gateway declared" },
  ledgerHostGaps: { zh: "无法解码", en: "Undecodable" },
  ledgerQuarantined: { zh: "隔离", en: "Quarantined" },
  ledgerDuplicates: { zh: "重复(无害)", en: "Duplicates (harmless)" },
  ledgerForks: { zh: "分叉", en: "Forks" },
  ledgerCloses: {
    zh: "账目平衡:每一条都有下落",
    en: "The ledger closes: every record is accounted for",
  },
  ledgerOpen: {
    zh: "账目不平:{n} 条没有下落",
    en: "The ledger does not close: {n} records unaccounted for",
  },
  ledgerLost: { zh: "已确认丢失 {n} 条", en: "{n} records are lost for good" },
  checkpoint: { zh: "检查点", en: "Checkpoint" },
  checkpointVerified: {
    zh: "已验证 {size} 条 · {age}前",
    en: "verified for {size} records · {age} ago",
  },
  checkpointNone: { zh: "尚无已验证的检查点", en: "none verified yet" },
  ledgerNone: { zh: "尚未收到任何网关的日志", en: "No gateway's log has arrived yet" },
} as const satisfies Readonly<Record<string, Bilingual>>;

export type Phrase = keyof typeof dictionary;
export type Fillings = Readonly<Record<string, string | number>>;

/** The text of a phrase; unknown placeholders stay visible, so that a mistake is seen. */
export function say(language: Language, phrase: Phrase, fillings: Fillings = {}): string {
  return dictionary[phrase][language].replace(/\{(\w+)\}/g, (whole, name: string) => {
    const filling = fillings[name];
    return filling === undefined ? whole : String(filling);
  });
}
