#define _GNU_SOURCE
#include "CSystemShims.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int system_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

int system_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

int system_pidfd_open(pid_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

/// A pipe knows no MSG_NOSIGNAL: the signal is held back on this thread and, if the write raised it, taken away.
static ssize_t write_to_pipe(int descriptor, const void *bytes, size_t count) {
  sigset_t broken_pipe, before, pending;
  sigemptyset(&broken_pipe);
  sigaddset(&broken_pipe, SIGPIPE);
  sigpending(&pending);
  pthread_sigmask(SIG_BLOCK, &broken_pipe, &before);
  ssize_t written = write(descriptor, bytes, count);
  int error = errno;
  if (written < 0 && error == EPIPE && !sigismember(&pending, SIGPIPE)) {
    struct timespec no_wait = {0, 0};
    sigtimedwait(&broken_pipe, NULL, &no_wait);
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  errno = error;
  return written;
}

ssize_t system_write(int descriptor, const void *bytes, size_t count) {
  ssize_t written = send(descriptor, bytes, count, MSG_NOSIGNAL);
  return written < 0 && errno == ENOTSOCK ? write_to_pipe(descriptor, bytes, count) : written;
}

int system_exit_status(int wait_status) {
  return WIFSIGNALED(wait_status) ? -WTERMSIG(wait_status) : WEXITSTATUS(wait_status);
}

void system_error_text(int number, char *text, size_t size) {
  char buffer[128];
  snprintf(text, size, "%s", strerror_r(number, buffer, sizeof buffer));
}
