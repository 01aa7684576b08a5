import { type ErrorChapter, entry } from "./error-entry.ts";

export const contractErrors: ErrorChapter = {
  title: "数据格式 · formats of data",
  entries: [
    entry(
      "error",
      "CONTRACTS_LINE_MODEL_INVALID",
      ["产线模型有错,每行一个问题。", "按提示改模型;锁定的模型须由评估方重新会签。"],
      [
        "The line model has mistakes, one per line.",
        "Mend it; a locked one must be countersigned again.",
      ],
    ),
    entry(
      "error",
      "CONTRACTS_POLICY_INVALID",
      ["政策规则文件有错。", "按提示改正。"],
      ["A policy file has mistakes.", "Mend it as told."],
    ),
    entry(
      "error",
      "CONTRACTS_BYTES_RANGE CONTRACTS_BYTES_SHORT CONTRACTS_BYTES_TRAILING CONTRACTS_BYTES_UTF8 CONTRACTS_RECORD_BYTES CONTRACTS_RECORD_FLAG CONTRACTS_RECORD_KIND CONTRACTS_RECORD_ORDER CONTRACTS_RECORD_VALUE CONTRACTS_RECORD_VERSION CONTRACTS_VALUE_FORM CONTRACTS_VALUE_KIND",
      [
        "一条记录的字节不合格式:被截断、被改动,或由别的版本写成。不会被当作数据采用。",
        "查磁盘与网络;两边用同一版本;反复出现请附 lineproof doctor 诊断包报告。",
      ],
      [
        "The bytes of a record are not as they must be: cut off, changed, or of another version. They are not taken as data.",
        "Check disk and network; use one version on both sides; if it repeats report it with the bundle of lineproof doctor.",
      ],
    ),
    entry(
      "error",
      "CONTRACTS_JSON_NUMBER CONTRACTS_JSON_TEXT CONTRACTS_JSON_TYPE",
      ["内容不能写成规范 JSON(RFC 8785)。", "查提示中的值:NaN、无穷大、非法文字都不行。"],
      [
        "Something has no canonical JSON form (RFC 8785).",
        "Look at the value named: no NaN, infinities or broken text.",
      ],
    ),
    entry(
      "error",
      "CONTRACTS_CHECKPOINT_EXTENSION CONTRACTS_CHECKPOINT_FORM CONTRACTS_CHECKPOINT_ORIGIN CONTRACTS_CHECKPOINT_ROOT CONTRACTS_CHECKPOINT_SIGNATURE CONTRACTS_CHECKPOINT_SIZE CONTRACTS_NOTE_FORM CONTRACTS_NOTE_KEY_NAME CONTRACTS_NOTE_SIGNATURE_LINE CONTRACTS_NOTE_SIZE",
      ["检查点或其签名不合格式,或签名不对;不予采用。", "核对密钥与来源;两边用同一版本。"],
      [
        "A checkpoint or its signature is malformed or wrong; it is not accepted.",
        "Check key and origin; use one version on both sides.",
      ],
    ),
    entry(
      "error",
      "CONTRACTS_SPARKPLUG_BYTES CONTRACTS_SPARKPLUG_DATATYPE CONTRACTS_SPARKPLUG_FIELD CONTRACTS_SPARKPLUG_LIMIT CONTRACTS_SPARKPLUG_RANGE CONTRACTS_TOPIC_FORM CONTRACTS_TOPIC_ID CONTRACTS_EVIDENCE_COMMAND",
      ["收到的 Sparkplug 消息不合格式,已拒绝。", "查是谁在这些主题上发布;只有中心可以发指令。"],
      [
        "A Sparkplug message is malformed and was refused.",
        "Find out who publishes there; only the host may send commands.",
      ],
    ),
  ],
};
