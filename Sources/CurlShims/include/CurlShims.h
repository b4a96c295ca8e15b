#ifndef CURL_SHIMS_H
#define CURL_SHIMS_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>

/// Loads libcurl and initialises it, once for the process; every later call gives the first one's result.
/// Nothing else here may be called before it has succeeded.
///
/// Returns NULL, or why the library cannot be used: a sentence that lives as long as the process.
const char *curl_shim_load(void);

/// The version of the loaded library, such as `7.88.1`.
const char *curl_shim_version(void);

// The functions of the same names. `curl_easy_setopt` and `curl_easy_getinfo` take arguments of any type,
// which Swift cannot call; here is one function for each type that is used.

CURL *curl_shim_easy_init(void);
void curl_shim_easy_reset(CURL *easy);
void curl_shim_easy_cleanup(CURL *easy);
CURLcode curl_shim_easy_pause(CURL *easy, int directions);
const char *curl_shim_easy_strerror(CURLcode code);

CURLcode curl_shim_set_long(CURL *easy, CURLoption option, long value);
CURLcode curl_shim_set_offset(CURL *easy, CURLoption option, curl_off_t value);
/// The library copies the string. NULL takes a default away.
CURLcode curl_shim_set_string(CURL *easy, CURLoption option, const char *value);
/// The library copies `length` bytes.
CURLcode curl_shim_set_blob(CURL *easy, CURLoption option, const void *bytes, size_t length);
/// The library copies `length` bytes and sends them as the body.
CURLcode curl_shim_set_body(CURL *easy, const void *bytes, size_t length);
/// `value` must outlive the transfer.
CURLcode curl_shim_set_pointer(CURL *easy, CURLoption option, void *value);
/// `list` must outlive the transfer.
CURLcode curl_shim_set_list(CURL *easy, CURLoption option, struct curl_slist *list);
/// For the options that take a function which is given data: body, header line, request body.
CURLcode curl_shim_set_callback(CURL *easy, CURLoption option, curl_write_callback callback);

CURLcode curl_shim_info_long(CURL *easy, CURLINFO info, long *value);
/// The certificate of that index in the chain that the server showed, in PEM; NULL beyond its end.
const char *curl_shim_certificate(CURL *easy, int index);

// Connections that the caller speaks over (CURLOPT_CONNECT_ONLY).

/// Waits until the connection stands or has failed.
CURLcode curl_shim_easy_perform(CURL *easy);
/// The connection's descriptor, which stays the library's; -1 when there is none.
int curl_shim_socket(CURL *easy);
/// CURLE_AGAIN when there is nothing yet; no bytes at the end.
CURLcode curl_shim_easy_recv(CURL *easy, void *buffer, size_t length, size_t *received);
/// CURLE_AGAIN when there is no room: to be called again with the same bytes at the same place.
CURLcode curl_shim_easy_send(CURL *easy, const void *bytes, size_t length, size_t *sent);

CURLM *curl_shim_multi_init(void);
void curl_shim_multi_cleanup(CURLM *multi);
CURLMcode curl_shim_multi_set_long(CURLM *multi, CURLMoption option, long value);
CURLMcode curl_shim_multi_add_handle(CURLM *multi, CURL *easy);
CURLMcode curl_shim_multi_remove_handle(CURLM *multi, CURL *easy);
CURLMcode curl_shim_multi_perform(CURLM *multi, int *running);
CURLMcode curl_shim_multi_poll(
    CURLM *multi, struct curl_waitfd extra[], unsigned int count, int milliseconds, int *ready);
const char *curl_shim_multi_strerror(CURLMcode code);

/// The next transfer that has ended, and how; NULL when there is none.
CURL *curl_shim_multi_next_done(CURLM *multi, CURLcode *result);

struct curl_slist *curl_shim_slist_append(struct curl_slist *list, const char *text);
void curl_shim_slist_free_all(struct curl_slist *list);

#endif
