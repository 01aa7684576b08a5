import { afterEach, expect, test, vi } from "vitest";
import type { DisplayReport } from "#contracts/display.ts";
import { postDisplay, postDisplayLeaving } from "./post-display.ts";

const report: DisplayReport = [{ kind: "state", buckets: [[127, 3]] }];

afterEach(() => {
  vi.unstubAllGlobals();
});

test.each([
  [204, { taken: true, again: false }],
  [400, { taken: false, again: false }],
  [429, { taken: false, again: true }],
  [503, { taken: false, again: true }],
])("an answer %i means %j", async (code, outcome) => {
  const fetched = vi.fn(async () => new Response(null, { status: code }));
  vi.stubGlobal("fetch", fetched);
  expect(await postDisplay("文安", report)).toEqual(outcome);
  expect(fetched).toHaveBeenCalledWith(
    "/api/sites/%E6%96%87%E5%AE%89/display",
    expect.objectContaining({ method: "POST", body: JSON.stringify(report) }),
  );
});

test("a server that is away is asked again", async () => {
  vi.stubGlobal("fetch", async () => {
    throw new TypeError("refused");
  });
  expect(await postDisplay("s", report)).toEqual({ taken: false, again: true });
});

test("a page that is left hands the report over, and sends it itself only when nobody takes it", async () => {
  const fetched = vi.fn(async () => new Response(null, { status: 204 }));
  const beacon = vi.fn((_path: string, _body: Blob) => true);
  vi.stubGlobal("fetch", fetched);
  vi.stubGlobal("navigator", { sendBeacon: beacon });
  postDisplayLeaving("s", report);
  const body = beacon.mock.calls[0]?.[1];
  expect(body?.type).toBe("application/json");
  expect(await body?.text()).toBe(JSON.stringify(report));
  expect(fetched).not.toHaveBeenCalled();
  beacon.mockReturnValueOnce(false);
  postDisplayLeaving("s", report);
  expect(fetched).toHaveBeenCalledWith(
    "/api/sites/s/display",
    expect.objectContaining({ keepalive: true, body: JSON.stringify(report) }),
  );
});
