#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "promote/layout.h"
#include "promote/release.h"
#include "promote/release_file.h"
#include "repo/repository.h"

namespace sig::promote {
namespace {

struct Entry {
  std::uint64_t number = 0;
  std::string tag;  ///< "prod/3"
  repo::Reference reference;
};

Error broken(std::string message, std::string hint) {
  return {ErrorKind::Git, std::move(message), std::move(hint), {}};
}

std::string fetch_hint(const std::string& environment) {
  return fmt::format(
      "compare with the shared repository: git fetch origin 'refs/tags/{0}/*:refs/tags/{0}/*'",
      environment);
}

/// The references of an environment by number, without a gap.
Result<std::vector<Entry>> list_entries(const repo::Repository& repository,
                                        const std::string& environment) {
  const std::string prefix = tag_prefix(environment);
  const std::vector<repo::Reference> references = TRY(repository.references(prefix));
  std::vector<Entry> entries;
  for (const repo::Reference& reference : references) {
    const std::string number_text = reference.name.substr(prefix.size());
    const auto number = parse_unsigned(number_text);
    if (!number || *number < 1 || *number > max_release_number ||
        std::to_string(*number) != number_text) {
      return broken(fmt::format("tag {} is not a release of {}: releases are numbered from 1",
                                quote(environment + "/" + number_text, 240),
                                environment),
                    fmt::format("if it is a mistake: git tag -d {}",
                                visible(environment + "/" + number_text)));
    }
    entries.push_back({*number, fmt::format("{}/{}", environment, *number), reference});
  }
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return a.number < b.number;
  });
  for (size_t i = 0; i < entries.size(); ++i) {
    if (entries[i].number == i + 1) continue;
    return broken(fmt::format("tag {}/{} is missing: the history of {} goes up to {}",
                              environment,
                              i + 1,
                              environment,
                              entries.back().number),
                  fetch_hint(environment));
  }
  return entries;
}

/// The tag object behind a reference: annotated, of that name, and pointing to a commit.
Result<repo::TagObject> read_tag(const repo::Repository& repository, const Entry& entry) {
  const std::string again =
      fmt::format("git fetch --force origin refs/tags/{0}:refs/tags/{0}", entry.tag);
  if (entry.reference.target.empty()) {
    return broken(fmt::format("tag {} is a symbolic reference, not a release", entry.tag), again);
  }
  const repo::ObjectType type = TRY(repository.type_of(entry.reference.target));
  if (type != repo::ObjectType::Tag) {
    return broken(
        fmt::format("tag {} is lightweight (it points to a {}); a release is an annotated tag",
                    entry.tag,
                    to_string(type)),
        again);
  }
  repo::TagObject tag = TRY(repository.read_tag(entry.reference.target));
  if (tag.name != entry.tag) {
    return broken(fmt::format("tag {} holds a tag object named {}: it was copied from there",
                              entry.tag,
                              quote(tag.name)),
                  again);
  }
  if (tag.target_type != repo::ObjectType::Commit) {
    return broken(fmt::format("tag {} points to a {}; a release points to a commit",
                              entry.tag,
                              to_string(tag.target_type)),
                  again);
  }
  return tag;
}

/// That the release says of itself what the references say of it.
Status check_links(const repo::Repository& repository,
                   const Release& release,
                   const Entry& entry,
                   const Release* previous) {
  if (release.environment + "/" + std::to_string(release.number) != entry.tag) {
    return broken(fmt::format("tag {} holds the release {}/{}",
                              entry.tag,
                              visible(release.environment),
                              release.number),
                  fetch_hint(entry.tag.substr(0, entry.tag.find('/'))));
  }
  if (previous == nullptr) return ok();
  if (release.previous_tag != previous->tag_object) {
    return broken(fmt::format("tag {}/{} was moved: {} follows tag object {}, but {}/{} is {}",
                              release.environment,
                              previous->number,
                              entry.tag,
                              release.previous_tag,
                              release.environment,
                              previous->number,
                              previous->tag_object),
                  fetch_hint(release.environment));
  }
  const std::vector<repo::ObjectId> parents = TRY(repository.parents(release.commit));
  if (parents.empty() || parents.front() != previous->commit) {
    return broken(fmt::format("the commit of {} does not descend from that of {}/{}",
                              entry.tag,
                              release.environment,
                              previous->number),
                  fetch_hint(release.environment));
  }
  return ok();
}

Result<Release> read_entry(const repo::Repository& repository,
                           const Entry& entry,
                           const Release* previous) {
  const repo::TagObject tag = TRY(read_tag(repository, entry));
  const std::string text = TRY(repository.read_file(tag.target, release_path, max_release_bytes));
  Release release = TRY(read_release(text, entry.tag + ":" + release_path));
  release.tag_object = entry.reference.target;
  release.commit = tag.target;
  TRY(check_links(repository, release, entry, previous));
  return release;
}

Result<std::vector<Release>> read_entries(const repo::Repository& repository,
                                          const std::string& environment) {
  const std::vector<Entry> entries = TRY(list_entries(repository, environment));
  std::vector<Release> out;
  out.reserve(entries.size());
  for (const Entry& entry : entries)
    out.push_back(TRY(read_entry(repository, entry, out.empty() ? nullptr : &out.back())));
  return out;
}

}  // namespace

Result<std::vector<Release>> read_history(const std::string& repository,
                                          const std::string& environment) {
  const repo::Repository opened = TRY(repo::Repository::open(repository));
  return read_history(opened, environment);
}

Result<std::vector<Release>> read_history(const repo::Repository& repository,
                                          const std::string& environment) {
  Result<std::vector<Release>> history = read_entries(repository, environment);
  if (history) return history;
  return std::move(history).error().during(
      fmt::format("reading the history of {}", visible(environment)));
}

}  // namespace sig::promote
