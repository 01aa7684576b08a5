import { type ErrorChapter, entry } from "./error-entry.ts";

export const commandLineErrors: ErrorChapter = {
  title: "命令行 · command line",
  entries: [
    entry(
      "error",
      "BIN_ARGUMENTS",
      ["命令的参数不对。", "加 --help 看用法。"],
      ["Wrong arguments.", "See --help."],
    ),
    entry(
      "warn",
      "BIN_CANCELLED",
      [
        "问答中途离开(Ctrl-C、Ctrl-D),没有写文件。",
        "要做就重新执行;答案也可以写成选项,见 --help。",
      ],
      [
        "Somebody left in the middle of the questions; nothing was written.",
        "Run it again; answers may be given as options, too, see --help.",
      ],
    ),
    entry(
      "error",
      "BIN_CONFIG_INVALID",
      ["配置有错,每行一个问题。", "逐行改正。"],
      ["A configuration has mistakes, one per line.", "Mend each line."],
    ),
    entry(
      "error",
      "BIN_FILE_UNREADABLE",
      ["文件读不出。", "核对路径与权限。"],
      ["A file cannot be read.", "Check path and rights."],
    ),
    entry(
      "error",
      "BIN_FILE_UNWRITABLE",
      ["文件写不下。", "查目录、权限、磁盘空间。"],
      ["A file cannot be written.", "Check folder, rights and disk space."],
    ),
    entry(
      "error",
      "BIN_FILE_EXISTS",
      ["文件已存在,没有覆盖。", "换名字,或先移走旧文件。"],
      ["The file exists and was not overwritten.", "Choose another name, or move it away."],
    ),
    entry(
      "error",
      "BIN_PORT_IN_USE",
      ["端口被占用。", "关掉占用者或换端口(提示中有选项名)。"],
      ["A port is in use.", "Stop what uses it, or choose another by the option named."],
    ),
    entry(
      "error",
      "BIN_PORT_UNUSABLE",
      ["端口不能用(如 1024 以下无权限)。", "换端口。"],
      ["A port cannot be used, e.g. below 1024 without the right.", "Choose another."],
    ),
    entry(
      "error",
      "BIN_CHILD_FAILED",
      ["子进程没有启动或中途退出;其最后的话附在后面。", "按子进程的提示处理。"],
      ["A child process did not run; its last words follow.", "Do as they say."],
    ),
    entry(
      "error",
      "BIN_DATA_DIR",
      ["数据目录不能用。", "核对路径、权限,或换空目录。"],
      ["The data folder cannot be used.", "Check path and rights, or use an empty one."],
    ),
    entry(
      "error",
      "BIN_DATA_OLD",
      ["演示目录由旧版本写成。", "换目录,或删掉演示数据重来。"],
      ["The demo's folder is of an older version.", "Use another, or delete the demo data."],
    ),
    entry(
      "error",
      "BIN_DEMO_SITE",
      ["随附的演示文件缺少一个值。", "重新安装程序。"],
      ["A file of the demo lacks a value.", "Install the program again."],
    ),
    entry(
      "error",
      "BIN_PACKAGE_MISSING",
      ["缺少该命令需要的软件包。", "按提示安装。"],
      ["A package that the command needs is missing.", "Install it as told."],
    ),
    entry(
      "error",
      "BIN_UNKNOWN",
      ["没有这样的名字(编号、命令或代码)。", "从提示的清单里选。"],
      ["There is no such name (id, command or code).", "Choose from the list."],
    ),
  ],
};
