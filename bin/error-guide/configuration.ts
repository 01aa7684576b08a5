import { type ErrorChapter, entry } from "./error-entry.ts";

export const configurationErrors: ErrorChapter = {
  title: "配置与重读 · configuration and reload",
  entries: [
    entry(
      "error",
      "GATEWAY_CONFIG_UNREADABLE",
      [
        "配置文件打不开,网关没有启动。",
        "核对路径;检查文件权限与所属用户(systemd 下是单元里的 User)。",
      ],
      [
        "The configuration file cannot be opened; the gateway did not start.",
        "Check the path, then the file's rights and owner (under systemd: the unit's User).",
      ],
    ),
    entry(
      "error",
      "GATEWAY_CONFIG_INVALID",
      [
        "配置有错;每行一个问题,写明文件、行号、位置与改法。重读时原配置继续有效。",
        "逐行改正后用 lineproof gateway FILE --check 检查,再启动或重读。",
      ],
      [
        "The configuration has mistakes, one per line with file, line, place and mend. At a reload the one before stays in force.",
        "Mend each line, check with lineproof gateway FILE --check, then start or reload.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_TEMPLATE_INVALID",
      ["设备模板的内容不合规。", "按提示改模板的 JSON;或改用随附模板。"],
      [
        "A device template is not as it must be.",
        "Mend the template's JSON as told, or use a shipped template.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_DRIVER_UNKNOWN",
      ["连接写了不存在的驱动。", "改成提示中列出的驱动。"],
      ["A connection names a driver that does not exist.", "Use one of those the message lists."],
    ),
    entry(
      "error",
      "GATEWAY_ENDPOINT_INVALID",
      ["连接参数(地址、端口、超时、安全模式等)不对。", "按提示逐项改正 endpoint。"],
      [
        "The settings of a connection (address, port, time limits, security) are wrong.",
        "Mend each part of endpoint that is named.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_ADDRESS_INVALID",
      [
        "信号地址写法不对,或设备不可能有这种地址。",
        "对照设备手册与 gateway/README.md 改正;Modbus 地址从 0 起。",
      ],
      [
        "A signal's address is not understood or cannot exist.",
        "Compare with the device's manual and gateway/README.md; Modbus addresses count from 0.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_SPARKPLUG_ID",
      ["编号不能用于 MQTT 主题(空,或含 / + #),或同一编号声明了两次。", "改编号。"],
      [
        "An id cannot stand in an MQTT topic (empty, or with / + #), or is declared twice.",
        "Change the id.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_RELOAD_RESTART_NEEDED",
      [
        "新配置改了只能在启动时生效的部分(站点、网关编号、数据目录、消息服务器、待发队列、本地页面等);整份新配置都未采用,网关照原配置运行。",
        "需要这些更改就重启网关;不需要就改回去再重读。",
      ],
      [
        "The new configuration changes what is fixed from the start (site, gateway id, data folder, broker, outbox, local page); none of it was taken, the one before stays in force.",
        "Restart the gateway if you need these changes; else take them back and reload.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_RELOAD_UNAVAILABLE",
      ["本网关不是从文件启动的,或正在停止,无法重读。", "用 lineproof gateway FILE 启动。"],
      [
        "This gateway was not started from a file, or is stopping: there is nothing to read again.",
        "Start it by lineproof gateway FILE.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_CONFIG_UNWRITABLE",
      [
        "本地页面写不了配置文件,原文件没有改动;网关的用户没有写权限是常态。",
        "在页面上下载新配置,由管理员放到原处,再点「重读」;本应能写的,查目录与文件的权限、磁盘空间、是否只读挂载。",
      ],
      [
        "The local page cannot write the configuration, the file stays as it was; mostly the gateway's user may not.",
        "Download the new configuration from the page, let an administrator put it there, then reload; where it should be writable check the rights of folder and file, disk space, and a read-only mount.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_CONFIG_OVERTAKEN",
      ["编辑期间配置文件被别人改了,没有覆盖。", "记下自己的修改,在页面上点「重新载入」,再改一次。"],
      [
        "The configuration was changed by somebody else meanwhile and was not overwritten.",
        "Keep your change aside, load the file again on the page, and make it once more.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_CONFIG_NO_PLACE",
      [
        "配置里的 equipment 不是一行一项(- id: …)的清单(为空,或写成 […]),新设备放不进去;文件没有改动。",
        "复制生成的几行,手工粘贴到 equipment: 下面,检查后重读。",
      ],
      [
        "The configuration's equipment is no list with an item a line (- id: …): it is empty, or written as […]; nothing was changed.",
        "Copy the prepared lines, paste them below equipment: by hand, check, and reload.",
      ],
    ),
  ],
};
