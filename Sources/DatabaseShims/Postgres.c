#include "DatabaseShims.h"

#include <dlfcn.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

/// Every function of libpq that is used: its result, name and parameters, as its documentation has them.
#define PQ_FUNCTIONS(X)                                                                                    \
  X(void *, PQconnectdbParams, (const char *const *, const char *const *, int))                            \
  X(int, PQstatus, (const void *))                                                                         \
  X(char *, PQerrorMessage, (const void *))                                                                \
  X(void, PQfinish, (void *))                                                                              \
  X(int, PQsocket, (const void *))                                                                         \
  X(int, PQsendQueryParams,                                                                                \
    (void *, const char *, int, const unsigned *, const char *const *, const int *, const int *, int))     \
  X(int, PQconsumeInput, (void *))                                                                         \
  X(int, PQisBusy, (void *))                                                                               \
  X(int, PQflush, (void *))                                                                                \
  X(void *, PQgetResult, (void *))                                                                         \
  X(int, PQresultStatus, (const void *))                                                                   \
  X(char *, PQresultErrorMessage, (const void *))                                                          \
  X(char *, PQresultErrorField, (const void *, int))                                                       \
  X(int, PQntuples, (const void *))                                                                        \
  X(int, PQnfields, (const void *))                                                                        \
  X(int, PQgetisnull, (const void *, int, int))                                                            \
  X(char *, PQgetvalue, (const void *, int, int))                                                          \
  X(void, PQclear, (void *))

#define DECLARE_POINTER(result, name, parameters) result(*name) parameters;
static struct {
  PQ_FUNCTIONS(DECLARE_POINTER)
} library;

// Values of libpq-fe.h.
enum { CONNECTION_OK = 0, PGRES_COMMAND_OK = 1, PGRES_TUPLES_OK = 2, PG_DIAG_SQLSTATE = 'C' };

static pthread_once_t once = PTHREAD_ONCE_INIT;
static char problem[512];

static void fail(const char *reason) {
  snprintf(
      problem, sizeof problem,
      "libpq is needed, and cannot be used on this machine: %s. Install it, for example with "
      "\"apt-get install libpq5\" or \"dnf install libpq\".",
      reason ? reason : "it cannot be loaded");
}

static void load(void) {
  void *handle = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);
  if (!handle) return fail(dlerror());

#define FIND_FUNCTION(result, name, parameters)                                                            \
  library.name = (__typeof__(library.name))dlsym(handle, #name);                                           \
  if (!library.name) return fail(dlerror());
  PQ_FUNCTIONS(FIND_FUNCTION)
}

const char *pq_load(void) {
  pthread_once(&once, load);
  return problem[0] ? problem : NULL;
}

void *pq_connect(const char *const *names, const char *const *values) {
  return library.PQconnectdbParams(names, values, 1);
}

void pq_close(void *connection) { library.PQfinish(connection); }

int pq_is_connected(void *connection) { return library.PQstatus(connection) == CONNECTION_OK; }

const char *pq_problem(void *connection) { return library.PQerrorMessage(connection); }

/// Waits until the server says something; 0 when it does not in time.
static int wait_for(void *connection, short events, int timeout) {
  struct pollfd socket = {.fd = library.PQsocket(connection), .events = events};
  if (socket.fd < 0) return 0;
  return poll(&socket, 1, timeout) > 0;
}

static int send_all(void *connection, int timeout) {
  for (;;) {
    int left = library.PQflush(connection);
    if (left <= 0) return left == 0;
    if (!wait_for(connection, POLLIN | POLLOUT, timeout)) return 0;
    if (!library.PQconsumeInput(connection)) return 0;
  }
}

void *pq_run(void *connection, const char *statement, int count, const char *const *parameters, int timeout) {
  if (!library.PQsendQueryParams(connection, statement, count, NULL, parameters, NULL, NULL, 0)) return NULL;
  if (!send_all(connection, timeout)) return NULL;
  void *last = NULL;
  for (;;) {
    while (library.PQisBusy(connection)) {
      if (!wait_for(connection, POLLIN, timeout) || !library.PQconsumeInput(connection)) {
        if (last) library.PQclear(last);
        return NULL;
      }
    }
    void *result = library.PQgetResult(connection);
    if (!result) return last;
    if (last) library.PQclear(last);
    last = result;
  }
}

int pq_is_success(const void *result) {
  int status = library.PQresultStatus(result);
  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

const char *pq_result_problem(const void *result) { return library.PQresultErrorMessage(result); }

const char *pq_result_state(const void *result) {
  const char *state = library.PQresultErrorField(result, PG_DIAG_SQLSTATE);
  return state ? state : "";
}

int pq_rows(const void *result) { return library.PQntuples(result); }
int pq_columns(const void *result) { return library.PQnfields(result); }

const char *pq_field(const void *result, int row, int column) {
  return library.PQgetisnull(result, row, column) ? NULL : library.PQgetvalue(result, row, column);
}

void pq_free(void *result) { library.PQclear(result); }
