// Kinds of records as the tables records of index and archive number them (docs/formats/archive.md).
export const recordKinds = ["scan", "gap", "identity", "clock", "end"] as const;
