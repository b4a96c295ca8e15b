#include "GitShims.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

/// Every function of libgit2 that is used: its result, name and parameters, as its documentation has them.
#define GIT_FUNCTIONS(X)                                                                                   \
  X(int, git_libgit2_init, (void))                                                                         \
  X(int, git_libgit2_opts, (int, ...))                                                                     \
  X(const problem_info *, git_error_last, (void))                                                          \
  X(int, git_repository_open_bare, (void **, const char *))                                                \
  X(int, git_repository_init, (void **, const char *, unsigned))                                           \
  X(void, git_repository_free, (void *))                                                                   \
  X(int, git_oid_fromstr, (object_id *, const char *))                                                     \
  X(char *, git_oid_tostr, (char *, size_t, const object_id *))                                            \
  X(int, git_blob_create_from_buffer, (object_id *, void *, const void *, size_t))                         \
  X(int, git_treebuilder_new, (void **, void *, const void *))                                             \
  X(int, git_treebuilder_insert, (const void **, void *, const char *, const object_id *, unsigned))       \
  X(int, git_treebuilder_write, (object_id *, void *))                                                     \
  X(void, git_treebuilder_free, (void *))                                                                  \
  X(int, git_signature_new, (void **, const char *, const char *, int64_t, int))                           \
  X(void, git_signature_free, (void *))                                                                    \
  X(int, git_commit_create,                                                                                \
    (object_id *, void *, const char *, const void *, const void *, const char *, const char *,            \
     const void *, size_t, const void **))                                                                 \
  X(int, git_commit_lookup, (void **, void *, const object_id *))                                          \
  X(const object_id *, git_commit_tree_id, (const void *))                                                 \
  X(void, git_commit_free, (void *))                                                                       \
  X(int, git_reference_create, (void **, void *, const char *, const object_id *, int, const char *))      \
  X(void, git_reference_free, (void *))                                                                    \
  X(int, git_reference_remove, (void *, const char *))                                                     \
  X(int, git_tree_lookup, (void **, void *, const object_id *))                                            \
  X(void, git_tree_free, (void *))                                                                         \
  X(size_t, git_tree_entrycount, (const void *))                                                           \
  X(const void *, git_tree_entry_byindex, (const void *, size_t))                                          \
  X(const char *, git_tree_entry_name, (const void *))                                                     \
  X(const object_id *, git_tree_entry_id, (const void *))                                                  \
  X(unsigned, git_tree_entry_filemode, (const void *))                                                     \
  X(int, git_blob_lookup, (void **, void *, const object_id *))                                            \
  X(const void *, git_blob_rawcontent, (const void *))                                                     \
  X(uint64_t, git_blob_rawsize, (const void *))                                                            \
  X(void, git_blob_free, (void *))

/// `git_oid`: twenty bytes; some builds add a few.
typedef struct {
  unsigned char bytes[64];
} object_id;

/// `git_error`.
typedef struct {
  char *message;
  int klass;
} problem_info;

#define DECLARE_POINTER(result, name, parameters) result(*name) parameters;
static struct {
  GIT_FUNCTIONS(DECLARE_POINTER)
} library;

/// `GIT_OPT_ENABLE_FSYNC_GITDIR` of git2/common.h.
enum { ENABLE_FSYNC_GITDIR = 19 };

static pthread_once_t once = PTHREAD_ONCE_INIT;
static char problem[512];

static void fail(const char *reason) {
  snprintf(
      problem, sizeof problem,
      "libgit2 is needed, and cannot be used on this machine: %s. Install it, for example with \"apt-get install "
      "libgit2-dev\" or \"dnf install libgit2\".",
      reason ? reason : "it cannot be loaded");
}

/// Its file is named by the version, and every distribution has another one.
static void *open_library(void) {
  static const char *const names[] = {"libgit2.so.1.9", "libgit2.so.1.8", "libgit2.so.1.7", "libgit2.so.1.6",
                                      "libgit2.so.1.5", "libgit2.so.1.4", "libgit2.so.1.3", "libgit2.so.1.1",
                                      "libgit2.so"};
  for (size_t index = 0; index < sizeof names / sizeof *names; index++) {
    void *handle = dlopen(names[index], RTLD_NOW | RTLD_LOCAL);
    if (handle) return handle;
  }
  return NULL;
}

static void load(void) {
  void *handle = open_library();
  if (!handle) return fail(dlerror());

#define FIND_FUNCTION(result, name, parameters)                                                            \
  library.name = (__typeof__(library.name))dlsym(handle, #name);                                           \
  if (!library.name) return fail(dlerror());
  GIT_FUNCTIONS(FIND_FUNCTION)

  if (library.git_libgit2_init() < 0) return fail(git2_problem());
  // What was written survives a loss of power.
  library.git_libgit2_opts(ENABLE_FSYNC_GITDIR, 1);
}

const char *git2_load(void) {
  pthread_once(&once, load);
  return problem[0] ? problem : NULL;
}

const char *git2_problem(void) {
  const problem_info *info = library.git_error_last();
  return info && info->message ? info->message : "libgit2 does not say why";
}

void *git2_open(const char *path) {
  void *repository = NULL;
  return library.git_repository_open_bare(&repository, path) == 0 ? repository : NULL;
}

void *git2_create(const char *path) {
  void *repository = NULL;
  return library.git_repository_init(&repository, path, 1) == 0 ? repository : NULL;
}

void git2_close(void *repository) { library.git_repository_free(repository); }

static void tell(const object_id *object, char *id) { library.git_oid_tostr(id, GIT2_ID_SIZE, object); }

int git2_write_blob(void *repository, const void *bytes, size_t count, char *id) {
  object_id object = {0};
  // libgit2 wants an address even for nothing.
  int status = library.git_blob_create_from_buffer(&object, repository, bytes ? bytes : "", count);
  if (status == 0) tell(&object, id);
  return status;
}

void *git2_tree_begin(void *repository) {
  void *builder = NULL;
  return library.git_treebuilder_new(&builder, repository, NULL) == 0 ? builder : NULL;
}

int git2_tree_add(void *builder, const char *name, const char *id, unsigned mode) {
  object_id object = {0};
  int status = library.git_oid_fromstr(&object, id);
  return status ? status : library.git_treebuilder_insert(NULL, builder, name, &object, mode);
}

int git2_tree_write(void *builder, char *id) {
  object_id object = {0};
  int status = library.git_treebuilder_write(&object, builder);
  if (status == 0) tell(&object, id);
  return status;
}

void git2_tree_end(void *builder) { library.git_treebuilder_free(builder); }

/// Looks something up by its id; NULL when it is not there.
static void *look_up(int (*lookup)(void **, void *, const object_id *), void *repository, const char *id) {
  object_id object = {0};
  void *found = NULL;
  if (library.git_oid_fromstr(&object, id) != 0) return NULL;
  return lookup(&found, repository, &object) == 0 ? found : NULL;
}

int git2_commit(
    void *repository, const char *tree, const char *parent, const char *name, const char *address, int64_t time,
    const char *message, char *id) {
  object_id object = {0};
  void *signature = NULL;
  void *root = look_up(library.git_tree_lookup, repository, tree);
  void *before = parent ? look_up(library.git_commit_lookup, repository, parent) : NULL;
  int status = root && (before || !parent) ? 0 : -1;
  if (status == 0) status = library.git_signature_new(&signature, name, address, time, 0);
  if (status == 0) {
    const void *parents[] = {before};
    status = library.git_commit_create(
        &object, repository, NULL, signature, signature, NULL, message, root, before ? 1 : 0, parents);
  }
  if (status == 0) tell(&object, id);
  if (signature) library.git_signature_free(signature);
  if (before) library.git_commit_free(before);
  if (root) library.git_tree_free(root);
  return status;
}

int git2_tree_of(void *repository, const char *commit, char *id) {
  void *found = look_up(library.git_commit_lookup, repository, commit);
  if (!found) return -1;
  tell(library.git_commit_tree_id(found), id);
  library.git_commit_free(found);
  return 0;
}

int git2_set_reference(void *repository, const char *name, const char *id) {
  object_id object = {0};
  void *reference = NULL;
  int status = library.git_oid_fromstr(&object, id);
  if (status == 0) status = library.git_reference_create(&reference, repository, name, &object, 1, NULL);
  if (reference) library.git_reference_free(reference);
  return status;
}

int git2_remove_reference(void *repository, const char *name) {
  return library.git_reference_remove(repository, name);
}

void *git2_tree_open(void *repository, const char *id) {
  return look_up(library.git_tree_lookup, repository, id);
}

size_t git2_tree_count(const void *tree) { return library.git_tree_entrycount(tree); }

const char *git2_tree_entry(const void *tree, size_t index, char *id, unsigned *mode) {
  const void *entry = library.git_tree_entry_byindex(tree, index);
  if (!entry) return NULL;
  tell(library.git_tree_entry_id(entry), id);
  *mode = library.git_tree_entry_filemode(entry);
  return library.git_tree_entry_name(entry);
}

void git2_tree_close(void *tree) { library.git_tree_free(tree); }

void *git2_blob_open(void *repository, const char *id) {
  return look_up(library.git_blob_lookup, repository, id);
}

const void *git2_blob_bytes(const void *blob, size_t *count) {
  *count = (size_t)library.git_blob_rawsize(blob);
  return library.git_blob_rawcontent(blob);
}

void git2_blob_close(void *blob) { library.git_blob_free(blob); }
