#ifndef PKCS12_SHIMS_H
#define PKCS12_SHIMS_H

#include <stddef.h>
#include <stdint.h>

// Opens PKCS #12 bundles (RFC 7292) with OpenSSL's libcrypto 3, which libcurl brings along. It is not linked: it is
// loaded when the first bundle is opened.

/// What was in a bundle, in DER; to be given to `pkcs12_free` whatever became of it.
typedef struct {
  uint8_t *certificate, *key;
  size_t certificate_count, key_count;
} pkcs12_content;

/// Opens a bundle: the key in PKCS #8, and the certificate that belongs to it.
///
/// Returns NULL, or why it cannot be opened: the rest of a sentence, which lives as long as the process.
const char *pkcs12_open(const uint8_t *bytes, size_t count, const char *password, pkcs12_content *content);
void pkcs12_free(pkcs12_content *content);

#endif
