import { type ErrorChapter, entry } from "./error-entry.ts";

export const deviceLinkErrors: ErrorChapter = {
  title: "与设备的连接 · links to devices",
  entries: [
    entry(
      "warn",
      "GATEWAY_LINK_REFUSED",
      [
        "连不上设备:对方拒绝、地址不通或域名找不到。信号记为无效;网关按 1 s 至 30 s 的间隔一直重试。",
        "看设备是否上电、网线与指示灯;ping 地址;核对 IP 与端口;有的 PLC 只许一个连接,关掉别的上位机。",
      ],
      [
        "The device cannot be reached: refused, no route or unknown name. Its signals are bad; it is tried again every 1 s to 30 s.",
        "Check power, cable and lights; ping it; check IP and port; some PLCs take one connection only: close other masters.",
      ],
    ),
    entry(
      "warn",
      "GATEWAY_LINK_LOST",
      [
        "连接中途断了(对方关闭、网线、断电,或驱动出错)。信号记为无效一次,自动重连。",
        "偶尔一次不用管;反复出现就查网线、交换机、供电,以及是否有别的程序抢占连接。",
      ],
      [
        "The link broke (closed by the device, cable, power, or a failure of the driver). Signals turn bad once; it is opened again.",
        "Once is nothing; if it repeats check cable, switch, power, and whether another program takes the connection.",
      ],
    ),
    entry(
      "warn",
      "GATEWAY_LINK_TIMEOUT",
      [
        "设备在时限内没有应答。自动重试。",
        "查设备负荷与网络;慢设备可调大 requestTimeoutMs、readTimeoutMs(OPC UA 为 timeoutMs)或放慢扫描。",
      ],
      [
        "The device did not answer in time. It is tried again.",
        "Check its load and the network; for slow devices raise requestTimeoutMs and readTimeoutMs (OPC UA: timeoutMs), or scan more slowly.",
      ],
    ),
    entry(
      "warn",
      "GATEWAY_LINK_DESYNCHRONISED",
      [
        "收到的内容不是所问的应答(乱序、残帧、别的协议)。连接已放弃并重开,没有采用任何可疑的值。",
        "查端口上是不是 Modbus;串口服务器要用对模式;总线上是否有第二个主站。",
      ],
      [
        "What came is no answer to what was asked (stale or broken frames, another protocol). The link is opened anew; nothing doubtful was taken.",
        "Check that the port speaks Modbus, the serial server's mode, and whether the bus has a second master.",
      ],
    ),
    entry(
      "warn",
      "GATEWAY_CONNECTION_CLOSED",
      ["连接已由网关自己关闭(停止或重读配置)。", "不用处理。"],
      ["The gateway itself closed the connection (stop or reload).", "Nothing to do."],
    ),
    entry(
      "warn",
      "GATEWAY_SCAN_STALLED",
      [
        "某扫描组超过三个周期没有任何结果。其信号已记为无效,连接将重开;不需要重启。次数见 status 的 stalls。",
        "偶尔一次不用管;反复出现请把 lineproof doctor 的诊断包发给我们,并查该设备的网络。",
      ],
      [
        "A scan group gave no result for three intervals. Its signals were recorded as bad, the link is opened anew; no restart is needed. Counted as stalls in the status.",
        "Once is nothing; if it repeats check the device's network and send the bundle of lineproof doctor.",
      ],
    ),
    entry(
      "warn",
      "GATEWAY_SERIAL_UNUSABLE",
      [
        "串口打不开或不能用。自动重试。",
        "核对路径,宜用 /dev/serial/by-id/…;把运行用户加入 dialout 组;关掉占用串口的程序;查 USB 转换器。",
      ],
      [
        "A serial port cannot be opened or used. It is tried again.",
        "Check the path, better /dev/serial/by-id/…; put the user into group dialout; close what holds the port; check the USB adapter.",
      ],
    ),
    entry(
      "warn",
      "GATEWAY_DTU_LISTEN_FAILED",
      ["不能在所写的地址与端口等 DTU 拨入。", "端口被占就换一个;地址须是本机的。"],
      [
        "The gateway cannot listen for DTUs there.",
        "Choose another port if it is taken; the address must be this computer's.",
      ],
    ),
    entry(
      "warn",
      "GATEWAY_DTU_ABSENT",
      [
        "DTU 还没有拨入。信号为无效,拨入后自动恢复。",
        "查 DTU 的中心地址与端口、SIM 卡、流量、信号强度、注册包内容。",
      ],
      [
        "The DTU has not dialled in. Signals are bad until it does.",
        "Check its centre address and port, SIM card, data plan, reception, and registration packet.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_DTU_TAKEN",
      ["两个连接写了同一个注册包。", "一个 DTU 只写在一个连接里。"],
      ["Two connections name the same registration packet.", "A DTU belongs to one connection."],
    ),
    entry(
      "warn",
      "GATEWAY_LINK_BUSY",
      ["线路太忙,轮不到查找设备;正常采集不受影响。", "放慢扫描周期,或稍后再找。"],
      ["The line is too busy for a search; reading goes on.", "Scan more slowly, or search later."],
    ),
  ],
};
