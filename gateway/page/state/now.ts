// The time by the gateway's clock, ticking, so that ages grow while nothing comes.
import { useEffect, useState } from "react";
import { gatewayNow } from "../api/ask.ts";

const tickMs = 500;

export function useNow(): number {
  const [now, setNow] = useState(gatewayNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(gatewayNow()), tickMs);
    return () => clearInterval(timer);
  }, []);
  return now;
}
