// Broker, births, host, and what waits on this disk.
import type { GatewayStatus } from "../../../status.ts";
import { type Fact, Facts } from "../../ui/facts.tsx";
import { useWords, type Words } from "../../ui/language.tsx";
import { StateWord } from "../../ui/state-word.tsx";

type EdgeStatus = GatewayStatus["edge"];

export function SendingPanel({ edge }: { readonly edge: EdgeStatus }) {
  const words = useWords();
  const { say } = words;
  return (
    <section className="panel" data-connected={edge.connected}>
      <h2>{say("sending")}</h2>
      <Facts facts={[...linkFacts(edge, words), ...recordFacts(edge, words)]} />
    </section>
  );
}

function linkFacts(edge: EdgeStatus, { say, told }: Words): readonly Fact[] {
  const { connected, server, born, hostOnline, waitingFor } = edge;
  const host = hostOnline ? "hostOn" : "hostOff";
  return [
    [
      say("broker"),
      <>
        <StateWord
          level={connected ? "good" : "bad"}
          word={say(connected ? "brokerOn" : "brokerOff")}
        />{" "}
        <span className="quiet">{server}</span>
      </>,
    ],
    [
      say("born"),
      <StateWord
        key="born"
        level={born ? "good" : "idle"}
        word={say(born ? "bornYes" : "bornNo")}
      />,
    ],
    [
      say("host"),
      hostOnline === null ? (
        say("hostNone")
      ) : (
        <StateWord key="host" level={hostOnline ? "good" : "bad"} word={say(host)} />
      ),
    ],
    ...(waitingFor === null ? [] : [[say("waitingFor"), told(waitingFor)] as const]),
  ];
}

function recordFacts(edge: EdgeStatus, { say }: Words): readonly Fact[] {
  const { next, acknowledged, pending, outboxBytes, dropped, gapRecords } = edge;
  const isWhole = dropped === 0 && gapRecords === 0;
  return [
    [
      say("records"),
      <>
        {say("recordsText", { next, acknowledged, waiting: next - acknowledged })}
        {pending > 0 ? (
          <span className="quiet"> {say("pendingText", { count: pending })}</span>
        ) : null}
      </>,
    ],
    [say("held"), `${(outboxBytes / 1024 / 1024).toFixed(1)} MB`],
    [say("lost"), isWhole ? say("lostNone") : say("lostText", { dropped, gaps: gapRecords })],
  ];
}
