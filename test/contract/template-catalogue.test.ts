// docs/template-catalogue.md is what the templates say. With -u it is written anew.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { templateCatalogue } from "#gateway/templates/catalogue-page.ts";
import { templates } from "#gateway/templates/registry.ts";
import { parseTemplate } from "#gateway/templates/template.ts";

test("docs/template-catalogue.md is the generated page", async () => {
  await expect(templateCatalogue(templates.values())).toMatchFileSnapshot(
    "../../docs/template-catalogue.md",
  );
});

test("every template is on it, with its source", () => {
  const page = templateCatalogue(templates.values());
  for (const { id, source } of templates.values()) {
    const row = page.split("\n").find((line) => line.startsWith(`| \`${id}\``));
    expect(row?.includes(source.replaceAll("|", "\\|")), id).toBe(true);
  }
});

test.each(["zh-CN", "en"])("the example of the guide (%s) is a template", (language) => {
  const guide = new URL(`../../docs/guides/write-a-template.${language}.md`, import.meta.url);
  const example = /```json\n(\{[\s\S]*?\n\})\n```/.exec(readFileSync(guide, "utf8"))?.[1];
  expect(parseTemplate("gt-2.json", example ?? "").derived).toHaveLength(2);
});
