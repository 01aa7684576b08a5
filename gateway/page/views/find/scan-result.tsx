import type { FoundHere, ScanReport } from "../../../local/scan-job.ts";
import { AskError } from "../../api/ask.ts";
import type { Phrase } from "../../ui/dictionary.ts";
import { Failure } from "../../ui/failure.tsx";
import { useWords, type Words } from "../../ui/language.tsx";
import { PreparedYaml } from "../../ui/prepared-yaml.tsx";

const states: Readonly<Record<ScanReport["state"], Phrase>> = {
  running: "scanRunning",
  done: "scanDone",
  stopped: "scanStopped",
  failed: "scanFailed",
};

export function ScanResult({ scan }: { readonly scan: ScanReport }) {
  const { say, told } = useWords();
  const { state, at, first, last, devices, yaml, error, touched } = scan;
  const isCounting = state === "running" && at !== null;
  const how = isCounting ? say("scanAt", { at, first, last }) : say(states[state]);
  return (
    <div data-scan={state}>
      {isCounting ? (
        <progress max={last - first + 1} value={at - first} aria-label={say("scanTitle")} />
      ) : null}
      <p aria-live="polite">
        {scan.connection}: {how} · {say("foundCount", { count: devices.length })}{" "}
        {state === "running" || touched === "" ? null : (
          <span className="quiet">{told(touchedOf(scan))}</span>
        )}
      </p>
      {error === null ? null : <Failure error={new AskError(error.code, error.message)} />}
      {devices.length === 0 ? null : <DeviceTable devices={devices} />}
      {yaml === "" ? null : <PreparedYaml yaml={yaml} fileName="found-equipment.yaml" />}
    </div>
  );
}

/** A search goes unit by unit, and each tells of itself only. */
function touchedOf({ touched, first, last }: ScanReport): string {
  return touched.replace(/\d+–\d+/g, `${first}–${last}`);
}

function DeviceTable({ devices }: { readonly devices: readonly FoundHere[] }) {
  const words = useWords();
  const { say, told } = words;
  return (
    <table className="stacked">
      <thead>
        <tr>
          <th scope="col">{say("equipmentId")}</th>
          <th scope="col">{say("recognised")}</th>
          <th scope="col">{say("said")}</th>
          <th scope="col">{say("evidenceOf")}</th>
        </tr>
      </thead>
      <tbody>
        {devices.map((device) => (
          <tr key={JSON.stringify(device.shared)} data-found={String(device.shared.unit ?? "")}>
            <th scope="row">
              {nameOf(device, words)}
              {device.known.length === 0 ? null : (
                <div className="quiet">{say("already", { ids: device.known.join(", ") })}</div>
              )}
            </th>
            <td data-label={say("recognised")}>
              {device.recognitions.length === 0 ? say("recognisedNone") : null}
              {device.recognitions.slice(0, 3).map(({ template, confidence, why }) => (
                <div key={template}>
                  <code>{template}</code> {say(confidence)}{" "}
                  <span className="quiet">{told(why)}</span>
                </div>
              ))}
            </td>
            <td data-label={say("said")}>
              {device.said.map(([key, text]) => `${key} ${text}`).join(", ")}
            </td>
            <td data-label={say("evidenceOf")} className="quiet">
              {told(device.evidence)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function nameOf({ shared }: FoundHere, { say }: Words): string {
  const { unit, root } = shared;
  return unit === undefined ? String(root ?? "") : say("unitOf", { unit: String(unit) });
}
