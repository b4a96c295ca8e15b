#include "ServingShims.h"

#include <dlfcn.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The functions as the manual of OpenSSL 3.0 gives them, so that building needs none of its headers.

#define TLS_FUNCTIONS(X)                                                                                     \
  X(const void *, TLS_server_method, (void))                                                                 \
  X(void *, SSL_CTX_new, (const void *))                                                                     \
  X(void, SSL_CTX_free, (void *))                                                                            \
  X(int, SSL_CTX_use_certificate_ASN1, (void *, int, const unsigned char *))                                 \
  X(int, SSL_CTX_use_PrivateKey_ASN1, (int, void *, const unsigned char *, long))                            \
  X(void, SSL_CTX_set_verify, (void *, int, int (*)(int, void *)))                                           \
  X(void, SSL_CTX_set_alpn_select_cb,                                                                        \
    (void *,                                                                                                 \
     int (*)(void *, const unsigned char **, unsigned char *, const unsigned char *, unsigned, void *),      \
     void *))                                                                                                \
  X(void *, SSL_new, (void *))                                                                               \
  X(void, SSL_free, (void *))                                                                                \
  X(void, SSL_set_bio, (void *, void *, void *))                                                             \
  X(void, SSL_set_accept_state, (void *))                                                                    \
  X(int, SSL_do_handshake, (void *))                                                                         \
  X(int, SSL_read, (void *, void *, int))                                                                    \
  X(int, SSL_write, (void *, const void *, int))                                                             \
  X(int, SSL_get_error, (const void *, int))                                                                 \
  X(void *, SSL_get1_peer_certificate, (const void *))                                                       \
  X(void, ERR_clear_error, (void))                                                                           \
  X(void *, BIO_new, (const void *))                                                                         \
  X(const void *, BIO_s_mem, (void))                                                                         \
  X(int, BIO_free, (void *))                                                                                 \
  X(int, BIO_read, (void *, void *, int))                                                                    \
  X(int, BIO_write, (void *, const void *, int))                                                             \
  X(int, i2d_X509, (const void *, unsigned char **))                                                         \
  X(void, X509_free, (void *))

/// `EVP_PKEY_EC`.
enum { ELLIPTIC_KEY = 408 };
enum { VERIFY_PEER = 1, VERIFY_FAIL_IF_NO_CERTIFICATE = 2 };
enum { ERROR_WANT_READ = 2, ERROR_WANT_WRITE = 3 };
enum { ALPN_AGREED = 0, ALPN_FATAL = 2 };

#define DECLARE_POINTER(result, name, parameters) result(*name) parameters;
static struct {
  TLS_FUNCTIONS(DECLARE_POINTER)
} library;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static char problem[512];

static void fail(const char *reason) {
  snprintf(
      problem, sizeof problem,
      "libssl 3 is needed to serve, and cannot be used on this machine: %s. It comes with libcurl; install it, for "
      "example with \"apt-get install libssl3\" or \"dnf install openssl-libs\".",
      reason ? reason : "it cannot be loaded");
}

static void load(void) {
  void *ssl = dlopen("libssl.so.3", RTLD_NOW | RTLD_LOCAL);
  void *crypto = ssl ? dlopen("libcrypto.so.3", RTLD_NOW | RTLD_LOCAL) : NULL;
  if (!crypto) return fail(dlerror());
#define FIND_FUNCTION(result, name, parameters)                                                              \
  library.name = (__typeof__(library.name))dlsym(ssl, #name);                                                \
  if (!library.name) library.name = (__typeof__(library.name))dlsym(crypto, #name);                          \
  if (!library.name) return fail(dlerror());
  TLS_FUNCTIONS(FIND_FUNCTION)
}

const char *tls_load(void) {
  pthread_once(&once, load);
  return problem[0] ? problem : NULL;
}

typedef struct {
  void *context, *session;
  /// What has come and what is to be sent; both belong to the session.
  void *input, *output;
} connection;

/// Which certificate it is is looked at after the handshake, which proves that the client has its key.
static int accept_any(int is_good, void *store) {
  (void)is_good, (void)store;
  return 1;
}

static int select_http2(
    void *session, const unsigned char **out, unsigned char *out_length, const unsigned char *in, unsigned in_length,
    void *argument) {
  (void)session, (void)argument;
  for (unsigned offset = 0; offset < in_length; offset += 1u + in[offset]) {
    if (in[offset] != 2 || offset + 2 >= in_length || memcmp(in + offset + 1, "h2", 2) != 0) continue;
    *out = in + offset + 1;
    *out_length = 2;
    return ALPN_AGREED;
  }
  return ALPN_FATAL;
}

static void *make_context(
    const uint8_t *certificate, size_t certificate_count, const uint8_t *key, size_t key_count) {
  if (certificate_count > INT_MAX || key_count > LONG_MAX) return NULL;
  void *context = library.SSL_CTX_new(library.TLS_server_method());
  if (!context) return NULL;
  if (library.SSL_CTX_use_certificate_ASN1(context, (int)certificate_count, certificate) != 1 ||
      library.SSL_CTX_use_PrivateKey_ASN1(ELLIPTIC_KEY, context, key, (long)key_count) != 1) {
    library.SSL_CTX_free(context);
    return NULL;
  }
  library.SSL_CTX_set_verify(context, VERIFY_PEER | VERIFY_FAIL_IF_NO_CERTIFICATE, accept_any);
  library.SSL_CTX_set_alpn_select_cb(context, select_http2, NULL);
  return context;
}

void *tls_open(const uint8_t *certificate, size_t certificate_count, const uint8_t *key, size_t key_count) {
  connection *connection = calloc(1, sizeof *connection);
  if (!connection) return NULL;
  connection->context = make_context(certificate, certificate_count, key, key_count);
  if (connection->context) connection->session = library.SSL_new(connection->context);
  if (connection->session) {
    connection->input = library.BIO_new(library.BIO_s_mem());
    connection->output = library.BIO_new(library.BIO_s_mem());
  }
  if (!connection->input || !connection->output) {
    if (connection->input) library.BIO_free(connection->input);
    if (connection->output) library.BIO_free(connection->output);
    tls_close(connection);
    return NULL;
  }
  library.SSL_set_bio(connection->session, connection->input, connection->output);
  library.SSL_set_accept_state(connection->session);
  return connection;
}

void tls_close(void *object) {
  connection *connection = object;
  if (connection->session) library.SSL_free(connection->session);
  if (connection->context) library.SSL_CTX_free(connection->context);
  free(connection);
}

bool tls_put(void *object, const uint8_t *bytes, size_t count) {
  if (count > INT_MAX) return false;
  return library.BIO_write(((connection *)object)->input, bytes, (int)count) == (int)count;
}

size_t tls_take(void *object, uint8_t *bytes, size_t capacity) {
  int limit = capacity > INT_MAX ? INT_MAX : (int)capacity;
  int count = library.BIO_read(((connection *)object)->output, bytes, limit);
  return count > 0 ? (size_t)count : 0;
}

static bool is_waiting(connection *connection, int result) {
  int error = library.SSL_get_error(connection->session, result);
  return error == ERROR_WANT_READ || error == ERROR_WANT_WRITE;
}

tls_status tls_shake_hands(void *object) {
  connection *connection = object;
  library.ERR_clear_error();
  int result = library.SSL_do_handshake(connection->session);
  if (result == 1) return TLS_DONE;
  return is_waiting(connection, result) ? TLS_WAITING : TLS_FAILED;
}

ssize_t tls_read(void *object, uint8_t *bytes, size_t capacity) {
  connection *connection = object;
  library.ERR_clear_error();
  int result = library.SSL_read(connection->session, bytes, capacity > INT_MAX ? INT_MAX : (int)capacity);
  if (result > 0) return result;
  return is_waiting(connection, result) ? 0 : -1;
}

bool tls_write(void *object, const uint8_t *bytes, size_t count) {
  connection *connection = object;
  library.ERR_clear_error();
  while (count > 0) {
    int part = count > (1 << 20) ? 1 << 20 : (int)count;
    if (library.SSL_write(connection->session, bytes, part) != part) return false;
    bytes += part;
    count -= (size_t)part;
  }
  return true;
}

bool tls_client_has(void *object, const uint8_t *certificate, size_t count) {
  void *shown = library.SSL_get1_peer_certificate(((connection *)object)->session);
  if (!shown) return false;
  unsigned char *encoded = NULL;
  int length = library.i2d_X509(shown, &encoded);
  library.X509_free(shown);
  bool is_same = length >= 0 && (size_t)length == count && memcmp(encoded, certificate, count) == 0;
  // OPENSSL_free is CRYPTO_free, which is free where nobody has replaced it.
  if (length >= 0) free(encoded);
  return is_same;
}
