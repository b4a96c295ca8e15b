#include "YAMLShims.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

/// Every function of libyaml that is used.
#define YAML_FUNCTIONS(X)                                                                                  \
  X(yaml_parser_initialize) X(yaml_parser_delete) X(yaml_parser_set_input_string) X(yaml_parser_set_encoding) \
  X(yaml_parser_parse) X(yaml_event_delete)

#define DECLARE_POINTER(name) __typeof__(name) *name;
static struct {
  YAML_FUNCTIONS(DECLARE_POINTER)
} library;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static char problem[512];

static void fail(const char *reason) {
  snprintf(
      problem, sizeof problem,
      "reading YAML needs libyaml, which cannot be used on this machine (%s); install it, for example with "
      "\"apt-get install libyaml-0-2\" or \"dnf install libyaml\"",
      reason ? reason : "it cannot be loaded");
}

static void load(void) {
  void *handle = dlopen("libyaml-0.so.2", RTLD_NOW | RTLD_LOCAL);
  if (!handle) return fail(dlerror());

#define FIND_FUNCTION(name)                                                                                \
  library.name = (__typeof__(name) *)dlsym(handle, #name);                                                 \
  if (!library.name) return fail(dlerror());
  YAML_FUNCTIONS(FIND_FUNCTION)
}

const char *yaml_shim_load(void) {
  pthread_once(&once, load);
  return problem[0] ? problem : NULL;
}

int yaml_shim_parser_initialize(yaml_parser_t *parser) { return library.yaml_parser_initialize(parser); }
void yaml_shim_parser_delete(yaml_parser_t *parser) { library.yaml_parser_delete(parser); }

void yaml_shim_parser_set_input(yaml_parser_t *parser, const unsigned char *bytes, size_t count) {
  library.yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING);
  library.yaml_parser_set_input_string(parser, bytes, count);
}

int yaml_shim_parser_parse(yaml_parser_t *parser, yaml_event_t *event) {
  return library.yaml_parser_parse(parser, event);
}

void yaml_shim_event_delete(yaml_event_t *event) { library.yaml_event_delete(event); }
