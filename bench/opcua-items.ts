// The variables of `simulate run bench-opcua-10000` as a gateway names them: ten data blocks of a thousand.

const namespace = "http://www.siemens.com/simatic-s7-opcua";
const blockSize = 1_000;
const types = [...Array<string>(6).fill("Float"), ...Array<string>(3).fill("Int32"), "Double"];

export type LoadedEquipment = {
  readonly equipment: string;
  readonly signals: readonly {
    readonly id: string;
    readonly address: { readonly node: string; readonly type: string };
  }[];
};

/** One equipment for each data block; the first `count` variables. */
export function itemsOfLoad(count: number): readonly LoadedEquipment[] {
  const blocks = types.slice(0, Math.ceil(count / blockSize));
  return blocks.map((type, block) => ({
    equipment: `block-${block}`,
    signals: Array.from({ length: Math.min(blockSize, count - block * blockSize) }, (_, n) => ({
      id: `value.${n}`,
      address: { node: `nsu=${namespace};s="DB_Load0${block}"."${type}"[${n}]`, type },
    })),
  }));
}
