/* Makes system calls of a program fail, for tests/faults/run, which preloads it: never a part of the server.
 *
 * FAULT_PLAN names a file with one line, read anew at each call: SERIAL CALL WHAT AT LASTING PATH
 *   CALL     write | sync | open | read | truncate
 *   WHAT     an errno; "short": half is written, the rest refused as by a full disk; "kill": the process is killed;
 *            "torn": killed after half is written
 *   AT       the number of the first call that fails, from 1; the later ones fail as well if LASTING is 1
 *   PATH     only calls on files whose path contains it are counted
 * Another SERIAL starts the count anew; no file, no faults. FAULT_PLAN.hits gets a byte for each fault.
 *
 * FAULT_RENAME is an errno that every renaming fails with, by a filter of the kernel: our libraries rename without libc.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { GO_ON = 0, SHORT = -1, TORN = -2 };

static const char *plan_file;
static char hits_file[4096];
static pthread_mutex_t counting = PTHREAD_MUTEX_INITIALIZER;

static void fail_renames(int with) {
    struct sock_filter rules[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
#ifdef SYS_rename
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_rename, 2, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_renameat, 1, 0),
#endif
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_renameat2, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | with),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof rules / sizeof *rules, rules};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)) _exit(99);
}

__attribute__((constructor)) static void begin(void) {
    plan_file = getenv("FAULT_PLAN");
    if (plan_file) snprintf(hits_file, sizeof hits_file, "%s.hits", plan_file);
    const char *renames = getenv("FAULT_RENAME");
    if (renames) fail_renames(atoi(renames));
}

/* What becomes of this call: GO_ON, SHORT, TORN or an errno. The wrapped functions must not be used in here. */
static int fate(const char *call, const char *path) {
    static long last_serial, count;
    char line[512], wanted[16], what[16], part[256];
    long serial, at;
    int lasting;
    if (!plan_file) return GO_ON;
    long fd = syscall(SYS_openat, AT_FDCWD, plan_file, O_RDONLY);
    if (fd < 0) return GO_ON;
    long length = syscall(SYS_read, fd, line, sizeof line - 1);
    syscall(SYS_close, fd);
    line[length > 0 ? length : 0] = 0;
    if (sscanf(line, "%ld %15s %15s %ld %d %255s", &serial, wanted, what, &at, &lasting, part) != 6) return GO_ON;
    if (strcmp(call, wanted) || !strstr(path, part)) return GO_ON;
    pthread_mutex_lock(&counting);
    if (serial != last_serial) last_serial = serial, count = 0;
    long number = ++count;
    pthread_mutex_unlock(&counting);
    if (number < at || (number > at && !lasting)) return GO_ON;
    fd = syscall(SYS_openat, AT_FDCWD, hits_file, O_WRONLY | O_CREAT | O_APPEND, 0600);
    syscall(SYS_write, fd, ".", 1L);
    syscall(SYS_close, fd);
    if (!strcmp(what, "kill")) syscall(SYS_kill, getpid(), SIGKILL);
    return !strcmp(what, "torn") ? TORN : !strcmp(what, "short") ? SHORT : atoi(what);
}

/* errno stays what it was unless the call is to fail. */
static int path_fate(const char *call, const char *path) {
    int before = errno, found = fate(call, path);
    errno = found > 0 ? found : found == SHORT ? ENOSPC : before;
    return found;
}

static int fd_fate(const char *call, int fd) {
    char link[64], path[4096];
    int before = errno;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    long length = syscall(SYS_readlinkat, AT_FDCWD, link, path, sizeof path - 1);
    path[length > 0 ? length : 0] = 0;
    errno = before;
    return path_fate(call, path);
}

#define WRITING(fd, size, whole, half) \
    int found = fd_fate("write", fd); \
    if (found == GO_ON) return whole; \
    if (found > 0 || (size) < 2) return -1; \
    long written = half; \
    if (found == TORN) syscall(SYS_kill, getpid(), SIGKILL); \
    return written;

ssize_t write(int fd, const void *bytes, size_t size) {
    WRITING(fd, size, syscall(SYS_write, fd, bytes, size), syscall(SYS_write, fd, bytes, size / 2))
}
ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t at) {
    WRITING(fd, size, syscall(SYS_pwrite64, fd, bytes, size, at), syscall(SYS_pwrite64, fd, bytes, size / 2, at))
}
ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at) { return pwrite64(fd, bytes, size, at); }

ssize_t read(int fd, void *bytes, size_t size) {
    return fd_fate("read", fd) ? -1 : syscall(SYS_read, fd, bytes, size);
}
ssize_t pread64(int fd, void *bytes, size_t size, off64_t at) {
    return fd_fate("read", fd) ? -1 : syscall(SYS_pread64, fd, bytes, size, at);
}
ssize_t pread(int fd, void *bytes, size_t size, off_t at) { return pread64(fd, bytes, size, at); }

int fsync(int fd) { return fd_fate("sync", fd) ? -1 : (int)syscall(SYS_fsync, fd); }
int fdatasync(int fd) { return fd_fate("sync", fd) ? -1 : (int)syscall(SYS_fdatasync, fd); }
int ftruncate64(int fd, off64_t size) { return fd_fate("truncate", fd) ? -1 : (int)syscall(SYS_ftruncate, fd, size); }
int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

static int opened(int folder, const char *path, int flags, va_list rest) {
    mode_t mode = (flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(rest, mode_t) : 0;
    return path_fate("open", path) ? -1 : (int)syscall(SYS_openat, folder, path, flags, mode);
}
#define OPEN(name) \
    int name(const char *path, int flags, ...) { \
        va_list rest; va_start(rest, flags); int fd = opened(AT_FDCWD, path, flags, rest); va_end(rest); return fd; }
#define OPENAT(name) \
    int name(int folder, const char *path, int flags, ...) { \
        va_list rest; va_start(rest, flags); int fd = opened(folder, path, flags, rest); va_end(rest); return fd; }
OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)
