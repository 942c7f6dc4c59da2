/* Makes system calls of the program fail, for tests: preloaded by tests/faults/run, never a part of the server.
 *
 * FAULT_CALL   write | sync | rename | open | read | truncate: the calls that are counted
 * FAULT_PATH   only calls on files whose path contains this text
 * FAULT_AT     the number of the first call that fails, from 1; further ones fail if FAULT_LASTING is set
 * FAULT_ERRNO  with which errno; "kill": the process is killed instead; "short": half is written, then ENOSPC
 * FAULT_ARMED  a file: calls are counted as long as it exists, so that the program can start first
 * FAULT_COUNT  a file that gets a byte for each counted call
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static const char *fault_call, *fault_path, *fault_errno, *fault_armed, *fault_count;
static long fault_at;
static int fault_lasting;
static atomic_long calls;

__attribute__((constructor)) static void begin(void) {
    fault_call = getenv("FAULT_CALL");
    fault_path = getenv("FAULT_PATH");
    fault_errno = getenv("FAULT_ERRNO");
    fault_armed = getenv("FAULT_ARMED");
    fault_count = getenv("FAULT_COUNT");
    fault_at = getenv("FAULT_AT") ? atol(getenv("FAULT_AT")) : 0;
    fault_lasting = getenv("FAULT_LASTING") != NULL;
}

/* The wrapped functions must not be used here: raw calls only. */
static int is_armed(void) {
    return fault_armed && syscall(SYS_faccessat, AT_FDCWD, fault_armed, F_OK) == 0;
}

static void note(void) {
    if (!fault_count) return;
    long fd = syscall(SYS_openat, AT_FDCWD, fault_count, O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (fd < 0) return;
    syscall(SYS_write, fd, ".", 1L);
    syscall(SYS_close, fd);
}

/* Whether this call is to fail; errno is set then. Never changes it otherwise. */
static int fails(const char *call, const char *path) {
    int before = errno;
    if (!fault_call || strcmp(call, fault_call) || (fault_path && !strstr(path, fault_path)) || !is_armed()) {
        errno = before;
        return 0;
    }
    long number = atomic_fetch_add(&calls, 1) + 1;
    note();
    errno = before;
    if (number < fault_at || fault_at == 0 || (number > fault_at && !fault_lasting)) return 0;
    if (!strcmp(fault_errno, "kill")) syscall(SYS_kill, getpid(), SIGKILL);
    errno = !strcmp(fault_errno, "short") ? ENOSPC : atoi(fault_errno);
    return 1;
}

static const char *path_of(int fd, char *into, size_t size) {
    char link[64];
    int before = errno;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    long length = syscall(SYS_readlinkat, AT_FDCWD, link, into, size - 1);
    into[length > 0 ? length : 0] = 0;
    errno = before;
    return into;
}

static int fd_fails(const char *call, int fd) {
    char path[4096];
    if (!fault_call || strcmp(call, fault_call)) return 0;
    return fails(call, path_of(fd, path, sizeof path));
}

static int is_short(void) { return fault_errno && !strcmp(fault_errno, "short"); }

ssize_t write(int fd, const void *bytes, size_t size) {
    if (fd_fails("write", fd)) return is_short() && size > 1 ? syscall(SYS_write, fd, bytes, size / 2) : -1;
    return syscall(SYS_write, fd, bytes, size);
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t at) {
    if (fd_fails("write", fd)) return is_short() && size > 1 ? syscall(SYS_pwrite64, fd, bytes, size / 2, at) : -1;
    return syscall(SYS_pwrite64, fd, bytes, size, at);
}
ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at) { return pwrite64(fd, bytes, size, at); }

ssize_t writev(int fd, const struct iovec *parts, int count) {
    if (fd_fails("write", fd)) return -1;
    return syscall(SYS_writev, fd, parts, count);
}

ssize_t pread64(int fd, void *bytes, size_t size, off64_t at) {
    if (fd_fails("read", fd)) return -1;
    return syscall(SYS_pread64, fd, bytes, size, at);
}
ssize_t pread(int fd, void *bytes, size_t size, off_t at) { return pread64(fd, bytes, size, at); }

int fsync(int fd) { return fd_fails("sync", fd) ? -1 : (int)syscall(SYS_fsync, fd); }
int fdatasync(int fd) { return fd_fails("sync", fd) ? -1 : (int)syscall(SYS_fdatasync, fd); }
int ftruncate64(int fd, off64_t size) { return fd_fails("truncate", fd) ? -1 : (int)syscall(SYS_ftruncate, fd, size); }
int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }
int posix_fallocate64(int fd, off64_t at, off64_t size) {
    if (fd_fails("truncate", fd)) return errno;
    return syscall(SYS_fallocate, fd, 0, at, size) == 0 ? 0 : errno;
}
int posix_fallocate(int fd, off_t at, off_t size) { return posix_fallocate64(fd, at, size); }

int rename(const char *from, const char *to) {
    return fails("rename", to) ? -1 : (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}
int renameat2(int from_in, const char *from, int to_in, const char *to, unsigned flags) {
    return fails("rename", to) ? -1 : (int)syscall(SYS_renameat2, from_in, from, to_in, to, flags);
}

static int opened(int folder, const char *path, int flags, va_list rest) {
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
    if (fails("open", path)) return -1;
    return (int)syscall(SYS_openat, folder, path, flags, mode);
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
