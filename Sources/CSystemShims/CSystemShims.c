#define _GNU_SOURCE
#include "CSystemShims.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int system_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

int system_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

int system_pidfd_open(pid_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

int system_sync_file_system(int descriptor) { return syncfs(descriptor); }

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

/// A new thread inherits the mask of the one that makes it.
int system_start_thread(void *(*body)(void *), void *argument, size_t stack_size) {
  pthread_t thread;
  pthread_attr_t attributes;
  sigset_t all, before;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, stack_size);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  int result = pthread_create(&thread, &attributes, body, argument);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  pthread_attr_destroy(&attributes);
  return result;
}

static void set_actions(posix_spawn_file_actions_t *actions, const char *directory, const int standard[3]) {
  for (int number = 0; number < 3; number++)
    posix_spawn_file_actions_adddup2(actions, standard[number], number);
  posix_spawn_file_actions_addclosefrom_np(actions, 3);
  if (directory) posix_spawn_file_actions_addchdir_np(actions, directory);
}

static void set_attributes(posix_spawnattr_t *attributes) {
  sigset_t all, none;
  sigfillset(&all);
  sigemptyset(&none);
  posix_spawnattr_setsigdefault(attributes, &all);
  posix_spawnattr_setsigmask(attributes, &none);
  posix_spawnattr_setpgroup(attributes, 0);
  posix_spawnattr_setflags(
      attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
}

int system_spawn(
    pid_t *process, const char *path, const char *directory, const int standard[3], char *const arguments[],
    char *const environment[]) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  set_actions(&actions, directory, standard);
  set_attributes(&attributes);
  int result = posix_spawn(process, path, &actions, &attributes, arguments, environment);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return result;
}

/// What is done between vfork(2) and execve(2); returns only when something fails.
static void become(
    pid_t parent, const char *path, const char *directory, const int standard[3], char *const arguments[],
    char *const environment[]) {
  for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
  setpgid(0, 0);
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return;
  // The parent may have ended before the kernel was told to watch it.
  if (getppid() != parent) _exit(127);
  if (directory && chdir(directory) != 0) return;
  for (int number = 0; number < 3; number++)
    if (dup2(standard[number], number) < 0) return;
  close_range(3, ~0U, 0);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  execve(path, arguments, environment);
}

/// posix_spawn(3) knows no parent-death signal.
int system_spawn_bound(
    pid_t *process, const char *path, const char *directory, const int standard[3], char *const arguments[],
    char *const environment[]) {
  sigset_t all, before;
  volatile int error = 0;
  pid_t parent = getpid();
  sigfillset(&all);
  // No handler of ours may run in the child, which shares our memory until it executes the program.
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pid_t child = vfork();
  if (child == 0) {
    become(parent, path, directory, standard, arguments, environment);
    error = errno;
    _exit(127);
  }
  int failure = child < 0 ? errno : error;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  if (child > 0 && failure) waitpid(child, NULL, 0);
  *process = child;
  return failure;
}

int system_reserve(int descriptor, off_t offset, off_t length) {
  return fallocate(descriptor, FALLOC_FL_KEEP_SIZE, offset, length);
}

static volatile sig_atomic_t watching_descriptor = -1;

static void note_signal(int number) {
  int error = errno;
  char byte = (char)number;
  // A full pipe holds more signals than anybody needs.
  ssize_t written = write(watching_descriptor, &byte, 1);
  (void)written;
  errno = error;
}

int system_watch_signal(int number, int descriptor) {
  struct sigaction action = {.sa_handler = note_signal, .sa_flags = SA_RESTART};
  sigemptyset(&action.sa_mask);
  watching_descriptor = descriptor;
  return sigaction(number, &action, NULL);
}

int system_ignores_signal(int number) {
  struct sigaction action;
  return sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}


int system_exit_status(int wait_status) {
  return WIFSIGNALED(wait_status) ? -WTERMSIG(wait_status) : WEXITSTATUS(wait_status);
}

void system_error_text(int number, char *text, size_t size) {
  char buffer[128];
  snprintf(text, size, "%s", strerror_r(number, buffer, sizeof buffer));
}
