// Quality in words: the HJ 212 flag and the reason behind an OPC UA status (contracts/quality.ts).
import { type Flag, status } from "#contracts/quality.ts";
import type { Bilingual } from "./bilingual.ts";

export const flagWords: { readonly [F in Flag]: Bilingual } = {
  N: { zh: "正常", en: "normal" },
  F: { zh: "停运", en: "stopped" },
  M: { zh: "维护", en: "maintenance" },
  S: { zh: "手工输入", en: "manual" },
  D: { zh: "故障", en: "fault" },
  C: { zh: "校准", en: "calibration" },
  T: { zh: "超量程", en: "over range" },
  B: { zh: "通信异常", en: "communication" },
};

const reasons = new Map<number, Bilingual>([
  [status.uncertainLastUsable, { zh: "最后可用值", en: "last usable value" }],
  [status.badCommunication, { zh: "通信失败", en: "communication failed" }],
  [status.badTimeout, { zh: "设备无应答", en: "no answer in time" }],
  [status.badWaitingForInitialData, { zh: "等待首个数据", en: "waiting for first data" }],
  [status.badOutOfRange, { zh: "超出量程", en: "out of range" }],
  [status.badNotSupported, { zh: "设备不支持此功能", en: "not supported by the device" }],
  [status.badConfiguration, { zh: "寄存器地址或配置有误", en: "wrong register or configuration" }],
  [status.badNotConnected, { zh: "设备未连接", en: "not connected" }],
  [status.badDecoding, { zh: "内容无法解读", en: "not readable as its type" }],
  [status.badDeviceFailure, { zh: "设备故障", en: "device failure" }],
  [
    status.badSensorFailure,
    { zh: "传感器故障或无此测量值", en: "sensor failure or no such value" },
  ],
  [status.badResourceUnavailable, { zh: "设备忙", en: "device busy" }],
]);

/** The reason behind a status that is not good; undefined where only the severity is known. */
export function reasonOfStatus(code: number): Bilingual | undefined {
  return reasons.get((code & 0xffff0000) >>> 0);
}

/** Number of the Modbus exception in the low byte of a bad status; undefined when there is none. */
export function exceptionOfStatus(code: number): number | undefined {
  const low = code & 0xff;
  return code >>> 31 === 1 && low > 0 ? low : undefined;
}
