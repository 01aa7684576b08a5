// Lost connections, each in one sentence at the top of the page: which, since when, and what that means for the values.

import type { LineModel } from "#contracts/line-model.ts";
import { type LinkNotice, linkNotices } from "../../state/link-notices.ts";
import type { SiteView } from "../../state/site-view.ts";
import { formatAge } from "../../ui/age.ts";
import { useWords, type Words } from "../../ui/language-context.tsx";
import { formatClock } from "../../ui/zoned-time.ts";
import { CategoryMark } from "../states/category-mark.tsx";
import "./link-notice.css";

function sentenceOf(notice: LinkNotice, view: SiteView, { say, pick }: Words): string {
  const since = (time: number | undefined): string =>
    time === undefined || view.now === undefined
      ? ""
      : say("sinceInSentence", {
          time: formatClock(time, view.zone),
          age: formatAge(view.now - time),
        });
  switch (notice.kind) {
    case "page":
      return say("noticePage", { since: since(notice.since) });
    case "broker":
      return say("noticeBroker", { since: since(notice.since) });
    case "gateway":
      return say("noticeGateway", {
        name: notice.gateway,
        since: since(notice.since),
        n: notice.equipment.length,
      });
    case "device":
      return say("noticeDevice", {
        name: pick(notice.equipment.name),
        since: since(notice.since),
      });
    case "never": {
      const names = notice.equipment.map(({ name }) => pick(name)).join(say("listComma"));
      return say("noticeNever", { names });
    }
  }
}

export function LinkNoticeList({
  model,
  view,
}: {
  readonly model: LineModel;
  readonly view: SiteView;
}) {
  const words = useWords();
  const notices = linkNotices(model, view.live, view.now);
  if (notices.length === 0) return null;
  return (
    <ul className="link-notices">
      {notices.map((notice) => {
        const never = notice.kind === "never";
        const key = notice.kind === "device" ? `device/${notice.equipment.id}` : notice.kind;
        return (
          <li
            key={notice.kind === "gateway" ? `gateway/${notice.gateway}` : key}
            className={never ? "never-notice" : "lost-notice"}
          >
            <CategoryMark look={never ? "never" : "lost"} />
            <span>{sentenceOf(notice, view, words)}</span>
          </li>
        );
      })}
    </ul>
  );
}
