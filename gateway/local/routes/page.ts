import { pageFile } from "../page-files.ts";
import { failure, type Route } from "../route.ts";

/** The page itself tells nothing: what it shows it asks for with the token. */
export const pageRoute: Route = {
  method: "GET",
  path: "/",
  needsToken: false,
  answer: () =>
    pageFile("index.html") ??
    failure(404, "PAGE", "页面未构建 · the page is not built: npm run build:web"),
};
