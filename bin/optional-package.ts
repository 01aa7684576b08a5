// Packages that an install may leave out: a gateway needs no database engine.
import { CommandError } from "./errors.ts";

/** What `load` gives. Throws BIN_PACKAGE_MISSING in words when it needs a package that is not installed. */
export async function loadWithPackages<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const missing = /Cannot find package '([^']+)'/.exec(message)?.[1];
    if (code !== "ERR_MODULE_NOT_FOUND" || missing === undefined) throw error;
    throw new CommandError(
      "BIN_PACKAGE_MISSING",
      `这个命令需要软件包 ${missing},安装时省略了它;请重新安装,不要加 --omit=optional · this command needs the package ${missing}, which the install left out: install again without --omit=optional`,
    );
  }
}
