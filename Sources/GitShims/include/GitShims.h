#ifndef GIT_SHIMS_H
#define GIT_SHIMS_H

#include <stddef.h>
#include <stdint.h>

// What is done with libgit2: objects and references of bare repositories on this machine. The library is loaded when
// it is first needed. The functions that are used have not changed since libgit2 1.0, so its headers are not needed
// to build. Where a function gives an int, 0 is success; what went wrong is `git2_problem`, of the same thread.

/// Forty hexadecimal digits and a zero.
enum { GIT2_ID_SIZE = 41 };

/// Loads libgit2, once. Gives what stands in the way, or NULL. To be called before anything below.
const char *git2_load(void);
const char *git2_problem(void);

/// Opens a bare repository, or makes an empty one; NULL when that fails. Freed by `git2_close`.
void *git2_open(const char *path);
void *git2_create(const char *path);
void git2_close(void *repository);

int git2_write_blob(void *repository, const void *bytes, size_t count, char *id);

/// A folder in the making; NULL when there is no memory. Freed by `git2_tree_end`.
void *git2_tree_begin(void *repository);
int git2_tree_add(void *builder, const char *name, const char *id, unsigned mode);
int git2_tree_write(void *builder, char *id);
void git2_tree_end(void *builder);

/// - Parameters:
///   - parent: an id, or NULL for a commit without one.
///   - name, address: of the author; neither of them may be empty.
///   - time: seconds since 1970.
int git2_commit(
    void *repository, const char *tree, const char *parent, const char *name, const char *address, int64_t time,
    const char *message, char *id);

/// The tree of a commit.
int git2_tree_of(void *repository, const char *commit, char *id);

/// Puts a reference in place, whatever it was before.
int git2_set_reference(void *repository, const char *name, const char *id);
int git2_remove_reference(void *repository, const char *name);

/// The entries of a folder; NULL when there is no such folder. Freed by `git2_tree_close`.
void *git2_tree_open(void *repository, const char *id);
size_t git2_tree_count(const void *tree);
/// The name, which lives as long as the tree; `id` and `mode` are filled in.
const char *git2_tree_entry(const void *tree, size_t index, char *id, unsigned *mode);
void git2_tree_close(void *tree);

/// The content of a file; NULL when there is none. Freed by `git2_blob_close`.
void *git2_blob_open(void *repository, const char *id);
const void *git2_blob_bytes(const void *blob, size_t *count);
void git2_blob_close(void *blob);

#endif
