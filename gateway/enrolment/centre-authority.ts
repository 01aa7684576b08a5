// Finds the centre's CA by the code. A first TLS handshake reads which certificates the other side presents, and
// ends without a byte of ours; whether it may be trusted is decided by the code's fingerprint alone. A man in the
// middle may present the true CA, too: the exchange that follows verifies the whole chain with it.
import { createHash, X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { connect, type DetailedPeerCertificate, type TLSSocket } from "node:tls";
import { centreGroups, centreSymbols } from "#contracts/enrolment-code.ts";
import { GatewayError } from "../errors.ts";

export type CentreAddress = {
  /** Without brackets. */
  readonly host: string;
  readonly port: number;
  /** https://host:port */
  readonly text: string;
};

export type CentreAuthority = {
  /** PEM */
  readonly ca: string;
  /** What the other side presented as its own. */
  readonly own: X509Certificate;
};

const handshakeMs = 10_000;

/** `https://host:port`; throws GATEWAY_ENROL_ADDRESS. */
export function parseCentre(text: string): CentreAddress {
  const url = URL.parse(text);
  const plain = url?.username === "" && url.password === "" && url.search === "" && url.hash === "";
  if (url?.protocol !== "https:" || url.hostname === "" || !plain || url.pathname !== "/") {
    throw new GatewayError(
      "GATEWAY_ENROL_ADDRESS",
      `中心地址应为 https://主机:端口,不能是 ${text} · the centre's address is https://host:port, not ${text}`,
      { centre: text },
    );
  }
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return { host, port: Number(url.port || "443"), text: url.origin };
}

/** Somebody is there who does not enrol. */
export function noService({ text }: CentreAddress, reason: string, cause: unknown): GatewayError {
  return new GatewayError(
    "GATEWAY_ENROL_NO_TLS",
    `${text} 不是登记服务(${reason})。请核对端口:登记是中心的 tls.enrolmentPort · ${text} is no enrolment service: check the port, it is the centre's tls.enrolmentPort.`,
    { centre: text, reason },
    { cause },
  );
}

function unreachable(address: CentreAddress, cause: unknown): GatewayError {
  const { text } = address;
  const { code, message } = cause as NodeJS.ErrnoException;
  const reason = message || String(code);
  if (code?.startsWith("ERR_SSL") || code === "EPROTO") return noService(address, reason, cause);
  return new GatewayError(
    "GATEWAY_ENROL_UNREACHABLE",
    `连不上中心 ${text}(${reason})。请核对地址、网线与防火墙;登记码没有用掉 · The centre ${text} cannot be reached: check address, cable and firewall; the code is not used up.`,
    { centre: text, reason },
    { cause },
  );
}

/** What is presented, the server's own first. */
function presented(socket: TLSSocket): X509Certificate[] {
  const chain: X509Certificate[] = [];
  let next: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  while (next?.raw !== undefined && chain.length < 10) {
    chain.push(new X509Certificate(next.raw));
    // A self-signed one is its own issuer.
    next = next.issuerCertificate === next ? undefined : next.issuerCertificate;
  }
  return chain;
}

function handshake(address: CentreAddress): Promise<X509Certificate[]> {
  const { host, port } = address;
  const { promise, resolve, reject } = Promise.withResolvers<X509Certificate[]>();
  const socket = connect(
    {
      host,
      port,
      ...(isIP(host) === 0 ? { servername: host } : {}),
      minVersion: "TLSv1.2",
      // Only to read the chain: nothing is sent and nothing received is believed.
      rejectUnauthorized: false,
    },
    () => {
      resolve(presented(socket));
      socket.destroySoon();
    },
  );
  socket.setTimeout(handshakeMs, () => {
    socket.destroy(new Error(`no answer in ${handshakeMs / 1000} s`));
  });
  socket.once("error", reject);
  socket.once("close", () => reject(new Error("connection closed")));
  return promise;
}

const symbolsOf = (certificate: X509Certificate) =>
  centreSymbols(createHash("sha256").update(certificate.raw).digest());

/**
 * The CA that the code names, as the centre presents it.
 * @param centre symbols of the code
 * Throws GATEWAY_ENROL_UNREACHABLE, GATEWAY_ENROL_NO_TLS or GATEWAY_ENROL_OTHER_CENTRE.
 */
export async function findAuthority(
  address: CentreAddress,
  centre: string,
): Promise<CentreAuthority> {
  let chain: X509Certificate[];
  try {
    chain = await handshake(address);
  } catch (cause) {
    throw unreachable(address, cause);
  }
  const [own] = chain;
  const authority = chain.find(
    (certificate) => certificate.ca && symbolsOf(certificate) === centre,
  );
  if (own !== undefined && authority !== undefined) return { ca: authority.toString(), own };
  const last = chain.at(-1);
  const found = last === undefined ? "-" : centreGroups(symbolsOf(last)).join(" ");
  const wanted = centreGroups(centre).join(" ");
  throw new GatewayError(
    "GATEWAY_ENROL_OTHER_CENTRE",
    `${address.text} 不是登记码所说的中心。码中前五组:${wanted};对方:${found}。可能地址错了,也可能有人在中间。什么都没有发送,请打电话与中心核对这五组 · ${address.text} is not the centre of the code (its first five groups: ${wanted}; found: ${found}). The address is wrong, or somebody stands in between. Nothing was sent: compare the groups with the centre by telephone.`,
    { centre: address.text, wanted, found },
  );
}
