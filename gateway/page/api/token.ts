// The token of the local server: from the fragment of the address, which no server and no log ever sees, or typed in.
// Kept as long as the browser's tab lives.
const key = "lineproof.token";

export function storedToken(): string {
  return sessionStorage.getItem(key) ?? "";
}

export function storeToken(token: string): void {
  if (token === "") sessionStorage.removeItem(key);
  else sessionStorage.setItem(key, token);
}

/** `#token=…` is taken and removed, so that it is in no bookmark and on no photo of the screen; true when there was one. */
export function takeTokenFromAddress(): boolean {
  const token = /^#token=([\w-]+)$/.exec(location.hash)?.[1];
  if (token === undefined) return false;
  storeToken(token);
  history.replaceState(null, "", "#/");
  return true;
}
