import { errorCode } from "#contracts/errors.ts";
import { failure, json, type Route } from "../route.ts";

/** Takes over the configuration file as it is now; 409 with every problem, and the one in force stays. */
export const reloadRoute: Route = {
  method: "POST",
  path: "/api/reload",
  needsToken: true,
  answer(gateway) {
    try {
      return json(200, gateway.reload());
    } catch (error) {
      const code = errorCode(error);
      if (code === undefined || !(error instanceof Error)) throw error;
      return failure(409, code, error.message);
    }
  },
};
