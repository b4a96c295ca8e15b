#ifndef DATABASE_SHIMS_H
#define DATABASE_SHIMS_H

#include <stddef.h>
#include <stdint.h>

// libpq and SQLite, each loaded when it is first needed. The functions that are used have not changed since
// libpq.so.5 (PostgreSQL 8.2) and SQLite 3.14, so neither needs its headers to build.

/// Loads libpq, once. Gives what stands in the way, or NULL. To be called before anything below.
const char *pq_load(void);

/// A connection to a server, whether or not it came about (PQconnectdbParams); closed by `pq_close`.
void *pq_connect(const char *const *names, const char *const *values);
void pq_close(void *connection);

/// Whether the connection stands.
int pq_is_connected(void *connection);

/// What went wrong last, in words (PQerrorMessage).
const char *pq_problem(void *connection);

/// Runs one statement with its parameters as text; gives its result, or NULL when the server was silent for
/// `timeout` milliseconds or the connection ended. Freed by `pq_free`.
void *pq_run(void *connection, const char *statement, int count, const char *const *parameters, int timeout);

/// Whether the statement succeeded; what is wrong otherwise is `pq_result_problem`, of the kind `pq_result_state`
/// (SQLSTATE, five characters, or empty).
int pq_is_success(const void *result);
const char *pq_result_problem(const void *result);
const char *pq_result_state(const void *result);

int pq_rows(const void *result);
int pq_columns(const void *result);

/// A field as text; NULL when it is null.
const char *pq_field(const void *result, int row, int column);
void pq_free(void *result);

/// Loads SQLite, once. Gives what stands in the way, or NULL. To be called before anything below.
const char *sqlite_load(void);

/// Opens or makes a database; NULL when there is no memory. Closed by `sqlite_close`, even after a failure.
void *sqlite_open(const char *path, int *status);
void sqlite_close(void *database);
const char *sqlite_problem(void *database);

/// The kind of what went wrong last (sqlite3_extended_errcode).
int sqlite_code(void *database);

/// How long to wait for others, in milliseconds.
void sqlite_set_patience(void *database, int milliseconds);

/// Runs statements that give nothing; 0 is success.
int sqlite_run(void *database, const char *statements);

/// One statement; NULL when it is malformed. Freed by `sqlite_finish`.
void *sqlite_prepare(void *database, const char *statement);
int sqlite_bind(void *statement, int index, const unsigned char *bytes, size_t count, int is_text);

/// 1 for a row, 0 for the end, -1 for a failure.
int sqlite_step(void *statement);
int sqlite_columns(void *statement);

/// A field as bytes; NULL when it is empty, or null.
const unsigned char *sqlite_column(void *statement, int index, size_t *count);
/// What is in a column: one of these kinds, or another (SQLite's fundamental datatypes). To be asked before the column is
/// read as text.
enum { SQLITE_KIND_INTEGER = 1, SQLITE_KIND_NULL = 5 };
int sqlite_kind(void *statement, int index);
int64_t sqlite_integer(void *statement, int index);
int sqlite_finish(void *statement);

#endif
