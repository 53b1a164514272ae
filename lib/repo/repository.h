#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace sig::repo {

/// An object id as 40 lower-case hexadecimal digits.
using ObjectId = std::string;

enum class ObjectType { Commit, Tree, Blob, Tag };
std::string_view to_string(ObjectType type);

/// Who writes, as git's configuration has it.
struct Person {
  std::string name;
  std::string email;
};
std::string to_string(const Person& person);  ///< "Name <email>"

/// One file of a tree; folders come from the path.
struct TreeFile {
  std::string path;
  ObjectId blob;
};

struct NewCommit {
  ObjectId tree;
  std::vector<ObjectId> parents;
  Person who;
  Time when;
  std::string message;
};

struct NewTag {
  std::string name;  ///< without refs/tags/
  ObjectId commit;
  Person who;
  Time when;
  std::string message;
};

/// An annotated tag object as it stands, whatever refers to it.
struct TagObject {
  std::string name;
  ObjectId target;
  ObjectType target_type = ObjectType::Commit;
  std::string message;
};

/// A reference as it stands: nothing is followed. `target` is empty for a symbolic one.
struct Reference {
  std::string name;  ///< whole: "refs/tags/prod/3"
  ObjectId target;
};

/// A git repository on disk, through libgit2. Runs no hook, filter or other program, whatever the
/// repository's configuration says. Objects and references are flushed to disk before a call
/// returns. One thread at a time; any number of processes.
class Repository {
 public:
  /// The repository at `path` or the nearest one above it. One that another user owns is refused,
  /// as git does.
  static Result<Repository> open(const std::string& path);
  /// Makes a repository with the branch main in a folder that is there, without hooks.
  static Result<Repository> init(const std::string& folder);
  Repository(Repository&&) noexcept;
  Repository& operator=(Repository&&) noexcept;
  ~Repository();

  /// The commit of HEAD; empty when there is none yet.
  Result<ObjectId> head() const;
  /// user.name and user.email; an error that says what to type where they are not set.
  Result<Person> person() const;
  /// Changes of the work tree against HEAD, untracked files among them, in `paths` (files and
  /// folders relative to `folder`; none: all of `folder`), sorted: "modified signatures/a.yaml".
  /// Ignored files are none. Paths in the answer are relative to the work tree.
  Result<std::vector<std::string>> changes(const std::string& folder,
                                           const std::vector<std::string>& paths = {}) const;
  /// Adds all files that are not ignored and commits them to HEAD's branch, now.
  Result<ObjectId> commit_all(const Person& who, const std::string& message) const;

  Result<ObjectType> type_of(const ObjectId& id) const;
  Result<std::vector<ObjectId>> parents(const ObjectId& commit) const;
  Result<TagObject> read_tag(const ObjectId& id) const;
  /// The bytes of a regular file in a commit's tree; refuses one over `limit` bytes before reading.
  Result<std::string> read_file(const ObjectId& commit,
                                const std::string& path,
                                std::uint64_t limit) const;

  Result<ObjectId> write_blob(std::string_view bytes) const;
  Result<ObjectId> write_tree(const std::vector<TreeFile>& files) const;
  Result<ObjectId> write_commit(const NewCommit& commit) const;
  /// Writes the object of an annotated tag and no reference.
  Result<ObjectId> write_tag(const NewTag& tag) const;

  /// References whose names begin with `prefix`, sorted by name.
  Result<std::vector<Reference>> references(const std::string& prefix) const;
  /// Creates a reference by compare-and-swap against "absent"; false when it exists already, be it
  /// by another process in the same moment. A lock that a killed process of ours left is cleared; a
  /// lock of a living one is waited for, for at most 5 s.
  Result<bool> create_reference(const std::string& name,
                                const ObjectId& target,
                                const std::string& log) const;

 private:
  struct State;
  explicit Repository(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Whether git takes it as the name of a reference.
bool is_reference_name(const std::string& name);

}  // namespace sig::repo
