#ifndef C_SYSTEM_SHIMS_H
#define C_SYSTEM_SHIMS_H

#include <stddef.h>
#include <sys/types.h>

// System calls of Linux that the Glibc module does not show, and one that it shows but that needs care.
// Unless it says otherwise, a function returns -1 and sets errno when it fails.

/// A non-blocking event counter that is closed on exec (eventfd(2)).
int system_eventfd(void);

/// The two ends of a pipe, reading end first, both closed on exec (pipe2(2)).
int system_pipe(int ends[2]);

/// A descriptor that becomes readable when the process ends (pidfd_open(2), Linux 5.3), closed on exec.
int system_pidfd_open(pid_t pid);

/// Waits until all that was written to the file system of an open file is on disk (syncfs(2)).
int system_sync_file_system(int descriptor);

/// write(2) that answers EPIPE without raising SIGPIPE, on sockets and pipes alike.
ssize_t system_write(int descriptor, const void *bytes, size_t count);

/// Starts a thread on which no signal is delivered and that nobody joins.
///
/// `stack_size` is in bytes. Returns 0 or an `errno`.
int system_start_thread(void *(*body)(void *), void *argument, size_t stack_size);

/// Starts a program (posix_spawn(3)) in a process group of its own, with every signal unblocked and as at
/// first, `standard` as its three first descriptors and no other one open.
///
/// `directory` may be NULL for the current one. Returns 0 or an `errno`.
int system_spawn(
    pid_t *process, const char *path, const char *directory, const int standard[3], char *const arguments[],
    char *const environment[]);

/// As `system_spawn`, and the kernel kills the program when the calling thread ends, however it ends (prctl(2),
/// PR_SET_PDEATHSIG).
int system_spawn_bound(
    pid_t *process, const char *path, const char *directory, const int standard[3], char *const arguments[],
    char *const environment[]);

/// Has room for a file set aside by the file system; the file's size stays (fallocate(2),
/// FALLOC_FL_KEEP_SIZE).
int system_reserve(int descriptor, off_t offset, off_t length);

/// From now on a signal does nothing but write its number, as one byte, to `descriptor`, which all watched
/// signals share (sigaction(2)). System calls that it interrupts are restarted.
int system_watch_signal(int number, int descriptor);

/// Whether a signal is ignored, as nohup(1) leaves SIGHUP.
int system_ignores_signal(int number);

/// The exit code of a process, or the negated number of the signal that ended it.
int system_exit_status(int wait_status);

/// Puts the system's words for an `errno` into `text`.
void system_error_text(int number, char *text, size_t size);

#endif
