// docs/errors.md: the guide as a page, Chinese first.
import type { ErrorEntry } from "./error-entry.ts";
import { errorGuide } from "./registry.ts";

const levels = {
  warn: "自行恢复或仅提示 · mends itself, or is only told",
  error: "需要处理 · needs somebody",
} as const;

/** One entry for a terminal. */
export function explain({ codes, level, zh, en }: ErrorEntry): string {
  return [
    codes.join(" "),
    `(${levels[level]})`,
    `含义:${zh.means}`,
    `处理:${zh.mend}`,
    `Means: ${en.means}`,
    `Mend:  ${en.mend}`,
  ].join("\n");
}

function section({ codes, level, zh, en }: ErrorEntry): string {
  const heads = codes.map((code) => `### ${code}`).join("\n");
  return `${heads}\n\n*${levels[level]}*\n\n- **含义** ${zh.means}\n- **处理** ${zh.mend}\n- **Means** ${en.means}\n- **Mend** ${en.mend}`;
}

export function errorsPage(): string {
  const chapters = errorGuide.map(
    ({ title, entries }) => `## ${title}\n\n${entries.map(section).join("\n\n")}`,
  );
  return `# 错误代码 · error codes

日志与界面里方括号中的代码,含义与处理都在这里;终端上用 \`lineproof explain CODE\`。
The code in brackets in logs and on screens, what it means and what to do; on a terminal \`lineproof explain CODE\`.

本页由 bin/error-guide/ 生成:\`lineproof explain --markdown > docs/errors.md\`。This page is generated.

${chapters.join("\n\n")}
`;
}
