// The text form of an address: `table:address:type`, then `,key=value` as often as needed.

const textForm =
  /^(?<table>[a-z]+):(?<address>0x[0-9a-fA-F]+|\d+):(?<type>[a-z0-9]+)(?<rest>(?:,[a-zA-Z]+=[^,=]+)*)$/;

/** Undefined when the text has another form. What stands behind `=` is checked by the address. */
export function parseAddressText(text: string): Record<string, unknown> | undefined {
  const groups = textForm.exec(text.trim())?.groups;
  if (groups === undefined) return undefined;
  const parts: Record<string, unknown> = {
    table: groups.table,
    address: Number(groups.address),
    type: groups.type,
  };
  for (const option of (groups.rest ?? "").split(",").slice(1)) {
    const [key = "", setting = ""] = option.split("=");
    parts[key === "order" ? "wordOrder" : key] = settingOf(key, setting);
  }
  return parts;
}

function settingOf(key: string, setting: string): unknown {
  switch (key) {
    case "order":
    case "half":
      return setting;
    case "bits":
      return setting.split("-").map(Number);
    case "invalid":
      // Bit patterns and NaN stay texts.
      return setting.split("|").map((one) => (/^-?[\d.]+$/.test(one) ? Number(one) : one));
    default:
      return Number(setting);
  }
}
