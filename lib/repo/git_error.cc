#include <fmt/format.h>
#include <git2.h>

#include "base/text.h"
#include "repo/state.h"

namespace sig::repo {
namespace {

std::string hint_for(int code) {
  switch (code) {
    case GIT_ELOCKED:
      return "if no git process runs in this repository, remove the lock file that the message "
             "names";
    case GIT_EMISMATCH:
      return "the repository is damaged: git fsck --full";
    case GIT_EOWNER:
      return "git config --global --add safe.directory with the folder's whole path, if you trust "
             "it";
    default:
      return "";
  }
}

}  // namespace

Error git_error(int code, std::string what) {
  const auto* error = ::git_error_last();
  const std::string reason = error != nullptr && error->message != nullptr
                                 ? visible(error->message)
                                 : fmt::format("libgit2 gives code {}", code);
  return {ErrorKind::Git, fmt::format("{}: {}", std::move(what), reason), hint_for(code), {}};
}

}  // namespace sig::repo
