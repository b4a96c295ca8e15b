#ifndef SERVING_SHIMS_H
#define SERVING_SHIMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// What a server of gRPC needs below it: HTTP/2 by libnghttp2, and TLS by OpenSSL's libssl 3. libcurl brings both
// libraries along. Neither is linked: each is loaded by its `_load`, once for the process; nothing else of it may be
// called before that has succeeded. Nothing here touches a socket, and nothing may be called by two threads at once
// for the same object.

/// Returns NULL, or why the library cannot be used: a sentence that lives as long as the process.
const char *http2_load(void);

/// The server's side of one connection; NULL when there is no memory. The first thing to be sent is in it.
void *http2_open(void);
void http2_close(void *connection);

/// Takes bytes that came from the client.
///
/// Returns false when they make no sense, or when a request is longer than `limit` bytes.
bool http2_receive(void *connection, const uint8_t *bytes, size_t count, size_t limit);

/// The next bytes for the client, which stay good until the next call; 0 when there are none now, less when the
/// connection is of no use any more.
ssize_t http2_next_output(void *connection, const uint8_t **bytes);

/// A request that has come whole.
typedef struct {
  int32_t stream;
  const char *path;
  const uint8_t *body;
  size_t count;
} http2_request;

/// The next request. What it points to stays good until the next call.
bool http2_next_request(void *connection, http2_request *request);

/// Begins an answer of the type `application/grpc`. Does nothing when the stream has ended, as all below.
void http2_begin_answer(void *connection, int32_t stream);
/// Copies bytes of the answer.
void http2_append_answer(void *connection, int32_t stream, const uint8_t *bytes, size_t count);
/// Ends an answer that was begun, with its status and message as gRPC's trailers have them.
void http2_end_answer(void *connection, int32_t stream, const char *status, const char *message);

/// As `http2_load`.
const char *tls_load(void);

/// The server's side of one connection; NULL when certificate or key, both in DER, cannot be used. Only HTTP/2 is
/// agreed upon, and the client has to show a certificate, whichever it is.
void *tls_open(const uint8_t *certificate, size_t certificate_count, const uint8_t *key, size_t key_count);
void tls_close(void *connection);

/// Takes bytes that came from the client, as they are on the wire.
bool tls_put(void *connection, const uint8_t *bytes, size_t count);
/// Takes bytes for the client, as they are on the wire, out; returns how many.
size_t tls_take(void *connection, uint8_t *bytes, size_t capacity);

typedef enum {
  TLS_DONE,
  /// More has to come from the client first.
  TLS_WAITING,
  TLS_FAILED,
} tls_status;

tls_status tls_shake_hands(void *connection);
/// Deciphers what has come.
///
/// Returns the number of bytes; 0 when more has to come first, less at the end.
ssize_t tls_read(void *connection, uint8_t *bytes, size_t capacity);
bool tls_write(void *connection, const uint8_t *bytes, size_t count);

/// Whether the client has shown this certificate, which is in DER.
bool tls_client_has(void *connection, const uint8_t *certificate, size_t count);

#endif
