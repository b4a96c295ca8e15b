#include "ServingShims.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The types and functions as the documentation of libnghttp2 1.52 (libnghttp2.so.14) gives them, so that building
// needs none of its headers.

typedef struct {
  size_t length;
  int32_t stream_id;
  uint8_t type, flags, reserved;
} frame_head;

typedef struct {
  const uint8_t *name, *value;
  size_t name_length, value_length;
  uint8_t flags;
} header_field;

typedef struct {
  int32_t id;
  uint32_t value;
} setting;

typedef struct {
  union {
    int descriptor;
    void *pointer;
  } source;
  ssize_t (*read)(
      void *session, int32_t stream, uint8_t *buffer, size_t length, uint32_t *flags, void *source, void *context);
} data_provider;

enum { FRAME_DATA = 0, FRAME_HEADERS = 1 };
enum { FLAG_END_STREAM = 1 };
enum { DATA_AT_END = 1, DATA_KEEPS_STREAM = 2 };
enum { ERROR_DEFERRED = -508, ERROR_CALLBACK_FAILURE = -902 };
enum { MAX_CONCURRENT_STREAMS = 3, INITIAL_WINDOW_SIZE = 4 };

#define HTTP2_FUNCTIONS(X)                                                                                   \
  X(int, nghttp2_session_callbacks_new, (void **))                                                           \
  X(void, nghttp2_session_callbacks_del, (void *))                                                           \
  X(void, nghttp2_session_callbacks_set_on_header_callback, (void *, void *))                                \
  X(void, nghttp2_session_callbacks_set_on_data_chunk_recv_callback, (void *, void *))                       \
  X(void, nghttp2_session_callbacks_set_on_frame_recv_callback, (void *, void *))                            \
  X(void, nghttp2_session_callbacks_set_on_stream_close_callback, (void *, void *))                          \
  X(int, nghttp2_session_server_new, (void **, const void *, void *))                                        \
  X(void, nghttp2_session_del, (void *))                                                                     \
  X(ssize_t, nghttp2_session_mem_recv, (void *, const uint8_t *, size_t))                                    \
  X(ssize_t, nghttp2_session_mem_send, (void *, const uint8_t **))                                           \
  X(int, nghttp2_submit_settings, (void *, uint8_t, const setting *, size_t))                                \
  X(int, nghttp2_session_set_local_window_size, (void *, uint8_t, int32_t, int32_t))                         \
  X(int, nghttp2_submit_response, (void *, int32_t, const header_field *, size_t, const data_provider *))    \
  X(int, nghttp2_submit_trailer, (void *, int32_t, const header_field *, size_t))                            \
  X(int, nghttp2_session_resume_data, (void *, int32_t))                                                     \
  X(void *, nghttp2_session_get_stream_user_data, (void *, int32_t))                                         \
  X(int, nghttp2_session_set_stream_user_data, (void *, int32_t, void *))

#define DECLARE_POINTER(result, name, parameters) result(*name) parameters;
static struct {
  HTTP2_FUNCTIONS(DECLARE_POINTER)
} library;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static char problem[512];

static void fail(const char *reason) {
  snprintf(
      problem, sizeof problem,
      "libnghttp2 is needed to serve, and cannot be used on this machine: %s. It comes with libcurl; install it, for "
      "example with \"apt-get install libnghttp2-14\" or \"dnf install libnghttp2\".",
      reason ? reason : "it cannot be loaded");
}

static void load(void) {
  void *handle = dlopen("libnghttp2.so.14", RTLD_NOW | RTLD_LOCAL);
  if (!handle) return fail(dlerror());
#define FIND_FUNCTION(result, name, parameters)                                                              \
  library.name = (__typeof__(library.name))dlsym(handle, #name);                                             \
  if (!library.name) return fail(dlerror());
  HTTP2_FUNCTIONS(FIND_FUNCTION)
}

const char *http2_load(void) {
  pthread_once(&once, load);
  return problem[0] ? problem : NULL;
}

// Bytes that grow.

typedef struct {
  uint8_t *bytes;
  size_t count, capacity;
} buffer;

static bool append(buffer *buffer, const uint8_t *bytes, size_t count) {
  if (count > SIZE_MAX / 4 || buffer->count > SIZE_MAX / 4) return false;
  size_t needed = buffer->count + count;
  if (needed > buffer->capacity) {
    size_t capacity = buffer->capacity * 2 > needed ? buffer->capacity * 2 : needed;
    uint8_t *grown = realloc(buffer->bytes, capacity);
    if (!grown) return false;
    buffer->bytes = grown;
    buffer->capacity = capacity;
  }
  if (count) memcpy(buffer->bytes + buffer->count, bytes, count);
  buffer->count = needed;
  return true;
}

/// One call: what was asked, then what is answered.
typedef struct stream {
  struct stream *next;
  int32_t id;
  bool is_waiting, has_ended, is_answered;
  char *path;
  buffer request, answer;
  size_t sent;
  char status[8];
  char *message;
} stream;

static void free_stream(stream *stream) {
  if (!stream) return;
  free(stream->path);
  free(stream->request.bytes);
  free(stream->answer.bytes);
  free(stream->message);
  free(stream);
}

typedef struct {
  void *session;
  /// Requests that are whole, the oldest first, and all other streams.
  stream *waiting, *others;
  /// The request that was handed out last.
  stream handed_out;
  size_t limit;
} connection;

static stream *find(connection *connection, int32_t id) {
  return library.nghttp2_session_get_stream_user_data(connection->session, id);
}

static stream *make_stream(connection *connection, int32_t id) {
  stream *made = calloc(1, sizeof *made);
  if (!made) return NULL;
  made->id = id;
  if (library.nghttp2_session_set_stream_user_data(connection->session, id, made) != 0) {
    free(made);
    return NULL;
  }
  made->next = connection->others;
  connection->others = made;
  return made;
}

static bool take_out(stream **list, stream *wanted) {
  for (; *list; list = &(*list)->next) {
    if (*list != wanted) continue;
    *list = wanted->next;
    wanted->next = NULL;
    return true;
  }
  return false;
}

// What the library tells.

static int on_header(
    void *session, const frame_head *frame, const uint8_t *name, size_t name_length, const uint8_t *value,
    size_t value_length, uint8_t flags, void *context) {
  (void)session, (void)flags;
  connection *connection = context;
  if (frame->type != FRAME_HEADERS) return 0;
  stream *stream = find(connection, frame->stream_id);
  if (!stream) stream = make_stream(connection, frame->stream_id);
  if (!stream) return ERROR_CALLBACK_FAILURE;
  if (stream->path || name_length != 5 || memcmp(name, ":path", 5) != 0) return 0;
  stream->path = strndup((const char *)value, value_length);
  return stream->path ? 0 : ERROR_CALLBACK_FAILURE;
}

static int on_data(
    void *session, uint8_t flags, int32_t id, const uint8_t *bytes, size_t count, void *context) {
  (void)session, (void)flags;
  connection *connection = context;
  stream *stream = find(connection, id);
  if (!stream) return 0;
  if (count > connection->limit || stream->request.count > connection->limit - count) return ERROR_CALLBACK_FAILURE;
  return append(&stream->request, bytes, count) ? 0 : ERROR_CALLBACK_FAILURE;
}

static int on_frame(void *session, const frame_head *frame, void *context) {
  (void)session;
  connection *connection = context;
  if ((frame->type != FRAME_DATA && frame->type != FRAME_HEADERS) || !(frame->flags & FLAG_END_STREAM)) return 0;
  stream *stream = find(connection, frame->stream_id);
  if (!stream || stream->is_waiting || !take_out(&connection->others, stream)) return 0;
  stream->is_waiting = true;
  struct stream **end = &connection->waiting;
  while (*end) end = &(*end)->next;
  *end = stream;
  return 0;
}

static int on_close(void *session, int32_t id, uint32_t code, void *context) {
  (void)session, (void)code;
  connection *connection = context;
  stream *stream = find(connection, id);
  if (!stream) return 0;
  if (!take_out(&connection->waiting, stream)) take_out(&connection->others, stream);
  free_stream(stream);
  return 0;
}

static header_field field(const char *name, const char *value) {
  header_field field = {(const uint8_t *)name, (const uint8_t *)value, strlen(name), strlen(value), 0};
  return field;
}

static ssize_t read_answer(
    void *session, int32_t id, uint8_t *bytes, size_t length, uint32_t *flags, void *source, void *context) {
  (void)source;
  stream *stream = find(context, id);
  if (!stream) return ERROR_CALLBACK_FAILURE;
  size_t rest = stream->answer.count - stream->sent;
  size_t count = rest < length ? rest : length;
  if (count == 0 && !stream->has_ended) return ERROR_DEFERRED;
  if (count) memcpy(bytes, stream->answer.bytes + stream->sent, count);
  stream->sent += count;
  if (stream->sent == stream->answer.count && stream->has_ended) {
    *flags |= DATA_AT_END | DATA_KEEPS_STREAM;
    header_field trailers[] = {field("grpc-status", stream->status), field("grpc-message", stream->message)};
    library.nghttp2_submit_trailer(session, id, trailers, stream->message[0] ? 2 : 1);
  }
  return (ssize_t)count;
}

// The connection.

static bool begin(connection *connection) {
  void *callbacks = NULL;
  if (library.nghttp2_session_callbacks_new(&callbacks) != 0) return false;
  library.nghttp2_session_callbacks_set_on_header_callback(callbacks, (void *)on_header);
  library.nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, (void *)on_data);
  library.nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, (void *)on_frame);
  library.nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, (void *)on_close);
  int status = library.nghttp2_session_server_new(&connection->session, callbacks, connection);
  library.nghttp2_session_callbacks_del(callbacks);
  if (status != 0) return false;
  // Messages may be large, and there is but one client, on this machine.
  const int32_t window = 16 << 20;
  setting settings[] = {{MAX_CONCURRENT_STREAMS, 4096}, {INITIAL_WINDOW_SIZE, (uint32_t)window}};
  return library.nghttp2_submit_settings(connection->session, 0, settings, 2) == 0 &&
         library.nghttp2_session_set_local_window_size(connection->session, 0, 0, window) == 0;
}

void *http2_open(void) {
  connection *connection = calloc(1, sizeof *connection);
  if (!connection) return NULL;
  if (begin(connection)) return connection;
  http2_close(connection);
  return NULL;
}

static void free_all(stream *list) {
  while (list) {
    stream *next = list->next;
    free_stream(list);
    list = next;
  }
}

static void forget_handed_out(connection *connection) {
  free(connection->handed_out.path);
  free(connection->handed_out.request.bytes);
  memset(&connection->handed_out, 0, sizeof connection->handed_out);
}

void http2_close(void *object) {
  connection *connection = object;
  // Without a word about the streams, which are freed here.
  if (connection->session) library.nghttp2_session_del(connection->session);
  free_all(connection->waiting);
  free_all(connection->others);
  forget_handed_out(connection);
  free(connection);
}

bool http2_receive(void *object, const uint8_t *bytes, size_t count, size_t limit) {
  connection *connection = object;
  connection->limit = limit;
  return library.nghttp2_session_mem_recv(connection->session, bytes, count) == (ssize_t)count;
}

ssize_t http2_next_output(void *object, const uint8_t **bytes) {
  return library.nghttp2_session_mem_send(((connection *)object)->session, bytes);
}

bool http2_next_request(void *object, http2_request *request) {
  connection *connection = object;
  forget_handed_out(connection);
  stream *stream = connection->waiting;
  if (!stream) return false;
  connection->waiting = stream->next;
  stream->next = connection->others;
  connection->others = stream;
  // The stream may end before the request is done with.
  connection->handed_out.path = stream->path;
  connection->handed_out.request = stream->request;
  stream->path = NULL;
  memset(&stream->request, 0, sizeof stream->request);
  request->stream = stream->id;
  request->path = connection->handed_out.path ? connection->handed_out.path : "";
  request->body = connection->handed_out.request.bytes;
  request->count = connection->handed_out.request.count;
  return true;
}

void http2_begin_answer(void *object, int32_t id) {
  connection *connection = object;
  stream *stream = find(connection, id);
  if (!stream || stream->is_answered) return;
  stream->is_answered = true;
  header_field head[] = {field(":status", "200"), field("content-type", "application/grpc")};
  data_provider provider = {.read = read_answer};
  library.nghttp2_submit_response(connection->session, id, head, 2, &provider);
}

void http2_append_answer(void *object, int32_t id, const uint8_t *bytes, size_t count) {
  connection *connection = object;
  stream *stream = find(connection, id);
  if (!stream || !stream->is_answered || stream->has_ended) return;
  // What does not fit into the memory is missing, which the client finds out by the length that goes before it.
  append(&stream->answer, bytes, count);
  library.nghttp2_session_resume_data(connection->session, id);
}

void http2_end_answer(void *object, int32_t id, const char *status, const char *message) {
  connection *connection = object;
  stream *stream = find(connection, id);
  if (!stream || !stream->is_answered || stream->has_ended) return;
  char *copy = strdup(message);
  if (!copy) return;
  stream->message = copy;
  snprintf(stream->status, sizeof stream->status, "%s", status);
  stream->has_ended = true;
  library.nghttp2_session_resume_data(connection->session, id);
}
