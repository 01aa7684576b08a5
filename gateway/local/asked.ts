// What routes of the page have in common: a body of JSON that is checked, and errors that go out with their code.
import type { z } from "zod";
import { errorCode } from "#contracts/errors.ts";
import { failure, type LocalAnswer, type LocalRequest } from "./route.ts";

/** Answers 400 to a body that is not of this shape, and 409 with code and words to what a person can mend. */
export async function answerAsked<T>(
  schema: z.ZodType<T>,
  { body }: LocalRequest,
  answer: (asked: T) => Promise<LocalAnswer>,
): Promise<LocalAnswer> {
  const asked = schema.safeParse(parsed(body));
  if (!asked.success) {
    const [issue] = asked.error.issues;
    const where = issue?.path.join(".") ?? "";
    return failure(400, "BODY", `请求内容有误 · bad request: ${where} ${issue?.message ?? ""}`);
  }
  return answerMendable(() => answer(asked.data));
}

export async function answerMendable(answer: () => Promise<LocalAnswer>): Promise<LocalAnswer> {
  try {
    return await answer();
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined || !(error instanceof Error)) throw error;
    return failure(409, code, error.message);
  }
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString("utf8"));
  } catch {
    return undefined;
  }
}
