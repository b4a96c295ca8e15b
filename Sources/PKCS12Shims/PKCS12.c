#include "PKCS12Shims.h"

#include <dlfcn.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

// The functions as the manual of OpenSSL 3.0 gives them, so that building needs none of its headers.

#define FUNCTIONS(X)                                                                                         \
  X(void *, d2i_PKCS12, (void **, const unsigned char **, long))                                             \
  X(void, PKCS12_free, (void *))                                                                             \
  X(int, PKCS12_parse, (void *, const char *, void **, void **, void **))                                    \
  X(void *, EVP_PKEY2PKCS8, (const void *))                                                                  \
  X(int, i2d_PKCS8_PRIV_KEY_INFO, (const void *, unsigned char **))                                          \
  X(void, PKCS8_PRIV_KEY_INFO_free, (void *))                                                                \
  X(int, i2d_X509, (const void *, unsigned char **))                                                         \
  X(void, X509_free, (void *))                                                                               \
  X(void, EVP_PKEY_free, (void *))                                                                           \
  X(void, ERR_clear_error, (void))                                                                           \
  X(void *, OSSL_PROVIDER_load, (void *, const char *))

#define DECLARE_POINTER(result, name, parameters) result(*name) parameters;
static struct {
  FUNCTIONS(DECLARE_POINTER)
} library;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int is_loaded;

static void load(void) {
  void *crypto = dlopen("libcrypto.so.3", RTLD_NOW | RTLD_LOCAL);
  if (!crypto) return;
#define FIND_FUNCTION(result, name, parameters)                                                              \
  library.name = (__typeof__(library.name))dlsym(crypto, #name);                                             \
  if (!library.name) return;
  FUNCTIONS(FIND_FUNCTION)
  // Older tools protect bundles with what OpenSSL 3 calls legacy.
  library.OSSL_PROVIDER_load(NULL, "default");
  library.OSSL_PROVIDER_load(NULL, "legacy");
  library.ERR_clear_error();
  is_loaded = 1;
}

/// Copies what OpenSSL has encoded; its own buffer is freed with `free`, as nobody has replaced CRYPTO_free.
static int keep(int length, unsigned char *encoded, uint8_t **bytes, size_t *count) {
  if (length <= 0) return 0;
  *bytes = encoded;
  *count = (size_t)length;
  return 1;
}

static int read_parts(void *key, void *certificate, pkcs12_content *content) {
  unsigned char *encoded = NULL;
  int length = library.i2d_X509(certificate, &encoded);
  if (!keep(length, encoded, &content->certificate, &content->certificate_count)) return 0;
  void *info = library.EVP_PKEY2PKCS8(key);
  if (!info) return 0;
  encoded = NULL;
  length = library.i2d_PKCS8_PRIV_KEY_INFO(info, &encoded);
  library.PKCS8_PRIV_KEY_INFO_free(info);
  return keep(length, encoded, &content->key, &content->key_count);
}

const char *pkcs12_open(const uint8_t *bytes, size_t count, const char *password, pkcs12_content *content) {
  memset(content, 0, sizeof *content);
  pthread_once(&once, load);
  if (!is_loaded) {
    return "libcrypto 3 is needed to open it, which comes with libcurl, and is not on this machine";
  }
  const unsigned char *cursor = bytes;
  void *bundle = count > LONG_MAX ? NULL : library.d2i_PKCS12(NULL, &cursor, (long)count);
  if (!bundle) {
    library.ERR_clear_error();
    return "it is no PFX bundle";
  }
  void *key = NULL, *certificate = NULL;
  int is_open = library.PKCS12_parse(bundle, password, &key, &certificate, NULL) == 1;
  const char *problem = is_open ? NULL : "the password is wrong, or the bundle is damaged";
  if (is_open && (!key || !certificate || !read_parts(key, certificate, content))) {
    problem = "it has no certificate with its key";
  }
  if (key) library.EVP_PKEY_free(key);
  if (certificate) library.X509_free(certificate);
  library.PKCS12_free(bundle);
  library.ERR_clear_error();
  return problem;
}

void pkcs12_free(pkcs12_content *content) {
  free(content->certificate);
  if (content->key) memset(content->key, 0, content->key_count);
  free(content->key);
  memset(content, 0, sizeof *content);
}
