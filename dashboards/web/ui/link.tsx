// A link inside the page: a real <a href>, followed without a reload when it is clicked plainly.
import type { AnchorHTMLAttributes, MouseEvent } from "react";
import { navigate } from "../state/location.ts";

type LinkProps = AnchorHTMLAttributes<HTMLAnchorElement> & { readonly href: string };

/** A click that asks for this window; with a modifier or another button the browser decides. */
function isPlain(event: MouseEvent): boolean {
  const { button, metaKey, ctrlKey, shiftKey, altKey, defaultPrevented } = event;
  return button === 0 && !metaKey && !ctrlKey && !shiftKey && !altKey && !defaultPrevented;
}

export function Link({ href, onClick, ...rest }: LinkProps) {
  return (
    <a
      {...rest}
      href={href}
      onClick={(event) => {
        onClick?.(event);
        if (!isPlain(event)) return;
        event.preventDefault();
        navigate(href);
      }}
    />
  );
}
