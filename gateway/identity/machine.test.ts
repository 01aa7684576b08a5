import { expect, test } from "vitest";
import { machineProperties } from "./machine.ts";

const reading = (files: Record<string, string>) => (path: string) => files[path];

test("a PC says its maker and model by DMI; a placeholder says nothing", () => {
  const files = {
    "/sys/class/dmi/id/sys_vendor": "Advantech\n",
    "/sys/class/dmi/id/product_name": "To be filled by O.E.M.\n",
    "/etc/os-release": 'ID=debian\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n',
  };
  expect(machineProperties(reading(files), "6.1.0-28-amd64")).toEqual([
    ["machine.maker", "Advantech"],
    ["machine.os", "Debian GNU/Linux 12 (bookworm)"],
    ["machine.kernel", "6.1.0-28-amd64"],
  ]);
});

test("an ARM board says its model by the device tree", () => {
  const files = { "/proc/device-tree/model": "Raspberry Pi 4 Model B Rev 1.5\u0000" };
  expect(machineProperties(reading(files), "6.6")).toEqual([
    ["machine.model", "Raspberry Pi 4 Model B Rev 1.5"],
    ["machine.kernel", "6.6"],
  ]);
});
