// A small drawn sign of what a line makes: stacked boards, a cabinet, a roll of wool; boxes on a belt
// where the profile is another.
import type { ReactNode } from "react";

const signs: Readonly<Record<string, ReactNode>> = {
  "wood-panel": (
    <>
      <path d="M3 9.5 16 4l13 5.5L16 15z" />
      <path d="m3 15 13 5.5L29 15M3 20.5 16 26l13-5.5M3 9.5v11M29 9.5v11" />
    </>
  ),
  "custom-furniture": (
    <>
      <path d="M5 4h22v21H5zM16 4v21M5 11h11M16 18h11M8 25v3M24 25v3" />
      <path d="M13 15.5v3M19 10v3M9.5 7.5h2M20.5 21.5h2" />
    </>
  ),
  insulation: (
    <>
      <circle cx="11" cy="15" r="9" />
      <circle cx="11" cy="15" r="5" />
      <circle cx="11" cy="15" r="1.2" />
      <path d="M11 24h18M19.5 18c1.6-2 3.2 2 4.8 0s3.2 2 4.7 0" />
    </>
  ),
};

const belt = (
  <path d="M2 23h28M6 12h8v8H6zM18 15h6v5h-6zM6 26.5a.01.01 0 1 1 .02 0M26 26.5a.01.01 0 1 1 .02 0" />
);

export function LineSign({ profile }: { readonly profile: string | undefined }) {
  return (
    <svg className="line-sign" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      {(profile === undefined ? undefined : signs[profile]) ?? belt}
    </svg>
  );
}
