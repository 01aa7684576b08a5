import { type ErrorChapter, entry } from "./error-entry.ts";

export const localErrors: ErrorChapter = {
  title: "本地页面与调试 · local page and commissioning",
  entries: [
    entry(
      "warn",
      "GATEWAY_LOCAL_PORT",
      [
        "本地页面的端口不能用(多半被占)。采集与上传不受影响,只是没有页面、指标与健康检查。",
        "用 local.port 换一个端口,或写 local: false。",
      ],
      [
        "The local page's port cannot be used, most likely it is taken. Reading and publishing go on; there is no page, metrics or health.",
        "Choose another by local.port, or write local: false.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_LOCAL_TOKEN",
      [
        "数据目录的 local.token 读不出、太短,或别人也能读。采集不受影响。",
        "删除它并重启,会重新生成(权限 0600)。",
      ],
      [
        "local.token in the data folder cannot be read, is too short, or others may read it. Reading goes on.",
        "Delete it and restart: a new one is made (mode 0600).",
      ],
    ),
    entry(
      "error",
      "GATEWAY_EQUIPMENT_UNKNOWN",
      ["没有这样的设备或信号。", "从提示的清单里选。"],
      ["There is no such equipment or signal.", "Choose from the list."],
    ),
    entry(
      "error",
      "GATEWAY_COMMISSIONING_UNSUPPORTED",
      ["这种连接不支持该操作(如 Modbus 不能浏览)。", "用 scan、check 或换一种连接。"],
      [
        "This kind of connection cannot do that (Modbus has nothing to browse).",
        "Use scan or check, or another connection.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_CONNECTION_TEXT GATEWAY_HOSTS_TEXT",
      ["命令行里的连接或地址范围看不懂。", "照提示中的例子写。"],
      [
        "A connection or range of addresses on the command line is not understood.",
        "Write it like the examples.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_ANSWERS_INVALID",
      ["所答内容组不成正确的配置,没有写文件。", "按提示更正后重来。"],
      ["The answers make no valid configuration; nothing was written.", "Correct them as told."],
    ),
    entry(
      "error",
      "GATEWAY_WATCH_UNREACHABLE",
      [
        "要看的网关没有应答,或不在本机。",
        "看网关是否在运行、local 的端口是否一致;从别处看请用 SSH 隧道。",
      ],
      [
        "The gateway to watch does not answer, or is not on this computer.",
        "Check that it runs and that the local port is the same; from elsewhere use an SSH tunnel.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_WATCH_REFUSED",
      [
        "网关拒绝了查看,多半是口令不对。",
        "用数据目录里的 local.token;须与网关同一用户或有读取权限。",
      ],
      [
        "The gateway refused to be watched, most likely for a wrong token.",
        "Use local.token of its data folder; you need the right to read it.",
      ],
    ),
  ],
};
