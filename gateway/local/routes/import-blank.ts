import type { Route } from "../route.ts";

/** An empty signal list for Excel. */
export const importBlankRoute: Route = {
  method: "GET",
  path: "/api/import/blank",
  needsToken: true,
  async answer() {
    const { blankList } = await import("../../signal-list/blank-list.ts");
    return { status: 200, type: "text/csv; charset=utf-8", body: blankList() };
  },
};
