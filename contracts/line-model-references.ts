// What a line model says twice or says of something that is not there: the checks across its parts.

/** The parts of a line model that name others, or are named. */
export type ReferencingModel = {
  readonly calendar: {
    readonly shifts: readonly { readonly id: string }[];
    readonly exceptions: readonly {
      readonly kind: string;
      readonly document?: string | undefined;
    }[];
  };
  readonly lines: readonly {
    readonly id: string;
    readonly stages: readonly { readonly id: string }[];
    readonly equipment: readonly ReferencingEquipment[];
  }[];
  readonly meters: readonly { readonly equipment: string; readonly parent?: string | undefined }[];
  readonly redundancies: readonly (readonly string[])[];
  readonly couplings: readonly (readonly string[])[];
};

type ReferencingEquipment = {
  readonly id: string;
  readonly stage: string;
  readonly scanGroups: readonly { readonly id: string }[];
  readonly signals: readonly {
    readonly id: string;
    readonly scanGroup: string;
    readonly gateway: string;
    readonly class: string;
    readonly states?: readonly { readonly value: number }[] | undefined;
  }[];
};

type Path = readonly (string | number)[];
type ReferenceProblem = { readonly path: Path; readonly message: string };

function duplicates(
  path: Path,
  zh: string,
  en: string,
  named: readonly { readonly id: string }[],
): ReferenceProblem[] {
  const seen = new Set<string>();
  return named.flatMap(({ id }, i) => {
    if (!seen.has(id)) {
      seen.add(id);
      return [];
    }
    return [{ path: [...path, i, "id"], message: `${zh}编号重复 · duplicate ${en} id ${id}` }];
  });
}

function equipmentProblems(
  path: Path,
  machine: ReferencingEquipment,
  stages: ReadonlySet<string>,
): ReferenceProblem[] {
  const found: ReferenceProblem[] = [];
  if (!stages.has(machine.stage)) {
    found.push({
      path: [...path, "stage"],
      message: `工序未定义 · unknown stage ${machine.stage}`,
    });
  }
  found.push(
    ...duplicates([...path, "scanGroups"], "扫描组", "scan group", machine.scanGroups),
    ...duplicates([...path, "signals"], "信号", "signal", machine.signals),
  );
  const groups = new Set(machine.scanGroups.map((group) => group.id));
  const gateways = new Map<string, string>();
  machine.signals.forEach((signal, s) => {
    const { scanGroup, gateway } = signal;
    const at = [...path, "signals", s];
    found.push(...stateProblems(at, signal));
    if (!groups.has(scanGroup)) {
      found.push({
        path: [...at, "scanGroup"],
        message: `扫描组未定义 · unknown scan group ${scanGroup}`,
      });
    }
    const first = gateways.get(scanGroup) ?? gateway;
    gateways.set(scanGroup, first);
    // Absent from a scan means read again unchanged: only who reads the whole group can say so.
    if (first !== gateway) {
      found.push({
        path: [...at, "gateway"],
        message: `一个扫描组只属于一台网关 · a scan group is read by one gateway, ${first} reads this one`,
      });
    }
  });
  return found;
}

function stateProblems(
  path: Path,
  signal: ReferencingEquipment["signals"][number],
): ReferenceProblem[] {
  const { states } = signal;
  if (states === undefined) return [];
  const found: ReferenceProblem[] = [];
  if (signal.class !== "ST") {
    found.push({
      path: [...path, "states"],
      message: "只有 ST 类信号有状态表 · only a signal of class ST has states",
    });
  }
  states.forEach(({ value }, i) => {
    if (states.findIndex((other) => other.value === value) === i) return;
    found.push({
      path: [...path, "states", i, "value"],
      message: `状态值重复 · duplicate state ${value}`,
    });
  });
  return found;
}

function meterProblems(
  meters: ReferencingModel["meters"],
  equipment: ReadonlySet<string>,
): ReferenceProblem[] {
  return meters.flatMap((meter, i) =>
    (["equipment", "parent"] as const).flatMap((key) => {
      const id = meter[key];
      if (id === undefined || equipment.has(id)) return [];
      return [{ path: ["meters", i, key], message: `设备未定义 · unknown equipment ${id}` }];
    }),
  );
}

function pairProblems(
  key: "redundancies" | "couplings",
  sets: readonly (readonly string[])[],
  signals: ReadonlySet<string>,
): ReferenceProblem[] {
  return sets.flatMap((set, i) =>
    set.flatMap((name, n) =>
      signals.has(name)
        ? []
        : [{ path: [key, i, n], message: `信号未定义 · unknown signal ${name}` }],
    ),
  );
}

/** Everything said twice, or said of something undefined; paths from the root of the model. */
export function referenceProblems(model: ReferencingModel): ReferenceProblem[] {
  const found = duplicates(["calendar", "shifts"], "班次", "shift", model.calendar.shifts);
  model.calendar.exceptions.forEach((exception, i) => {
    if (exception.kind === "ordered-stop" && exception.document === undefined) {
      found.push({
        path: ["calendar", "exceptions", i],
        message: "停限产须有文号 · an ordered stop needs its document number",
      });
    }
  });
  found.push(...duplicates(["lines"], "产线", "line", model.lines));
  const equipment = new Set<string>();
  const signals = new Set<string>();
  model.lines.forEach((line, l) => {
    found.push(...duplicates(["lines", l, "stages"], "工序", "stage", line.stages));
    const stages = new Set(line.stages.map((stage) => stage.id));
    line.equipment.forEach((machine, e) => {
      const path = ["lines", l, "equipment", e];
      // Equipment ids are unique over the site: they are Sparkplug devices.
      if (equipment.has(machine.id)) {
        found.push({
          path: [...path, "id"],
          message: `设备编号重复 · duplicate equipment id ${machine.id}`,
        });
      }
      equipment.add(machine.id);
      for (const signal of machine.signals) signals.add(`${machine.id}/${signal.id}`);
      found.push(...equipmentProblems(path, machine, stages));
    });
  });
  return [
    ...found,
    ...meterProblems(model.meters, equipment),
    ...pairProblems("redundancies", model.redundancies, signals),
    ...pairProblems("couplings", model.couplings, signals),
  ];
}
