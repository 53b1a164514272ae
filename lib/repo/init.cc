#include <fmt/format.h>

#include "base/text.h"
#include "repo/repository.h"
#include "repo/state.h"

namespace sig::repo {
namespace {

using Index = std::unique_ptr<git_index, FreeWith<git_index_free>>;
using Signature = std::unique_ptr<git_signature, FreeWith<git_signature_free>>;
using Tree = std::unique_ptr<git_tree, FreeWith<git_tree_free>>;

/// Everything that is not ignored, as a tree; the index is written too, so that git sees a clean
/// work tree.
Result<Tree> stage_all(git_repository* repository) {
  git_index* opened = nullptr;
  int code = git_repository_index(&opened, repository);
  if (code != 0) return git_error(code, "cannot open the index");
  const Index index(opened);
  code = git_index_add_all(index.get(), nullptr, GIT_INDEX_ADD_DEFAULT, nullptr, nullptr);
  if (code == 0) code = git_index_write(index.get());
  git_oid id;
  if (code == 0) code = git_index_write_tree(&id, index.get());
  git_tree* tree = nullptr;
  if (code == 0) code = git_tree_lookup(&tree, repository, &id);
  if (code != 0) return git_error(code, "cannot add the files");
  return Tree(tree);
}

}  // namespace

Result<Repository> Repository::init(const std::string& folder) {
  const Library library;
  git_repository_init_options options = GIT_REPOSITORY_INIT_OPTIONS_INIT;
  options.flags = GIT_REPOSITORY_INIT_NO_REINIT;
  options.initial_head = "main";
  git_repository* made = nullptr;
  const int code = git_repository_init_ext(&made, folder.c_str(), &options);
  git_repository_free(made);
  if (code != 0) {
    return git_error(code, fmt::format("cannot make a git repository in {}", quote(folder, 240)));
  }
  return open(folder);
}

Result<ObjectId> Repository::commit_all(const Person& who, const std::string& message) const {
  const ObjectId parent = TRY(head());
  const Tree tree = TRY(stage_all(state_->get()));
  git_signature* signature = nullptr;
  int code = git_signature_now(&signature, who.name.c_str(), who.email.c_str());
  if (code != 0) return git_error(code, fmt::format("git does not take {}", quote(to_string(who))));
  const Signature author(signature);
  Object parent_object;
  std::vector<const git_commit*> parents;
  if (!parent.empty()) {
    parent_object = TRY(find_object(state_->get(), parent, GIT_OBJECT_COMMIT));
    parents.push_back(reinterpret_cast<const git_commit*>(parent_object.get()));
  }
  git_oid id;
  code = git_commit_create(&id,
                           state_->get(),
                           "HEAD",
                           author.get(),
                           author.get(),
                           nullptr,
                           message.c_str(),
                           tree.get(),
                           parents.size(),
                           parents.data());
  if (code != 0) return git_error(code, "cannot commit the files");
  return to_text(id);
}

}  // namespace sig::repo
