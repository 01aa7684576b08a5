// The two languages of every page, and a text in both.

export type Language = "zh" | "en";
export type Bilingual = { readonly zh: string; readonly en: string };
