// What is known of an RTU line beyond one opening of it. A line that is opened again is the same line: what was asked
// before may still be answered, and another master does not go because we hung up.
import { ForeignMaster, type ForeignMasterOptions } from "./foreign-master.ts";
import { LostAnswers } from "./lost-answers.ts";
import { OwnEcho } from "./own-echo.ts";

export class RtuLine {
  readonly foreignMaster: ForeignMaster;
  readonly lost: LostAnswers;
  readonly echo = new OwnEcho();
  /** Units that we ask: what they say unasked is late or repeated. */
  readonly ours = new Set<number>();

  constructor(options: ForeignMasterOptions) {
    this.foreignMaster = new ForeignMaster(options);
    this.lost = new LostAnswers(options.clock);
  }
}
