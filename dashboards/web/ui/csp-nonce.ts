// The nonce that the server wrote into this answer's HTML, for style elements that a library adds.

export function cspNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";
}
