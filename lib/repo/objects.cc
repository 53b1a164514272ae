#include <fmt/format.h>

#include <optional>

#include "base/text.h"
#include "repo/repository.h"
#include "repo/state.h"

namespace sig::repo {
namespace {

using Odb = std::unique_ptr<git_odb, FreeWith<git_odb_free>>;
using Index = std::unique_ptr<git_index, FreeWith<git_index_free>>;
using Signature = std::unique_ptr<git_signature, FreeWith<git_signature_free>>;
using TreeEntry = std::unique_ptr<git_tree_entry, FreeWith<git_tree_entry_free>>;
using Tree = std::unique_ptr<git_tree, FreeWith<git_tree_free>>;

constexpr std::int64_t ns_per_second = 1000000000;

std::optional<ObjectType> type_of_git(git_object_t type) {
  switch (type) {
    case GIT_OBJECT_COMMIT:
      return ObjectType::Commit;
    case GIT_OBJECT_TREE:
      return ObjectType::Tree;
    case GIT_OBJECT_BLOB:
      return ObjectType::Blob;
    case GIT_OBJECT_TAG:
      return ObjectType::Tag;
    default:
      return std::nullopt;
  }
}

Result<Signature> make_signature(const Person& who, Time when) {
  git_signature* made = nullptr;
  const int code =
      git_signature_new(&made, who.name.c_str(), who.email.c_str(), when.ns / ns_per_second, 0);
  if (code != 0)
    return git_error(code, fmt::format("git does not take {} as an author", quote(to_string(who))));
  return Signature(made);
}

Result<std::uint64_t> size_of_blob(git_repository* repository, const git_oid& id) {
  git_odb* opened = nullptr;
  int code = git_repository_odb(&opened, repository);
  if (code != 0) return git_error(code, "cannot open the object store");
  const Odb odb(opened);
  size_t size = 0;
  git_object_t type = GIT_OBJECT_INVALID;
  code = git_odb_read_header(&size, &type, odb.get(), &id);
  if (code != 0) return git_error(code, "cannot read object " + to_text(id));
  return std::uint64_t{size};
}

}  // namespace

Result<git_oid> parse_id(const ObjectId& id) {
  git_oid out;
  if (id.size() != GIT_OID_HEXSZ || git_oid_fromstrn(&out, id.c_str(), id.size()) != 0) {
    return Error{ErrorKind::Git, fmt::format("{} is not an object id", quote(id)), "", {}};
  }
  return out;
}

ObjectId to_text(const git_oid& id) {
  char hex[GIT_OID_HEXSZ + 1];
  git_oid_tostr(hex, sizeof hex, &id);
  return hex;
}

Result<Object> find_object(git_repository* repository, const ObjectId& id, git_object_t type) {
  const git_oid oid = TRY(parse_id(id));
  git_object* found = nullptr;
  const int code = git_object_lookup(&found, repository, &oid, type);
  if (code != 0) return git_error(code, "cannot read object " + id);
  return Object(found);
}

Result<ObjectType> Repository::type_of(const ObjectId& id) const {
  const Object object = TRY(find_object(state_->get(), id, GIT_OBJECT_ANY));
  const auto type = type_of_git(git_object_type(object.get()));
  if (!type) return Error{ErrorKind::Git, "object " + id + " is of an unknown type", "", {}};
  return *type;
}

Result<std::vector<ObjectId>> Repository::parents(const ObjectId& commit) const {
  const Object object = TRY(find_object(state_->get(), commit, GIT_OBJECT_COMMIT));
  const auto* found = reinterpret_cast<const git_commit*>(object.get());
  std::vector<ObjectId> out;
  for (unsigned i = 0; i < git_commit_parentcount(found); ++i)
    out.push_back(to_text(*git_commit_parent_id(found, i)));
  return out;
}

Result<TagObject> Repository::read_tag(const ObjectId& id) const {
  const Object object = TRY(find_object(state_->get(), id, GIT_OBJECT_TAG));
  const auto* tag = reinterpret_cast<const git_tag*>(object.get());
  const auto type = type_of_git(git_tag_target_type(tag));
  const char* message = git_tag_message(tag);
  if (!type) return Error{ErrorKind::Git, "tag " + id + " points to nothing known", "", {}};
  return TagObject{git_tag_name(tag),
                   to_text(*git_tag_target_id(tag)),
                   *type,
                   message == nullptr ? "" : message};
}

Result<std::string> Repository::read_file(const ObjectId& commit,
                                          const std::string& path,
                                          std::uint64_t limit) const {
  const Object object = TRY(find_object(state_->get(), commit, GIT_OBJECT_COMMIT));
  git_tree* found_tree = nullptr;
  int code = git_commit_tree(&found_tree, reinterpret_cast<const git_commit*>(object.get()));
  if (code != 0) return git_error(code, "cannot read the tree of commit " + commit);
  const Tree tree(found_tree);
  git_tree_entry* found_entry = nullptr;
  code = git_tree_entry_bypath(&found_entry, tree.get(), path.c_str());
  if (code != 0)
    return git_error(code, fmt::format("commit {} holds no {}", commit, quote(path, 240)));
  const TreeEntry entry(found_entry);
  if (git_tree_entry_filemode(entry.get()) != GIT_FILEMODE_BLOB) {
    return Error{ErrorKind::Git,
                 fmt::format("{} in commit {} is not a regular file", quote(path, 240), commit),
                 "",
                 {}};
  }
  const std::uint64_t size = TRY(size_of_blob(state_->get(), *git_tree_entry_id(entry.get())));
  if (size > limit) {
    return Error{
        ErrorKind::Git,
        fmt::format(
            "{} in commit {} has {} bytes; the limit is {}", quote(path, 240), commit, size, limit),
        "",
        {}};
  }
  const Object blob =
      TRY(find_object(state_->get(), to_text(*git_tree_entry_id(entry.get())), GIT_OBJECT_BLOB));
  const auto* content = reinterpret_cast<const git_blob*>(blob.get());
  return std::string(static_cast<const char*>(git_blob_rawcontent(content)),
                     static_cast<size_t>(git_blob_rawsize(content)));
}

Result<ObjectId> Repository::write_blob(std::string_view bytes) const {
  git_oid id;
  const int code = git_blob_create_from_buffer(&id, state_->get(), bytes.data(), bytes.size());
  if (code != 0) return git_error(code, "cannot write a blob");
  return to_text(id);
}

Result<ObjectId> Repository::write_tree(const std::vector<TreeFile>& files) const {
  git_index* made = nullptr;
  int code = git_index_new(&made);
  if (code != 0) return git_error(code, "cannot make a tree");
  const Index index(made);
  for (const TreeFile& file : files) {
    git_index_entry entry{};
    entry.id = TRY(parse_id(file.blob));
    entry.mode = GIT_FILEMODE_BLOB;
    entry.path = file.path.c_str();
    code = git_index_add(index.get(), &entry);
    if (code != 0)
      return git_error(code, fmt::format("cannot put {} into a tree", quote(file.path, 240)));
  }
  git_oid id;
  code = git_index_write_tree_to(&id, index.get(), state_->get());
  if (code != 0) return git_error(code, "cannot write a tree");
  return to_text(id);
}

Result<ObjectId> Repository::write_commit(const NewCommit& commit) const {
  const Object tree = TRY(find_object(state_->get(), commit.tree, GIT_OBJECT_TREE));
  std::vector<Object> parents;
  std::vector<const git_commit*> pointers;
  for (const ObjectId& parent : commit.parents) {
    parents.push_back(TRY(find_object(state_->get(), parent, GIT_OBJECT_COMMIT)));
    pointers.push_back(reinterpret_cast<const git_commit*>(parents.back().get()));
  }
  const Signature who = TRY(make_signature(commit.who, commit.when));
  git_oid id;
  const int code = git_commit_create(&id,
                                     state_->get(),
                                     nullptr,
                                     who.get(),
                                     who.get(),
                                     nullptr,
                                     commit.message.c_str(),
                                     reinterpret_cast<const git_tree*>(tree.get()),
                                     pointers.size(),
                                     pointers.data());
  if (code != 0) return git_error(code, "cannot write a commit");
  return to_text(id);
}

Result<ObjectId> Repository::write_tag(const NewTag& tag) const {
  const Object commit = TRY(find_object(state_->get(), tag.commit, GIT_OBJECT_COMMIT));
  const Signature who = TRY(make_signature(tag.who, tag.when));
  git_oid id;
  const int code = git_tag_annotation_create(
      &id, state_->get(), tag.name.c_str(), commit.get(), who.get(), tag.message.c_str());
  if (code != 0) return git_error(code, fmt::format("cannot write the tag {}", quote(tag.name)));
  return to_text(id);
}

}  // namespace sig::repo
