// What every Modbus driver promises beside the driver contract, over any wire. Called by each driver's own test.
import { describe, expect, test } from "vitest";
import { isGood, status, statusOfModbusException } from "#contracts/quality.ts";
import { driverContract, eventually, settledWithin } from "./driver-contract.ts";
import { exceptionPdu, type FixtureHandler, registersPdu } from "./modbus-fixture.ts";
import { answersOfMap, reads, refused } from "./modbus-map.ts";
import { movableClock, serving } from "./modbus-serving.ts";
import { limitMs, type Wire } from "./modbus-wires.ts";

const readOnly = [1, 2, 3, 4, 43];

export function modbusContract(wire: Wire): void {
  describe(`driver contract over ${wire.name}`, () => {
    driverContract({
      driver: wire.driver,
      badEndpoint: wire.badEndpoint,
      badAddress: "input:1:float24",
      limitMs,
      exclusive: wire.exclusive,
      endures: wire.endures === true,
      openGood: async () => {
        const { connections, endpoint, close } = await wire.serve(answersOfMap);
        return {
          endpoint: endpoint({ requestTimeoutMs: 1_000, readTimeoutMs: 1_200 }),
          addresses: reads,
          refused,
          connections,
          close,
        };
      },
      openSilent: async () => bad(wire, () => undefined),
      openCutting: async () =>
        bad(
          wire,
          (request) => {
            request.socket.write(Buffer.of(request.unit), () => request.socket.destroy());
            return undefined;
          },
          // A pulled pseudo terminal takes its time on a busy machine.
          { requestTimeoutMs: 1_200, readTimeoutMs: 1_300 },
        ),
      nowhere: wire.nowhere,
    });
  });

  describe(`Modbus over ${wire.name}`, () => {
    const serve = serving(wire);

    test("one illegal register in a thousand: the others keep their cycle, and it is asked again", async () => {
      let broken = true;
      const far = await serve((request) => {
        const { start, count, functionCode } = request;
        return broken && start <= 537 && start + count > 537
          ? exceptionPdu(functionCode, 2)
          : registersPdu(request);
      });
      const clock = movableClock();
      const connection = await far.open({ requestTimeoutMs: 2_000, readTimeoutMs: 10_000 }, clock);
      const plan = far.planOf(
        connection,
        Array.from({ length: 1000 }, (_, i) => `input:${i}:uint16`),
      );
      const first = await plan.read();
      expect(first[537]).toMatchObject({ value: null, status: statusOfModbusException(2) });
      expect(first.filter(({ status: code }) => isGood(code))).toHaveLength(999);
      expect(far.fixture.requests.length).toBeLessThan(8 + 16);
      for (let scan = 0; scan < 3; scan += 1) {
        far.fixture.requests.length = 0;
        const readings = await plan.read();
        expect(readings.filter(({ status: code }) => isGood(code))).toHaveLength(999);
        expect(readings[537]).toMatchObject({ value: null, asked: false });
        expect(far.fixture.requests).toHaveLength(9);
      }
      broken = false;
      clock.ahead = 31_000;
      expect((await plan.read())[537]).toMatchObject({ value: 537, asked: true });
      far.fixture.requests.length = 0;
      expect((await plan.read()).map(({ value }) => value)).toEqual(
        Array.from({ length: 1000 }, (_, i) => i),
      );
      expect(far.fixture.requests).toHaveLength(8);
    });

    test("what others say before the answer is dropped and counted, and the link stays", async () => {
      const far = await serve((request) => {
        const answer = registersPdu(request, 1000);
        if (wire.framing === "tcp") request.say(answer, { transaction: request.transaction + 7 });
        else request.say(answer.subarray(0, 1 + 1), { unit: 0 });
        return registersPdu(request);
      });
      const plan = far.planOf(await far.open(), ["input:1:uint16"]);
      for (let scan = 0; scan < 5; scan += 1) {
        expect((await plan.read())[0]).toMatchObject({ value: 1, status: 0 });
      }
      expect(far.fixture.accepted).toBe(1);
    });

    test("a late answer never passes for the answer to a newer question", async () => {
      let late: (() => void) | undefined;
      let mode: "late" | "good" = "late";
      const far = await serve((request) => {
        if (mode === "good") {
          late?.();
          late = undefined;
          return registersPdu(request);
        }
        late = () => request.say(registersPdu(request, 1000));
        mode = "good";
        return undefined;
      });
      const plan = far.planOf(await far.open(), ["input:1:uint16", "input:2:uint16"]);
      for (let round = 0; round < 3; round += 1) {
        mode = "late";
        for (const { value, status: code } of await plan.read()) {
          expect(value).toBeNull();
          expect(code).toBe(status.badTimeout);
        }
        for (let scan = 0; scan < 3; scan += 1) {
          expect((await plan.read()).map(({ value }) => value)).toEqual([1, 2]);
        }
      }
      expect(far.fixture.accepted).toBe(1);
    });

    test("a busy device is asked again within the scan; one that stays busy is a bad reading", async () => {
      let busy = 2;
      const far = await serve((request) => {
        busy -= 1;
        return busy < 0
          ? registersPdu(request)
          : exceptionPdu(request.functionCode, busy % 2 === 0 ? 6 : 5);
      });
      const connection = await far.open();
      const plan = connection.plan([wire.driver.parseAddress("input:1:uint16")], 600);
      expect((await plan.read())[0]).toMatchObject({ value: 1 });
      busy = 1_000;
      far.fixture.requests.length = 0;
      const result = await settledWithin(limitMs, () => plan.read());
      expect(result).toMatchObject({ status: "fulfilled", value: [{ value: null }] });
      expect(far.fixture.requests.length).toBeGreaterThan(2);
    });

    test("a dead unit costs its neighbours one time limit and is then left alone; the link stays", async () => {
      const far = await serve((request) =>
        request.unit === 10 ? undefined : registersPdu(request),
      );
      const connection = await far.open({ requestTimeoutMs: 600, readTimeoutMs: 4_000 });
      const plans = Array.from({ length: 10 }, (_, i) =>
        far.planOf(connection, [`input:1:uint16,unit=${i + 1}`]),
      );
      const timed = async () => {
        const begin = performance.now();
        const readings = await Promise.all(plans.map((plan) => plan.read()));
        expect(readings.map(([reading]) => reading?.value)).toEqual([...Array(9).fill(1), null]);
        return performance.now() - begin;
      };
      expect(await timed()).toBeGreaterThan(590);
      await timed();
      far.fixture.requests.length = 0;
      for (let scan = 0; scan < 10; scan += 1) await timed();
      expect(far.fixture.requests.filter(({ unit }) => unit === 10)).toEqual([]);
      expect(far.fixture.accepted).toBe(1);
    });

    test("a unit that one scan group found silent is bad in the other, too, said once", async () => {
      let dead = false;
      const far = await serve((request) =>
        dead && request.unit === 2 ? undefined : registersPdu(request),
      );
      const connection = await far.open();
      const [other, one, two] = ["1:uint16,unit=1", "1:uint16,unit=2", "50:uint16,unit=2"].map(
        (text) => far.planOf(connection, [`input:${text}`]),
      );
      await other!.read();
      expect(await two!.read()).toMatchObject([{ value: 50 }]);
      dead = true;
      for (let scan = 0; scan < 2; scan += 1) {
        await one!.read();
        await other!.read();
      }
      far.fixture.requests.length = 0;
      expect(await one!.read()).toMatchObject([{ value: null, asked: false }]);
      expect(await two!.read()).toMatchObject([
        { value: null, status: status.badTimeout, asked: true },
      ]);
      expect(await two!.read()).toMatchObject([{ value: null, asked: false }]);
      expect(far.fixture.requests).toEqual([]);
    });

    test("only reads ever leave the gateway", async () => {
      const far = await serve((request) =>
        request.functionCode === 43
          ? Uint8Array.of(43, 14, 1, 1, 0, 0, 1, 0, 3, 65, 66, 67)
          : registersPdu(request),
      );
      const connection = await far.open();
      const tables = ["coil", "discrete", "holding", "input"].map((table) =>
        table === "coil" || table === "discrete" ? `${table}:3:boolean` : `${table}:3:uint16`,
      );
      await far.planOf(connection, tables).read();
      expect(await connection.identify()).toEqual([["unit.1.vendorName", "ABC"]]);
      const codes = new Set(far.fixture.requests.map(({ functionCode }) => functionCode));
      expect([...codes].sort((a, b) => a - b)).toEqual(readOnly);
    });

    test("coils from zero, bits and registers per request, pauses: as the product needs them", async () => {
      const at: number[] = [];
      const far = await serve((request) => {
        at.push(performance.now());
        return registersPdu(request);
      });
      const connection = await far.open();
      const openedAt = performance.now();
      const quirks = {
        coilsFromZero: true,
        maxBits: 500,
        maxGap: 0,
        pauseAfterConnectMs: 120,
        pauseBetweenRequestsMs: 40,
      };
      const plan = far.planOf(
        connection,
        ["coil:20:boolean", "coil:300:boolean", "holding:0:uint16", "holding:2:uint16"],
        { quirks, maxRegisters: 1 },
      );
      expect((await plan.read()).map(({ value }) => value)).toEqual([true, true, 0, 2]);
      expect(far.fixture.requests.map(({ start, count }) => [start, count])).toEqual([
        [0, 301],
        [0, 1],
        [2, 1],
      ]);
      expect(at[0]! - openedAt).toBeGreaterThan(110);
      expect(at[1]! - at[0]!).toBeGreaterThanOrEqual(38);
      expect(at[2]! - at[1]!).toBeGreaterThanOrEqual(38);
    });

    test("an answer of the wrong length or function is a bad reading, not a value", async () => {
      let turn = 0;
      const far = await serve((request) => {
        if (turn === 0) return registersPdu({ ...request, count: request.count + 1 });
        return registersPdu(turn === 1 ? { ...request, functionCode: 3 } : request);
      });
      const plan = far.planOf(await far.open(), ["input:1:uint16", "input:2:uint16"]);
      for (turn = 0; turn < 2; turn += 1) {
        for (const { value, status: code } of await plan.read()) {
          expect(value).toBeNull();
          expect([status.badCommunication, status.badTimeout]).toContain(code);
        }
      }
      expect((await plan.read()).map(({ value }) => value)).toEqual([1, 2]);
      await eventually(() => far.fixture.accepted === 1);
    });
  });
}

async function bad(wire: Wire, handler: FixtureHandler, more: Record<string, unknown> = {}) {
  const { endpoint, close } = await wire.serve(handler);
  return { endpoint: endpoint(more), close };
}
