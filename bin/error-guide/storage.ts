import { type ErrorChapter, entry } from "./error-entry.ts";

export const storageErrors: ErrorChapter = {
  title: "待发队列、证据日志、密钥 · outbox, evidence log, key",
  entries: [
    entry(
      "error",
      "GATEWAY_OUTBOX_OPEN",
      ["待发队列打不开,网关没有启动。", "查数据目录是否存在、可写,磁盘是否已满或只读。"],
      [
        "The outbox cannot be opened; the gateway did not start.",
        "Check that the data folder exists and is writable, and that the disk is neither full nor read-only.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_OUTBOX_FULL",
      [
        "磁盘已满,新记录在内存中等待;内存也满后丢弃并计数,以缺口记录声明。",
        "立即清出磁盘空间;恢复后自动继续。",
      ],
      [
        "The disk is full; new records wait in memory, then they are dropped, counted and declared by a gap record.",
        "Free disk space now; it goes on by itself.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_OUTBOX_WRITE",
      ["写盘失败,记录在内存中等待重试。", "看系统日志中的磁盘错误;查权限、只读挂载;必要时换盘。"],
      [
        "Writing failed; records wait in memory.",
        "Look for disk errors in the system log; check rights and a read-only mount; replace the disk if need be.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_OUTBOX_CORRUPT",
      [
        "待发队列已损坏:启动时发现就不启动,文件原样保留;运行中读到的损坏记录以缺口声明,其余照常。",
        "查磁盘健康(smartctl);放回最后一次停止之后的副本;没有就移走数据目录、关闭旧日志、登记新日志。",
      ],
      [
        "The outbox is damaged. Found at the start: it does not start, the files stay as they are. Found while running: damaged records are declared as a gap, the others go on.",
        "Check the disk's health (smartctl); put back a copy made after the last stop; without one move the data folder away, close the log and enrol a new one.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_OUTBOX_LOCKED",
      ["另一个进程正在用同一数据目录。", "停掉另一个网关;每个网关要有自己的数据目录。"],
      [
        "Another process uses the same data folder.",
        "Stop the other gateway; each has a data folder of its own.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_OUTBOX_MISSING",
      [
        "有密钥却没有待发队列:文件被删或磁盘没挂上。",
        "挂上正确的磁盘或放回文件;找不回就按更换流程开新日志,不要从 0 重编号。",
      ],
      [
        "There is a key but no outbox: a file was deleted, or the disk is not mounted.",
        "Mount the disk or put the file back; else begin a new log by the replacement procedure, never renumber.",
      ],
    ),
    entry(
      "warn",
      "GATEWAY_OUTBOX_STOPPED",
      ["网关正在停止,不再记录。", "不用处理。"],
      ["The gateway is stopping and records no more.", "Nothing to do."],
    ),
    entry(
      "error",
      "GATEWAY_OUTBOX_LAYOUT",
      ["数据由更新的程序写成,本程序不认识。", "用写入它的版本或更新的版本。"],
      [
        "The data were written by a newer program.",
        "Use the version that wrote them, or a newer one.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_OUTBOX_REWOUND",
      [
        "队列比曾经写到的少:是旧副本,或 -wal 文件丢了。编号不能用两次,所以停止。",
        "放回停止时的全部文件;找不回就移走数据目录,关闭旧日志,登记新日志。",
      ],
      [
        "The outbox holds less than was once written: an old copy, or its -wal file is gone. Numbers are never used twice, so it stops.",
        "Put back all files as they were at the stop; else move the folder away, close the old log and enrol a new one.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_KEY_CORRUPT",
      [
        "证据密钥损坏或权限不对:照常采集,但不签检查点。",
        "有 evidence-key.pem 的副本就放回(.lpb 备份里没有它);没有就移走数据目录、关闭旧日志、登记新日志。",
      ],
      [
        "The evidence key is damaged or its rights are wrong: reading goes on, no checkpoints are signed.",
        "Put a copy of evidence-key.pem back (a .lpb backup never holds it); without one move the data folder away, close the log and enrol a new one.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_KEY_MISSING",
      ["日志在,密钥不在:照常采集,但不签检查点。", "同上:放回副本,或开新日志。"],
      [
        "The log is there, its key is not: reading goes on, no checkpoints are signed.",
        "As above: put a copy back, or begin a new log.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_KEY_SWAPPED",
      ["密钥不是这个日志的。", "放回原来的密钥;检查是否混用了两台机器的数据目录。"],
      [
        "The key is not this log's.",
        "Put back the right key; check whether data folders of two computers were mixed.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_KEY_UNWRITABLE",
      ["新密钥写不下,日志尚未开始。", "查磁盘空间与权限后重启。"],
      [
        "The new key cannot be written; the log has not begun.",
        "Check space and rights, then start again.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_LOG_OTHER",
      [
        "要关闭的数据目录里是另一台网关的日志,没有关闭:关闭的日志不能再用。",
        "核对 --retire 后的目录;它应是备份所属网关的旧数据目录。",
      ],
      [
        "The data folder to be closed has another gateway's log, which was left as it is: a closed log never goes on.",
        "Check the folder behind --retire: it is the old data folder of the backup's gateway.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_LOG_REWOUND",
      [
        "主机已有的记录比本机日志还多:虚拟机快照、旧镜像或复制的磁盘。同一编号会有两条记录,即分叉,主机会留下疑点。",
        "停止网关,移走数据目录,请中心出接替码(--replaces),登记新日志。没有人恢复过磁盘时,查谁能向 NCMD 主题发布。",
      ],
      [
        "The host has more records of this log than there are here: a snapshot of a virtual machine, an older image or a copied disk. One number gets two records, a fork, and the host keeps a clue.",
        "Stop the gateway, move the data folder away, have the centre make a code with --replaces and enrol a new log. If nobody restored a disk, look who may publish to NCMD.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_LOG_NOT_ENROLLED",
      [
        "登记时的日志与数据目录里的日志不同(待发队列或密钥换过):中心不收,记录只在本机越积越多。",
        "放回原来的数据目录;找不回就请中心出接替码(--replaces),停下网关重新登记,积下的记录随即送出。",
      ],
      [
        "The data folder has another log than the enrolled one (outbox or key were exchanged): the centre takes nothing of it, and records only pile up here.",
        "Put the old data folder back; else have the centre make a code with --replaces, stop the gateway and enrol again: what has piled up is sent then.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_LOG_ENDED",
      ["此日志已经关闭,不再续写。", "使用新的数据目录并登记新日志。"],
      ["This log was closed and never goes on.", "Use a new data folder and enrol its log."],
    ),
    entry(
      "error",
      "GATEWAY_LOG_UNDELIVERED",
      [
        "旧日志还有记录没有送达中心,所以没有关闭。",
        "最好把旧盘装进新机,用 --moved 续用旧日志送完;确实要放弃就加 --abandon。",
      ],
      [
        "Records of the old log were not delivered yet, so it was not closed.",
        "Best put the old disk into the new computer and go on with --moved; to give them up add --abandon.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_DATA_UNWRITABLE",
      [
        "数据目录写不了,网关没有启动;已记录的数据不受影响。",
        "用网关自己的用户运行(systemctl start,或 sudo -u lineproof …);曾以 root 启动过的,用 chown -R 把数据目录还给该用户;再查磁盘空间、是否只读挂载。",
      ],
      [
        "The data folder cannot be written, the gateway did not start; what was recorded is untouched.",
        "Run it as its own user (systemctl start, or sudo -u lineproof …); where root had started it give the folder back by chown -R; then check disk space and a read-only mount.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_MACHINE_OTHER",
      [
        "数据目录来自另一台机器:可能是克隆盘。两台机器续写同一日志就是分叉,会被查出。",
        "确实换了主机且旧机已停:按提示加 --moved 启动一次;克隆盘请换空目录。",
      ],
      [
        "The data folder is another computer's, perhaps a cloned disk. Two computers that write one log fork it, which is found out.",
        "If the computer was replaced and the old one is off start once with --moved as told; for a clone use an empty folder.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_BACKUP_DAMAGED GATEWAY_BACKUP_FORMAT",
      ["备份损坏、被改动,或不是网关备份;什么也没有恢复。", "换另一份备份。"],
      [
        "The backup is damaged, was changed, or is none; nothing was restored.",
        "Use another copy.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_BACKUP_PASSPHRASE",
      ["口令太短,或打不开备份。", "核对口令;口令忘了就没有办法,只能用别的备份。"],
      [
        "The passphrase is too short, or does not open the backup.",
        "Check it; a forgotten one cannot be recovered.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_BACKUP_SOURCE GATEWAY_BACKUP_UNREADABLE",
      ["要备份或要恢复的文件读不出。", "核对路径与权限。"],
      ["A file to back up or to restore cannot be read.", "Check path and rights."],
    ),
    entry(
      "error",
      "GATEWAY_BACKUP_TARGET GATEWAY_BACKUP_UNWRITABLE",
      ["目标目录不空,或写不进。", "给一个新的空目录;查磁盘与权限。"],
      [
        "The target is not empty, or cannot be written.",
        "Name a new folder; check disk and rights.",
      ],
    ),
    entry(
      "error",
      "GATEWAY_BACKUP_VERSION",
      ["备份由更新的程序写成。", "用那个版本或更新的版本恢复。"],
      ["A newer program wrote the backup.", "Restore with that version or a newer one."],
    ),
  ],
};
