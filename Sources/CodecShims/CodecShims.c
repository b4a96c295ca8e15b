#include "CodecShims.h"

#include <dlfcn.h>
#include <limits.h>

// The functions are declared here as the libraries' documentation gives them, so that building needs none of
// their headers: lzma/container.h of liblzma 5, bzlib.h of libbzip2 1.0, zstd.h and zstd_errors.h of libzstd 1.

static void *find(const char *library, const char *function) {
  // A library that is loaded already is only found again.
  void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
  return handle ? dlsym(handle, function) : NULL;
}

codec_status codec_shim_unxz(
    const uint8_t *input, size_t input_length, uint8_t *output, size_t capacity, size_t *length) {
  typedef int decode_function(
      uint64_t *memory_limit, uint32_t flags, const void *allocator, const uint8_t *input,
      size_t *input_position, size_t input_size, uint8_t *output, size_t *output_position,
      size_t output_size);
  decode_function *decode = (decode_function *)find("liblzma.so.5", "lzma_stream_buffer_decode");
  if (!decode) return CODEC_LIBRARY_MISSING;
  uint64_t memory_limit = 256 << 20;
  const uint32_t concatenated = 0x08;
  size_t input_position = 0, output_position = 0;
  int result = decode(
      &memory_limit, concatenated, NULL, input, &input_position, input_length, output, &output_position,
      capacity);
  *length = output_position;
  const int ok = 0, buffer_error = 10;
  if (result == ok) return CODEC_DONE;
  // Input that ends too early is another error.
  return result == buffer_error ? CODEC_BUFFER_TOO_SMALL : CODEC_DAMAGED;
}

codec_status codec_shim_unbzip2(
    const uint8_t *input, size_t input_length, uint8_t *output, size_t capacity, size_t *length) {
  typedef int decode_function(
      char *output, unsigned int *output_length, char *input, unsigned int input_length, int is_small,
      int verbosity);
  decode_function *decode = (decode_function *)find("libbz2.so.1.0", "BZ2_bzBuffToBuffDecompress");
  if (!decode) decode = (decode_function *)find("libbz2.so.1", "BZ2_bzBuffToBuffDecompress");
  if (!decode) return CODEC_LIBRARY_MISSING;
  if (input_length > UINT_MAX || capacity > UINT_MAX) return CODEC_DAMAGED;
  unsigned int output_length = (unsigned int)capacity;
  int result = decode((char *)output, &output_length, (char *)input, (unsigned int)input_length, 0, 0);
  *length = output_length;
  const int ok = 0, output_full = -8;
  if (result == ok) return CODEC_DONE;
  return result == output_full ? CODEC_BUFFER_TOO_SMALL : CODEC_DAMAGED;
}

codec_status codec_shim_unzstd(
    const uint8_t *input, size_t input_length, uint8_t *output, size_t capacity, size_t *length) {
  typedef size_t decode_function(void *output, size_t capacity, const void *input, size_t input_length);
  typedef int error_function(size_t result);
  const char *library = "libzstd.so.1";
  decode_function *decode = (decode_function *)find(library, "ZSTD_decompress");
  error_function *error_code = (error_function *)find(library, "ZSTD_getErrorCode");
  if (!decode || !error_code) return CODEC_LIBRARY_MISSING;
  size_t result = decode(output, capacity, input, input_length);
  switch (error_code(result)) {
    case 0: *length = result; return CODEC_DONE;
    case /* dstSize_tooSmall */ 70: return CODEC_BUFFER_TOO_SMALL;
    default: return CODEC_DAMAGED;
  }
}
