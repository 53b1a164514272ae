#include <array>

#include "base/text.h"
#include "source/ips_number.h"
#include "source/ips_readers.h"

namespace sig::source::ips {
namespace {

using Command = IpsDataset::Command;

struct CommandName {
  std::string_view name;
  Command command;
};
constexpr std::array commands{CommandName{"isset", Command::IsSet},
                              CommandName{"isnotset", Command::IsNotSet},
                              CommandName{"set", Command::Set},
                              CommandName{"unset", Command::Unset}};

bool is_type(std::string_view type) {
  return type == "string" || type == "md5" || type == "sha256" || type == "ipv4" || type == "ip";
}

/// "type string", "load file", ...: what follows the name of a set.
bool read_settings(IpsDraft& draft,
                   const IpsOption& option,
                   std::span<const IpsWord> parts,
                   IpsDataset& out) {
  for (const IpsWord& part : parts) {
    const size_t blank = std::min(part.text.find_first_of(" \t"), part.text.size());
    const std::string_view name = part.text.substr(0, blank);
    const std::string_view value = trim(part.text.substr(blank));
    if (name == "type" && is_type(value)) {
      out.type = std::string(value);
    } else if (name == "load" && !value.empty()) {
      out.load = std::string(value);
    } else if ((name == "state" || name == "save") && !value.empty()) {
      out.state = std::string(value);
    } else if ((name != "memcap" && name != "hashsize") || value.empty()) {
      draft.findings.error(code::bad_keyword_value,
                           part.text.empty() ? option.raw : part,
                           quote(part.text) + " is no setting of a dataset",
                           "expected type, load, save, state, memcap or hashsize");
      return false;
    }
  }
  return true;
}

bool read_name(IpsDraft& draft, const IpsOption& option, std::string_view name, IpsDataset& out) {
  out.name = std::string(name);
  if (!name.empty() && name.size() <= 63 && name.find(' ') == std::string_view::npos) return true;
  draft.bad_value(option, quote(name) + " is no name of a dataset");
  return false;
}

}  // namespace

void dataset(IpsDraft& draft, const IpsOption& option) {
  const std::vector<IpsWord> parts = comma_parts(option.value);
  IpsDataset set;
  bool known = false;
  for (const CommandName& row : commands) {
    if (row.name != parts[0].text) continue;
    set.command = row.command;
    known = true;
  }
  if (!known || parts.size() < 2) {
    return draft.bad_value(option,
                           quote(parts[0].text) + " with no name is no use of a dataset",
                           "expected isset, isnotset, set or unset, and a name");
  }
  if (!read_name(draft, option, parts[1].text, set)) return;
  if (!read_settings(draft, option, std::span(parts).subspan(2), set)) return;
  set.span = draft.findings.span(option.raw);
  draft.add_check(std::move(set), option.name);
}

void datarep(IpsDraft& draft, const IpsOption& option) {
  const std::vector<IpsWord> parts = comma_parts(option.value);
  IpsDataset set;
  set.is_reputation = true;
  if (parts.size() < 3)
    return draft.bad_value(option, "datarep needs a name, a comparison and a number");
  if (!read_name(draft, option, parts[0].text, set)) return;
  const auto test =
      read_number_test(std::string(parts[1].text) + std::string(parts[2].text), {.most = 65535});
  if (!test) return draft.bad_value(option, quote(parts[2].text) + " is no reputation");
  set.reputation = *test;
  if (!read_settings(draft, option, std::span(parts).subspan(3), set)) return;
  set.span = draft.findings.span(option.raw);
  draft.add_check(std::move(set), option.name);
}

}  // namespace sig::source::ips
