// LD_PRELOAD: stands between a program and the files below one folder. Numbers every step that a program takes
// there, lets one of them fail, and writes down what would be on the disk. Single-threaded programs only.
//   LPD_ROOT   folder, without a slash behind it
//   LPD_TRACE  file that takes the steps; absent: none
//   LPD_COUNT  file that takes "<writes> <bytes> <fsyncs>" at the end; absent: none
//   LPD_FAULT  "<step> <errno>" fails that step once; "<step> <errno> on" it and every later one that changes
//              something; "<step> short" writes half of it and then once fails with ENOSPC
// Steps on `.ack` are the program's word to the test: traced, never counted and never failed.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { FDS = 1024, NAME = 128 };
static char names[FDS][NAME];
static const char *root;
static size_t rootLength;
static int trace = -1, ready, fault_errno, fault_on, fault_short, full_next;
static long step, fault_step, writes, written, syncs;

static void set_up(void) {
  if (ready) return;
  ready = 1;
  root = getenv("LPD_ROOT");
  rootLength = root ? strlen(root) : 0;
  const char *path = getenv("LPD_TRACE");
  if (path) trace = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND, 0600);
  const char *fault = getenv("LPD_FAULT");
  char word[16] = "", on[4] = "";
  if (fault && sscanf(fault, "%ld %15s %3s", &fault_step, word, on) >= 2) {
    fault_short = strcmp(word, "short") == 0;
    fault_errno = fault_short ? ENOSPC : atoi(word);
    fault_on = strcmp(on, "on") == 0;
  }
}

/* The name below the root; NULL when it stands elsewhere. The root itself is ".". */
static const char *below(const char *path) {
  set_up();
  if (!root || !path || strncmp(path, root, rootLength) != 0) return NULL;
  if (path[rootLength] == 0) return ".";
  return path[rootLength] == '/' ? path + rootLength + 1 : NULL;
}

static const char *name_of(int fd) { return fd >= 0 && fd < FDS && names[fd][0] ? names[fd] : NULL; }

static void tell(const char *head, const void *data, size_t length) {
  if (trace < 0) return;
  syscall(SYS_write, trace, head, strlen(head));
  if (length) syscall(SYS_write, trace, data, length);
}

__attribute__((destructor)) static void count(void) {
  const char *path = getenv("LPD_COUNT");
  if (!path || !writes) return;
  char line[96];
  snprintf(line, sizeof line, "%ld %ld %ld\n", writes, written, syncs);
  int fd = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  syscall(SYS_write, fd, line, strlen(line));
}

/* 0: go on; -1: fail with errno set; 1: write half. */
static int judge(const char *name, int changes) {
  if (strcmp(name, ".ack") == 0) return 0;
  step++;
  if (full_next) { full_next = 0; errno = fault_errno; return -1; }
  if (step == fault_step && fault_short) return 1;
  if (!fault_short && (step == fault_step || (fault_on && changes && fault_step && step > fault_step))) {
    errno = fault_errno;
    return -1;
  }
  return 0;
}

#define REAL(result, name, ...) \
  static result (*real)(__VA_ARGS__); \
  if (!real) real = (result(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

static int opened(int fd, const char *name, int flags, int existed) {
  if (fd >= 0 && fd < FDS) snprintf(names[fd], NAME, "%s", name);
  char head[256];
  if (fd >= 0 && !existed && (flags & O_CREAT)) { snprintf(head, sizeof head, "C %s\n", name); tell(head, 0, 0); }
  if (fd >= 0 && (flags & O_TRUNC)) { snprintf(head, sizeof head, "T %s 0\n", name); tell(head, 0, 0); }
  return fd;
}

static int open_any(int (*real)(const char *, int, ...), const char *path, int flags, int mode) {
  const char *name = below(path);
  if (!name) {
    int fd = real(path, flags, mode);
    if (fd >= 0 && fd < FDS) names[fd][0] = 0;
    return fd;
  }
  int existed = syscall(SYS_faccessat, AT_FDCWD, path, F_OK) == 0;
  if (judge(name, flags & (O_CREAT | O_WRONLY | O_RDWR)) < 0) return -1;
  return opened(real(path, flags, mode), name, flags, existed);
}

int open(const char *path, int flags, ...) {
  va_list rest; va_start(rest, flags); int mode = va_arg(rest, int); va_end(rest);
  REAL(int, "open", const char *, int, ...);
  return open_any(real, path, flags, mode);
}
int open64(const char *path, int flags, ...) {
  va_list rest; va_start(rest, flags); int mode = va_arg(rest, int); va_end(rest);
  REAL(int, "open64", const char *, int, ...);
  return open_any(real, path, flags, mode);
}

int close(int fd) {
  REAL(int, "close", int);
  if (name_of(fd)) names[fd][0] = 0;
  return real(fd);
}

static ssize_t wrote(int fd, const void *bytes, size_t count, off_t at) {
  const char *name = name_of(fd);
  int verdict = judge(name, 1);
  if (verdict < 0) return -1;
  if (verdict == 1) { count = (count + 1) / 2; full_next = 1; }
  ssize_t done = syscall(SYS_pwrite64, fd, bytes, count, at);
  char head[256];
  if (done > 0) { writes++; written += done; }
  if (done > 0) { snprintf(head, sizeof head, "W %s %ld %zd\n", name, (long)at, done); tell(head, bytes, done); }
  return done;
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off_t at) {
  REAL(ssize_t, "pwrite64", int, const void *, size_t, off_t);
  return name_of(fd) ? wrote(fd, bytes, count, at) : real(fd, bytes, count, at);
}

ssize_t write(int fd, const void *bytes, size_t count) {
  REAL(ssize_t, "write", int, const void *, size_t);
  if (!name_of(fd)) return real(fd, bytes, count);
  int append = fcntl(fd, F_GETFL) & O_APPEND;
  off_t at = lseek(fd, 0, append ? SEEK_END : SEEK_CUR);
  ssize_t done = wrote(fd, bytes, count, at);
  if (done > 0 && !append) lseek(fd, at + done, SEEK_SET);
  return done;
}

ssize_t pread64(int fd, void *bytes, size_t count, off_t at) {
  REAL(ssize_t, "pread64", int, void *, size_t, off_t);
  if (name_of(fd) && judge(name_of(fd), 0) < 0) return -1;
  return real(fd, bytes, count, at);
}

int ftruncate64(int fd, off_t length) {
  REAL(int, "ftruncate64", int, off_t);
  const char *name = name_of(fd);
  if (!name) return real(fd, length);
  if (judge(name, 1) < 0) return -1;
  char head[256];
  snprintf(head, sizeof head, "T %s %ld\n", name, (long)length);
  tell(head, 0, 0);
  return real(fd, length);
}

static int synced(int fd, int (*real)(int)) {
  const char *name = name_of(fd);
  if (!name) return real(fd);
  if (judge(name, 1) < 0) return -1;
  syncs++;
  char head[256];
  snprintf(head, sizeof head, "S %s\n", name);
  tell(head, 0, 0);
  return real(fd);
}
int fsync(int fd) { REAL(int, "fsync", int); return synced(fd, real); }
int fdatasync(int fd) { REAL(int, "fdatasync", int); return synced(fd, real); }

static int removed(const char *path) {
  if (judge(below(path), 1) < 0) return -1;
  int done = syscall(SYS_unlinkat, AT_FDCWD, path, 0);
  char head[256];
  if (done == 0) { snprintf(head, sizeof head, "U %s\n", below(path)); tell(head, 0, 0); }
  return done;
}
int unlink(const char *path) {
  REAL(int, "unlink", const char *);
  return below(path) ? removed(path) : real(path);
}
int unlinkat(int folder, const char *path, int flags) {
  REAL(int, "unlinkat", int, const char *, int);
  return folder == AT_FDCWD && flags == 0 && below(path) ? removed(path) : real(folder, path, flags);
}

int rename(const char *from, const char *to) {
  REAL(int, "rename", const char *, const char *);
  if (!below(from) || !below(to)) return real(from, to);
  if (judge(below(from), 1) < 0) return -1;
  int done = real(from, to);
  char head[300];
  if (done == 0) { snprintf(head, sizeof head, "R %s %s\n", below(from), below(to)); tell(head, 0, 0); }
  return done;
}

int mkdir(const char *path, mode_t mode) {
  REAL(int, "mkdir", const char *, mode_t);
  if (below(path) && judge(below(path), 1) < 0) return -1;
  return real(path, mode);
}
