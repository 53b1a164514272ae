#pragma once

#include <git2.h>

#include <memory>
#include <string>

#include "base/handle.h"
#include "base/result.h"
#include "repo/repository.h"

namespace sig::repo {

/// libgit2 is counted: the last of these to go shuts it down.
struct Library {
  Library() { git_libgit2_init(); }
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;
  ~Library() { git_libgit2_shutdown(); }
};

struct Repository::State {
  Library library;  ///< outlives what follows
  std::unique_ptr<git_repository, FreeWith<git_repository_free>> git;

  git_repository* get() const { return git.get(); }
};

using Object = std::unique_ptr<git_object, FreeWith<git_object_free>>;

/// What libgit2 says about its last failure, with what to do where we know.
Error git_error(int code, std::string what);

Result<git_oid> parse_id(const ObjectId& id);
ObjectId to_text(const git_oid& id);

/// An object of any type, or of the one asked for.
Result<Object> find_object(git_repository* repository, const ObjectId& id, git_object_t type);

}  // namespace sig::repo
