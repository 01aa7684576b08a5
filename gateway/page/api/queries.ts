// What the page asks again and again while it is looked at.
import { useQuery } from "@tanstack/react-query";
import type { ExpectedSignal } from "../../commissioning/live-check.ts";
import type { Explanation } from "../../local/commissioning-desk.ts";
import type { ScanReport } from "../../local/scan-job.ts";
import type { GatewayStatus, SignalStatus } from "../../status.ts";
import { ask } from "./ask.ts";

const liveMs = 1_000;

export type ConfigurationAnswer = {
  readonly file: string;
  readonly text: string;
  readonly digest: string;
  readonly connections: readonly { readonly id: string; readonly driver: string }[];
};

export function useStatus() {
  return useQuery({
    queryKey: ["status"],
    queryFn: () => ask<GatewayStatus>("/api/status"),
    refetchInterval: liveMs,
  });
}

export function useSignals(equipment: string) {
  const query = `equipment=${encodeURIComponent(equipment)}`;
  return useQuery({
    queryKey: ["signals", equipment],
    queryFn: () => ask<{ readonly signals: readonly SignalStatus[] }>(`/api/signals?${query}`),
    refetchInterval: liveMs,
  });
}

export function useExpectations(equipment: string) {
  const query = `equipment=${encodeURIComponent(equipment)}`;
  return useQuery({
    queryKey: ["expectations", equipment],
    queryFn: () =>
      ask<{ readonly signals: readonly ExpectedSignal[] }>(`/api/expectations?${query}`),
  });
}

export function useExplanation(code: string) {
  return useQuery({
    queryKey: ["explanation", code],
    queryFn: () => ask<Explanation>(`/api/explanation?code=${encodeURIComponent(code)}`),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
}

/** The search ends when nobody asks: it is asked for also while the tab is hidden. */
export function useScan() {
  return useQuery({
    queryKey: ["scan"],
    queryFn: () => ask<{ readonly scan: ScanReport | null }>("/api/scan"),
    refetchInterval: liveMs,
    refetchIntervalInBackground: true,
  });
}

export function useConfiguration() {
  return useQuery({
    queryKey: ["configuration"],
    queryFn: () => ask<ConfigurationAnswer>("/api/configuration"),
    retry: false,
  });
}
