// The process in which a list is read for a running gateway: what it takes goes with it.

import type { ImportTask } from "./import-apart.ts";
import { importList } from "./import-list.ts";

process.once("message", (task: ImportTask) => {
  void importList(task.name, task.bytes, task.options).then((list) => {
    process.send?.(list, () => process.disconnect());
  });
});
