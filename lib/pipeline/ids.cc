#include "pipeline/ids.h"

#include <fmt/format.h>

#include "base/file.h"
#include "base/text.h"
#include "source/id_lock.h"

namespace sig::pipeline {
namespace {

constexpr size_t most_lock_bytes = 64U << 20U;
constexpr size_t most_named = 5;
constexpr std::string_view head =
    "# Numbers of rules, by signature: given out once, never used again. Lines are only added.\n";

std::string path_of(const Project& project) {
  return join_path(project.root, id_lock_file);
}

}  // namespace

Result<IdLockText> read_ids(const Project& project) {
  IdLockText out;
  const std::string path = path_of(project);
  if (!is_file(path)) return out;
  out.text = TRY(read_file(path, most_lock_bytes));
  out.ids = TRY(source::read_id_lock(out.text, id_lock_file));
  return out;
}

Status add_ids(const Project& project, const IdLockText& lock, const std::vector<NewIds>& new_ids) {
  std::string text = lock.text.empty() ? std::string(head) : lock.text;
  if (!text.ends_with('\n')) text += '\n';
  for (const NewIds& ids : new_ids)
    text += id_line(ids) + "\n";
  return write_atomically(path_of(project), text);
}

Error missing_ids(const std::vector<NewIds>& new_ids) {
  std::vector<std::string> names;
  for (size_t i = 0; i < new_ids.size() && i < most_named; ++i)
    names.push_back(new_ids[i].signature);
  if (new_ids.size() > most_named) {
    names.push_back(fmt::format("{} more", new_ids.size() - most_named));
  }
  return refused(fmt::format("ids.lock lacks numbers for {}: {}",
                             counted(new_ids.size(), "signature"),
                             join(names, ", ")),
                 "type sigctl compile without --locked, then commit ids.lock");
}

}  // namespace sig::pipeline
