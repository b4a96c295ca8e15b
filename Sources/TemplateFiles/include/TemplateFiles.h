// The files of the starter templates, inside the program.

#ifndef TEMPLATE_FILES_H
#define TEMPLATE_FILES_H

struct template_file {
  // The folder in templates/.
  const char *template_name;
  // Inside that folder.
  const char *path;
  const unsigned char *content;
  unsigned long length;
};

// The file of an index, or NULL past the last one. The files of a template stand together.
const struct template_file *template_file(int index);

#endif
