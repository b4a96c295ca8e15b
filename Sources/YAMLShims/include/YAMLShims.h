#ifndef YAML_SHIMS_H
#define YAML_SHIMS_H

#include <yaml.h>

/// Loads libyaml, once. Gives what stands in the way, or NULL. To be called before anything below.
const char *yaml_shim_load(void);

int yaml_shim_parser_initialize(yaml_parser_t *parser);
void yaml_shim_parser_delete(yaml_parser_t *parser);
void yaml_shim_parser_set_input(yaml_parser_t *parser, const unsigned char *bytes, size_t count);
int yaml_shim_parser_parse(yaml_parser_t *parser, yaml_event_t *event);
void yaml_shim_event_delete(yaml_event_t *event);

#endif
