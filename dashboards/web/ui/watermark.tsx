// A quiet repeated word over the whole page, e.g. 演示: no picture of this page can pass for another.
// SVG by hand, because a style attribute would fall to the content security policy.

export function Watermark({ text }: { readonly text: string }) {
  return (
    <svg className="watermark" aria-hidden="true" focusable="false">
      <defs>
        <pattern
          id="watermark"
          width="360"
          height="220"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(-24)"
        >
          <text x="20" y="110">
            {text}
          </text>
        </pattern>
      </defs>
      <rect width="100%" height="100%" fill="url(#watermark)" />
    </svg>
  );
}
