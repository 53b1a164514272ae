#include "repo/repository.h"

#include <fmt/format.h>

#include "base/text.h"
#include "repo/state.h"

namespace sig::repo {
namespace {

using Config = std::unique_ptr<git_config, FreeWith<git_config_free>>;

/// libgit2 1.5.1 says "not found" of a repository of another user when no safe.directory is set at
/// all; looking for it without opening tells the two apart.
bool is_there(const std::string& path) {
  git_buf found = GIT_BUF_INIT;
  const int code = git_repository_discover(&found, path.c_str(), 0, nullptr);
  git_buf_dispose(&found);
  return code == 0;
}

Error cannot_open(int code, const std::string& path) {
  if (code == GIT_ENOTFOUND && is_there(path)) code = GIT_EOWNER;
  if (code == GIT_ENOTFOUND) {
    return {ErrorKind::Git,
            fmt::format("there is no git repository at or above {}", quote(path, 240)),
            "git init, then commit the project",
            {}};
  }
  if (code == GIT_EOWNER) {
    return {
        ErrorKind::Git,
        fmt::format("the git repository at {} belongs to another user", quote(path, 240)),
        fmt::format("if you trust it: git config --global --add safe.directory {}", visible(path)),
        {}};
  }
  return git_error(code, fmt::format("cannot open the git repository at {}", quote(path, 240)));
}

Result<std::string> setting(git_config* config, const char* name, const char* example) {
  const char* value = nullptr;
  const int code = git_config_get_string(&value, config, name);
  if (code == 0 && !trim(value).empty()) {
    // A line end or an angle bracket would forge lines of the commit.
    const std::string_view given = trim(value);
    const bool is_plain = quote(given, given.size()).size() == given.size() + 2;
    if (is_plain && given.find_first_of("<>") == std::string_view::npos) return std::string(given);
    return Error{
        ErrorKind::Git,
        fmt::format(
            "{} in git's configuration is {}, which cannot stand in a commit", name, quote(value)),
        fmt::format("git config --global {} \"{}\"", name, example),
        {}};
  }
  if (code != 0 && code != GIT_ENOTFOUND) {
    return git_error(code, fmt::format("cannot read {} from git's configuration", name));
  }
  return Error{ErrorKind::Git,
               fmt::format("git does not know who you are: {} is not set", name),
               fmt::format("git config --global {} \"{}\"", name, example),
               {}};
}

}  // namespace

std::string_view to_string(ObjectType type) {
  switch (type) {
    case ObjectType::Commit:
      return "commit";
    case ObjectType::Tree:
      return "tree";
    case ObjectType::Blob:
      return "blob";
    default:
      return "tag";
  }
}

std::string to_string(const Person& person) {
  return fmt::format("{} <{}>", person.name, person.email);
}

bool is_reference_name(const std::string& name) {
  const Library library;
  int is_valid = 0;
  const bool has_nul = name.find('\0') != std::string::npos;
  return !has_nul && git_reference_name_is_valid(&is_valid, name.c_str()) == 0 && is_valid == 1;
}

Repository::Repository(std::unique_ptr<State> state) : state_(std::move(state)) {}
Repository::Repository(Repository&&) noexcept = default;
Repository& Repository::operator=(Repository&&) noexcept = default;
Repository::~Repository() = default;

Result<Repository> Repository::open(const std::string& path) {
  auto state = std::make_unique<State>();
  // Both are libgit2's own process-wide switches; a repository's configuration cannot undo them.
  git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1);
  git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 1);
  git_repository* opened = nullptr;
  const int code = git_repository_open_ext(&opened, path.c_str(), 0, nullptr);
  if (code != 0) return cannot_open(code, path);
  state->git.reset(opened);
  return Repository(std::move(state));
}

Result<ObjectId> Repository::head() const {
  git_oid id;
  const int code = git_reference_name_to_id(&id, state_->get(), "HEAD");
  if (code == GIT_ENOTFOUND || code == GIT_EUNBORNBRANCH) return ObjectId();
  if (code != 0) return git_error(code, "cannot read HEAD");
  return to_text(id);
}

Result<Person> Repository::person() const {
  git_config* found = nullptr;
  const int code = git_repository_config_snapshot(&found, state_->get());
  if (code != 0) return git_error(code, "cannot read git's configuration");
  const Config config(found);
  Person person;
  person.name = TRY(setting(config.get(), "user.name", "Your Name"));
  person.email = TRY(setting(config.get(), "user.email", "you@example.org"));
  return person;
}

}  // namespace sig::repo
