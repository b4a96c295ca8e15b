#ifndef CODEC_SHIMS_H
#define CODEC_SHIMS_H

#include <stddef.h>
#include <stdint.h>

/// How a decompression ended.
typedef enum {
  CODEC_DONE,
  /// The content is longer than the buffer.
  CODEC_BUFFER_TOO_SMALL,
  CODEC_DAMAGED,
  /// The library that knows the format is not on this machine.
  CODEC_LIBRARY_MISSING,
} codec_status;

/// Decompresses a whole file into a buffer, and sets `length` to the bytes of the content.
///
/// The libraries are loaded when they are needed first: liblzma 5, libbz2 1.0 and libzstd 1.
codec_status codec_shim_unxz(
    const uint8_t *input, size_t input_length, uint8_t *output, size_t capacity, size_t *length);
codec_status codec_shim_unbzip2(
    const uint8_t *input, size_t input_length, uint8_t *output, size_t capacity, size_t *length);
codec_status codec_shim_unzstd(
    const uint8_t *input, size_t input_length, uint8_t *output, size_t capacity, size_t *length);

#endif
