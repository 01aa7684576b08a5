// A changed text of the configuration, what the gateway says of it, and what waits to be put into it.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { InsertedEquipment } from "../../../commissioning/insert-equipment.ts";
import type { TakenConfiguration } from "../../../local/configuration-file.ts";
import type { ReloadResult } from "../../../reload/reload-result.ts";
import { ask } from "../../api/ask.ts";
import type { ConfigurationAnswer } from "../../api/queries.ts";
import { useAddition } from "../../state/addition.tsx";

export type Said =
  | { readonly kind: "inserted"; readonly at: InsertedEquipment }
  | { readonly kind: "checked"; readonly text: string; readonly result: ReloadResult }
  | { readonly kind: "taken"; readonly result: ReloadResult & { readonly backup?: string } };

export type Draft = {
  readonly text: string;
  readonly edit: (text: string) => void;
  readonly said: Said | undefined;
  readonly error: unknown;
  readonly busy: boolean;
  readonly check: () => void;
  readonly take: () => void;
  readonly reload: () => void;
};

export function useDraft({ text: loaded, digest }: ConfigurationAnswer): Draft {
  const queries = useQueryClient();
  const addition = useAddition();
  const inserting = useRef(false);
  const [text, setText] = useState(loaded);
  const [said, setSaid] = useState<Said>();
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);

  const run = async (work: () => Promise<Said>) => {
    setBusy(true);
    setError(null);
    try {
      setSaid(await work());
    } catch (cause) {
      setError(cause);
    }
    setBusy(false);
  };
  const post = <T>(path: string, body: object) => ask<T>(path, { method: "POST", body });

  // What another page prepared is put in once.
  useEffect(() => {
    const { yaml, put } = addition;
    if (yaml === "" || inserting.current) return;
    inserting.current = true;
    void run(async () => {
      put("");
      const body = { text: loaded, equipment: yaml };
      const at = await post<InsertedEquipment>("/api/configuration/insert", body);
      setText(at.text);
      return { kind: "inserted", at };
    });
  });

  return {
    text,
    edit: (next) => {
      setText(next);
      setSaid(undefined);
    },
    said,
    error,
    busy,
    check: () =>
      void run(async () => {
        const result = await post<ReloadResult>("/api/configuration/check", { text });
        return { kind: "checked", text, result };
      }),
    take: () =>
      void run(async () => {
        const result = await post<TakenConfiguration>("/api/configuration", { text, digest });
        await queries.invalidateQueries({ queryKey: ["expectations"] });
        return { kind: "taken", result };
      }),
    reload: () =>
      void run(async () => ({
        kind: "taken",
        result: await post<ReloadResult>("/api/reload", {}),
      })),
  };
}
