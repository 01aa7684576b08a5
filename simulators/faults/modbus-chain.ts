// The Modbus faults of a deck as one hook of a server.

import type { ModbusExchange, ModbusHook, ModbusReply } from "../servers/modbus-hook.ts";
import type { CableState } from "../servers/tcp-cable-state.ts";
import type { ActingFault } from "./acting-fault.ts";
import type { Listener } from "./fault.ts";

export interface ModbusMoment {
  readonly acting: readonly ActingFault[];
  readonly elapsedMs: number;
  /** An RS-485 line has no relay in front: a line that is not whole is silent. */
  readonly cable: CableState;
}

const silence: readonly ModbusReply[] = [];

export function hookOf(listener: Listener, moment: () => ModbusMoment): ModbusHook {
  return {
    replies: (exchange) => {
      const { acting, elapsedMs, cable } = moment();
      if (acting.length === 0) return undefined;
      if (cable.kind !== "whole") return silence;
      const asItIs = [plain(exchange)];
      let replies: readonly ModbusReply[] = asItIs;
      for (const slot of acting) {
        const change = slot.fault?.modbus;
        if (change === undefined) continue;
        const since = slot.elapsed(elapsedMs);
        replies = change.replies(replies, exchange, { elapsedMs: since, listener });
      }
      return replies === asItIs ? undefined : replies;
    },
  };
}

function plain({ transaction, unit, answer }: ModbusExchange): ModbusReply {
  return { transaction, unit, pdu: answer, afterMs: 0 };
}
