// The declarations of libyaml only. Nothing links the library: YAMLShims loads it when it is first needed.
#include <yaml.h>
