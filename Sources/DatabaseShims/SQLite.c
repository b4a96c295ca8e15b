#include "DatabaseShims.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>

/// Every function of SQLite that is used: its result, name and parameters, as its documentation has them.
#define SQLITE_FUNCTIONS(X)                                                                                \
  X(int, sqlite3_open_v2, (const char *, void **, int, const char *))                                      \
  X(int, sqlite3_close_v2, (void *))                                                                       \
  X(const char *, sqlite3_errmsg, (void *))                                                                \
  X(int, sqlite3_extended_errcode, (void *))                                                               \
  X(int, sqlite3_busy_timeout, (void *, int))                                                              \
  X(int, sqlite3_exec, (void *, const char *, void *, void *, char **))                                    \
  X(int, sqlite3_prepare_v2, (void *, const char *, int, void **, const char **))                          \
  X(int, sqlite3_bind_blob64, (void *, int, const void *, uint64_t, void (*)(void *)))                     \
  X(int, sqlite3_bind_text64, (void *, int, const char *, uint64_t, void (*)(void *), unsigned char))      \
  X(int, sqlite3_step, (void *))                                                                           \
  X(const void *, sqlite3_column_blob, (void *, int))                                                      \
  X(int, sqlite3_column_count, (void *))                                                                   \
  X(int, sqlite3_column_type, (void *, int))                                                               \
  X(int64_t, sqlite3_column_int64, (void *, int))                                                          \
  X(int, sqlite3_column_bytes, (void *, int))                                                              \
  X(int, sqlite3_finalize, (void *))

#define DECLARE_POINTER(result, name, parameters) result(*name) parameters;
static struct {
  SQLITE_FUNCTIONS(DECLARE_POINTER)
} library;

// Values of sqlite3.h.
enum { SQLITE_OK = 0, SQLITE_ROW = 100, SQLITE_DONE = 101, SQLITE_UTF8 = 1 };
enum { SQLITE_OPEN_READWRITE = 2, SQLITE_OPEN_CREATE = 4, SQLITE_OPEN_NOMUTEX = 0x8000 };
#define SQLITE_TRANSIENT ((void (*)(void *))-1)

static pthread_once_t once = PTHREAD_ONCE_INIT;
static char problem[512];

static void fail(const char *reason) {
  snprintf(
      problem, sizeof problem,
      "SQLite is needed, and cannot be used on this machine: %s. Install it, for example with "
      "\"apt-get install libsqlite3-0\" or \"dnf install sqlite-libs\".",
      reason ? reason : "it cannot be loaded");
}

static void load(void) {
  void *handle = dlopen("libsqlite3.so.0", RTLD_NOW | RTLD_LOCAL);
  if (!handle) return fail(dlerror());

#define FIND_FUNCTION(result, name, parameters)                                                            \
  library.name = (__typeof__(library.name))dlsym(handle, #name);                                           \
  if (!library.name) return fail(dlerror());
  SQLITE_FUNCTIONS(FIND_FUNCTION)
}

const char *sqlite_load(void) {
  pthread_once(&once, load);
  return problem[0] ? problem : NULL;
}

void *sqlite_open(const char *path, int *status) {
  void *database = NULL;
  // One caller at a time has the database.
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  *status = library.sqlite3_open_v2(path, &database, flags, NULL);
  return database;
}

void sqlite_close(void *database) { library.sqlite3_close_v2(database); }

const char *sqlite_problem(void *database) { return library.sqlite3_errmsg(database); }

int sqlite_code(void *database) { return library.sqlite3_extended_errcode(database); }

void sqlite_set_patience(void *database, int milliseconds) {
  library.sqlite3_busy_timeout(database, milliseconds);
}

int sqlite_run(void *database, const char *statements) {
  return library.sqlite3_exec(database, statements, NULL, NULL, NULL);
}

void *sqlite_prepare(void *database, const char *statement) {
  void *prepared = NULL;
  library.sqlite3_prepare_v2(database, statement, -1, &prepared, NULL);
  return prepared;
}

int sqlite_bind(void *statement, int index, const unsigned char *bytes, size_t count, int is_text) {
  if (is_text)
    return library.sqlite3_bind_text64(
        statement, index, (const char *)bytes, count, SQLITE_TRANSIENT, SQLITE_UTF8);
  return library.sqlite3_bind_blob64(statement, index, bytes, count, SQLITE_TRANSIENT);
}

int sqlite_step(void *statement) {
  int status = library.sqlite3_step(statement);
  return status == SQLITE_ROW ? 1 : status == SQLITE_DONE ? 0 : -1;
}

int sqlite_columns(void *statement) { return library.sqlite3_column_count(statement); }

int sqlite_kind(void *statement, int index) { return library.sqlite3_column_type(statement, index); }

int64_t sqlite_integer(void *statement, int index) { return library.sqlite3_column_int64(statement, index); }

const unsigned char *sqlite_column(void *statement, int index, size_t *count) {
  const unsigned char *bytes = library.sqlite3_column_blob(statement, index);
  *count = (size_t)library.sqlite3_column_bytes(statement, index);
  return bytes;
}

int sqlite_finish(void *statement) { return library.sqlite3_finalize(statement); }
