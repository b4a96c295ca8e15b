#define CURL_DISABLE_TYPECHECK
#include "CurlShims.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

/// Every function of libcurl that is used.
#define CURL_FUNCTIONS(X)                                                                                  \
  X(curl_global_init) X(curl_version_info)                                                                 \
  X(curl_easy_init) X(curl_easy_reset) X(curl_easy_cleanup) X(curl_easy_pause) X(curl_easy_strerror)       \
  X(curl_easy_setopt) X(curl_easy_getinfo) X(curl_easy_perform) X(curl_easy_send) X(curl_easy_recv)        \
  X(curl_multi_init) X(curl_multi_cleanup) X(curl_multi_setopt) X(curl_multi_add_handle)                   \
  X(curl_multi_remove_handle) X(curl_multi_perform) X(curl_multi_poll) X(curl_multi_info_read)             \
  X(curl_multi_strerror) X(curl_slist_append) X(curl_slist_free_all)

#define DECLARE_POINTER(name) __typeof__(name) *name;
static struct {
  CURL_FUNCTIONS(DECLARE_POINTER)
} library;

/// 7.77 is the first that takes the trusted certificates from memory (CURLOPT_CAINFO_BLOB).
#define OLDEST_VERSION 0x074d00

static pthread_once_t once = PTHREAD_ONCE_INIT;
static char problem[512];

static void fail(const char *reason) {
  snprintf(
      problem, sizeof problem,
      "HTTPS needs libcurl 7.77 or newer, which cannot be used on this machine: %s. Install it, for example "
      "with \"apt-get install libcurl4\" or \"dnf install libcurl\".",
      reason);
}

static const char *last_load_error(void) {
  const char *text = dlerror();
  return text ? text : "it cannot be loaded";
}

static void load(void) {
  void *handle = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  if (!handle) return fail(last_load_error());

#define FIND_FUNCTION(name)                                                                                \
  library.name = (__typeof__(name) *)dlsym(handle, #name);                                                 \
  if (!library.name) return fail(last_load_error());
  CURL_FUNCTIONS(FIND_FUNCTION)

  const curl_version_info_data *version = library.curl_version_info(CURLVERSION_NOW);
  if (version->version_num < OLDEST_VERSION) return fail("the one installed is older");
  if (!(version->features & CURL_VERSION_SSL)) return fail("the one installed was built without TLS");
  if (library.curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) fail("it does not initialise");
}

const char *curl_shim_load(void) {
  pthread_once(&once, load);
  return problem[0] ? problem : NULL;
}

const char *curl_shim_version(void) { return library.curl_version_info(CURLVERSION_NOW)->version; }

CURL *curl_shim_easy_init(void) { return library.curl_easy_init(); }
void curl_shim_easy_reset(CURL *easy) { library.curl_easy_reset(easy); }
void curl_shim_easy_cleanup(CURL *easy) { library.curl_easy_cleanup(easy); }
CURLcode curl_shim_easy_pause(CURL *easy, int directions) { return library.curl_easy_pause(easy, directions); }
const char *curl_shim_easy_strerror(CURLcode code) { return library.curl_easy_strerror(code); }

CURLcode curl_shim_set_long(CURL *easy, CURLoption option, long value) {
  return (library.curl_easy_setopt)(easy, option, value);
}

CURLcode curl_shim_set_offset(CURL *easy, CURLoption option, curl_off_t value) {
  return (library.curl_easy_setopt)(easy, option, value);
}

CURLcode curl_shim_set_string(CURL *easy, CURLoption option, const char *value) {
  return (library.curl_easy_setopt)(easy, option, value);
}

CURLcode curl_shim_set_blob(CURL *easy, CURLoption option, const void *bytes, size_t length) {
  struct curl_blob blob = {.data = (void *)bytes, .len = length, .flags = CURL_BLOB_COPY};
  return (library.curl_easy_setopt)(easy, option, &blob);
}

CURLcode curl_shim_set_body(CURL *easy, const void *bytes, size_t length) {
  CURLcode code = curl_shim_set_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)length);
  return code != CURLE_OK ? code : (library.curl_easy_setopt)(easy, CURLOPT_COPYPOSTFIELDS, bytes);
}

CURLcode curl_shim_set_pointer(CURL *easy, CURLoption option, void *value) {
  return (library.curl_easy_setopt)(easy, option, value);
}

CURLcode curl_shim_set_list(CURL *easy, CURLoption option, struct curl_slist *list) {
  return (library.curl_easy_setopt)(easy, option, list);
}

CURLcode curl_shim_set_callback(CURL *easy, CURLoption option, curl_write_callback callback) {
  return (library.curl_easy_setopt)(easy, option, callback);
}

CURLcode curl_shim_info_long(CURL *easy, CURLINFO info, long *value) {
  return (library.curl_easy_getinfo)(easy, info, value);
}

const char *curl_shim_certificate(CURL *easy, int index) {
  struct curl_certinfo *chain = NULL;
  CURLcode code = (library.curl_easy_getinfo)(easy, CURLINFO_CERTINFO, &chain);
  if (code != CURLE_OK || chain == NULL || index >= chain->num_of_certs) return NULL;
  for (struct curl_slist *line = chain->certinfo[index]; line; line = line->next) {
    if (strncmp(line->data, "Cert:", 5) == 0) return line->data + 5;
  }
  return NULL;
}

CURLcode curl_shim_easy_perform(CURL *easy) { return library.curl_easy_perform(easy); }

int curl_shim_socket(CURL *easy) {
  curl_socket_t socket = CURL_SOCKET_BAD;
  CURLcode code = (library.curl_easy_getinfo)(easy, CURLINFO_ACTIVESOCKET, &socket);
  return code == CURLE_OK ? socket : -1;
}

CURLcode curl_shim_easy_recv(CURL *easy, void *buffer, size_t length, size_t *received) {
  return library.curl_easy_recv(easy, buffer, length, received);
}

CURLcode curl_shim_easy_send(CURL *easy, const void *bytes, size_t length, size_t *sent) {
  return library.curl_easy_send(easy, bytes, length, sent);
}

CURLM *curl_shim_multi_init(void) { return library.curl_multi_init(); }
void curl_shim_multi_cleanup(CURLM *multi) { library.curl_multi_cleanup(multi); }

CURLMcode curl_shim_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return (library.curl_multi_setopt)(multi, option, value);
}

CURLMcode curl_shim_multi_add_handle(CURLM *multi, CURL *easy) {
  return library.curl_multi_add_handle(multi, easy);
}

CURLMcode curl_shim_multi_remove_handle(CURLM *multi, CURL *easy) {
  return library.curl_multi_remove_handle(multi, easy);
}

CURLMcode curl_shim_multi_perform(CURLM *multi, int *running) {
  return library.curl_multi_perform(multi, running);
}

CURLMcode curl_shim_multi_poll(
    CURLM *multi, struct curl_waitfd extra[], unsigned int count, int milliseconds, int *ready) {
  return library.curl_multi_poll(multi, extra, count, milliseconds, ready);
}

const char *curl_shim_multi_strerror(CURLMcode code) { return library.curl_multi_strerror(code); }

CURL *curl_shim_multi_next_done(CURLM *multi, CURLcode *result) {
  int left;
  CURLMsg *message;
  while ((message = library.curl_multi_info_read(multi, &left))) {
    if (message->msg != CURLMSG_DONE) continue;
    *result = message->data.result;
    return message->easy_handle;
  }
  return NULL;
}

struct curl_slist *curl_shim_slist_append(struct curl_slist *list, const char *text) {
  return library.curl_slist_append(list, text);
}

void curl_shim_slist_free_all(struct curl_slist *list) { library.curl_slist_free_all(list); }
