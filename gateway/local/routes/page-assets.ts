import { pageFile } from "../page-files.ts";
import { failure, type Route } from "../route.ts";

export const pageAssetsRoute: Route = {
  method: "GET",
  path: "/assets/*",
  needsToken: false,
  answer: (_gateway, { path }) =>
    pageFile(path.slice(1)) ?? failure(404, "NOT_FOUND", "没有这个文件 · no such file"),
};
